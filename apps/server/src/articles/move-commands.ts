import type { ArticleId, CategoryId, MoveRequest, SiteId } from '@porchlight/protocol';
import { type Audited, record } from '../audit/index.ts';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as store from './store.ts';

type Moving = { site: SiteId; move: MoveRequest; by: Audited; at: number };

/** [HC3] Puts an article or a topic before another one, or last, in a topic or in none. */
export const move = defineCommand<Moving, null>({
  name: 'articles.move',
  async run(db, moving) {
    const { move: asked } = moving;
    await store.lockTree(db, moving.site);
    if (asked.kind === 'article') await moveArticle(db, moving, asked);
    else await moveCategory(db, moving, asked);
    return null;
  },
});

async function moveArticle(db: Db, { site, by, at }: Moving, { id, into, before }: MoveRequest & { kind: 'article' }) {
  const all = await store.findArticles(db, site);
  const own = all.find((one) => one.id === id);
  const categories = await store.findCategories(db, site);
  if (!own || !categories.some((one) => one.id === into)) throw changed();
  const sorted = insertBefore(
    all.filter((one) => one.category_id === into && one.id !== id).map((one) => one.id),
    own.id,
    before,
  );
  const now = new Map(all.map((one) => [one.id, one]));
  for (const [position, one] of sorted.entries()) {
    const row = now.get(one);
    if (row?.category_id !== into || row.position !== position)
      await store.updateArticle(db, one, { category_id: into, position });
  }
  const title = (await store.findTexts(db, site, own.id))[0]?.title ?? '';
  await record(db, {
    ...by,
    at,
    what: 'article.changed',
    site,
    target: { kind: 'article', id, name: title },
    before: { category_id: own.category_id, position: own.position },
    after: { category_id: into, position: sorted.indexOf(own.id) },
  });
}

async function moveCategory(
  db: Db,
  { site, by, at }: Moving,
  { id, into, before }: MoveRequest & { kind: 'category' },
) {
  const all = await store.findCategories(db, site);
  const own = all.find((one) => one.id === id);
  const parent = into === null ? null : all.find((one) => one.id === into);
  if (!own || parent === undefined || into === id) throw changed();
  if (parent && (parent.parent_id !== null || all.some((one) => one.parent_id === id)))
    throw appError(
      'invalid_body',
      'Categories have two levels. Choose one without a parent, for one without children.',
    );
  const sorted = insertBefore(
    all.filter((one) => one.parent_id === into && one.id !== id).map((one) => one.id),
    own.id,
    before,
  );
  const now = new Map(all.map((one) => [one.id, one]));
  for (const [position, one] of sorted.entries()) {
    const row = now.get(one);
    if (row && (row.parent_id !== into || row.position !== position))
      await store.saveCategory(db, { ...row, parent_id: into, position });
  }
  const text = (await store.findCategoryTexts(db, site)).find((one) => one.category_id === id);
  await record(db, {
    ...by,
    at,
    what: 'category.changed',
    site,
    target: { kind: 'category', id, name: text?.title ?? '' },
    before: { parent: own.parent_id, position: own.position },
    after: { parent: into, position: sorted.indexOf(own.id) },
  });
}

function insertBefore<Id extends ArticleId | CategoryId>(others: readonly Id[], own: Id, before: string | null): Id[] {
  const at = before === null ? others.length : others.indexOf(before as Id);
  if (at < 0) throw changed();
  return others.toSpliced(at, 0, own);
}

function changed() {
  return appError('article_changed', 'The list has changed in the meantime. Load it again, then move it.');
}
