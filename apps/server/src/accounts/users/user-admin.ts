import type {
  GroupId,
  HelpLanguage,
  PortalUser,
  SiteId,
  UserId,
  UserInvitation,
  UsersAnswer,
} from '@porchlight/protocol';
import type { Audited } from '../../audit/index.ts';
import { findGroupIdsOf } from '../../groups/index.ts';
import { createAllowance } from '../../platform/allowance/index.ts';
import type { Site } from '../../sites/index.ts';
import * as commands from './admin-commands.ts';
import { newCode } from './codes.ts';
import { assertOpen, readMailAddress } from './rules.ts';
import * as store from './store.ts';
import type { UsersTable } from './tables.ts';
import type { UsersOptions } from './users.ts';

const listed = 100;

/** [AUTH37] What admins do with the users of their sites. */
export class UserAdmin {
  readonly #o: UsersOptions;
  readonly #allowInviter = createAllowance({
    points: 60,
    durationS: 3_600,
    code: 'too_many_attempts',
    message: 'Too many invitations within an hour. Wait a while, then try again.',
  });

  constructor(options: UsersOptions) {
    this.#o = options;
  }

  /** [AUTH37] A site's users and who is invited, for its admins. */
  async findAll(site: SiteId, query: string): Promise<UsersAnswer> {
    const { storage, clock, limits } = this.#o;
    const now = clock.now();
    const rows = await store.findUsers(storage.read, site, query, listed + 1);
    const shown = rows.slice(0, listed);
    const ids = shown.map(({ id }) => id);
    const counts = await store.countSessions(storage.read, ids, { now, idleSince: now - limits.idleMs });
    const groups = await findGroupIdsOf(storage.read, ids);
    return {
      users: shown.map((row): PortalUser => present(row, counts.get(row.id) ?? 0, groups.get(row.id) ?? [])),
      invitations: (await store.findInvitations(storage.read, site, now)).map(
        (row): UserInvitation => ({
          id: row.id,
          email: row.email,
          invitedAt: row.created_at,
          expiresAt: row.expires_at,
        }),
      ),
      hasMore: rows.length > listed,
    };
  }

  /** [AUTH37] Throws `registration_closed`, `address_invalid`, `email_taken`, `too_many_requests`, `mail_not_set_up`. */
  async invite(site: Site, { email, language }: { email: string; language: HelpLanguage }, by: Audited): Promise<void> {
    assertOpen(site, 'invitation');
    const to = readMailAddress(email, this.#o);
    await this.#allowInviter(by.who.id ?? '');
    const { storage, clock, secret } = this.#o;
    const at = { site: site.id, user: null, now: clock.now() };
    const code = newCode(secret, { ...at, purpose: 'invitation', email: to });
    await storage.execute(commands.inviteUser, { code, language, by });
  }

  /** Throws `invitation_not_found`. */
  async withdraw(site: SiteId, id: string, by: Audited): Promise<void> {
    await this.#o.storage.execute(commands.withdrawUserInvitation, { site, id, by, now: this.#o.clock.now() });
  }

  /** [AUTH37] Throws `user_not_found`. */
  async setDeactivated(site: SiteId, id: UserId, isDeactivated: boolean, by: Audited): Promise<void> {
    const input = { site, id, isDeactivated, by, now: this.#o.clock.now() };
    await this.#o.storage.execute(commands.setUserDeactivated, input);
  }

  /** [HC19] Says which groups a user is in. Throws `user_not_found`, `group_not_found`. */
  async setGroups(site: SiteId, id: UserId, groups: GroupId[], by: Audited): Promise<void> {
    await this.#o.storage.execute(commands.setUserGroups, { site, id, groups, by, now: this.#o.clock.now() });
  }

  /** [AUTH37] Throws `user_not_found`. */
  async endAllOf(site: SiteId, id: UserId, by: Audited): Promise<void> {
    await this.#o.storage.execute(commands.endUserLogins, { site, id, by, now: this.#o.clock.now() });
  }
}

function present(row: UsersTable, sessions: number, groups: GroupId[]): PortalUser {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    language: row.language,
    contact: row.contact_id,
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at,
    isDeactivated: row.deactivated_at !== null,
    sessions,
    groups,
  };
}
