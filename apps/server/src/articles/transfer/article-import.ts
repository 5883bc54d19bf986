import type { ArticleId, GroupId, HelpLanguage, ImportReport, TransferReason } from '@porchlight/protocol';
import { findGroups } from '../../groups/index.ts';
import { AppError } from '../../platform/errors/index.ts';
import { keepSlugs } from '../commands.ts';
import * as store from '../store.ts';
import type { FindCategory } from './category-import.ts';
import type { ImportOptions, Problem } from './import-options.ts';
import type { FrontMatter } from './text-file.ts';

/** A text of an article in one language and state. */
export type Version = {
  path: string;
  front: FrontMatter;
  language: HelpLanguage;
  slug: string;
  state: 'published' | 'scheduled' | 'draft';
  markdown: string;
};

type Options = ImportOptions & { categories: FindCategory; report: ImportReport; problem: Problem };

const order = ['published', 'scheduled', 'draft'] as const;

/** Takes articles, each with all of its texts. */
export class ArticleImport {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  async take(versions: readonly Version[]): Promise<void> {
    const { problem, storage, site } = this.#o;
    const sorted = versions.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    const article = await this.#find(sorted);
    if (!article) return;
    for (const version of sorted) {
      const { path, front } = version;
      try {
        await this.#takeText(article, version);
        const other = await storage.execute(keepSlugs, {
          site,
          kind: 'article',
          target: article,
          slugs: front.formerSlugs ?? [],
        });
        for (const slug of other) problem(path, 'slug-taken', slug, true);
      } catch (error) {
        if (!(error instanceof AppError) || error.kind === 'internal' || error.kind === 'unavailable') throw error;
        problem(path, reasons[error.code] ?? 'failed', error.message);
      }
    }
  }

  /** The article that has, or had, any of the slugs, moved to where the texts say; else a new one. Null where it has no place. */
  async #find(versions: readonly Version[]): Promise<ArticleId | null> {
    const { storage, articles, site, by, problem, categories } = this.#o;
    const first = versions.find(({ front }) => front.category !== undefined) ?? versions[0];
    if (!first) return null;
    const { front, path } = first;
    const category = front.category === undefined ? null : await categories(front.category);
    const groups = await this.#findGroups(front);
    if (groups?.length === 0) {
      // For everybody it must not be, and for nobody it cannot.
      for (const one of versions) problem(one.path, 'groups-unknown', (front.groups ?? []).join(', '));
      return null;
    }
    let id: ArticleId | null = null;
    for (const { slug } of versions)
      id ??= (await store.findSlug(storage.read, site, 'article', slug)) as ArticleId | null;
    if (id) {
      const row = await store.findArticle(storage.read, site, id);
      const change = {
        ...(category && category !== row?.category_id ? { category } : {}),
        ...(groups ? { groups } : {}),
        ...(!groups && front.visibility && front.visibility !== row?.visibility
          ? { visibility: front.visibility }
          : {}),
        ...(front.position !== undefined && front.position !== row?.position ? { position: front.position } : {}),
      };
      if (front.category !== undefined && !category) problem(path, 'category-unknown', front.category, true);
      if (Object.keys(change).length > 0) await articles.changeArticle(site, id, change, by);
      return id;
    }
    if (!category) {
      for (const one of versions) problem(one.path, 'category-unknown', front.category ?? '');
      return null;
    }
    const { visibility, position } = front;
    return articles.addArticle(
      site,
      {
        category,
        ...(groups ? { groups } : visibility ? { visibility } : {}),
        ...(position === undefined ? {} : { position }),
      },
      by,
    );
  }

  /** The groups that an article is for, by their names here; null where it is not for groups. */
  async #findGroups({ visibility, groups = [] }: FrontMatter): Promise<GroupId[] | null> {
    if (visibility !== 'groups') return null;
    const here = await findGroups(this.#o.storage.read, this.#o.site);
    return here.filter(({ name }) => groups.includes(name)).map(({ id }) => id);
  }

  async #takeText(id: ArticleId, { front, language, slug, state, markdown }: Version): Promise<void> {
    const { storage, articles, site, by, report } = this.#o;
    const db = storage.read;
    const text = await store.findText(db, id, language);
    const number = { published: text?.live, scheduled: text?.scheduled, draft: text?.draft }[state] ?? null;
    const now = number === null ? null : await store.findRevision(db, id, language, number);
    const isSame =
      now !== null &&
      text?.slug === slug &&
      now.title === front.title &&
      now.markdown === markdown &&
      (front.summary === undefined || now.summary === front.summary) &&
      (state !== 'scheduled' || text.publish_at === (front.publishAt ?? null));
    if (isSame) {
      report.unchanged += 1;
      return;
    }
    const summary = front.summary ?? '';
    const draft = { title: front.title, summary, markdown, slug, basedOn: text?.draft ?? 0 };
    const revision = await articles.saveText(site, id, language, draft, by);
    report[text ? 'changed' : 'added'] += 1;
    if (state === 'published') await articles.publish(site, id, language, { revision, at: null }, by);
    if (state === 'scheduled')
      await articles.publish(site, id, language, { revision, at: front.publishAt ?? null }, by);
  }
}

const reasons: Partial<Record<AppError['code'], TransferReason>> = {
  slug_taken: 'slug-taken',
  article_too_large: 'text-too-large',
  article_too_nested: 'text-too-nested',
  article_changed: 'changed-meanwhile',
  article_not_found: 'changed-meanwhile',
};
