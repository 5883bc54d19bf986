import { limits } from '@porchlight/protocol';

/** Why chosen files do not go along: `name` is that of the first, `count` how many there are. */
export type ChoiceProblem = {
  kind: 'empty' | 'large' | 'many' | 'folder';
  name: string;
  /** In bytes. */
  size: number;
  count: number;
};

/** Characters that are not seen, or turn what follows around: with them `gpj.exe` reads as `exe.jpg`. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** The plain name of a file: no folder, nothing unseen, short enough; the ending is kept. */
export function cleanFileName(raw: string): string {
  const name = (raw.toWellFormed().split(/[/\\]/).at(-1) ?? '').replace(unseen, '').trim();
  if (/^\.*$/.test(name)) return 'file';
  const { stem, ending } = splitName(name);
  return stem.slice(0, limits.fileNameChars - ending.length).toWellFormed() + ending;
}

/** A name and its ending, which stays readable where the name is cut. */
export function splitName(name: string): { stem: string; ending: string } {
  const at = name.lastIndexOf('.');
  return at > 0 && name.length - at <= 12
    ? { stem: name.slice(0, at), ending: name.slice(at) }
    : { stem: name, ending: '' };
}

/** Of what was chosen, what may go along with `already` others, and why the rest may not. Nothing is read. */
export function chooseFiles(
  files: readonly File[],
  folders: number,
  already: number,
): { taken: File[]; problems: ChoiceProblem[] } {
  const taken: File[] = [];
  const problems = new Map<ChoiceProblem['kind'], ChoiceProblem>();
  const note = (kind: ChoiceProblem['kind'], name: string, size: number, count = 1) => {
    const known = problems.get(kind);
    problems.set(kind, known ? { ...known, count: known.count + count } : { kind, name, size, count });
  };
  if (folders > 0) note('folder', '', 0, folders);
  for (const file of files) {
    if (file.size === 0) note('empty', cleanFileName(file.name), 0);
    else if (file.size > limits.fileBytes) note('large', cleanFileName(file.name), file.size);
    else if (already + taken.length >= limits.filesPerMessage) note('many', cleanFileName(file.name), file.size);
    else taken.push(file);
  }
  return { taken, problems: [...problems.values()] };
}
