import type { Kysely } from 'kysely';

/** Contact forms of sites, and what began with one: subject, answers, where replies go, mails sent. Frozen. Times are ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sites')
    .addColumn('contact_form', 'text', (c) => c.notNull().defaultTo('{"isOn":true,"fields":[]}'))
    .execute();
  await db.schema.alterTable('conversations').addColumn('subject', 'text').execute();

  await db.schema
    .createTable('tickets')
    .addColumn('conversation_id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    // Null for a user's, which their login opens: no code from a mailbox does.
    .addColumn('email_key', 'text')
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('fields', 'text', (c) => c.notNull())
    // The newest reply that went out by mail, by its number in the public stream.
    .addColumn('mailed_seq', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('tickets_by_address')
    .on('tickets')
    .columns(['site_id', 'email_key', 'created_at'])
    .execute();

  await db.schema
    .createTable('ticket_mails')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    // Keyed by the installation's secret.
    .addColumn('address_hash', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('ticket_mails_by_address')
    .on('ticket_mails')
    .columns(['address_hash', 'kind', 'created_at'])
    .execute();
  await db.schema
    .createIndex('ticket_mails_by_site')
    .on('ticket_mails')
    .columns(['site_id', 'kind', 'created_at'])
    .execute();
  await db.schema.createIndex('ticket_mails_by_age').on('ticket_mails').column('created_at').execute();
}
