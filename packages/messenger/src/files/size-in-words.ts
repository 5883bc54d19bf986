/** A number of bytes in the words of a language, such as `1.2 MB`. */
export function sizeInWords(bytes: number, language: string): string {
  const power = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const unit = ['', 'kilobyte', 'megabyte', 'gigabyte'][power];
  const maximumFractionDigits = power - 1;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits,
    numberingSystem: 'latn',
  }).format(Math.max(1, bytes / 1024 ** power));
}
