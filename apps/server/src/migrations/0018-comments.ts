import type { Kysely } from 'kysely';

/** Comments on articles, how a site takes them, and whom mails about them reach. Frozen. Times are ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('help_comment_settings')
    .addColumn('site_id', 'text', (c) => c.primaryKey())
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('links_at_most', 'integer', (c) => c.notNull())
    .addColumn('tells_members', 'integer', (c) => c.notNull())
    // When members are told next, or were told last.
    .addColumn('tell_at', 'bigint')
    .execute();

  await db.schema
    .createTable('help_comments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    // The comment that begins the thread, which may be this one.
    .addColumn('thread', 'text', (c) => c.notNull())
    .addColumn('is_reply', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('author_kind', 'text', (c) => c.notNull())
    // Hash of a visitor token, a user's or a member's id; empty once its author took it back.
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('author_name', 'text', (c) => c.notNull())
    .addColumn('email', 'text')
    .addColumn('wants_mail', 'integer', (c) => c.notNull())
    .addColumn('mail_language', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('body_hash', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('edited_at', 'bigint')
    // When it first was there for everybody: what an answer's mail depends on.
    .addColumn('shown_at', 'bigint')
    .addColumn('removed_at', 'bigint')
    .addColumn('suspicions', 'text', (c) => c.notNull())
    // Names one form that was shown: sent twice, it is one comment.
    .addColumn('form_id', 'text', (c) => c.notNull())
    .addUniqueConstraint('help_comments_once', ['site_id', 'form_id'])
    .execute();
  await db.schema
    .createIndex('help_comments_by_text')
    .on('help_comments')
    .columns(['article_id', 'language', 'thread', 'is_reply', 'id'])
    .execute();
  await db.schema
    .createIndex('help_comments_by_state')
    .on('help_comments')
    .columns(['site_id', 'state', 'id'])
    .execute();
  await db.schema.createIndex('help_comments_by_author').on('help_comments').columns(['author', 'site_id']).execute();
  await db.schema
    .createIndex('help_comments_by_body')
    .on('help_comments')
    .columns(['site_id', 'body_hash', 'created_at'])
    .execute();

  await db.schema
    .createTable('help_recipients')
    // What the mark in a mail is derived from; by itself it opens nothing.
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('stopped_at', 'bigint')
    // The last mails to this address: how many since when.
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('sent', 'integer', (c) => c.notNull())
    .addUniqueConstraint('help_recipients_unique', ['site_id', 'kind', 'email_key'])
    .execute();
  await db.schema.createIndex('help_recipients_by_address').on('help_recipients').column('email_key').execute();
}
