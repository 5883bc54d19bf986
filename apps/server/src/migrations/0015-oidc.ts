import type { Kysely } from 'kysely';

/** Logins through an OpenID Connect provider: who is who there, and logins on their way. Frozen once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('oidc_links')
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('member_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('oidc_links_key', ['issuer', 'subject'])
    .addUniqueConstraint('oidc_links_by_member', ['member_id', 'issuer'])
    .execute();
  await db.schema
    .createTable('oidc_attempts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('state_hash', 'text', (c) => c.notNull().unique())
    .addColumn('browser_hash', 'text', (c) => c.notNull())
    .addColumn('interface', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text')
    .addColumn('next', 'text')
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('sealed_answer', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('oidc_attempts_by_end').on('oidc_attempts').column('expires_at').execute();
  for (const table of ['sessions', 'pending_logins'])
    await db.schema
      .alterTable(table)
      .addColumn('is_by_provider', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
}
