import { distanceOf, mistakesIn } from './words.ts';

/** A word that is near to another one, and by how many mistakes. */
export type Near = { word: string; distance: number };

/** How many words may still be compared for one request; what is beyond it is not corrected. */
export type Budget = { left: number };

/** Words whose near ones were looked for lately: while somebody types, each letter asks for those before it again. */
const answersKept = 1_000;
const nothing: readonly Near[] = [];

/**
 * The words of a site's texts in one language, by what they begin with and their length, so that few are compared. Among
 * them are those of texts that not everybody may read: what is found here is told to nobody before the database was
 * asked whether it stands in a text that they may read [HC5].
 */
export class Vocabulary {
  readonly size: number;
  /** `p8`: of eight letters, the first of them a p. */
  readonly #lists = new Map<string, string[]>();
  readonly #answers = new Map<string, readonly Near[]>();

  constructor(words: readonly string[]) {
    this.size = words.length;
    for (const word of words) {
      const key = `${word[0]}${word.length}`;
      const list = this.#lists.get(key);
      if (list) list.push(word);
      else this.#lists.set(key, [word]);
    }
  }

  /** [HC7] The words that may have been meant by one, itself not among them; each comparison is taken from the budget. */
  findNear(word: string, budget: Budget): readonly Near[] {
    const kept = this.#answers.get(word);
    if (kept) return kept;
    const most = mistakesIn(word);
    if (most === 0) return nothing;
    const near: Near[] = [];
    for (const one of this.#likely(word, most)) {
      if (budget.left <= 0) return near;
      budget.left -= 1;
      const distance = distanceOf(word, one, most);
      if (distance > 0 && distance <= most) near.push({ word: one, distance });
    }
    if (this.#answers.size >= answersKept) this.#answers.clear();
    this.#answers.set(word, near.length === 0 ? nothing : near);
    return near;
  }

  *#likely(word: string, most: number): Generator<string> {
    const [first, second] = [word[0] ?? '', word[1] ?? ''];
    for (let length = word.length - most; length <= word.length + most; length += 1) {
      yield* this.#lists.get(`${first}${length}`) ?? [];
      // What begins otherwise is seldom meant; a first letter that was swapped with its neighbour is.
      if (second !== first)
        for (const one of this.#lists.get(`${second}${length}`) ?? []) if (one[1] === first) yield one;
    }
  }
}

/** Words of several vocabularies, each once, the likeliest first. */
export function sortNear(all: readonly Near[]): string[] {
  const sorted = [...all].sort(
    (a, b) =>
      a.distance - b.distance ||
      // Of two that are as near, the longer one: letters are left out more often than put in.
      b.word.length - a.word.length ||
      (a.word < b.word ? -1 : 1),
  );
  return [...new Set(sorted.map(({ word }) => word))];
}
