import { type ArticleId, type HelpLanguage, limits, type SiteId } from '@porchlight/protocol';
import type { HelpActor } from '../groups/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import type { Asked, Term } from './index-words.ts';
import { findLiveTextsOf, findPlainOf, type LiveText } from './public-store.ts';
import { findDocuments, findWords } from './search-store.ts';
import { markFound, snippetOf } from './snippets.ts';
import { loadAnalyser, nearestWord, type Word, withoutStopWords } from './words.ts';

export type SearchInput = {
  site: SiteId;
  /** That of the page, then the others that the site has. */
  languages: readonly HelpLanguage[];
  query: string;
  actor: HelpActor;
  limit: number;
};

export type Hit = LiveText & { marked: SafeHtml; snippet: SafeHtml };
/** `meant`: the words that were looked for in the place of those that stand nowhere; null where none were. */
export type SearchResult = { hits: Hit[]; meant: string | null };

const mostTerms = 8;
const vocabulariesKept = 12;

/** Finds articles: rule HC7 in docs/spec/help-center.md. */
export class Searching {
  readonly #storage: Storage;
  readonly #vocabularies = new Map<string, Promise<string[]>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Called when what is out has changed. */
  forget(): void {
    this.#vocabularies.clear();
  }

  async search({ site, languages, query, actor, limit }: SearchInput): Promise<SearchResult> {
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
      const corrected = await this.#correct(site, languages, text, groups[0] ?? []);
      const again = corrected === null ? [] : await find(wordsIn(corrected), corrected, 'and');
      if (corrected !== null && again.length > 0) {
        [given, groups, meant, found] = [corrected, wordsIn(corrected), corrected, again];
      } else if ((groups[0]?.length ?? 0) > 1) found = await find(groups, given, 'or');
    }
    const hits = await this.#present(found, { actor, limit }, (one) => {
      const at = Math.max(0, languages.indexOf(one));
      return { terms: termsOf(groups[at] ?? [], given, isOpen), analyse: analysers[at] ?? (() => []) };
    });
    return { hits, meant };
  }

  /** The query with each word that stands in no text replaced by one that is near it; null where nothing is. */
  async #correct(
    site: SiteId,
    languages: readonly HelpLanguage[],
    query: string,
    words: readonly Word[],
  ): Promise<string | null> {
    const known = (await Promise.all(languages.map((one) => this.#readWords(site, one)))).flat();
    if (known.length === 0) return null;
    const present = new Set(known);
    let corrected = query;
    // From the end, so that the places of those before stay right.
    for (const word of [...words].reverse()) {
      if (present.has(word.plain) || present.has(word.stem.slice(1))) continue;
      const near = nearestWord(word.plain, known);
      if (near) corrected = corrected.slice(0, word.start) + near + corrected.slice(word.end);
    }
    return corrected === query ? null : corrected;
  }

  #readWords(site: SiteId, language: HelpLanguage): Promise<string[]> {
    const key = `${site} ${language}`;
    const known = this.#vocabularies.get(key);
    if (known) return known;
    if (this.#vocabularies.size >= vocabulariesKept) this.#vocabularies.clear();
    const words = findWords(this.#storage.read, site, language);
    this.#vocabularies.set(key, words);
    words.catch(() => this.#vocabularies.delete(key));
    return words;
  }

  async #present(
    found: { article: ArticleId; language: HelpLanguage }[],
    { actor, limit }: { actor: HelpActor; limit: number },
    readTerms: (language: HelpLanguage) => { terms: Term[]; analyse: (text: string) => Word[] },
  ): Promise<Hit[]> {
    const first = new Map<ArticleId, HelpLanguage>();
    for (const { article, language } of found) if (!first.has(article)) first.set(article, language);
    const wanted = [...first].slice(0, limit);
    const texts = await findLiveTextsOf(
      this.#storage.read,
      actor,
      wanted.map(([article]) => article),
    );
    const plains = await findPlainOf(this.#storage.read, texts);
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
