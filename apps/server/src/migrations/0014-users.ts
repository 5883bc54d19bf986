import type { Kysely } from 'kysely';

/** Users of sites' help centers, their sessions, and the codes that they are mailed. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('password_hash', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('contact_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('deactivated_at', 'bigint')
    .addColumn('last_login_at', 'bigint')
    .addUniqueConstraint('users_by_address', ['site_id', 'email_key'])
    .execute();
  await db.schema.createIndex('users_by_age').on('users').columns(['site_id', 'created_at']).execute();

  await db.schema
    .createTable('user_sessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('token_hash', 'text', (c) => c.notNull().unique())
    // The token before `renewed_at`: good for a moment, for requests that were on their way.
    .addColumn('previous_hash', 'text')
    .addColumn('renewed_at', 'bigint')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_input_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('remembered_id', 'text')
    .addColumn('user_agent', 'text', (c) => c.notNull())
    .addColumn('ip', 'text')
    .execute();
  await db.schema.createIndex('user_sessions_by_user').on('user_sessions').column('user_id').execute();
  await db.schema.createIndex('user_sessions_by_previous').on('user_sessions').column('previous_hash').execute();

  await db.schema
    .createTable('user_codes')
    // The code is derived from it and the installation's secret; by itself it opens nothing.
    .addColumn('id', 'text', (c) => c.primaryKey())
    // Keyed by that secret, with site, purpose and address: a code opens nothing for another one.
    .addColumn('code_hash', 'text', (c) => c.notNull().unique())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('user_codes_by_address')
    .on('user_codes')
    .columns(['site_id', 'purpose', 'email_key'])
    .execute();
  await db.schema.createIndex('user_codes_by_user').on('user_codes').columns(['user_id', 'purpose']).execute();
  await db.schema.createIndex('user_codes_by_end').on('user_codes').column('expires_at').execute();

  // Nobody may become a user of a site's help center before an admin says so.
  await db.schema
    .alterTable('sites')
    .addColumn('registration', 'text', (c) => c.notNull().defaultTo('off'))
    .execute();
}
