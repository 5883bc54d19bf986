import { limits } from '@porchlight/protocol';

// Controls, line separators, and what turns or hides text: "photo[RLO]gpj.exe" reads as "photoexe.jpg".
const unseen = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const reserved = /[<>:"|?*]/g;
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const longestEnding = 16;

/** [FILE4] A plain file name for every system: the last part of a path, nothing unseen, never empty, an ending kept. */
export function cleanFileName(raw: string): string {
  const last = raw.slice(0, 4_096).toWellFormed().normalize('NFC').replace(unseen, '').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(reserved, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  const named = device.test(plain) ? `_${plain}` : plain;
  return cut(named === '' ? 'file' : named);
}

/** [FILE4] The name with an ending of what an image really is: one that says otherwise is replaced, none is added. */
export function nameImage(name: string, type: string): string {
  const endings = imageEndings[type] ?? [];
  const given = endingOf(name);
  if (endings.includes(given)) return name;
  const stem = Object.values(imageEndings).flat().includes(given) ? name.slice(0, -given.length - 1) : name;
  return cut(`${stem}.${endings[0]}`);
}

/** The part after the last dot, in small letters; empty where there is none. */
export function endingOf(name: string): string {
  return /[^.]\.([^.\s]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

const imageEndings: Record<string, string[]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png', 'apng'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/svg+xml': ['svg'],
};

function cut(name: string): string {
  if (name.length <= limits.fileNameChars) return name;
  const ending = endingOf(name);
  const tail = ending !== '' && ending.length <= longestEnding ? name.slice(-ending.length - 1) : '';
  const stem = name.slice(0, limits.fileNameChars - tail.length);
  // A character of two units that was cut in the middle goes whole.
  return `${stem.isWellFormed() ? stem : stem.slice(0, -1)}${tail}`.replace(/[\s.]+$/, '');
}
