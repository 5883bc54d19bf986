import type {
  ArticleAnswer,
  ArticleDraft,
  ArticleId,
  CategoryId,
  HelpCenterAnswer,
  HelpLanguage,
  HelpReport,
  HelpSettings,
  ImageId,
  MoveRequest,
  RevisionAnswer,
  RevisionRow,
  SiteId,
} from '@porchlight/protocol';
import { helpLanguages } from '@porchlight/protocol';
import { findShownImages } from '../article-images/index.ts';
import { type Audited, bySystem } from '../audit/index.ts';
import { findArticleGroups, findGroups } from '../groups/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Command, Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newId } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import { indexWords } from './index-words.ts';
import { type Heading, renderMarkdown } from './markdown.ts';
import * as moveCommands from './move-commands.ts';
import { presentArticles, presentCategories } from './present.ts';
import { readHelpReport } from './report.ts';
import type { ArticleInput, CategoryInput, TextInput } from './schema.ts';
import { slugOf } from './slugs.ts';
import * as store from './store.ts';
import { loadAnalyser } from './words.ts';

const sweepMs = 5_000;

/** What editors do with the help center of a site: rules HC2 to HC6 in docs/spec/help-center.md. */
export class Articles {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #listeners: ((site: SiteId) => void)[] = [];
  #sweptAt = 0;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Calls `listener` when something of a site's help center has changed. */
  onChange(listener: (site: SiteId) => void): void {
    this.#listeners.push(listener);
  }

  async #do<Input, Result>(site: SiteId, command: Command<Input, Result>, input: Input): Promise<Result> {
    const result = await this.#storage.execute(command, input);
    for (const listener of this.#listeners) listener(site);
    return result;
  }

  async readSettings(site: SiteId): Promise<HelpSettings> {
    const row = await store.findSettings(this.#storage.read, site);
    if (!row) return { languages: ['en'], defaultLanguage: 'en' };
    return { languages: JSON.parse(row.languages) as HelpLanguage[], defaultLanguage: row.default_language };
  }

  /** The languages in which a site's help center answers, the default first. */
  async readLanguages(site: SiteId): Promise<HelpLanguage[]> {
    const { languages, defaultLanguage } = await this.readSettings(site);
    return [defaultLanguage, ...languages.filter((one) => one !== defaultLanguage)];
  }

  async saveSettings(
    site: SiteId,
    { languages, defaultLanguage }: HelpSettings,
    by: Audited = bySystem,
  ): Promise<void> {
    const sorted = helpLanguages.filter((one) => languages.includes(one));
    const row = { site_id: site, languages: JSON.stringify(sorted), default_language: defaultLanguage };
    await this.#do(site, commands.saveSettings, { row, by, at: this.#clock.now() });
  }

  async readAll(site: SiteId): Promise<Omit<HelpCenterAnswer, 'address'>> {
    const db = this.#storage.read;
    const settings = await this.readSettings(site);
    return {
      ...settings,
      categories: presentCategories(await store.findCategories(db, site), await store.findCategoryTexts(db, site)),
      articles: presentArticles(
        await store.findArticles(db, site),
        await store.findTexts(db, site),
        await store.countVotes(db, site),
        await findArticleGroups(db, site),
        settings.defaultLanguage,
      ),
      groups: (await findGroups(db, site)).map(({ id, name }) => ({ id, name })),
    };
  }

  /** Saves a category, a new one where `id` is null; throws `category_not_found`, `slug_taken`. */
  async saveCategory(
    site: SiteId,
    id: CategoryId | null,
    input: CategoryInput,
    by: Audited = bySystem,
  ): Promise<CategoryId> {
    const all = await store.findCategories(this.#storage.read, site);
    const known = id && all.find((row) => row.id === id);
    if (id && !known) throw appError('category_not_found', 'There is no such category here. Load the list again.');
    if (!id && Object.keys(input.texts ?? {}).length === 0)
      throw appError('invalid_body', 'Give the category a title in one language at least.');
    const row = {
      id: id ?? newId('ct'),
      site_id: site,
      parent_id: input.parent === undefined ? (known ? known.parent_id : null) : input.parent,
      position: input.position ?? (known ? known.position : all.length),
      created_at: known ? known.created_at : this.#clock.now(),
    };
    const texts = Object.entries(input.texts ?? {}).map(([language, { title, description = '', slug }]) => ({
      language: language as HelpLanguage,
      title,
      description,
      slug: slug ?? (slugOf(title) || 'category'),
      isOwnSlug: slug !== undefined,
    }));
    await this.#do(site, commands.saveCategory, { row, texts, isNew: !known, by, at: this.#clock.now() });
    return row.id;
  }

  async removeCategory(site: SiteId, id: CategoryId, by: Audited): Promise<void> {
    await this.#do(site, commands.removeCategory, { site, id, by, at: this.#clock.now() });
  }

  /** Throws `article_changed` where what it names is not, or not there, any more. */
  async move(site: SiteId, move: MoveRequest, by: Audited): Promise<void> {
    await this.#do(site, moveCommands.move, { site, move, by, at: this.#clock.now() });
  }

  async addArticle(
    site: SiteId,
    { category, visibility, groups, position }: ArticleInput,
    by: Audited = bySystem,
  ): Promise<ArticleId> {
    if (!category) throw appError('invalid_body', 'Choose the category that the article belongs to.');
    const at = this.#clock.now();
    const row = {
      id: newId('ar'),
      site_id: site,
      category_id: category,
      visibility: visibility ?? (groups ? 'groups' : 'everyone'),
      position: position ?? (await store.findNextPosition(this.#storage.read, category)),
      created_at: at,
    };
    await this.#do(site, commands.insertArticle, { row, groups: groups ?? null, by, at });
    return row.id;
  }

  async changeArticle(site: SiteId, id: ArticleId, input: ArticleInput, by: Audited): Promise<void> {
    const columns = {
      ...(input.category === undefined ? {} : { category_id: input.category }),
      ...(input.visibility === undefined && !input.groups ? {} : { visibility: input.visibility ?? 'groups' }),
      ...(input.position === undefined ? {} : { position: input.position }),
    };
    await this.#do(site, commands.changeArticle, {
      site,
      id,
      columns,
      groups: input.groups ?? null,
      by,
      at: this.#clock.now(),
    });
  }

  async removeArticle(site: SiteId, id: ArticleId, by: Audited): Promise<void> {
    await this.#do(site, commands.removeArticle, { site, id, by, at: this.#clock.now() });
  }

  /** Throws `article_not_found`. */
  async readArticle(site: SiteId, id: ArticleId): Promise<ArticleAnswer> {
    const db = this.#storage.read;
    const row = await store.findArticle(db, site, id);
    if (!row) throw commands.articleNotFound();
    const texts = await store.findTexts(db, site, id);
    const { defaultLanguage } = await this.readSettings(site);
    const votes = await store.countVotes(db, site, id);
    const groups = await findArticleGroups(db, site);
    const [presented] = presentArticles([row], texts, votes, groups, defaultLanguage);
    if (!presented) throw commands.articleNotFound();
    const drafts: ArticleAnswer['drafts'] = {};
    for (const { language, draft } of texts) {
      const revision = await store.findRevision(db, id, language, draft);
      if (revision) drafts[language] = draftOf(revision);
    }
    return { ...presented, drafts };
  }

  /** [HC3] Saves a new revision and answers with its number. Throws what `renderMarkdown` throws, `article_changed`, `slug_taken`. */
  async saveText(
    site: SiteId,
    id: ArticleId,
    language: HelpLanguage,
    { title, summary, markdown, slug, basedOn }: TextInput,
    by: Audited = bySystem,
  ): Promise<number> {
    const { html, contents, plain, images } = await this.#render(site, markdown, language);
    const text = {
      article_id: id,
      language,
      title,
      summary: summary || firstWordsOf(plain),
      markdown,
      html,
      contents: JSON.stringify(contents),
      plain,
      slug: slug ?? (slugOf(title) || 'article'),
      isOwnSlug: slug !== undefined,
    };
    return this.#do(site, commands.saveText, { site, text, images, basedOn, by, at: this.#clock.now() });
  }

  /** [HC3] Publishes a revision, at once or at a time in ms that is yet to come. */
  async publish(
    site: SiteId,
    id: ArticleId,
    language: HelpLanguage,
    { revision, at, tells = false }: { revision: number; at: number | null; tells?: boolean | undefined },
    by: Audited = bySystem,
  ): Promise<void> {
    const now = this.#clock.now();
    const of = { site, id, language };
    if (at === null || at <= now) await this.#putOut(of, { revision, tells, isDue: false }, by);
    else await this.#do(site, commands.scheduleText, { ...of, revision, publishAt: at, tells, by, at: now });
  }

  async #putOut(
    of: { site: SiteId; id: ArticleId; language: HelpLanguage },
    { revision, ...how }: { revision: number; tells: boolean; isDue: boolean },
    by: Audited,
  ): Promise<void> {
    const { site, id, language } = of;
    if (!(await store.findArticle(this.#storage.read, site, id))) throw commands.articleNotFound();
    const row = await store.findRevision(this.#storage.read, id, language, revision);
    if (!row) throw commands.revisionNotFound();
    const analyse = await loadAnalyser(language);
    const headings = (JSON.parse(row.contents) as Heading[]).map((one) => one.title).join('\n');
    const indexed = indexWords(analyse(row.title), analyse(headings), analyse(`${row.summary}\n${row.plain}`));
    await this.#do(site, commands.publishText, { ...of, revision, indexed, ...how, by, at: this.#clock.now() });
  }

  async withdraw(site: SiteId, id: ArticleId, language: HelpLanguage, by: Audited): Promise<void> {
    await this.#do(site, commands.withdrawText, { site, id, language, by, at: this.#clock.now() });
  }

  /** Newest first; throws `article_not_found`. */
  async readRevisions(site: SiteId, id: ArticleId, language: HelpLanguage): Promise<RevisionRow[]> {
    const db = this.#storage.read;
    if (!(await store.findArticle(db, site, id))) throw commands.articleNotFound();
    const votes = (await store.countVotes(db, site, id)).filter((vote) => vote.language === language);
    const rows = await store.findRevisions(db, id, language);
    return rows.map(({ number, title, by_name, at }) => ({
      number,
      title,
      by: by_name,
      at,
      votes: store.sumVotes(votes.filter(({ revision }) => revision === number)),
    }));
  }

  /** Throws `article_not_found`, `revision_not_found`. */
  async readRevision(site: SiteId, id: ArticleId, language: HelpLanguage, number: number): Promise<RevisionAnswer> {
    const row = (await this.readRevisions(site, id, language)).find((one) => one.number === number);
    const revision = await store.findRevision(this.#storage.read, id, language, number);
    if (!row || !revision) throw commands.revisionNotFound();
    return { ...row, ...draftOf(revision) };
  }

  /** [HC3] Saves what an earlier revision said as a new one, which is not out yet. */
  async restore(
    site: SiteId,
    id: ArticleId,
    language: HelpLanguage,
    { number, basedOn }: { number: number; basedOn: number },
    by: Audited,
  ): Promise<number> {
    const { title, summary, markdown } = await this.readRevision(site, id, language, number);
    return this.saveText(site, id, language, { title, summary, markdown, basedOn }, by);
  }

  async preview(site: SiteId, markdown: string, language: HelpLanguage): Promise<string> {
    return (await this.#render(site, markdown, language)).html;
  }

  /** [HC22] With the images of this site alone. */
  async #render(site: SiteId, markdown: string, language: HelpLanguage) {
    let ids: ImageId[] = [];
    const rendered = await renderMarkdown(markdown, language, async (addresses) => {
      const found = await findShownImages(this.#storage.read, site, addresses);
      ids = [...found.values()].map(({ id }) => id);
      return new Map([...found].map(([address, { shown }]) => [address, shown]));
    });
    return { ...rendered, images: ids };
  }

  /** [HC28] Throws `article_not_found` for an article that is not this site's. */
  async readReport(site: SiteId, { article, days }: { article: ArticleId | null; days: number }): Promise<HelpReport> {
    const db = this.#storage.read;
    if (article && !(await store.findArticle(db, site, article))) throw commands.articleNotFound();
    return readHelpReport(db, { site, article, days, now: this.#clock.now() });
  }

  /** Publishes what is due; called once a second. One that cannot be keeps none of the others from it. */
  async sweep(): Promise<void> {
    const now = this.#clock.now();
    if (now - this.#sweptAt < sweepMs) return;
    this.#sweptAt = now;
    const failures: unknown[] = [];
    for (const { site_id: site, article_id: id, language, scheduled, tells } of await store.findDue(
      this.#storage.read,
      now,
    )) {
      if (scheduled === null) continue;
      const how = { revision: scheduled, tells: tells === 1, isDue: true };
      await this.#putOut({ site, id, language }, how, bySystem).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Articles that were due could not be published.');
  }
}

function draftOf({ title, summary, markdown }: ArticleDraft): ArticleDraft {
  return { title, summary, markdown };
}

/** What is said of an article in lists where its writer said nothing. */
function firstWordsOf(plain: string): string {
  const line = plain.split('\n').find((one) => one.length > 20) ?? plain;
  const first = line.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return first.length <= 160 ? first : `${first.slice(0, 160).replace(/\s+\S*$/, '')} …`;
}
