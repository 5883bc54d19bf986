import { limits } from './limits.ts';

/** Outcome of cleaning what somebody typed. */
export type CleanText = { ok: true; text: string } | { ok: false; code: 'message_empty' | 'message_too_long' };

/**
 * Cleans a message for storage: no NUL, no lone surrogates, line ends as `\n`, no blank edges.
 * Markup and direction overrides stay as typed: they are text, and every surface shows them as text,
 * isolated (`unicode-bidi: isolate`).
 */
export function cleanMessage(raw: string, maxChars: number = limits.messageChars): CleanText {
  const text = raw.replaceAll('\0', '').replace(/\r\n?/g, '\n').toWellFormed().trim();
  if (text === '') return { ok: false, code: 'message_empty' };
  if (text.length > maxChars) return { ok: false, code: 'message_too_long' };
  return { ok: true, text };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\u0000-\u001f\u007f\u2028\u2029]+/g;

/** Cleans one line of stored text (a title, a name): control characters become spaces, cut to `maxChars`. */
export function cleanLine(raw: string, maxChars: number): string {
  return raw.replace(controls, ' ').toWellFormed().trim().slice(0, maxChars).toWellFormed();
}
