import type { GroupId, HelpLanguage, SiteId, UserId } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { findGroupIdsOf, groupNotFound, setGroupsOf } from '../../groups/index.ts';
import { defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import * as store from './store.ts';
import type { UserCodesTable } from './tables.ts';
import { sendCode } from './telling.ts';

const minuteMs = 60_000;

const userNotFound = () => appError('user_not_found', 'There is no such user. Load the list again.');

type ByAdmin = { site: SiteId; by: Audited; now: number };

/** Invites an address to a site; earlier invitations of it end. */
export const inviteUser = defineCommand<{ code: UserCodesTable; language: HelpLanguage; by: Audited }, null>({
  name: 'users.invite',
  retryOnConflict: true,
  async run(db, { code, language, by }) {
    const { site_id: site, email_key: emailKey, created_at: now } = code;
    await store.lockAddress(db, site, emailKey);
    if (await store.findHolder(db, site, emailKey))
      throw appError('email_taken', 'A user with this address exists already.');
    if ((await store.countCodes(db, { site, purposes: ['invitation'], emailKey }, now - minuteMs)) > 0)
      throw appError('too_many_requests', 'This address was invited just now. Wait a minute.', { retryAfterS: 60 });
    await store.endCodesTo(db, { site, purposes: ['invitation'], emailKey });
    await sendCode(db, code, language);
    const target = { kind: 'user', id: code.id, name: code.email };
    await record(db, { ...by, at: now, what: 'user.invited', site, target });
    return null;
  },
});

export const withdrawUserInvitation = defineCommand<ByAdmin & { id: string }, null>({
  name: 'users.withdraw-invitation',
  async run(db, { site, id, by, now }) {
    const ended = await store.endInvitation(db, { site, id, now });
    if (!ended)
      throw appError('invitation_not_found', 'This invitation was accepted or withdrawn. Load the list again.');
    const target = { kind: 'user', id, name: ended.email };
    await record(db, { ...by, at: now, what: 'user.invitation-withdrawn', site, target });
    return null;
  },
});

/** [AUTH37] Locks a user out, with every login and code, or lets them in again. */
export const setUserDeactivated = defineCommand<ByAdmin & { id: UserId; isDeactivated: boolean }, null>({
  name: 'users.set-deactivated',
  async run(db, { site, id, isDeactivated, by, now }) {
    const user = await store.readUser(db, site, id);
    if (!user) throw userNotFound();
    if ((user.deactivated_at !== null) === isDeactivated) return null;
    await store.updateUser(db, id, { deactivated_at: isDeactivated ? now : null });
    if (isDeactivated) {
      await store.endLogins(db, id, null, null);
      await store.endCodesOf(db, id, ['reset', 'email-change', 'email-changed']);
    }
    const target = { kind: 'user', id, name: user.name };
    await record(db, { ...by, at: now, what: isDeactivated ? 'user.deactivated' : 'user.reactivated', site, target });
    return null;
  },
});

/** [HC19] Puts a user into these groups and no others. */
export const setUserGroups = defineCommand<ByAdmin & { id: UserId; groups: GroupId[] }, null>({
  name: 'users.set-groups',
  retryOnConflict: true,
  async run(db, { site, id, groups, by, now }) {
    const user = await store.readUser(db, site, id);
    if (!user) throw userNotFound();
    const before = (await findGroupIdsOf(db, [id])).get(id) ?? [];
    if (!(await setGroupsOf(db, site, id, groups))) throw groupNotFound();
    const target = { kind: 'user', id, name: user.name };
    const change = { before: { groups: before }, after: { groups } };
    await record(db, { ...by, at: now, what: 'user.groups-changed', site, target, ...change });
    return null;
  },
});

/** [AUTH37] Ends every login of a user. */
export const endUserLogins = defineCommand<ByAdmin & { id: UserId }, null>({
  name: 'users.end-logins',
  async run(db, { site, id, by, now }) {
    const user = await store.readUser(db, site, id);
    if (!user) throw userNotFound();
    await store.endLogins(db, id, null, null);
    const target = { kind: 'user', id, name: user.name };
    await record(db, { ...by, at: now, what: 'user.logins-ended', site, target });
    return null;
  },
});
