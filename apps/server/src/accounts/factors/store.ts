import type { MemberId, PasskeyId, Role } from '@porchlight/protocol';
import type { Db } from '../../platform/db/index.ts';
import type { Interface } from '../tables.ts';
import type { PasskeysTable, PendingLoginsTable, TotpFactorsTable } from './tables.ts';

const ruleKey = 'second-factor-roles';

export async function findTotp(db: Db, member: MemberId): Promise<TotpFactorsTable | null> {
  const found = await db.selectFrom('totp_factors').selectAll().where('member_id', '=', member).executeTakeFirst();
  return found ?? null;
}

export async function findPasskeys(db: Db, member: MemberId): Promise<PasskeysTable[]> {
  return db
    .selectFrom('passkeys')
    .selectAll()
    .where('member_id', '=', member)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findPasskeyByCredential(db: Db, credentialId: string): Promise<PasskeysTable | null> {
  const found = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return found ?? null;
}

/** How many recovery codes are unused. */
export async function countCodes(db: Db, member: MemberId): Promise<number> {
  const found = await db
    .selectFrom('recovery_codes')
    .select((select) => select.fn.countAll().as('count'))
    .where('member_id', '=', member)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return Number(found?.count ?? 0);
}

export async function hasFactor(db: Db, member: MemberId): Promise<boolean> {
  return (await findTotp(db, member)) !== null || (await findPasskeys(db, member)).length > 0;
}

/** The salt of a member's recovery codes; null where there are none. */
export async function findCodeSalt(db: Db, member: MemberId): Promise<string | null> {
  const found = await db
    .selectFrom('recovery_codes')
    .select('code_hash')
    .where('member_id', '=', member)
    .limit(1)
    .executeTakeFirst();
  return found?.code_hash.split('.')[0] ?? null;
}

/** Everybody who has set up a factor, by kind; for lists of members. */
export async function findEnrolled(db: Db): Promise<{ totp: Set<MemberId>; passkey: Set<MemberId> }> {
  const totp = await db.selectFrom('totp_factors').select('member_id').execute();
  const passkeys = await db.selectFrom('passkeys').select('member_id').distinct().execute();
  return {
    totp: new Set(totp.map((row) => row.member_id)),
    passkey: new Set(passkeys.map((row) => row.member_id)),
  };
}

/** A login between its steps, of this interface and browser; null where there is none or its time is over. */
export async function findPending(
  db: Db,
  at: { tokenHash: string; interface: Interface; browserHash: string; now: number },
): Promise<PendingLoginsTable | null> {
  const found = await db
    .selectFrom('pending_logins')
    .selectAll()
    .where('token_hash', '=', at.tokenHash)
    .where('interface', '=', at.interface)
    .where('browser_hash', '=', at.browserHash)
    .where('expires_at', '>', at.now)
    .executeTakeFirst();
  return found ?? null;
}

/** The roles that must have a second factor. */
export async function findRule(db: Db): Promise<Role[]> {
  const row = await db.selectFrom('installation').select('value').where('key', '=', ruleKey).executeTakeFirst();
  return row ? (JSON.parse(row.value) as Role[]) : [];
}

export async function putRule(db: Db, roles: readonly Role[]): Promise<void> {
  const value = JSON.stringify(roles);
  await db
    .insertInto('installation')
    .values({ key: ruleKey, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function insertPending(db: Db, row: PendingLoginsTable): Promise<void> {
  await db.insertInto('pending_logins').values(row).execute();
}

/** Takes the login between its steps away; false when somebody else did before. */
export async function deletePending(db: Db, tokenHash: string, now: number): Promise<boolean> {
  const deleted = await db
    .deleteFrom('pending_logins')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returning('token_hash')
    .executeTakeFirst();
  return deleted !== undefined;
}

/** Sets up the app's key, in the place of an earlier one. */
export async function putTotp(db: Db, row: TotpFactorsTable): Promise<void> {
  const { member_id: _member, ...rest } = row;
  await db
    .insertInto('totp_factors')
    .values(row)
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(rest))
    .execute();
}

/** Notes a step as used; false when it, or a later one, was used already. */
export async function useTotpStep(db: Db, member: MemberId, step: number): Promise<boolean> {
  const used = await db
    .updateTable('totp_factors')
    .set({ last_step: step })
    .where('member_id', '=', member)
    .where('last_step', '<', step)
    .returning('member_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** Uses a recovery code up; false when it is unknown, another member's, or used. */
export async function useCode(db: Db, member: MemberId, codeHash: string, at: number): Promise<boolean> {
  const used = await db
    .updateTable('recovery_codes')
    .set({ used_at: at })
    .where('code_hash', '=', codeHash)
    .where('member_id', '=', member)
    .where('used_at', 'is', null)
    .returning('code_hash')
    .executeTakeFirst();
  return used !== undefined;
}

/** Notes a challenge as answered; false when it was before. */
export async function useChallenge(db: Db, challengeHash: string, expiresAt: number): Promise<boolean> {
  const used = await db
    .insertInto('used_challenges')
    .values({ challenge_hash: challengeHash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('challenge_hash')
    .executeTakeFirst();
  return used !== undefined;
}

/** Notes the use of a passkey; false when it is gone, or its counter did not grow: then it may be a copy. */
export async function usePasskey(
  db: Db,
  { id, counter, isBackedUp, at }: { id: PasskeyId; counter: number; isBackedUp: boolean; at: number },
): Promise<boolean> {
  const used = await db
    .updateTable('passkeys')
    .set({ counter, is_backed_up: isBackedUp ? 1 : 0, last_used_at: at })
    .where('id', '=', id)
    .where((where) =>
      // Many authenticators do not count: theirs is 0 for ever.
      counter === 0 ? where('counter', '=', 0) : where('counter', '<', counter),
    )
    .returning('id')
    .executeTakeFirst();
  return used !== undefined;
}

/** False when the authenticator's key is known already. */
export async function insertPasskey(db: Db, row: PasskeysTable): Promise<boolean> {
  const inserted = await db
    .insertInto('passkeys')
    .values(row)
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function renamePasskey(db: Db, member: MemberId, id: PasskeyId, name: string): Promise<boolean> {
  const renamed = await db
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  return renamed !== undefined;
}

export async function deletePasskey(db: Db, member: MemberId, id: PasskeyId): Promise<boolean> {
  const deleted = await db
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function deleteTotp(db: Db, member: MemberId): Promise<boolean> {
  const deleted = await db
    .deleteFrom('totp_factors')
    .where('member_id', '=', member)
    .returning('member_id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function replaceCodes(db: Db, member: MemberId, codeHashes: readonly string[]): Promise<void> {
  await db.deleteFrom('recovery_codes').where('member_id', '=', member).execute();
  if (codeHashes.length === 0) return;
  await db
    .insertInto('recovery_codes')
    .values(codeHashes.map((code_hash) => ({ code_hash, member_id: member, used_at: null })))
    .execute();
}

/** Everything of a member at once: factors, codes, logins between their steps. */
export async function deleteFactors(db: Db, member: MemberId): Promise<void> {
  await db.deleteFrom('totp_factors').where('member_id', '=', member).execute();
  await db.deleteFrom('passkeys').where('member_id', '=', member).execute();
  await db.deleteFrom('recovery_codes').where('member_id', '=', member).execute();
  await db.deleteFrom('pending_logins').where('member_id', '=', member).execute();
}

export async function deleteOver(db: Db, now: number): Promise<void> {
  await db.deleteFrom('pending_logins').where('expires_at', '<=', now).execute();
  await db.deleteFrom('used_challenges').where('expires_at', '<=', now).execute();
}
