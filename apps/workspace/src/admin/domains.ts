/** Reads a list that is written one entry a line; commas part entries too. Spaces do not: the server says why. */
export function readLines(text: string): string[] {
  return text
    .split(/[\n,]+/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Reads domains as people paste them: with scheme, path or capitals. The server has the last word. */
export function readDomains(text: string): string[] {
  const entries = readLines(text).map((line) =>
    line
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/\/.*$/, '')
      .toLowerCase(),
  );
  return [...new Set(entries)];
}
