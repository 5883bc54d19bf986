import type { Word } from './words.ts';

/** A text as the index of either database takes it. */
export type Indexed = {
  title: string;
  headings: string;
  body: string;
  /** PostgreSQL's form of all three, with weights. */
  vector: string;
  /** Each word once, as it is written but without accents. */
  words: string[];
};

const mostWords = 20_000;
/** PostgreSQL takes 1,048,575 of a text's words together, with what it notes of each; long words of some scripts are more. */
const mostBytes = 900_000;
/** PostgreSQL keeps no position beyond it. */
const lastPosition = 16_383;

/** [HC7] Makes the index's form of the words of a text: each word as written and as its stem, at one place. */
export function indexWords(title: Word[], headings: Word[], body: Word[]): Indexed {
  const parts = cutParts([title, headings, body.slice(0, mostWords)]);
  const positions = new Map<string, string[]>();
  let position = 0;
  for (const [at, words] of parts.entries()) {
    for (const { plain, stem } of words) {
      position = Math.min(position + 1, lastPosition);
      for (const lexeme of stem === '' ? [plain] : [plain, stem]) {
        const list = positions.get(lexeme) ?? [];
        positions.set(lexeme, list);
        if (list.length < 100) list.push(`${position}${'ABD'[at]}`);
      }
    }
  }
  const texts = parts.map((words) =>
    words.map(({ plain, stem }) => (stem === '' ? plain : `${plain} ${stem}`)).join(' '),
  );
  return {
    title: texts[0] ?? '',
    headings: texts[1] ?? '',
    body: texts[2] ?? '',
    // Words are letters and digits alone, so nothing in them ends a quote.
    vector: [...positions].map(([lexeme, list]) => `'${lexeme}':${list.join(',')}`).join(' '),
    // In one order: whoever publishes at the same time takes the same rows, and would wait in a ring otherwise.
    words: [...new Set(parts.flat().map(({ plain }) => plain))].filter((word) => word.length > 2).sort(),
  };
}

/** As many words, from the first one on, as both databases keep. */
function cutParts(parts: Word[][]): Word[][] {
  const seen = new Set<string>();
  let room = mostBytes;
  return parts.map((words) => {
    const end = words.findIndex(({ plain, stem }) => {
      for (const lexeme of stem === '' ? [plain] : [plain, stem]) {
        // Two bytes for a place, and eight for what begins a word's list of places.
        room -= 2 + (seen.has(lexeme) ? 0 : Buffer.byteLength(lexeme) + 8);
        seen.add(lexeme);
      }
      return room < 0;
    });
    return end < 0 ? words : words.slice(0, end);
  });
}

/** A word of a search; `isOpen`: it may go on, since it is being typed. */
export type Term = { plain: string; stem: string; isOpen: boolean };

/** Groups of terms, each group in one language; any group may fit, and in a group all terms or any of them. */
export type Asked = { groups: Term[][]; joins: 'and' | 'or' };

// One letter would name every word that begins with it.
const isPrefix = ({ plain, isOpen }: Term) => isOpen && plain.length > 1;

/** Languages often agree; what is asked twice costs twice. */
const oneOf = (groups: string[]) => [...new Set(groups)];

/** The search as FTS5 reads it. */
export function matchOf({ groups, joins }: Asked): string {
  const term = (one: Term) =>
    `("${one.plain}"${isPrefix(one) ? '*' : ''}${one.stem === '' ? '' : ` OR "${one.stem}"`})`;
  return oneOf(groups.map((terms) => `(${terms.map(term).join(joins === 'and' ? ' AND ' : ' OR ')})`)).join(' OR ');
}

/** The search as PostgreSQL reads it. */
export function tsqueryOf({ groups, joins }: Asked): string {
  const term = (one: Term) =>
    `('${one.plain}'${isPrefix(one) ? ':*' : ''}${one.stem === '' ? '' : ` | '${one.stem}'`})`;
  return oneOf(groups.map((terms) => `(${terms.map(term).join(joins === 'and' ? ' & ' : ' | ')})`)).join(' | ');
}
