import { type Db, defineCommand } from '../platform/db/index.ts';
import { recordOwn } from './login-records.ts';
import { knownBrowserMs } from './rules.ts';
import type { KnownBrowsersTable, SessionsTable } from './tables.ts';

/** Notes that an account logged in with this browser; false where it had done so before. */
async function insertBrowser(db: Db, row: KnownBrowsersTable): Promise<boolean> {
  const added = await db
    .insertInto('known_browsers')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('browser_hash')
    .executeTakeFirst();
  if (added) return true;
  await db
    .updateTable('known_browsers')
    .set({ seen_at: row.seen_at })
    .where('account_kind', '=', row.account_kind)
    .where('account_id', '=', row.account_id)
    .where('browser_hash', '=', row.browser_hash)
    .execute();
  return false;
}

async function hasOther(db: Db, row: KnownBrowsersTable): Promise<boolean> {
  const other = await db
    .selectFrom('known_browsers')
    .select('browser_hash')
    .where('account_kind', '=', row.account_kind)
    .where('account_id', '=', row.account_id)
    .where('browser_hash', '!=', row.browser_hash)
    .executeTakeFirst();
  return other !== undefined;
}

/** Forgets browsers whose mark is over. */
export async function deleteOldBrowsers(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('known_browsers')
    .where('seen_at', '<=', now - knownBrowserMs)
    .execute();
}

/**
 * [AUTH14] Notes with which browser a member logged in. True where the account is to be told: it had logged in before,
 * and never with this one.
 */
export const meetBrowser = defineCommand<
  { memberId: SessionsTable['member_id']; browserHash: string; ip: string; userAgent: string; now: number },
  boolean
>({
  name: 'accounts.meet-browser',
  async run(db, { memberId, browserHash, ip, userAgent, now }) {
    const row = { account_kind: 'member', account_id: memberId, browser_hash: browserHash, seen_at: now } as const;
    const isNew = (await insertBrowser(db, row)) && (await hasOther(db, row));
    if (isNew)
      await recordOwn(db, 'login.new-device', { member_id: memberId, created_at: now, ip, user_agent: userAgent });
    return isNew;
  },
});
