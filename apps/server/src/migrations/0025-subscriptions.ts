import type { Kysely } from 'kysely';

/** Who is told of articles by mail, and how many mails an address got of late. Frozen. Times are ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('help_subscriptions')
    // What the mark in a mail is derived from; by itself it opens nothing.
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    // A user's id, or a guest's address as it is compared.
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.references('users.id').onDelete('cascade'))
    .addColumn('email', 'text')
    // Hash of the visitor token that sees it in its list.
    .addColumn('visitor', 'text')
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('code_hash', 'text')
    .addColumn('code_expires_at', 'bigint')
    // The revision that its owner was told of last.
    .addColumn('told_of', 'text')
    .addUniqueConstraint('help_subscriptions_once', ['kind', 'target_id', 'who'])
    .execute();
  await db.schema
    .createIndex('help_subscriptions_by_visitor')
    .on('help_subscriptions')
    .columns(['site_id', 'visitor'])
    .execute();
  await db.schema.createIndex('help_subscriptions_by_user').on('help_subscriptions').column('user_id').execute();

  await db.schema
    .createTable('help_mail_counts')
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('sent', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_mail_counts_pk', ['email_key', 'kind'])
    .execute();

  // Whether subscribers are told of a revision that waits for its time.
  await db.schema
    .alterTable('article_texts')
    .addColumn('tells', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
