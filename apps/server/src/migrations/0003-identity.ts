import { type Kysely, sql } from 'kysely';

/** Identity across jars and domains: settings of sites, aliases, ids of earlier systems, hand-offs, daily shares. Frozen. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;

  await db.schema.alterTable('sites').addColumn('left_third_party_at', 'bigint').execute();
  await db.schema
    .alterTable('sites')
    .addColumn('lifetime_days', 'integer', (c) => c.notNull().defaultTo(365))
    .execute();
  await db.schema
    .alterTable('sites')
    .addColumn('is_prolonged', 'integer', (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable('sites')
    .addColumn('adopted_cookies', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
  // A site that was there before has a consent manager of its own, or none is needed.
  await db.schema
    .alterTable('sites')
    .addColumn('has_banner', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('sites')
    .addColumn('privacy_url', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema
    .alterTable('sites')
    .addColumn('forgets_on_withdrawal', 'text', (c) => c.notNull().defaultTo('nothing'))
    .execute();

  await db.schema
    .createTable('visitor_aliases')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('a', 'text', (c) => c.notNull())
    .addColumn('b', 'text', (c) => c.notNull())
    .addColumn('evidence', 'text', (c) => c.notNull())
    .addColumn('strength', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('doubled_at', 'bigint')
    .addColumn('undone_at', 'bigint')
    .addPrimaryKeyConstraint('visitor_aliases_pk', ['site_id', 'a', 'b'])
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('visitor_aliases_by_b').on('visitor_aliases').columns(['site_id', 'b']).execute();
  await db.schema
    .createIndex('visitor_aliases_by_doubling')
    .on('visitor_aliases')
    .columns(['site_id', 'doubled_at'])
    .execute();
  // When an id that script could read was put into a cookie that it cannot read: from then on that cookie is weak, too.
  await db.schema.alterTable('visitors').addColumn('weakened_at', 'bigint').execute();

  await db.schema
    .createTable('external_ids')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('external_ids_pk', ['site_id', 'name', 'value', 'visitor_id'])
    .modifyEnd(clustered)
    .execute();
  await db.schema
    .createIndex('external_ids_by_visitor')
    .on('external_ids')
    .columns(['site_id', 'visitor_id'])
    .execute();

  await db.schema
    .createTable('handoffs')
    .addColumn('code_hash', 'text', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text', (c) => c.notNull())
    .addColumn('source_host', 'text', (c) => c.notNull())
    .addColumn('target_host', 'text', (c) => c.notNull())
    .addColumn('agent_hash', 'text', (c) => c.notNull())
    .addColumn('network_hash', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('redeemed_at', 'bigint')
    .addColumn('redeemed_by', 'text')
    .addColumn('confirmed_at', 'bigint')
    // What the source page's frame proved to hold: without it a hand-off carries no conversation.
    .addColumn('conversation_id', 'text')
    .execute();
  await db.schema.alterTable('conversation_keys').addColumn('used_at', 'bigint').execute();
  await db.schema.createIndex('handoffs_by_age').on('handoffs').columns(['created_at']).execute();

  await db.schema.createIndex('consents_by_site').on('consents').columns(['site_id', 'id']).execute();
  await db.schema.createIndex('consents_by_visitor').on('consents').columns(['site_id', 'visitor_id', 'id']).execute();

  await db.schema
    .createTable('identity_days')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('day', 'text', (c) => c.notNull())
    .addColumn('browser', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('jar', 'text', (c) => c.notNull())
    .addColumn('class', 'text', (c) => c.notNull())
    .addColumn('visits', 'integer', (c) => c.notNull())
    .addColumn('new_visitors', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('identity_days_pk', ['site_id', 'day', 'browser', 'mode', 'jar', 'class'])
    .modifyEnd(clustered)
    .execute();
}
