import { type Db, defineCommand } from '../platform/db/index.ts';
import { recordLogin, recordTheft } from './login-records.ts';
import * as remembered from './remembered-store.ts';
import { isRaced } from './rules.ts';
import * as store from './store.ts';
import type { Interface, RememberedLoginsTable, SessionsTable } from './tables.ts';

/** [REM1] What became of a validator. `stolen`: it was used after its successor, so somebody copied it. */
export type Used = 'good' | 'unknown' | 'raced' | 'stolen';

/**
 * [REM1] Takes a validator of a remembered login that is locked: the newest one is replaced, the one before is answered
 * alike until the newest has come back. A moment after that it is a request that was on its way; later it is theft.
 */
export async function useValidator(
  db: Db,
  known: RememberedLoginsTable,
  { hash, successorHash, now }: { hash: string; successorHash: string; now: number },
): Promise<Used> {
  if (now >= known.expires_at) {
    await remembered.deleteRemembered(db, known.id);
    return 'unknown';
  }
  const lastUsedAt = Math.max(known.last_used_at, now);
  if (hash === known.current_hash) {
    const rotated = { current_hash: successorHash, previous_hash: hash, rotated_at: now };
    await remembered.updateRemembered(db, known.id, { ...rotated, last_used_at: lastUsedAt });
    return 'good';
  }
  if (hash === known.previous_hash) {
    await remembered.updateRemembered(db, known.id, { last_used_at: lastUsedAt });
    return 'good';
  }
  return isRaced(known.rotated_at, now) ? 'raced' : 'stolen';
}

export type ResumeInput = {
  series: string;
  hash: string;
  successorHash: string;
  now: number;
  /** The session to begin, without the member: only the series knows them. */
  session: Omit<SessionsTable, 'member_id' | 'remembered_id'>;
  replacedHash: string | null;
};

export type Resumed =
  | { outcome: 'good'; expiresAt: number; ended: string[] }
  | { outcome: Exclude<Used, 'good' | 'stolen'> | 'elsewhere' }
  | { outcome: 'stolen'; memberId: string; ended: string[] };

/** [REM1, AUTH1] Logs a member in by what their browser remembers, in an interface that it remembers. */
export const resumeSession = defineCommand<ResumeInput, Resumed>({
  name: 'accounts.resume-session',
  async run(db, { series, hash, successorHash, now, session, replacedHash }) {
    const known = await remembered.lockRemembered(db, series);
    if (known?.account_kind !== 'member') return { outcome: 'unknown' };
    const memberId = known.account_id as SessionsTable['member_id'];
    const member = await store.findMember(db, memberId);
    if (!member) {
      await remembered.deleteRememberedOf(db, known, null);
      return { outcome: 'unknown' };
    }
    const isOpen = remembered.readInterfaces(known).includes(session.interface);
    // What it does not open it is not used up for; a copy is found out wherever it comes.
    const isNewest = hash === known.current_hash || hash === known.previous_hash;
    if (!isOpen && isNewest && now < known.expires_at) return { outcome: 'elsewhere' };
    const used = await useValidator(db, known, { hash, successorHash, now });
    if (used === 'stolen') {
      await remembered.deleteRememberedOf(db, known, null);
      // Whoever came with it is not the member, or not for sure.
      await recordTheft(db, member, session);
      await remembered.upsertNotice(db, { account_id: memberId, kind: 'remembered-login-reused', at: now });
      return { outcome: 'stolen', memberId, ended: await store.deleteSessionsOf(db, memberId, null) };
    }
    if (used !== 'good') return { outcome: used };
    const replaced = replacedHash === null ? null : await store.deleteSessionOf(db, replacedHash);
    const begun = { ...session, member_id: memberId, remembered_id: known.id };
    await store.insertSession(db, begun);
    await recordLogin(db, 'login.remembered', begun);
    return { outcome: 'good', expiresAt: known.expires_at, ended: replaced ? [replaced.id] : [] };
  },
});

export type RememberInput = {
  row: RememberedLoginsTable;
  sessionId: string;
  kind: Interface;
  /** The series that the browser came with, proved to be ours. */
  former: string | null;
};

/**
 * Has a session's browser remembered. What it remembered of this account before is replaced and opens what it opened;
 * that of another account ends.
 */
export const rememberLogin = defineCommand<RememberInput, null>({
  name: 'accounts.remember-login',
  async run(db, { row, sessionId, kind, former }) {
    const known = former === null ? null : await remembered.lockRemembered(db, former);
    const isSame = known?.account_kind === row.account_kind && known.account_id === row.account_id;
    const before = known && isSame && row.created_at < known.expires_at ? remembered.readInterfaces(known) : [];
    if (known) await remembered.deleteRemembered(db, known.id);
    await remembered.insertRemembered(db, { ...row, interfaces: JSON.stringify([...new Set([...before, kind])]) });
    // Other sessions of this browser go on as remembered by the new one.
    if (known && isSame) await store.moveRemembered(db, known.id, row.id);
    await store.setRemembered(db, sessionId, row.id);
    return null;
  },
});

/** The browser does not want to be remembered in this interface any more. */
export const forgetLogin = defineCommand<{ series: string; kind: Interface }, null>({
  name: 'accounts.forget-login',
  async run(db, { series, kind }) {
    const known = await remembered.lockRemembered(db, series);
    await remembered.dropInterface(db, known?.id ?? null, kind);
    return null;
  },
});

/** Forgets notices up to a time, once they were read. */
export const forgetNotices = defineCommand<{ accountId: string; until: number }, null>({
  name: 'accounts.forget-notices',
  async run(db, { accountId, until }) {
    await remembered.deleteNotices(db, accountId, until);
    return null;
  },
});
