import {
  type ArticleId,
  type CategoryId,
  type HelpCategory,
  type HelpLanguage,
  type HelpSettings,
  helpLanguages,
  isId,
  type SiteId,
} from '@porchlight/protocol';
import type { Groups, HelpActor } from '../groups/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import type { Articles } from './articles.ts';
import * as commands from './commands.ts';
import type { Heading } from './markdown.ts';
import { presentCategories } from './present.ts';
import * as store from './public-store.ts';
import { type SearchInput, Searching, type SearchResult } from './searching.ts';
import { findCategories, findCategoryTexts, findSlug } from './store.ts';
import type { SlugKind } from './tables.ts';

/** A site's help center as far as every page needs it. */
export type Tree = HelpSettings & {
  categories: HelpCategory[];
  /** How many articles that somebody may read are out in a category itself, without those beneath. */
  countIn(category: CategoryId, actor: HelpActor): number;
};

/** A revision that somebody has before them. */
export type Voted = { site: SiteId; article: ArticleId; language: HelpLanguage; revision: number };

const treeMs = 10_000;
/** Words that are shorter say little by themselves: “my”, “for”, “und”. */
const tellingChars = 4;
const popularMs = 60_000;
const mostInCategory = 500;

/** What visitors read of the help center: rules HC1 to HC8 in docs/spec/help-center.md. */
export class ArticleReader {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #articles: Articles;
  readonly #groups: Groups;
  readonly #searching: Searching;
  readonly #popular = new Map<SiteId, { articles: Promise<ArticleId[]>; at: number }>();
  readonly #trees = new Map<SiteId, { tree: Promise<Tree>; at: number }>();
  #changes = 0;

  constructor({
    storage,
    clock,
    articles,
    groups,
  }: {
    storage: Storage;
    clock: Clock;
    articles: Articles;
    groups: Groups;
  }) {
    this.#storage = storage;
    this.#clock = clock;
    this.#articles = articles;
    this.#groups = groups;
    this.#searching = new Searching(storage, clock);
    articles.onChange((site) => {
      this.#changes += 1;
      this.#trees.delete(site);
      this.#popular.delete(site);
      this.#searching.forget();
    });
  }

  /**
   * Names what all articles of all sites are now: what was made under the same name may be shown again. Another one after each
   * change that this process makes, and every ten seconds, for those of others.
   */
  readVersion(): string {
    return `${this.#changes} ${Math.floor(this.#clock.now() / treeMs)}`;
  }

  /** Kept for ten seconds, since every page asks; this process's own changes show at once. */
  readTree(site: SiteId): Promise<Tree> {
    const kept = this.#trees.get(site);
    if (kept && this.#clock.now() - kept.at < treeMs) return kept.tree;
    const tree = this.#loadTree(site);
    this.#trees.set(site, { tree, at: this.#clock.now() });
    tree.catch(() => this.#trees.delete(site));
    return tree;
  }

  async #loadTree(site: SiteId): Promise<Tree> {
    const db = this.#storage.read;
    const counts = Map.groupBy(await store.countLive(db, site), (row) => row.category_id);
    return {
      ...(await this.#articles.readSettings(site)),
      categories: presentCategories(await findCategories(db, site), await findCategoryTexts(db, site)),
      countIn: (category, actor) =>
        (counts.get(category) ?? []).reduce((sum, row) => sum + (mayRead(actor, row) ? row.count : 0), 0),
    };
  }

  /** What has, or once had, this slug; null where nothing. */
  async findTarget(site: SiteId, kind: SlugKind, slug: string): Promise<string | null> {
    // PostgreSQL takes no text with a zero byte, not even to look for it.
    return slug.includes('\0') ? null : findSlug(this.#storage.read, site, kind, slug);
  }

  /** None for what is no id, as an address may bring it. */
  async findTexts(actor: HelpActor, article: string): Promise<store.LiveText[]> {
    return isId('ar', article) ? store.findLiveTexts(this.#storage.read, actor, article) : [];
  }

  /** Every text of an article that is out, whoever may read it: for what is told to nobody who may not. */
  findAllTexts(article: ArticleId): Promise<store.LiveText[]> {
    return store.findLiveTexts(this.#storage.read, null, article);
  }

  findTextsIn(actor: HelpActor, categories: readonly CategoryId[], limit = mostInCategory): Promise<store.LiveText[]> {
    return store.findLiveTextsIn(this.#storage.read, actor, categories, limit);
  }

  /** Up to this many texts that guests may read, in the order of their making; none where they may read nothing at all. */
  async findPublicTexts(site: SiteId, limit: number): Promise<store.LiveText[]> {
    const guest = await this.readGuest(site);
    return guest.may.includes('read') ? store.findPublicTexts(this.#storage.read, guest, site, limit) : [];
  }

  /** Who asks as a guest, and what guests may. */
  readGuest(site: SiteId): Promise<HelpActor> {
    return this.#groups.actorOf(site, null);
  }

  /**
   * Up to this many articles that everybody may read: what most found helpful, then the oldest. Which these are is kept for
   * a minute; whether they may be read is looked up each time [HC5].
   */
  async findPopular(site: SiteId, limit: number): Promise<store.LiveText[]> {
    const guest = await this.readGuest(site);
    if (!guest.may.includes('read')) return [];
    const kept = this.#popular.get(site);
    if (kept && this.#clock.now() - kept.at < popularMs) {
      const texts = await this.#findInOrder(guest, await kept.articles);
      // Where another process hid one, there is room for the next.
      if (texts !== null) return texts;
    }
    const articles = this.#choosePopular(site, guest, limit);
    this.#popular.set(site, { articles, at: this.#clock.now() });
    articles.catch(() => this.#popular.delete(site));
    return (await this.#findInOrder(guest, await articles)) ?? [];
  }

  /** Their texts in this order; null where one of them may not be read any more. */
  async #findInOrder(guest: HelpActor, articles: readonly ArticleId[]): Promise<store.LiveText[] | null> {
    const byArticle = Map.groupBy(
      await store.findLiveTextsOf(this.#storage.read, guest, articles),
      ({ article }) => article,
    );
    return byArticle.size < articles.length ? null : articles.flatMap((id) => byArticle.get(id) ?? []);
  }

  async #choosePopular(site: SiteId, guest: HelpActor, limit: number): Promise<ArticleId[]> {
    const db = this.#storage.read;
    const helpful = await store.findHelpful(db, site, limit);
    const best = await store.findLiveTextsOf(db, guest, helpful);
    const others = await store.findPublicTexts(db, guest, site, limit * helpLanguages.length);
    const out = helpful.filter((id) => best.some(({ article }) => article === id));
    return [...new Set([...out, ...others.map(({ article }) => article)])].slice(0, limit);
  }

  async readBody({ article, language, revision }: store.LiveText): Promise<{ html: string; contents: Heading[] }> {
    const body = await store.findBody(this.#storage.read, article, language, revision);
    return { html: body?.html ?? '', contents: body ? (JSON.parse(body.contents) as Heading[]) : [] };
  }

  /** [HC7] Searches; what found nothing is noted for editors, without who asked, unless it might say who. */
  async search(input: SearchInput): Promise<SearchResult> {
    if (!input.actor.may.includes('read')) return { hits: [], meant: null };
    const result = await this.#searching.search(input);
    const query = input.query
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .toLowerCase();
    const [language] = input.languages;
    const isPersonal = query.includes('@') || /\d{5}/.test(query.replace(/[\s./-]/g, ''));
    if (result.hits.length === 0 && language && query !== '' && query.length <= 80 && !isPersonal)
      await this.#storage.execute(commands.noteMiss, { site: input.site, language, query, at: this.#clock.now() });
    return result;
  }

  /** [HC26] What fits a search that is still being typed, by title alone; nothing of it is noted. */
  async suggest(input: Omit<SearchInput, 'hasSnippets' | 'isTyping'>): Promise<store.LiveText[]> {
    if (!input.actor.may.includes('read')) return [];
    return (await this.#searching.search({ ...input, hasSnippets: false, isTyping: true })).hits;
  }

  /**
   * [HC15] What a question that is being written may be answered by; nothing of it is noted. A sentence has words that
   * stand everywhere: what has only those is no answer to it.
   */
  async findAnswers(input: Parameters<Searching['search']>[0]): Promise<SearchResult['hits']> {
    if (!input.actor.may.includes('read')) return [];
    const { hits } = await this.#searching.search({ ...input, isTyping: true });
    const telling = input.query.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= tellingChars).length;
    const found = (text: unknown) =>
      [...String(text).matchAll(/<mark>([^<]+)<\/mark>/g)]
        .map(([, word = '']) => word.toLowerCase())
        .filter((word) => word.length >= tellingChars);
    return hits.filter(({ marked, snippet }) => {
      const inTitle = found(marked);
      return inTitle.length > 0 || new Set(found(snippet)).size >= Math.min(2, Math.max(1, telling));
    });
  }

  /** [HC8] What the holder of a visitor token said of a revision; null where nothing. */
  async readVote({ site, article, language, revision }: Voted, token: string | null): Promise<store.Vote | null> {
    if (token === null) return null;
    const key = { article_id: article, language, revision, voter: voterOf(site, token) };
    return store.findVote(this.#storage.read, key);
  }

  /** [HC8, HC27] `because` null: nothing is said of the reason, so that which was given stays. */
  async vote(
    { site, article, language, revision }: Voted,
    token: string,
    isHelpful: boolean,
    because: Omit<store.Vote, 'isHelpful'> | null = null,
  ): Promise<void> {
    await this.#storage.execute(commands.saveVote, {
      article_id: article,
      language,
      revision,
      voter: voterOf(site, token),
      is_helpful: isHelpful ? 1 : 0,
      at: this.#clock.now(),
      because,
    });
  }
}

/** [HC5] As `isReadableBy` has it in the database. */
function mayRead({ user, groups, may }: HelpActor, { visibility, groups: chosen }: store.LiveCount): boolean {
  if (!may.includes('read')) return false;
  if (visibility === 'groups') return chosen.some((one) => groups.includes(one));
  return visibility === 'everyone' || user !== null;
}

/** [HC1] What a visitor token is stored as: it counts for the site that gave it. */
export function voterOf(site: SiteId, token: string): string {
  return hashSecret(`${site} ${token}`);
}
