import type { SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { DoctorCodesTable } from './tables.ts';

/** [DOC1] Keeps a new code; the former one of this member for this site ends, and what is over is taken out. */
export async function insertCode(db: Db, row: DoctorCodesTable, now: number): Promise<void> {
  await db.deleteFrom('doctor_codes').where('expires_at', '<=', now).execute();
  await db
    .deleteFrom('doctor_codes')
    .where('site_id', '=', row.site_id)
    .where('member_id', '=', row.member_id)
    .execute();
  await db.insertInto('doctor_codes').values(row).execute();
}

export type CodeUse = { codeHash: string; site: SiteId; browserHash: string; now: number };

/** [DOC1] A code that is good for this site and this browser at this moment; null for every other. */
export async function findCode(
  db: Db,
  { codeHash, site, browserHash, now }: CodeUse,
): Promise<DoctorCodesTable | null> {
  const row = await db.selectFrom('doctor_codes').selectAll().where('code_hash', '=', codeHash).executeTakeFirst();
  const isGood =
    row && row.site_id === site && row.expires_at > now && (row.browser_hash ?? browserHash) === browserHash;
  return isGood ? row : null;
}

/** [DOC1] Takes one check from a code and binds it to the browser; null where there is none left. */
export async function useCode(db: Db, use: CodeUse): Promise<DoctorCodesTable | null> {
  const row = await db
    .updateTable('doctor_codes')
    .set((it) => ({ browser_hash: use.browserHash, checks_left: it('checks_left', '-', 1) }))
    .where('code_hash', '=', use.codeHash)
    .where('site_id', '=', use.site)
    .where('expires_at', '>', use.now)
    .where('checks_left', '>', 0)
    .where((it) => it.or([it('browser_hash', 'is', null), it('browser_hash', '=', use.browserHash)]))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}
