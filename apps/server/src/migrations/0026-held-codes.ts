import type { Kysely } from 'kysely';

/** One-time codes by which the messenger's conversations come to the help center. Frozen. Times are ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('held_codes')
    .addColumn('code_hash', 'text', (c) => c.notNull())
    // A key that was shown as the code was asked for; what the code brings ends with it.
    .addColumn('key_hash', 'text', (c) => c.notNull())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('step', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    // The family that it was used for.
    .addColumn('family_id', 'text')
    .addPrimaryKeyConstraint('held_codes_pk', ['code_hash', 'key_hash'])
    .execute();
  await db.schema.createIndex('held_codes_by_end').on('held_codes').column('expires_at').execute();
}
