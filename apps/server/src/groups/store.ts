import type { ArticleId, GroupId, HelpRight, HelpRights, SiteId, UserId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { type Db, dialectOf } from '../platform/db/index.ts';
import type { HelpActor } from './rules.ts';
import type { GroupsTable } from './tables.ts';

const readList = (text: string) => JSON.parse(text) as HelpRight[];

export async function findRights(db: Db, site: SiteId): Promise<HelpRights | null> {
  const row = await db.selectFrom('help_rights').selectAll().where('site_id', '=', site).executeTakeFirst();
  return row ? { guests: readList(row.guests), users: readList(row.users) } : null;
}

export async function saveRights(db: Db, site: SiteId, rights: HelpRights): Promise<void> {
  const columns = { guests: JSON.stringify(rights.guests), users: JSON.stringify(rights.users) };
  await db
    .insertInto('help_rights')
    .values({ site_id: site, ...columns })
    .onConflict((it) => it.column('site_id').doUpdateSet(columns))
    .execute();
}

/** A site's groups by name. */
export async function findGroups(db: Db, site: SiteId): Promise<GroupsTable[]> {
  return db.selectFrom('help_groups').selectAll().where('site_id', '=', site).orderBy('name_key').execute();
}

export async function findGroup(db: Db, site: SiteId, id: string): Promise<GroupsTable | null> {
  const row = await db
    .selectFrom('help_groups')
    .selectAll()
    .where('id', '=', id as GroupId)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}

/** The same, and no other command gives it articles or members before the commit. */
export async function lockGroup(db: Db, site: SiteId, id: string): Promise<GroupsTable | null> {
  if (dialectOf(db) === 'postgres')
    await sql`select id from help_groups where id = ${id} and site_id = ${site} for update`.execute(db);
  return findGroup(db, site, id);
}

/** How many users are in each group of a site, and how many articles are for it. */
export async function countUses(db: Db, site: SiteId): Promise<Map<GroupId, { members: number; articles: number }>> {
  const rows = await db
    .selectFrom('help_groups as g')
    .select((it) => [
      'g.id',
      it
        .selectFrom('help_group_members as m')
        .select((one) => one.fn.countAll<number | string>().as('count'))
        .whereRef('m.group_id', '=', 'g.id')
        .as('members'),
      it
        .selectFrom('help_article_groups as a')
        .select((one) => one.fn.countAll<number | string>().as('count'))
        .whereRef('a.group_id', '=', 'g.id')
        .as('articles'),
    ])
    .where('g.site_id', '=', site)
    .execute();
  return new Map(rows.map((row) => [row.id, { members: Number(row.members), articles: Number(row.articles) }]));
}

/** Saves a group; false where another of the site has its name. */
export async function saveGroup(db: Db, row: GroupsTable): Promise<boolean> {
  const { id, site_id, name, name_key, may } = row;
  const other = await db
    .selectFrom('help_groups')
    .select('id')
    .where('site_id', '=', site_id)
    .where('name_key', '=', name_key)
    .where('id', '!=', id)
    .executeTakeFirst();
  if (other) return false;
  await db
    .insertInto('help_groups')
    .values(row)
    .onConflict((it) => it.column('id').doUpdateSet({ name, name_key, may }))
    .execute();
  return true;
}

export async function deleteGroup(db: Db, id: GroupId): Promise<void> {
  await db.deleteFrom('help_groups').where('id', '=', id).execute();
}

/** The groups of one user, with what their members may. */
export async function findGroupsOf(db: Db, site: SiteId, user: UserId): Promise<{ id: GroupId; may: HelpRight[] }[]> {
  const rows = await db
    .selectFrom('help_group_members as m')
    .innerJoin('help_groups as g', 'g.id', 'm.group_id')
    .select(['g.id', 'g.may'])
    .where('m.user_id', '=', user)
    .where('g.site_id', '=', site)
    .orderBy('g.name_key')
    .execute();
  return rows.map(({ id, may }) => ({ id, may: readList(may) }));
}

/** Which groups these users are in, for lists. */
export async function findGroupIdsOf(db: Db, users: readonly UserId[]): Promise<Map<UserId, GroupId[]>> {
  if (users.length === 0) return new Map();
  const rows = await db
    .selectFrom('help_group_members as m')
    .innerJoin('help_groups as g', 'g.id', 'm.group_id')
    .select(['m.user_id', 'm.group_id'])
    .where('m.user_id', 'in', [...users])
    .orderBy('g.name_key')
    .execute();
  return listsOf(rows.map((row) => [row.user_id, row.group_id]));
}

/** Puts a user into these groups of their site and no others; false where one of them is not there. */
export async function setGroupsOf(db: Db, site: SiteId, user: UserId, groups: readonly GroupId[]): Promise<boolean> {
  if (!(await areOfSite(db, site, groups))) return false;
  await db.deleteFrom('help_group_members').where('user_id', '=', user).execute();
  if (groups.length > 0)
    await db
      .insertInto('help_group_members')
      .values([...new Set(groups)].map((group_id) => ({ group_id, user_id: user })))
      .execute();
  return true;
}

/** The groups that each of a site's articles is for. */
export async function findArticleGroups(db: Db, site: SiteId): Promise<Map<ArticleId, GroupId[]>> {
  const rows = await db
    .selectFrom('help_article_groups as a')
    .innerJoin('help_groups as g', 'g.id', 'a.group_id')
    .select(['a.article_id', 'a.group_id'])
    .where('g.site_id', '=', site)
    .orderBy('g.name_key')
    .execute();
  return listsOf(rows.map((row) => [row.article_id, row.group_id]));
}

/** Says which groups an article is for; false where one of them is not a group of the site. */
export async function setArticleGroups(
  db: Db,
  site: SiteId,
  article: ArticleId,
  groups: readonly GroupId[],
): Promise<boolean> {
  if (!(await areOfSite(db, site, groups))) return false;
  await db.deleteFrom('help_article_groups').where('article_id', '=', article).execute();
  if (groups.length > 0)
    await db
      .insertInto('help_article_groups')
      .values([...new Set(groups)].map((group_id) => ({ group_id, article_id: article })))
      .execute();
  return true;
}

/** Whether these are groups of the site, none of which is then deleted before the commit. */
async function areOfSite(db: Db, site: SiteId, groups: readonly GroupId[]): Promise<boolean> {
  if (groups.length === 0) return true;
  const query = db
    .selectFrom('help_groups')
    .select('id')
    .where('site_id', '=', site)
    .where('id', 'in', [...groups]);
  const rows = await (dialectOf(db) === 'postgres' ? query.forShare() : query).execute();
  return rows.length === new Set(groups).size;
}

/** [HC5] The condition under which an actor may read an article, in a query that calls the table of articles `a`. */
export function isReadableBy({ user, groups, may }: HelpActor) {
  if (!may.includes('read')) return sql<boolean>`1 = 0`;
  const users = user === null ? sql`` : sql` or a.visibility = 'users'`;
  const own =
    groups.length === 0
      ? sql``
      : sql` or (a.visibility = 'groups' and exists (select 1 from help_article_groups ag
          where ag.article_id = a.id and ag.group_id in (${sql.join([...groups])})))`;
  return sql<boolean>`(a.visibility = 'everyone'${users}${own})`;
}

function listsOf<K, V>(pairs: readonly (readonly [K, V])[]): Map<K, V[]> {
  const lists = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
  }
  return lists;
}
