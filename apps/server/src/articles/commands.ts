import {
  type ArticleId,
  type ArticleVisibility,
  type CategoryId,
  type GroupId,
  type HelpLanguage,
  type ImageId,
  limits,
  type SiteId,
  type VoteReason,
} from '@porchlight/protocol';
import { addUses, removeUses } from '../article-images/index.ts';
import { type Audited, record } from '../audit/index.ts';
import { groupNotFound, setArticleGroups } from '../groups/index.ts';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import * as publicStore from './public-store.ts';
import * as search from './search-store.ts';
import { cutSlug } from './slugs.ts';
import * as store from './store.ts';
import type {
  ArticlesTable,
  CategoriesTable,
  CategoryTextsTable,
  HelpCentersTable,
  RevisionsTable,
  SlugKind,
  VotesTable,
} from './tables.ts';

type By = { by: Audited; at: number };

export const saveSettings = defineCommand<{ row: HelpCentersTable } & By, null>({
  name: 'articles.save-settings',
  async run(db, { row, by, at }) {
    const before = await store.findSettings(db, row.site_id);
    await store.saveSettings(db, row);
    await record(db, { ...by, at, what: 'help-center.changed', site: row.site_id, before, after: row });
    return null;
  },
});

/** Saves a category with those of its texts that are given; a new one where `isNew`. */
export const saveCategory = defineCommand<
  {
    row: CategoriesTable;
    texts: (Omit<CategoryTextsTable, 'category_id'> & { isOwnSlug: boolean })[];
    isNew: boolean;
  } & By,
  null
>({
  name: 'articles.save-category',
  async run(db, { row, texts, isNew, by, at }) {
    await store.lockTree(db, row.site_id);
    const all = await store.findCategories(db, row.site_id);
    if (!isNew && !all.some(({ id }) => id === row.id)) throw categoryNotFound();
    if (row.parent_id !== null) {
      const parent = all.find(({ id }) => id === row.parent_id);
      if (!parent || parent.id === row.id) throw categoryNotFound();
      if (parent.parent_id !== null || all.some(({ parent_id }) => parent_id === row.id))
        throw appError(
          'invalid_body',
          'Categories have two levels. Choose one without a parent, for one without children.',
        );
    }
    await store.saveCategory(db, row);
    for (const { isOwnSlug, ...text } of texts) {
      const slug = await takeSlug(db, row.site_id, 'category', text.slug, row.id, isOwnSlug);
      await store.saveCategoryText(db, { ...text, slug, category_id: row.id });
    }
    const target = { kind: 'category', id: row.id, name: texts[0]?.title ?? '' };
    const after = { parent: row.parent_id, position: row.position, titles: texts.map(({ title }) => title) };
    await record(db, {
      ...by,
      at,
      what: isNew ? 'category.added' : 'category.changed',
      site: row.site_id,
      target,
      after,
    });
    return null;
  },
});

export const removeCategory = defineCommand<{ site: SiteId; id: CategoryId } & By, null>({
  name: 'articles.remove-category',
  async run(db, { site, id, by, at }) {
    await store.lockTree(db, site);
    if (!(await store.findCategories(db, site)).some((row) => row.id === id)) throw categoryNotFound();
    if (await store.isCategoryInUse(db, id))
      throw appError(
        'category_not_empty',
        'Articles or categories lie in it. Move them elsewhere or delete them first.',
      );
    const text = (await store.findCategoryTexts(db, site)).find((one) => one.category_id === id);
    await store.deleteCategory(db, id);
    const target = { kind: 'category', id, name: text?.title ?? '' };
    await record(db, { ...by, at, what: 'category.removed', site, target });
    return null;
  },
});

export const insertArticle = defineCommand<{ row: ArticlesTable; groups: GroupId[] | null } & By, null>({
  name: 'articles.insert',
  async run(db, { row, groups, by, at }) {
    await assertCategory(db, row.site_id, row.category_id);
    await store.insertArticle(db, row);
    await chooseGroups(db, row.site_id, row.id, row.visibility, groups);
    await record(db, { ...by, at, what: 'article.added', site: row.site_id, target: targetOf(row.id, '') });
    return null;
  },
});

export const changeArticle = defineCommand<
  {
    site: SiteId;
    id: ArticleId;
    columns: { category_id?: CategoryId; visibility?: ArticleVisibility; position?: number };
    /** Null: as they are. */
    groups: GroupId[] | null;
  } & By,
  null
>({
  name: 'articles.change',
  async run(db, { site, id, columns, groups, by, at }) {
    if (columns.category_id) await assertCategory(db, site, columns.category_id);
    const before = await getArticle(db, site, id);
    await store.updateArticle(db, id, columns);
    if (columns.visibility) await chooseGroups(db, site, id, columns.visibility, groups);
    const target = targetOf(id, await titleOf(db, site, id));
    await record(db, {
      ...by,
      at,
      what: 'article.changed',
      site,
      target,
      before,
      after: { ...columns, ...(groups && { groups }) },
    });
    return null;
  },
});

export const removeArticle = defineCommand<{ site: SiteId; id: ArticleId } & By, null>({
  name: 'articles.remove',
  async run(db, { site, id, by, at }) {
    await getArticle(db, site, id);
    const target = targetOf(id, await titleOf(db, site, id));
    await search.forgetDocument(db, id, null);
    await store.deleteArticle(db, id);
    await removeUses(db, id, at);
    await record(db, { ...by, at, what: 'article.removed', site, target });
    return null;
  },
});

export type SavedText = Omit<RevisionsTable, 'number' | 'by_name' | 'at'> & {
  slug: string;
  /** Somebody chose it; one that is made of the title gives way where it is taken. */
  isOwnSlug: boolean;
};

/** [HC3] Saves a revision, which nobody outside sees; answers with its number. */
export const saveText = defineCommand<
  { site: SiteId; text: SavedText; images: readonly ImageId[]; basedOn: number } & By,
  number
>({
  name: 'articles.save-text',
  async run(db, { site, text: { slug: wanted, isOwnSlug, ...revision }, images, basedOn, by, at }) {
    const { article_id, language, title } = revision;
    await getArticle(db, site, article_id);
    const known = await store.findText(db, article_id, language);
    if ((known?.draft ?? 0) !== basedOn)
      throw appError(
        'article_changed',
        'Somebody else saved this text in the meantime. Copy what you wrote, load the text again and put it in.',
      );
    const slug = known && !isOwnSlug ? known.slug : await takeSlug(db, site, 'article', wanted, article_id, isOwnSlug);
    const number = basedOn + 1;
    await addUses(db, article_id, images);
    await store.insertRevision(db, { ...revision, number, by_name: by.who.name, at });
    await store.saveText(db, {
      live: null,
      scheduled: null,
      publish_at: null,
      published_at: null,
      changed_at: null,
      tells: 0,
      ...known,
      article_id,
      language,
      slug,
      draft: number,
      edited_at: at,
    });
    const after = { language, revision: number, slug };
    await record(db, { ...by, at, what: 'article.saved', site, target: targetOf(article_id, title), after });
    return number;
  },
});

type Of = { site: SiteId; id: ArticleId; language: HelpLanguage };

/** Tells subscribers of what is out. */
export const newsJob = 'article-news';

/** [HC3] Puts a revision in front of visitors, and into the index. */
export const publishText = defineCommand<
  Of & {
    revision: number;
    indexed: search.Document['indexed'];
    tells: boolean;
    /** It waited for its time: nothing is done where it no longer waits, since another process or an editor was first. */
    isDue: boolean;
  } & By,
  null
>({
  name: 'articles.publish',
  async run(db, { site, id, language, revision, indexed, tells, isDue, by, at }) {
    const text = await getText(db, site, id, language);
    if (isDue && (text.scheduled !== revision || (text.publish_at ?? at + 1) > at)) return null;
    const row = await store.findRevision(db, id, language, revision);
    if (!row) throw revisionNotFound();
    const isFirst = (await store.findTexts(db, site, id)).every(({ published_at }) => published_at === null);
    await store.saveText(db, {
      ...text,
      tells: 0,
      live: revision,
      scheduled: null,
      publish_at: null,
      published_at: text.published_at ?? at,
      changed_at: at,
    });
    await search.indexDocument(db, { site, article: id, language, indexed });
    if (tells) {
      const payload = { site, article: id, language, revision, isFirst };
      await enqueue(db, { kind: newsJob, payload, now: at });
    }
    const after = { language, revision, tells };
    await record(db, { ...by, at, what: 'article.published', site, target: targetOf(id, row.title), after });
    return null;
  },
});

export const scheduleText = defineCommand<Of & { revision: number; publishAt: number; tells: boolean } & By, null>({
  name: 'articles.schedule',
  async run(db, { site, id, language, revision, publishAt, tells, by, at }) {
    const text = await getText(db, site, id, language);
    const row = await store.findRevision(db, id, language, revision);
    if (!row) throw revisionNotFound();
    await store.saveText(db, { ...text, scheduled: revision, publish_at: publishAt, tells: tells ? 1 : 0 });
    const after = { language, revision, publishAt };
    await record(db, { ...by, at, what: 'article.scheduled', site, target: targetOf(id, row.title), after });
    return null;
  },
});

/** Takes a text away from visitors and out of the index; its revisions stay. */
export const withdrawText = defineCommand<Of & By, null>({
  name: 'articles.withdraw',
  async run(db, { site, id, language, by, at }) {
    const text = await getText(db, site, id, language);
    await store.saveText(db, { ...text, live: null, scheduled: null, publish_at: null, tells: 0 });
    await search.forgetDocument(db, id, language);
    const target = targetOf(id, await titleOf(db, site, id));
    await record(db, { ...by, at, what: 'article.withdrawn', site, target, after: { language } });
    return null;
  },
});

/**
 * [HC8, HC27] One vote of a voter for a revision; another one of theirs takes its place. Without a reason, that which was
 * given stays as long as the vote says the same.
 */
export const saveVote = defineCommand<
  Omit<VotesTable, 'reason' | 'comment'> & { because: { reason: VoteReason | null; comment: string } | null },
  null
>({
  name: 'articles.vote',
  async run(db, { because, ...vote }) {
    const isHelpful = vote.is_helpful === 1;
    const given = because ?? (isHelpful ? null : await publicStore.findVote(db, vote));
    const reason = isHelpful ? null : (given?.reason ?? null);
    const comment = isHelpful ? null : given?.comment || null;
    await publicStore.saveVote(db, { ...vote, reason, comment });
    return null;
  },
});

export const noteMiss = defineCommand<{ site: SiteId; language: HelpLanguage; query: string; at: number }, null>({
  name: 'articles.note-miss',
  async run(db, miss) {
    await search.noteMiss(db, miss);
    return null;
  },
});

/** [HC2] Keeps slugs that something had elsewhere; answers with those that are something else's. */
export const keepSlugs = defineCommand<
  { site: SiteId; kind: SlugKind; target: string; slugs: readonly string[] },
  string[]
>({
  name: 'articles.keep-slugs',
  async run(db, { site, kind, target, slugs }) {
    const taken: string[] = [];
    for (const slug of slugs) {
      const owner = await store.findSlug(db, site, kind, slug);
      const isKept = owner === null && (await store.keepSlug(db, site, kind, slug, target));
      if (!isKept && owner !== target) taken.push(slug);
    }
    return taken;
  },
});

/** Gives a slug to its target; what was once given to something stays its own [HC2]. */
async function takeSlug(
  db: Db,
  site: SiteId,
  kind: SlugKind,
  wanted: string,
  target: string,
  isOwn: boolean,
): Promise<string> {
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '' : `-${count}`;
    const slug = `${cutSlug(wanted, limits.slugChars - end.length)}${end}`;
    const owner = await store.findSlug(db, site, kind, slug);
    if (owner === target || (owner === null && (await store.keepSlug(db, site, kind, slug, target)))) return slug;
    if (isOwn) throw appError('slug_taken', `“${slug}” is, or was, the address of another one. Choose another.`);
  }
}

/** Locked: two commands on one article at once would each write back what the other has changed. */
async function getArticle(db: Db, site: SiteId, id: ArticleId) {
  const article = await store.lockArticle(db, site, id);
  if (!article) throw articleNotFound();
  return article;
}

async function getText(db: Db, site: SiteId, id: ArticleId, language: HelpLanguage) {
  await getArticle(db, site, id);
  const text = await store.findText(db, id, language);
  if (!text) throw articleNotFound();
  return text;
}

/** [HC5] For groups an article is only where some are chosen: else nobody would read it. */
async function chooseGroups(
  db: Db,
  site: SiteId,
  id: ArticleId,
  visibility: ArticleVisibility,
  groups: GroupId[] | null,
): Promise<void> {
  const chosen = visibility === 'groups' ? (groups ?? []) : [];
  if (visibility === 'groups' && chosen.length === 0)
    throw appError('invalid_body', 'Choose at least one group that the article is for.');
  if (!(await setArticleGroups(db, site, id, chosen))) throw groupNotFound();
}

async function assertCategory(db: Db, site: SiteId, id: CategoryId): Promise<void> {
  await store.lockTree(db, site);
  if (!(await store.findCategories(db, site)).some((row) => row.id === id)) throw categoryNotFound();
}

async function titleOf(db: Db, site: SiteId, id: ArticleId): Promise<string> {
  return (await store.findTexts(db, site, id))[0]?.title ?? '';
}

function targetOf(id: ArticleId, name: string) {
  return { kind: 'article', id, name };
}

export function articleNotFound() {
  return appError('article_not_found', 'There is no such article here, or not in this language. Load the list again.');
}

export function revisionNotFound() {
  return appError('revision_not_found', 'This text has no such revision. Load its revisions again.');
}

function categoryNotFound() {
  return appError('category_not_found', 'There is no such category here. Load the list again.');
}
