import { type Kysely, sql } from 'kysely';

/** The people whom a site's own login knows, what proves it, and whom a visitor was found to be. Frozen. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;

  await db.schema
    .createTable('contacts')
    .addColumn('site_id', 'text', (c) => c.notNull())
    // What the site itself calls this person.
    .addColumn('external_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('email', 'text')
    .addColumn('is_email_verified', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('contacts_pk', ['site_id', 'external_id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema.alterTable('visitors').addColumn('contact_id', 'text').execute();
  // Most visitors are nobody's contact, and cost nothing here.
  await db.schema
    .createIndex('visitors_by_contact')
    .on('visitors')
    .columns(['site_id', 'contact_id'])
    .where(sql.ref('contact_id'), 'is not', null)
    .execute();

  await db.schema
    .createTable('identity_keys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('algorithm', 'text')
    // A fingerprint or an address; a shared secret is nowhere.
    .addColumn('source', 'text')
    .addColumn('public_key', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute();
  await db.schema.createIndex('identity_keys_by_site').on('identity_keys').columns(['site_id', 'created_at']).execute();

  await db.schema
    .createTable('contact_logins')
    .addColumn('login_hash', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('contact_id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    // The key that proved it: without it the login is over, too.
    .addColumn('key_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('contact_logins_by_end').on('contact_logins').columns(['expires_at']).execute();
}
