import type { ConversationId, HelpLanguage, SiteId, VisitId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { queueMail } from '../mail/index.ts';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { addInternal, type Change, hasEnded, lock, opensNothing } from './events.ts';
import { isGoodKey } from './family-store.ts';
import { findKey, grantKey } from './key-store.ts';
import type { KeyRules } from './rules.ts';
import type { DeviceCodesTable } from './tables.ts';

/** [CNV9] Life of a code, in ms. */
export const deviceCodeMs = 30 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Mails that a conversation, and an address, may cause. */
const inAnHour = 3;
const inADay = 6;

export const codeInvalid = () =>
  appError(
    'device_code_invalid',
    'This code was used, has expired, or was never given here. Ask for a new one on the other device.',
  );

type By = { conversation_id: ConversationId } | { address_hash: string };

async function isSpent(db: Db, by: By, now: number): Promise<boolean> {
  const [[column, value]] = Object.entries(by) as [[keyof DeviceCodesTable, string]];
  const rows = await db
    .selectFrom('device_codes')
    .select('created_at')
    .where(column, '=', value)
    .where('created_at', '>', now - dayMs)
    .limit(inADay)
    .execute();
  return rows.length >= inADay || rows.filter((row) => row.created_at > now - hourMs).length >= inAnHour;
}

/**
 * [CNV9] Makes a code and queues its mail; codes before it end. An address that had enough gets none, and whoever asked
 * is told the same.
 */
export const askForDeviceCode = defineCommand<{ row: DeviceCodesTable; to: string; language: HelpLanguage }, null>({
  name: 'conversations.ask-for-device-code',
  async run(db, { row, to, language }) {
    const now = row.created_at;
    const conversation = await lock(db, row.conversation_id);
    if (conversation.status === 'ended') throw hasEnded();
    if (await isSpent(db, { conversation_id: row.conversation_id }, now))
      throw appError('too_many_requests', 'Too many mails were asked for. Look into your mailbox, or try later.', {
        retryAfterS: hourMs / 1_000,
      });
    const isAddressSpent = await isSpent(db, { address_hash: row.address_hash }, now);
    await db
      .updateTable('device_codes')
      .set({ used_at: sql<number>`created_at` })
      .where('conversation_id', '=', row.conversation_id)
      .where('used_at', 'is', null)
      .execute();
    await db.insertInto('device_codes').values(row).execute();
    if (isAddressSpent) return null;
    const { id: code, created_at: createdAt, expires_at: expiresAt } = row;
    await queueMail(db, { template: 'device-code', to, language, code, createdAt, expiresAt }, now);
    return null;
  },
});

export type DeviceInput = {
  site: SiteId;
  keyHash: string;
  codeHash: string;
  visit: VisitId | null;
  rules: KeyRules;
  now: number;
};

/**
 * [CNV9] Grants a new key for the conversation that a code is of, once. The same key with the same code, after a lost
 * answer, finds what it was granted.
 */
export const continueByCode = defineCommand<DeviceInput, Change>({
  name: 'conversations.continue-by-code',
  retryOnConflict: true,
  async run(db, { site, keyHash, codeHash, visit, rules, now }) {
    // Held until the commit: of two requests with one code the second sees what the first made of it.
    const code = await db
      .updateTable('device_codes')
      .set({ used_at: sql<number | null>`used_at` })
      .where('code_hash', '=', codeHash)
      .where('site_id', '=', site)
      .returningAll()
      .executeTakeFirst();
    if (!code || code.expires_at <= now) throw codeInvalid();
    const known = await findKey(db, keyHash);
    if (known) {
      if (code.key_hash !== keyHash || !(await isGoodKey(db, site, known, rules, now))) throw opensNothing();
      return { conversation: await lock(db, known.conversation_id), publicEvents: [], internalEvents: [] };
    }
    // Whoever logged out since is not followed to another device.
    const source = await findKey(db, code.source_hash);
    if (code.used_at !== null || !source || !(await isGoodKey(db, site, source, rules, now))) throw codeInvalid();
    const row = await lock(db, code.conversation_id);
    if (row.status === 'ended') throw hasEnded();
    await db.updateTable('device_codes').set({ used_at: now, key_hash: keyHash }).where('id', '=', code.id).execute();
    const { key_hash: source_hash } = source;
    const fresh = { key_hash: keyHash, site_id: site, conversation_id: row.id, created_at: now };
    await grantKey(db, { ...fresh, visit_id: visit, source_hash }, 'device', now);
    const added = await addInternal(db, row.id, { type: 'device', at: now });
    return { conversation: added.row, publicEvents: [], internalEvents: [added.event] };
  },
});

/** Forgets codes that nobody counts any more. */
export const forgetDeviceCodes = defineCommand<{ now: number }, null>({
  name: 'conversations.forget-device-codes',
  isSingleStatement: true,
  async run(db, { now }) {
    await db
      .deleteFrom('device_codes')
      .where('created_at', '<=', now - dayMs)
      .execute();
    return null;
  },
});
