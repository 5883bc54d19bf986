import type { Kysely } from 'kysely';

/** Uploads and the files of messages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('files')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('declared_size', 'bigint', (c) => c.notNull())
    .addColumn('received', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('refusal', 'text')
    .addColumn('object', 'text')
    .addColumn('preview_object', 'text')
    .addColumn('preview_size', 'bigint')
    .addColumn('type', 'text')
    .addColumn('size', 'bigint')
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('conversation_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('claimed_at', 'bigint')
    .execute();
  await db.schema.createIndex('files_by_client_id').unique().on('files').columns(['owner', 'client_id']).execute();
  await db.schema.createIndex('files_by_age').on('files').columns(['claimed_at', 'created_at']).execute();
  await db.schema.createIndex('files_by_object').on('files').column('object').execute();
  await db.schema.createIndex('files_by_preview').on('files').column('preview_object').execute();

  await db.schema
    .createTable('file_chunks')
    .addColumn('file_id', 'text', (c) => c.notNull())
    .addColumn('start', 'bigint', (c) => c.notNull())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('file_chunks_pk', ['file_id', 'start'])
    .execute();
  await db.schema.createIndex('file_chunks_by_object').on('file_chunks').column('object').execute();

  await db.schema
    .alterTable('conversations')
    .addColumn('last_message_files', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
