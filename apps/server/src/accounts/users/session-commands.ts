import type { SiteId, UserId } from '@porchlight/protocol';
import type { Audited } from '../../audit/index.ts';
import { defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { type Used, useValidator } from '../remembered-commands.ts';
import * as remembered from '../remembered-store.ts';
import type { RememberedLoginsTable } from '../tables.ts';
import * as store from './store.ts';
import type { UserSessionsTable, UsersTable } from './tables.ts';
import { recordOwn } from './telling.ts';

/** Sessions of a remembered login that ask at the same moment all stay; earlier ones were replaced. */
const atOnceMs = 10_000;

function fromOf({ ip, user_agent }: Pick<UserSessionsTable, 'ip' | 'user_agent'>): Audited['from'] {
  return { ip, userAgent: user_agent === '' ? null : user_agent };
}

/** [AUTH30] Begins a session and ends the one that the browser came with. */
export const startUserSession = defineCommand<{ session: UserSessionsTable; replacedHash: string | null }, null>({
  name: 'users.start-session',
  async run(db, { session, replacedHash }) {
    const { site_id: site, user_id: id, created_at: at } = session;
    if (replacedHash !== null) await store.deleteSessionOf(db, site, replacedHash);
    const user = await store.findUser(db, site, id);
    if (!user) throw appError('session_ended', 'Your login has ended. Log in again.');
    await store.insertSession(db, session);
    await store.updateUser(db, id, { last_login_at: at });
    await recordOwn(db, user, 'login.succeeded', { from: fromOf(session), at, after: { interface: 'portal' } });
    return null;
  },
});

/** Has a session's browser remembered; what it remembered of this site before ends [REM1]. */
export const rememberUser = defineCommand<
  { row: RememberedLoginsTable; sessionId: string; former: string | null },
  null
>({
  name: 'users.remember',
  async run(db, { row, sessionId, former }) {
    const known = former === null ? null : await remembered.lockRemembered(db, former);
    if (known?.account_kind === 'user') await remembered.deleteRemembered(db, known.id);
    await remembered.insertRemembered(db, row);
    await store.setRemembered(db, sessionId, row.id);
    return null;
  },
});

export type UserResumeInput = {
  site: SiteId;
  series: string;
  hash: string;
  successorHash: string;
  now: number;
  /** The session to begin, without the user: only the series knows them. */
  session: Omit<UserSessionsTable, 'user_id' | 'remembered_id'>;
  replacedHash: string | null;
};

export type UserResumed =
  | { outcome: 'good'; expiresAt: number }
  | { outcome: Exclude<Used, 'good' | 'stolen'> }
  | { outcome: 'stolen'; user: UsersTable };

/** [REM1] Logs a user in by what their browser remembers. */
export const resumeUserSession = defineCommand<UserResumeInput, UserResumed>({
  name: 'users.resume-session',
  async run(db, { site, series, hash, successorHash, now, session, replacedHash }) {
    const known = await remembered.lockRemembered(db, series);
    if (known?.account_kind !== 'user') return { outcome: 'unknown' };
    const user = await store.findUser(db, site, known.account_id);
    // Of another site, it opens nothing here and is not used up.
    if (!user) return { outcome: 'unknown' };
    const used = await useValidator(db, known, { hash, successorHash, now });
    if (used === 'stolen') {
      await store.endLogins(db, user.id, null, null);
      await remembered.upsertNotice(db, { account_id: user.id, kind: 'remembered-login-reused', at: now });
      await recordOwn(db, user, 'login.remembered-reused', { from: fromOf(session), at: now });
      return { outcome: 'stolen', user };
    }
    if (used !== 'good') return { outcome: used };
    if (replacedHash !== null) await store.deleteSessionOf(db, site, replacedHash);
    await store.deleteSessionsBefore(db, known.id, now - atOnceMs);
    const begun = { ...session, user_id: user.id, remembered_id: known.id };
    await store.insertSession(db, begun);
    await store.updateUser(db, user.id, { last_login_at: now });
    const after = { interface: 'portal' };
    await recordOwn(db, user, 'login.remembered', { from: fromOf(begun), at: now, after });
    return { outcome: 'good', expiresAt: known.expires_at };
  },
});

export const touchUserSession = defineCommand<{ id: string; at: number }, null>({
  name: 'users.touch-session',
  async run(db, { id, at }) {
    await store.touchSession(db, id, at);
    return null;
  },
});

/** Gives a session another token once its user proved who they are; false when it is not there any more. */
export const renewUserSession = defineCommand<{ tokenHash: string; newHash: string; at: number }, boolean>({
  name: 'users.renew-session',
  run: (db, input) => store.renewSession(db, input),
});

/** Ends the session of a token, and that its browser is remembered. */
export const logOutUser = defineCommand<
  { site: SiteId; tokenHash: string | null; series: string | null; now: number },
  null
>({
  name: 'users.log-out',
  async run(db, { site, tokenHash, series, now }) {
    const known = series === null ? null : await remembered.lockRemembered(db, series);
    if (known?.account_kind === 'user') await remembered.deleteRemembered(db, known.id);
    const ended = tokenHash === null ? null : await store.deleteSessionOf(db, site, tokenHash);
    if (!ended) return null;
    if (ended.remembered_id !== null) await remembered.deleteRemembered(db, ended.remembered_id);
    const user = await store.findUser(db, site, ended.user_id);
    const after = { interface: 'portal' };
    if (user) await recordOwn(db, user, 'login.ended', { from: fromOf(ended), at: now, after });
    return null;
  },
});

/** [AUTH5] Ends one of a user's sessions or remembered logins; false where there is none. */
export const endUserLogin = defineCommand<{ user: UserId; id: string }, boolean>({
  name: 'users.end-login',
  async run(db, { user, id }) {
    const session = await store.deleteSessionById(db, user, id);
    if (session?.remembered_id) await remembered.deleteRemembered(db, session.remembered_id);
    if (session) return true;
    return (await remembered.deleteRememberedById(db, { account_kind: 'user', account_id: user }, id)) !== null;
  },
});

/** [AUTH5] Ends all of a user's sessions and remembered logins but this one. */
export const endOtherUserLogins = defineCommand<
  { user: UserId; keptSession: string | null; keptRemembered: string | null },
  null
>({
  name: 'users.end-other-logins',
  async run(db, { user, keptSession, keptRemembered }) {
    await store.endLogins(db, user, keptSession, keptRemembered);
    return null;
  },
});
