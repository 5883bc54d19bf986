import type { MemberId, PasskeyId, Role } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type Db, defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import * as store from './store.ts';
import type { PasskeysTable, PendingLoginsTable, TotpFactorsTable } from './tables.ts';

export const factorFailed = () =>
  appError('second_factor_failed', 'This does not open it. Take the newest code, or another way, and try again.');

export const stepOver = () =>
  appError('second_step_over', 'This login waited too long or was finished elsewhere. Begin again with the password.');

export const factorNeeded = () =>
  appError('second_factor_needed', 'Recovery codes stand in for a second factor. Set one up first.');

const passkeyNotFound = () =>
  appError('passkey_not_found', 'This passkey is not there any more. Load the page again to see those that are.');

/** What was proved, ready to be used up. */
export type Proof =
  | { kind: 'totp'; memberId: MemberId; step: number }
  | { kind: 'recovery-code'; memberId: MemberId; codeHash: string }
  | {
      kind: 'passkey';
      passkeyId: PasskeyId;
      counter: number;
      isBackedUp: boolean;
      challengeHash: string;
      challengeExpiresAt: number;
    };

async function useProof(db: Db, proof: Proof, now: number): Promise<boolean> {
  if (proof.kind === 'totp') return store.useTotpStep(db, proof.memberId, proof.step);
  if (proof.kind === 'recovery-code') return store.useCode(db, proof.memberId, proof.codeHash, now);
  return (
    (await store.useChallenge(db, proof.challengeHash, proof.challengeExpiresAt)) &&
    (await store.usePasskey(db, {
      id: proof.passkeyId,
      counter: proof.counter,
      isBackedUp: proof.isBackedUp,
      at: now,
    }))
  );
}

/** [AUTH4] Uses a factor up, and with it the login that waited for it; all of it or nothing, once. */
export const useFactor = defineCommand<{ proof: Proof; pendingHash: string | null; now: number }, null>({
  name: 'factors.use-factor',
  async run(db, { proof, pendingHash, now }) {
    if (pendingHash !== null && !(await store.deletePending(db, pendingHash, now))) throw stepOver();
    if (!(await useProof(db, proof, now))) throw factorFailed();
    return null;
  },
});

export const insertPending = defineCommand<PendingLoginsTable, null>({
  name: 'factors.insert-pending',
  async run(db, row) {
    await store.insertPending(db, row);
    return null;
  },
});

/** The first factor comes with recovery codes; true when they were stored. */
async function addCodes(db: Db, member: MemberId, codeHashes: readonly string[], isFirst: boolean): Promise<boolean> {
  // The last factor went while this one was set up: with another try, the codes come.
  if (isFirst && codeHashes.length === 0) throw factorFailed();
  if (isFirst) await store.replaceCodes(db, member, codeHashes);
  return isFirst;
}

/** Sets up an authenticator app; true when the proposed recovery codes were stored. */
export const addTotp = defineCommand<{ row: TotpFactorsTable; codeHashes: string[]; by: Audited }, boolean>({
  name: 'factors.add-totp',
  async run(db, { row, codeHashes, by }) {
    const isFirst = !(await store.hasFactor(db, row.member_id));
    await store.putTotp(db, row);
    await record(db, { ...by, at: row.created_at, what: 'factor.added', after: { factor: 'totp' } });
    return addCodes(db, row.member_id, codeHashes, isFirst);
  },
});

/** Adds a passkey; true when the proposed recovery codes were stored. Throws `passkey_known`. */
export const addPasskey = defineCommand<
  { row: PasskeysTable; codeHashes: string[]; challengeHash: string; challengeExpiresAt: number; by: Audited },
  boolean
>({
  name: 'factors.add-passkey',
  async run(db, { row, codeHashes, challengeHash, challengeExpiresAt, by }) {
    const isFirst = !(await store.hasFactor(db, row.member_id));
    if (!(await store.useChallenge(db, challengeHash, challengeExpiresAt))) throw factorFailed();
    if (!(await store.insertPasskey(db, row)))
      throw appError('passkey_known', 'This passkey is set up already. Use another device or key.');
    const after = { factor: 'passkey', name: row.name };
    await record(db, { ...by, at: row.created_at, what: 'factor.added', after });
    return addCodes(db, row.member_id, codeHashes, isFirst);
  },
});

export const renamePasskey = defineCommand<
  { memberId: MemberId; id: PasskeyId; name: string; by: Audited; at: number },
  null
>({
  name: 'factors.rename-passkey',
  async run(db, { memberId, id, name, by, at }) {
    const before = (await store.findPasskeys(db, memberId)).find((one) => one.id === id)?.name;
    if (!(await store.renamePasskey(db, memberId, id, name))) throw passkeyNotFound();
    await record(db, { ...by, at, what: 'factor.renamed', before: { name: before }, after: { name } });
    return null;
  },
});

/**
 * Removes the app (`passkey` null) or a passkey; recovery codes go with the last factor. Throws `passkey_not_found`,
 * and `second_factor_kept` where it is the last one and a role asks for one. False when there was no app.
 */
export const removeFactor = defineCommand<
  { memberId: MemberId; passkey: PasskeyId | null; mustKeepOne: boolean; by: Audited; at: number },
  boolean
>({
  name: 'factors.remove-factor',
  async run(db, { memberId, passkey, mustKeepOne, by, at }) {
    if (passkey === null && !(await store.deleteTotp(db, memberId))) return false;
    if (passkey !== null && !(await store.deletePasskey(db, memberId, passkey))) throw passkeyNotFound();
    const before = passkey === null ? { factor: 'totp' } : { factor: 'passkey', id: passkey };
    await record(db, { ...by, at, what: 'factor.removed', before });
    if (await store.hasFactor(db, memberId)) return true;
    if (mustKeepOne) {
      throw appError('second_factor_kept', 'Your role needs a second factor. Set up another one before this goes.');
    }
    await store.replaceCodes(db, memberId, []);
    return true;
  },
});

export const replaceCodes = defineCommand<{ memberId: MemberId; codeHashes: string[]; by: Audited; at: number }, null>({
  name: 'factors.replace-codes',
  async run(db, { memberId, codeHashes, by, at }) {
    if (!(await store.hasFactor(db, memberId))) throw factorNeeded();
    await store.replaceCodes(db, memberId, codeHashes);
    await record(db, { ...by, at, what: 'factor.recovery-codes-replaced' });
    return null;
  },
});

/** [AUTH4] Takes away every factor of a member, with their codes and logins between two steps. */
export const resetFactors = defineCommand<{ member: { id: MemberId; name: string }; by: Audited; at: number }, null>({
  name: 'factors.reset',
  async run(db, { member, by, at }) {
    await store.deleteFactors(db, member.id);
    await record(db, { ...by, at, what: 'member.factors-reset', target: { kind: 'member', ...member } });
    return null;
  },
});

export const putRule = defineCommand<{ roles: Role[]; by: Audited; at: number }, null>({
  name: 'factors.put-rule',
  async run(db, { roles, by, at }) {
    const before = { roles: await store.findRule(db) };
    await store.putRule(db, roles);
    await record(db, { ...by, at, what: 'security.second-factor-rule-changed', before, after: { roles } });
    return null;
  },
});

export const deleteOver = defineCommand<{ now: number }, null>({
  name: 'factors.delete-over',
  async run(db, { now }) {
    await store.deleteOver(db, now);
    return null;
  },
});

/** Every command of this feature. */
export const commands = [
  useFactor,
  insertPending,
  addTotp,
  addPasskey,
  renamePasskey,
  removeFactor,
  replaceCodes,
  resetFactors,
  putRule,
  deleteOver,
];
