import { t } from '../../messages/index.ts';

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

/** The problems that the server found with a list, each entry named; undefined when it found none. */
export function listProblems(
  problems: readonly { path: string; message: string }[],
  path: string,
  entries: readonly string[] | undefined,
): string | undefined {
  const told = problems.flatMap(({ path: at, message }) => {
    if (at === path) return [message];
    if (!at.startsWith(`${path}.`)) return [];
    const entry = entries?.[Number(at.slice(path.length + 1))];
    return [entry === undefined ? message : t.admin.entryProblem(entry, message)];
  });
  return told.length === 0 ? undefined : told.join(' ');
}
