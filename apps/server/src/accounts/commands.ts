import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as store from './store.ts';
import type { Interface, MembersTable, SessionsTable, SetupLinksTable } from './tables.ts';

export const setupLinkInvalid = () =>
  appError('setup_link_invalid', 'This link was used, has expired or is not from here. Make a new one on the server.');

const emailTaken = () => appError('email_taken', 'A member with this e-mail address exists already. Use another one.');

export const insertMember = defineCommand<MembersTable, null>({
  name: 'accounts.insert-member',
  async run(db, row) {
    if (!(await store.insertMember(db, row))) throw emailTaken();
    return null;
  },
});

/** [AUTH2] Begins a session and ends the one that the browser came with; true when that one was there. */
export const startSession = defineCommand<{ session: SessionsTable; replacedHash: string | null }, boolean>({
  name: 'accounts.start-session',
  async run(db, { session, replacedHash }) {
    const ended = await store.deleteSessions(db, replacedHash === null ? [] : [replacedHash]);
    await store.insertSession(db, session);
    return ended.length > 0;
  },
});

export const touchSession = defineCommand<{ tokenHash: string; at: number }, null>({
  name: 'accounts.touch-session',
  async run(db, { tokenHash, at }) {
    await store.touchSession(db, tokenHash, at);
    return null;
  },
});

/** Answers with the hashes of the sessions that were there. */
export const endSessions = defineCommand<readonly string[], string[]>({
  name: 'accounts.end-sessions',
  run: (db, tokenHashes) => store.deleteSessions(db, tokenHashes),
});

/** Deletes what is over, by interface; answers with the hashes. */
export const endSessionsOver = defineCommand<{ now: number; idleMs: Record<Interface, number> }, string[]>({
  name: 'accounts.end-sessions-over',
  async run(db, { now, idleMs }) {
    const agents = await store.deleteSessionsOver(db, 'agent', { now, idleSince: now - idleMs.agent });
    const admins = await store.deleteSessionsOver(db, 'admin', { now, idleSince: now - idleMs.admin });
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
    return null;
  },
});

/** Every command of this feature. */
export const commands = [
  insertMember,
  startSession,
  touchSession,
  endSessions,
  endSessionsOver,
  replaceSetupLink,
  setUp,
];
