import { html, type SafeHtml } from '../platform/html/index.ts';
import type { Term } from './index-words.ts';
import type { Analyse, Word } from './words.ts';

const lookedAt = 20_000;
const wordsAround = 28;

function fits(word: Word, terms: readonly Term[]): boolean {
  return terms.some(
    (term) =>
      word.plain === term.plain ||
      (term.stem !== '' && word.stem === term.stem) ||
      (term.isOpen && term.plain.length > 1 && word.plain.startsWith(term.plain)),
  );
}

/** [HC7] The text with what was found in it marked. */
export function markFound(text: string, terms: readonly Term[], analyse: Analyse): SafeHtml {
  return mark(
    text,
    analyse(text).filter((word) => fits(word, terms)),
    0,
    text.length,
  );
}

/** [HC7] The place of a text where most of what was asked for stands, marked; its begin where nothing does. */
export function snippetOf(text: string, terms: readonly Term[], analyse: Analyse): SafeHtml {
  const words = analyse(text.slice(0, lookedAt));
  const found = words.flatMap((word, at) => (fits(word, terms) ? [at] : []));
  let best = { from: 0, kinds: 0 };
  for (const at of found) {
    const within = found.filter((other) => other >= at && other < at + wordsAround);
    const kinds = new Set(within.map((other) => words[other]?.stem)).size;
    if (kinds > best.kinds) best = { from: at, kinds };
  }
  const first = Math.max(0, best.kinds === 0 ? 0 : best.from - 6);
  const last = Math.min(words.length - 1, first + wordsAround);
  const start = first === 0 ? 0 : (words[first]?.start ?? 0);
  const end = last === words.length - 1 ? Math.min(text.length, (words[last]?.end ?? 0) + 1) : (words[last]?.end ?? 0);
  const marked = found.flatMap((at) => (at >= first && at <= last ? [words[at] as Word] : []));
  return html`${first > 0 ? '… ' : ''}${mark(text, marked, start, end)}${last < words.length - 1 ? ' …' : ''}`;
}

function mark(text: string, found: readonly Word[], start: number, end: number): SafeHtml {
  const parts: (string | SafeHtml)[] = [];
  let at = start;
  for (const word of found) {
    parts.push(text.slice(at, word.start), html`<mark>${text.slice(word.start, word.end)}</mark>`);
    at = word.end;
  }
  parts.push(text.slice(at, end));
  return html`${parts}`;
}
