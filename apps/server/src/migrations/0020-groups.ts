import type { Kysely } from 'kysely';

/**
 * Groups of the users of a site's help center, what guests, users and groups may do there, and for which groups an
 * article is. Frozen. Lists are JSON text.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('help_rights')
    .addColumn('site_id', 'text', (c) => c.primaryKey())
    .addColumn('guests', 'text', (c) => c.notNull())
    .addColumn('users', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('help_groups')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    // The name as it is compared: no two of a site differ by case alone.
    .addColumn('name_key', 'text', (c) => c.notNull())
    .addColumn('may', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('help_groups_by_name', ['site_id', 'name_key'])
    .execute();

  await db.schema
    .createTable('help_group_members')
    .addColumn('group_id', 'text', (c) => c.notNull().references('help_groups.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('help_group_members_pk', ['user_id', 'group_id'])
    .execute();
  await db.schema.createIndex('help_group_members_by_group').on('help_group_members').column('group_id').execute();

  // A group that an article is for is not deleted: nobody would read the article any more, and nobody would notice.
  await db.schema
    .createTable('help_article_groups')
    .addColumn('article_id', 'text', (c) => c.notNull().references('articles.id').onDelete('cascade'))
    .addColumn('group_id', 'text', (c) => c.notNull().references('help_groups.id'))
    .addPrimaryKeyConstraint('help_article_groups_pk', ['article_id', 'group_id'])
    .execute();
  await db.schema.createIndex('help_article_groups_by_group').on('help_article_groups').column('group_id').execute();
}
