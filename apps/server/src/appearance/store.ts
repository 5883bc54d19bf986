import type { ColourScheme, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { AppearancesTable, LogosTable } from './tables.ts';

export async function findAppearance(db: Db, site: SiteId): Promise<AppearancesTable | null> {
  return (await db.selectFrom('help_appearances').selectAll().where('site_id', '=', site).executeTakeFirst()) ?? null;
}

export async function saveAppearance(db: Db, row: AppearancesTable): Promise<void> {
  const { site_id: _, ...columns } = row;
  await db
    .insertInto('help_appearances')
    .values(row)
    .onConflict((it) => it.column('site_id').doUpdateSet(columns))
    .execute();
}

export async function findLogos(db: Db, site: SiteId): Promise<LogosTable[]> {
  return db.selectFrom('help_logos').selectAll().where('site_id', '=', site).orderBy('scheme').execute();
}

export async function saveLogo(db: Db, row: LogosTable): Promise<void> {
  const { hash, content, width, height } = row;
  await db
    .insertInto('help_logos')
    .values(row)
    .onConflict((it) => it.columns(['site_id', 'scheme']).doUpdateSet({ hash, content, width, height }))
    .execute();
}

export async function deleteLogo(db: Db, site: SiteId, scheme: ColourScheme): Promise<void> {
  await db.deleteFrom('help_logos').where('site_id', '=', site).where('scheme', '=', scheme).execute();
}
