import type { ArticleId, CommentId, CommentState, HelpLanguage, SiteId } from '@porchlight/protocol';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { type Db, dialectOf, type Tables } from '../platform/db/index.ts';
import type { CommentSettingsTable, CommentsTable, RecipientsTable } from './tables.ts';

/** A comment with the name that its author has now: a user who is gone has none. */
export type NamedComment = CommentsTable & { name: string };

export async function findSettings(db: Db, site: SiteId): Promise<CommentSettingsTable | null> {
  const row = await db.selectFrom('help_comment_settings').selectAll().where('site_id', '=', site).executeTakeFirst();
  return row ?? null;
}

export async function saveSettings(db: Db, { site_id, ...rest }: Omit<CommentSettingsTable, 'tell_at'>): Promise<void> {
  await db
    .insertInto('help_comment_settings')
    .values({ site_id, ...rest, tell_at: null })
    .onConflict((it) => it.column('site_id').doUpdateSet(rest))
    .execute();
}

/** Says when members are told next; false where that is said already, or is not wanted. Of two at once one says it. */
export async function saveTellAt(db: Db, site: SiteId, { at, now }: { at: number; now: number }): Promise<boolean> {
  const row = await db
    .updateTable('help_comment_settings')
    .set({ tell_at: at })
    .where('site_id', '=', site)
    .where('tells_members', '=', 1)
    .where((it) => it.or([it('tell_at', 'is', null), it('tell_at', '<=', now)]))
    .returning('site_id')
    .executeTakeFirst();
  return row !== undefined;
}

function named(db: Db) {
  return db
    .selectFrom('help_comments as c')
    .leftJoin('users as u', 'u.id', 'c.author' as never)
    .selectAll('c')
    .select((it) => it.fn.coalesce('u.name', 'c.author_name').as('name'));
}

export async function findComment(db: Db, site: SiteId, id: CommentId): Promise<NamedComment | null> {
  const row = await named(db).where('c.id', '=', id).where('c.site_id', '=', site).executeTakeFirst();
  return row ?? null;
}

/** The same, and no other command changes it, or what answers it, before the commit. */
export async function lockComment(db: Db, site: SiteId, id: CommentId): Promise<NamedComment | null> {
  await db
    .updateTable('help_comments')
    .set({ revision: sql<number>`revision` })
    .where('id', '=', id)
    .where('site_id', '=', site)
    .execute();
  return findComment(db, site, id);
}

/** Whether an article is there, which is then not deleted before the commit. */
export async function holdArticle(db: Db, site: SiteId, article: ArticleId): Promise<boolean> {
  const rows = db.selectFrom('articles').select('id').where('id', '=', article).where('site_id', '=', site);
  const row = await (dialectOf(db) === 'postgres' ? rows.forShare() : rows).executeTakeFirst();
  return row !== undefined;
}

export async function findByForm(db: Db, site: SiteId, form: string): Promise<CommentsTable | null> {
  const row = await db
    .selectFrom('help_comments')
    .selectAll()
    .where('site_id', '=', site)
    .where('form_id', '=', form)
    .executeTakeFirst();
  return row ?? null;
}

/** False where this form has made one already. */
export async function insertComment(db: Db, row: CommentsTable): Promise<boolean> {
  const inserted = await db
    .insertInto('help_comments')
    .values(row)
    .onConflict((it) => it.columns(['site_id', 'form_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateComment(db: Db, id: CommentId, change: Partial<CommentsTable>): Promise<void> {
  await db.updateTable('help_comments').set(change).where('id', '=', id).execute();
}

/** Deletes a comment and, where it begins a thread, what answers it; answers with how many those were. */
export async function deleteThread(db: Db, id: CommentId): Promise<number> {
  const replies = await db
    .deleteFrom('help_comments')
    .where('thread', '=', id)
    .where('id', '!=', id)
    .returning('id')
    .execute();
  await db.deleteFrom('help_comments').where('id', '=', id).execute();
  return replies.length;
}

/** Deletes what was spam before `before`, and what answers it. */
export async function deleteSpam(db: Db, before: number): Promise<void> {
  const old = db.selectFrom('help_comments').select('id').where('state', '=', 'spam').where('created_at', '<', before);
  await db
    .deleteFrom('help_comments')
    .where((it) => it.or([it('id', 'in', old), it('thread', 'in', old)]))
    .execute();
}

export async function hasReplies(db: Db, thread: CommentId): Promise<boolean> {
  const row = await db
    .selectFrom('help_comments')
    .select('id')
    .where('thread', '=', thread)
    .where('is_reply', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Where a reader is in the comments of a text: threads the newest first, in them the oldest answer first. */
export type Cursor = Pick<CommentsTable, 'thread' | 'is_reply' | 'id'>;
type Joined = { c: Tables['help_comments']; r: Tables['help_comments'] };

/** [HC10] What everybody sees, and what `own` wrote: of a thread that nobody sees, the answers neither. */
function visible(own: readonly string[]) {
  return (it: ExpressionBuilder<Joined, 'c' | 'r'>): Expression<SqlBool> => {
    const of = (table: 'c' | 'r') =>
      own.length === 0
        ? it(`${table}.state`, '=', 'shown')
        : it.or([it(`${table}.state`, '=', 'shown'), it(`${table}.author`, 'in', [...own])]);
    return it.and([of('c'), of('r')]);
  };
}

type OfText = { article: ArticleId; language: HelpLanguage; own: readonly string[] };

/** The comments of a text from a place on, `isAfter` it or with it. */
export async function findShown(
  db: Db,
  { article, language, own }: OfText,
  from: (Cursor & { isAfter: boolean }) | null,
  limit: number,
): Promise<NamedComment[]> {
  let query = named(db)
    .innerJoin('help_comments as r', 'r.id', 'c.thread')
    .where('c.article_id', '=', article)
    .where('c.language', '=', language)
    .where(visible(own) as never);
  if (from) {
    const { thread, is_reply, id, isAfter } = from;
    query = query.where((it) =>
      it.or([
        it('c.thread', '<', thread),
        it.and([
          it('c.thread', '=', thread),
          it.or([
            it('c.is_reply', '>', is_reply),
            it.and([it('c.is_reply', '=', is_reply), it('c.id', isAfter ? '>' : '>=', id)]),
          ]),
        ]),
      ]),
    );
  }
  return query.orderBy('c.thread', 'desc').orderBy('c.is_reply').orderBy('c.id').limit(limit).execute();
}

/** How many comments of a text everybody sees. */
export async function countShown(db: Db, article: ArticleId, language: HelpLanguage): Promise<number> {
  const row = await db
    .selectFrom('help_comments as c')
    .innerJoin('help_comments as r', 'r.id', 'c.thread')
    .select((it) => it.fn.countAll<number | string>().as('count'))
    .where('c.article_id', '=', article)
    .where('c.language', '=', language)
    .where('c.removed_at', 'is', null)
    .where(visible([]) as never)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Whether something of this author was shown before, and nothing turned out to be spam. */
export async function isKnownAuthor(db: Db, site: SiteId, author: string): Promise<boolean> {
  const rows = await db
    .selectFrom('help_comments')
    .select('state')
    .distinct()
    .where('site_id', '=', site)
    .where('author', '=', author)
    .execute();
  return rows.some(({ state }) => state === 'shown') && !rows.some(({ state }) => state === 'spam');
}

export async function isRepeated(db: Db, site: SiteId, bodyHash: string, since: number): Promise<boolean> {
  const row = await db
    .selectFrom('help_comments')
    .select('id')
    .where('site_id', '=', site)
    .where('body_hash', '=', bodyHash)
    .where('created_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** For members: newest first, with the article's title and slug where it is out, and what each one answers. */
export async function findListed(
  db: Db,
  { site, state, before }: { site: SiteId; state: CommentState; before: CommentId | null },
  limit: number,
) {
  let query = named(db)
    .leftJoin('article_texts as t', (it) =>
      it.onRef('t.article_id', '=', 'c.article_id').onRef('t.language', '=', 'c.language').on('t.live', 'is not', null),
    )
    .leftJoin('article_revisions as v', (it) =>
      it
        .onRef('v.article_id', '=', 't.article_id')
        .onRef('v.language', '=', 't.language')
        .onRef('v.number', '=', 't.live'),
    )
    .select(['v.title', 'u.email as user_email'])
    .where('c.site_id', '=', site)
    .where('c.state', '=', state)
    .where('c.removed_at', 'is', null);
  if (before) query = query.where('c.id', '<', before);
  const rows = await query.orderBy('c.id', 'desc').limit(limit).execute();
  const threads = [...new Set(rows.filter(({ is_reply }) => is_reply === 1).map(({ thread }) => thread))];
  const parents = threads.length === 0 ? [] : await named(db).where('c.id', 'in', threads).execute();
  return rows.map((row) => ({
    ...row,
    parent: row.is_reply === 1 ? (parents.find(({ id }) => id === row.thread) ?? null) : null,
  }));
}

export async function countStates(db: Db, site: SiteId): Promise<Record<CommentState, number>> {
  const rows = await db
    .selectFrom('help_comments')
    .select((it) => ['state', it.fn.countAll<number | string>().as('count')])
    .where('site_id', '=', site)
    .where('removed_at', 'is', null)
    .groupBy('state')
    .execute();
  const counts = { waiting: 0, shown: 0, rejected: 0, spam: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}

/** Whether a comment since then waits, or was shown without anybody having decided about it. */
export async function hasNew(db: Db, site: SiteId, since: number): Promise<boolean> {
  const row = await db
    .selectFrom('help_comments')
    .select('id')
    .where('site_id', '=', site)
    .where('author_kind', '!=', 'member')
    .where('removed_at', 'is', null)
    .where((it) =>
      it.or([
        it.and([it('state', '=', 'waiting'), it(it.fn.coalesce('edited_at', 'created_at'), '>=', since)]),
        it.and([it('state', '=', 'shown'), it('shown_at', '=', it.ref('created_at')), it('created_at', '>=', since)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findUserEmail(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('users')
    .select('email')
    .where('id', '=', id as never)
    .executeTakeFirst();
  return row?.email ?? null;
}

export async function findRecipient(db: Db, site: SiteId, id: string): Promise<RecipientsTable | null> {
  const row = await db
    .selectFrom('help_recipients')
    .selectAll()
    .where('id', '=', id)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}
