import { type ArticleId, type HelpLanguage, limits, type SiteId } from '@porchlight/protocol';
import type { HelpActor } from '../groups/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import type { Asked, Term } from './index-words.ts';
import { findLiveTextsOf, findPlainOf, type LiveText } from './public-store.ts';
import { findDocuments, findStanding, findWords } from './search-store.ts';
import { markFound, snippetOf } from './snippets.ts';
import { type Near, sortNear, Vocabulary } from './vocabulary.ts';
import { loadAnalyser, type Word, withoutStopWords } from './words.ts';

export type SearchInput = {
  site: SiteId;
  /** That of the page, then the site's default, then the others that the site has. */
  languages: readonly HelpLanguage[];
  query: string;
  actor: HelpActor;
  limit: number;
  /** False where titles are enough: what they were found in is not read. */
  hasSnippets?: boolean;
  /** True while somebody types: asked at every letter, it takes less of the processor. */
  isTyping?: boolean;
};

export type Hit = LiveText & { marked: SafeHtml; snippet: SafeHtml };
/** `meant`: the words that were looked for in the place of those that stand nowhere; null where none were. */
export type SearchResult = { hits: Hit[]; meant: string | null };

const mostTerms = 8;
/** Together, of all sites and languages: what nobody mistyped lately is read again. */
const wordsKept = 400_000;
/** What other processes published corrects mistakes after a minute. */
const vocabularyMs = 60_000;
/** [HC26] Words that are compared for one search, and for what is still being typed. */
const mostCompared = { search: 50_000, typing: 5_000 };
/** A shorter word that is still being typed is more often not whole than wrong. */
const leastTypedChars = 5;
/** Words that may be meant, and that the database is asked for at once. */
const mostMeant = { search: 64, typing: 24 };

type Kept = { words: Promise<Vocabulary>; size: number; at: number };

/** Finds articles: rule HC7 in docs/spec/help-center.md. */
export class Searching {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #vocabularies = new Map<string, Kept>();

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Called when what is out has changed. */
  forget(): void {
    this.#vocabularies.clear();
  }

  async search(input: SearchInput): Promise<SearchResult> {
    const { site, languages, query, actor, limit, hasSnippets = true } = input;
    const [language] = languages;
    if (!language) return { hits: [], meant: null };
    const text = query.slice(0, limits.searchChars);
    const isOpen = !/\s$/.test(text);
    const analysers = await Promise.all(languages.map(loadAnalyser));
    const wordsIn = (given: string) =>
      languages.map((one, at) => withoutStopWords(analysers[at]?.(given) ?? [], one).slice(0, mostTerms));
    const find = (groups: Word[][], given: string, joins: Asked['joins']) => {
      const terms = groups.map((words) => termsOf(words, given, isOpen)).filter((group) => group.length > 0);
      if (terms.length === 0) return Promise.resolve([]);
      return findDocuments(this.#storage.read, { groups: terms, joins }, { site, language, actor, limit: limit * 2 });
    };

    let given = text;
    let groups = wordsIn(text);
    let meant: string | null = null;
    let found = await find(groups, given, 'and');
    if (found.length === 0) {
      const corrected = await this.#correct(input, text, groups, isOpen);
      const again = corrected === null ? [] : await find(wordsIn(corrected), corrected, 'and');
      if (corrected !== null && again.length > 0) {
        [given, groups, meant, found] = [corrected, wordsIn(corrected), corrected, again];
      } else if ((groups[0]?.length ?? 0) > 1) found = await find(groups, given, 'or');
    }
    const hits = await this.#present(found, { actor, languages, limit, hasSnippets }, (one) => {
      const at = Math.max(0, languages.indexOf(one));
      return { terms: termsOf(groups[at] ?? [], given, isOpen), analyse: analysers[at] ?? (() => []) };
    });
    return { hits, meant };
  }

  /**
   * [HC5, HC7] The query with each word that stands in no text which the actor may read replaced by one that is near it
   * and does; null where nothing is.
   */
  async #correct(
    { site, languages, actor, isTyping = false }: SearchInput,
    query: string,
    groups: readonly Word[][],
    isOpen: boolean,
  ): Promise<string | null> {
    const way = isTyping ? 'typing' : 'search';
    const vocabularies = await Promise.all(languages.map((one) => this.#readWords(site, one)));
    const budget = { left: mostCompared[way] };
    const end = query.trimEnd().length;
    const wrong = (groups[0] ?? []).flatMap((word) => {
      if (isTyping && isOpen && word.end === end && word.plain.length < leastTypedChars) return [];
      const near: Near[] = vocabularies.flatMap((one) => one.findNear(word.plain, budget));
      return near.length === 0 ? [] : [{ word, near: sortNear(near) }];
    });
    if (wrong.length === 0) return null;
    const most = Math.floor(mostMeant[way] / wrong.length);
    const probes = wrong.flatMap(({ word, near }) => [
      // As the search asks for it: in the form of each language, and where it may go on, as a beginning.
      {
        groups: groups.map((words) =>
          termsOf(
            words.filter(({ start }) => start === word.start),
            query,
            isOpen,
          ),
        ),
      },
      ...near.slice(0, most).map((plain) => ({ groups: [[{ plain, stem: '', isOpen: false }]] })),
    ]);
    const standing = await findStanding(
      this.#storage.read,
      probes.map(({ groups: terms }) => ({ groups: terms.filter((one) => one.length > 0), joins: 'and' })),
      { site, actor },
    );
    let at = 0;
    let corrected = query;
    const meant = wrong.flatMap(({ word, near }) => {
      const first = at;
      at += 1 + Math.min(most, near.length);
      const found = near.slice(0, most).find((_, place) => standing.has(first + 1 + place));
      return standing.has(first) || found === undefined ? [] : [{ word, found }];
    });
    // From the end, so that the places of those before stay right.
    for (const { word, found } of meant.reverse())
      corrected = corrected.slice(0, word.start) + found + corrected.slice(word.end);
    return corrected === query ? null : corrected;
  }

  #readWords(site: SiteId, language: HelpLanguage): Promise<Vocabulary> {
    const key = `${site} ${language}`;
    const now = this.#clock.now();
    const known = this.#vocabularies.get(key);
    this.#vocabularies.delete(key);
    const isFresh = known !== undefined && now - known.at < vocabularyMs;
    const kept = isFresh ? known : { words: this.#loadWords(site, language, key), size: 0, at: now };
    // Put in anew, so that what was asked for longest ago stands first.
    this.#vocabularies.set(key, kept);
    return kept.words;
  }

  async #loadWords(site: SiteId, language: HelpLanguage, key: string): Promise<Vocabulary> {
    try {
      const words = new Vocabulary(await findWords(this.#storage.read, site, language));
      const kept = this.#vocabularies.get(key);
      if (kept) kept.size = words.size;
      this.#makeRoom();
      return words;
    } catch (error) {
      this.#vocabularies.delete(key);
      throw error;
    }
  }

  #makeRoom(): void {
    let all = 0;
    for (const { size } of this.#vocabularies.values()) all += size;
    for (const [key, { size }] of this.#vocabularies) {
      if (all <= wordsKept) return;
      this.#vocabularies.delete(key);
      all -= size;
    }
  }

  async #present(
    found: { article: ArticleId; language: HelpLanguage }[],
    { actor, languages, limit, hasSnippets }: Omit<Required<SearchInput>, 'site' | 'query' | 'isTyping'>,
    readTerms: (language: HelpLanguage) => { terms: Term[]; analyse: (text: string) => Word[] },
  ): Promise<Hit[]> {
    // [HC6] Found in several languages, it is shown in that which a page of it would take.
    const first = new Map<ArticleId, HelpLanguage>();
    for (const { article, language } of found) {
      const known = first.get(article);
      if (!known || languages.indexOf(language) < languages.indexOf(known)) first.set(article, language);
    }
    const wanted = [...first].slice(0, limit);
    const texts = await findLiveTextsOf(
      this.#storage.read,
      actor,
      wanted.map(([article]) => article),
    );
    const plains = hasSnippets ? await findPlainOf(this.#storage.read, texts) : new Map<string, string>();
    return wanted.flatMap(([article, language]) => {
      const text = texts.find((one) => one.article === article && one.language === language);
      if (!text) return [];
      const { terms, analyse } = readTerms(language);
      const plain = plains.get(`${article} ${language}`) ?? '';
      return [{ ...text, marked: markFound(text.title, terms, analyse), snippet: snippetOf(plain, terms, analyse) }];
    });
  }
}

/** The last word may go on, where nothing follows it: it is being typed. */
function termsOf(words: readonly Word[], given: string, isOpen: boolean): Term[] {
  const end = given.trimEnd().length;
  return words.map(({ plain, stem, end: wordEnd }) => ({ plain, stem, isOpen: isOpen && wordEnd === end }));
}
