import { type Audited, bySystem, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { deleteOldBrowsers, meetBrowser } from './known-browsers.ts';
import { recordLogin, recordOwn, seenOf } from './login-records.ts';
import { forgetLogin, forgetNotices, rememberLogin, resumeSession } from './remembered-commands.ts';
import * as remembered from './remembered-store.ts';
import type { Origin } from './rules.ts';
import * as store from './store.ts';
import type { Interface, MembersTable, SessionsTable, SetupLinksTable } from './tables.ts';

export const setupLinkInvalid = () =>
  appError('setup_link_invalid', 'This link was used, has expired or is not from here. Make a new one on the server.');

const emailTaken = () => appError('email_taken', 'A member with this e-mail address exists already. Use another one.');

export const insertMember = defineCommand<MembersTable & { by?: Audited }, null>({
  name: 'accounts.insert-member',
  async run(db, { by = bySystem, ...row }) {
    if (!(await store.insertMember(db, row))) throw emailTaken();
    const target = { kind: 'member', id: row.id, name: row.name };
    const after = { roles: JSON.parse(row.roles), sites: row.sites === null ? null : JSON.parse(row.sites) };
    await record(db, { ...by, at: row.created_at, what: 'member.added', target, after });
    return null;
  },
});

/** [AUTH2] Begins a session and ends the one that the browser came with; answers with that one's id, null for none. */
export const startSession = defineCommand<{ session: SessionsTable; replacedHash: string | null }, string | null>({
  name: 'accounts.start-session',
  async run(db, { session, replacedHash }) {
    const ended = replacedHash === null ? null : await store.deleteSessionOf(db, replacedHash);
    await store.insertSession(db, session);
    await recordLogin(db, 'login.succeeded', session);
    return ended?.id ?? null;
  },
});

export const touchSession = defineCommand<{ id: string; at: number }, null>({
  name: 'accounts.touch-session',
  async run(db, { id, at }) {
    await store.touchSession(db, id, at);
    return null;
  },
});

/** [AUTH2] Gives a session another token at a change of what it may do; false when it is not there any more. */
export const renewSession = defineCommand<{ tokenHash: string; newHash: string; at: number }, boolean>({
  name: 'accounts.renew-session',
  run: (db, input) => store.renewSession(db, input),
});

/**
 * Ends the session of a token, and that its browser is remembered in this interface; answers with its id, null when it
 * was not there.
 */
export const logOut = defineCommand<
  { tokenHash: string | null; series: string | null; kind: Interface; now: number },
  string | null
>({
  name: 'accounts.log-out',
  async run(db, { tokenHash, series, kind, now }) {
    const known = series === null ? null : await remembered.lockRemembered(db, series);
    await remembered.dropInterface(db, known?.id ?? null, kind);
    const ended = tokenHash === null ? null : await store.deleteSessionOf(db, tokenHash);
    if (ended?.interface === kind) await remembered.dropInterface(db, ended.remembered_id, kind);
    if (ended) await recordLogin(db, 'login.ended', ended, now);
    return ended?.id ?? null;
  },
});

/** [AUTH5] Ends one of a member's sessions or remembered logins; answers with the ids of sessions, null for neither. */
export const endSignedIn = defineCommand<
  { memberId: MembersTable['id']; id: string; from: Origin; at: number },
  string[] | null
>({
  name: 'accounts.end-signed-in',
  async run(db, { memberId, id, from, at }) {
    const note = (before: unknown) =>
      recordOwn(db, 'login.ended-elsewhere', seenOf(memberId, from, at), undefined, at, before);
    const session = await store.deleteSessionById(db, memberId, id);
    if (session) {
      await remembered.dropInterface(db, session.remembered_id, session.interface);
      await note({ interface: session.interface, since: session.created_at, userAgent: session.user_agent });
      return [session.id];
    }
    const row = await remembered.deleteRememberedById(db, { account_kind: 'member', account_id: memberId }, id);
    if (!row) return null;
    await note({ remembered: remembered.readInterfaces(row), since: row.created_at, userAgent: row.user_agent });
    return [];
  },
});

/** [AUTH5] Ends all of a member's sessions and remembered logins but this one; answers with the ids of the sessions. */
export const endOthers = defineCommand<
  {
    memberId: MembersTable['id'];
    sessionId: string | null;
    rememberedId: string | null;
    /** Who asks, where it is the member; what others do to them is written down as that. */
    by: { from: Origin; at: number } | null;
  },
  string[]
>({
  name: 'accounts.end-others',
  async run(db, { memberId, sessionId, rememberedId, by }) {
    await remembered.deleteRememberedOf(db, { account_kind: 'member', account_id: memberId }, rememberedId);
    const ended = await store.deleteSessionsOf(db, memberId, sessionId);
    if (by) {
      const before = { sessions: ended.length };
      await recordOwn(db, 'login.others-ended', seenOf(memberId, by.from, by.at), undefined, by.at, before);
    }
    return ended;
  },
});

/**
 * [AUTH2, REM2] Sets a password: all other sessions and every remembered login end, and this session has another token.
 * Answers with the ids of the ended ones; null when the password was changed meanwhile.
 */
export const changePassword = defineCommand<
  {
    memberId: MembersTable['id'];
    formerHash: string;
    passwordHash: string;
    sessionId: string;
    tokenHash: string;
    newHash: string;
    from: Origin;
    at: number;
  },
  string[] | null
>({
  name: 'accounts.change-password',
  async run(db, { memberId, formerHash, passwordHash, sessionId, tokenHash, newHash, from, at }) {
    if (!(await store.replacePassword(db, memberId, formerHash, passwordHash))) return null;
    await remembered.deleteRememberedOf(db, { account_kind: 'member', account_id: memberId }, null);
    await store.setRemembered(db, sessionId, null);
    await recordOwn(db, 'member.password-changed', seenOf(memberId, from, at));
    const ended = await store.deleteSessionsOf(db, memberId, sessionId);
    await store.renewSession(db, { tokenHash, newHash, at });
    return ended;
  },
});

export const renameMember = defineCommand<{ id: MembersTable['id']; name: string; from: Origin; at: number }, null>({
  name: 'accounts.rename-member',
  async run(db, { id, name, from, at }) {
    const before = await store.findMember(db, id);
    await store.renameMember(db, id, name);
    if (before && before.name !== name)
      await recordOwn(db, 'member.renamed', seenOf(id, from, at), { name }, at, { name: before.name });
    return null;
  },
});

/** Deletes what is over, by interface; answers with the ids of sessions. */
export const endSessionsOver = defineCommand<{ now: number; idleMs: Record<Interface, number> }, string[]>({
  name: 'accounts.end-sessions-over',
  async run(db, { now, idleMs }) {
    const agents = await store.deleteSessionsOver(db, 'agent', { now, idleSince: now - idleMs.agent });
    const admins = await store.deleteSessionsOver(db, 'admin', { now, idleSince: now - idleMs.admin });
    await remembered.deleteRememberedOver(db, now);
    await deleteOldBrowsers(db, now);
    return [...agents, ...admins];
  },
});

export const replaceSetupLink = defineCommand<SetupLinksTable, null>({
  name: 'accounts.replace-setup-link',
  async run(db, row) {
    await store.replaceSetupLink(db, row);
    return null;
  },
});

/** Uses the link up, makes its member and logs them in, or does nothing of it. */
export const setUp = defineCommand<{ linkHash: string; member: MembersTable; session: SessionsTable }, null>({
  name: 'accounts.set-up',
  async run(db, { linkHash, member, session }) {
    if (await store.hasAdmin(db)) throw setupLinkInvalid();
    if (!(await store.useSetupLink(db, linkHash, member.created_at))) throw setupLinkInvalid();
    if (!(await store.insertMember(db, member))) throw emailTaken();
    await store.insertSession(db, session);
    await recordLogin(db, 'login.succeeded', session);
    await recordOwn(db, 'member.added', session, { roles: JSON.parse(member.roles) });
    return null;
  },
});

export * from './known-browsers.ts';
export * from './remembered-commands.ts';

/** Every command of this feature. */
export const commands = [
  insertMember,
  startSession,
  touchSession,
  renewSession,
  logOut,
  endSignedIn,
  endOthers,
  changePassword,
  renameMember,
  resumeSession,
  rememberLogin,
  forgetLogin,
  forgetNotices,
  meetBrowser,
  endSessionsOver,
  replaceSetupLink,
  setUp,
];
