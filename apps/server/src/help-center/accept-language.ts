/**
 * [LANG1] The best of these languages for what a browser accepts (RFC 9110, `q`); null where it names none of them.
 * What is no language here counts as absent.
 */
export function bestLanguage<L extends string>(acceptLanguage: string | undefined, among: readonly L[]): L | null {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...rest] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = rest.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
      return { language: tag.split('-')[0], weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wishes) {
    const known = among.find((one) => one === language);
    if (known) return known;
  }
  return null;
}
