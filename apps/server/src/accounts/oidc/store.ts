import type { MemberId, OidcSettings } from '@porchlight/protocol';
import type { Db } from '../../platform/db/index.ts';
import type { InvitationsTable } from '../by-mail/tables.ts';
import type { OidcAttemptsTable, OidcLinksTable } from './tables.ts';

const settingsKey = 'oidc';

/** `sealedSecret` null: the client has none. */
export type StoredSettings = OidcSettings & { sealedSecret: string | null };

export async function findSettings(db: Db): Promise<StoredSettings | null> {
  const row = await db.selectFrom('installation').select('value').where('key', '=', settingsKey).executeTakeFirst();
  return row ? (JSON.parse(row.value) as StoredSettings) : null;
}

export async function putSettings(db: Db, settings: StoredSettings): Promise<void> {
  const value = JSON.stringify(settings);
  await db
    .insertInto('installation')
    .values({ key: settingsKey, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function insertAttempt(db: Db, row: OidcAttemptsTable): Promise<void> {
  await db.insertInto('oidc_attempts').values(row).execute();
}

/** An attempt that waits for its way back, of this browser alone; null where there is none. */
export async function findWaiting(
  db: Db,
  at: { stateHash: string; browserHash: string; now: number },
): Promise<OidcAttemptsTable | null> {
  const row = await db
    .selectFrom('oidc_attempts')
    .selectAll()
    .where('state_hash', '=', at.stateHash)
    .where('browser_hash', '=', at.browserHash)
    .where('sealed_answer', 'is', null)
    .where('expires_at', '>', at.now)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps what came back, once; false when something came back before, or the time is over. */
export async function answerAttempt(
  db: Db,
  { id, sealedAnswer, now }: { id: string; sealedAnswer: string; now: number },
): Promise<boolean> {
  const row = await db
    .updateTable('oidc_attempts')
    .set({ sealed_answer: sealedAnswer })
    .where('id', '=', id)
    .where('sealed_answer', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes an attempt that came back, once, for the browser in which it began. */
export async function takeAttempt(
  db: Db,
  at: { id: string; browserHash: string; now: number },
): Promise<OidcAttemptsTable | null> {
  const row = await db
    .deleteFrom('oidc_attempts')
    .where('id', '=', at.id)
    .where('browser_hash', '=', at.browserHash)
    .where('sealed_answer', 'is not', null)
    .where('expires_at', '>', at.now)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function deleteAttempts(db: Db): Promise<void> {
  await db.deleteFrom('oidc_attempts').execute();
}

export async function deleteAttemptsOver(db: Db, now: number): Promise<void> {
  await db.deleteFrom('oidc_attempts').where('expires_at', '<=', now).execute();
}

export async function findLink(db: Db, issuer: string, subject: string): Promise<OidcLinksTable | null> {
  const row = await db
    .selectFrom('oidc_links')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row ?? null;
}

export async function findLinkOf(db: Db, issuer: string, member: MemberId): Promise<OidcLinksTable | null> {
  const row = await db
    .selectFrom('oidc_links')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('member_id', '=', member)
    .executeTakeFirst();
  return row ?? null;
}

/** False when the member, or the person at the provider, has a link already. */
export async function insertLink(db: Db, row: OidcLinksTable): Promise<boolean> {
  const inserted = await db
    .insertInto('oidc_links')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('member_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function touchLink(db: Db, issuer: string, subject: string, at: number): Promise<void> {
  await db
    .updateTable('oidc_links')
    .set({ last_used_at: at })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute();
}

/** An invitation to this address that is open; null where there is none. */
export async function findInvitationTo(db: Db, emailKey: string, now: number): Promise<InvitationsTable | null> {
  const row = await db
    .selectFrom('invitations')
    .selectAll()
    .where('email_key', '=', emailKey)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Ends what passwords opened: sessions, remembered logins, logins between their steps; answers with the sessions. */
export async function endOfPasswords(db: Db): Promise<string[]> {
  await db.deleteFrom('remembered_logins').where('account_kind', '=', 'member').execute();
  await db.deleteFrom('pending_logins').where('is_by_provider', '=', 0).execute();
  const rows = await db.deleteFrom('sessions').where('is_by_provider', '=', 0).returning('id').execute();
  return rows.map(({ id }) => id);
}
