import type { ContactId, SiteId, UserId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contacts, OwnVisit } from '../../contacts/index.ts';
import type { HelpPlace } from '../../help-center/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import type { FormTokens } from '../../platform/form-tokens/index.ts';
import { findOwnVisit, readPortal } from './portal-access.ts';
import { findSession } from './store.ts';
import { bindingOf, originOf, type UserSessions } from './user-sessions.ts';
import type { Proof, Users } from './users.ts';

/** Who asks at a page with the access check `portal` or `portal-form`. */
export type PortalReader = {
  place: HelpPlace;
  user: { id: UserId; session: string; name: string; email: string } | null;
  /** Names the guest's session; null where none was begun, because no form was shown. */
  guest: string | null;
};

type Options = {
  storage: Storage;
  tokens: FormTokens;
  isHttps: boolean;
  users: Users;
  sessions: UserSessions;
  contacts: Contacts;
};

/**
 * [CSRF2] What pages of other features need for forms of their own, on routes with the access `portal` and `portal-form`:
 * tokens bound to the session of who asks, who that is, and what they proved.
 */
export class PortalForms {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Where the page stands, in which language, and what its reader may see. */
  placeOf(request: FastifyRequest): HelpPlace {
    return readPortal(request).place;
  }

  /** The user who is logged in; null for a guest. */
  readUser(request: FastifyRequest): PortalReader['user'] {
    return this.read(request).user;
  }

  read(request: FastifyRequest): PortalReader {
    const { place, portal } = readPortal(request);
    const { session, guest } = portal;
    return {
      place,
      user: session && { id: session.user.id, session: session.id, name: session.user.name, email: session.user.email },
      guest: guest?.id ?? null,
    };
  }

  /** A token for a form that is shown now; a guest's session begins here. */
  issue(request: FastifyRequest, reply: FastifyReply): string {
    const { portal, language } = readPortal(request);
    return this.#o.tokens.issue(this.#o.sessions.bind(reply, portal, language));
  }

  /** What names this browser's session to its tokens; null where none was begun. */
  bindingOf(request: FastifyRequest): string | null {
    return bindingOf(readPortal(request).portal);
  }

  /** Tells whether a form came with a token of the session that the browser came with; ask before issuing another. */
  isGood(request: FastifyRequest, token: string | undefined): boolean {
    return this.#o.tokens.isGood(token, this.bindingOf(request));
  }

  /** The visitor and visit that the tag keeps in this browser. */
  findOwnVisit(request: FastifyRequest): OwnVisit | null {
    return findOwnVisit(request, readPortal(request).site, this.#o.isHttps);
  }

  /** Whom agents see of the user who asks; null for guests. */
  async findContact(request: FastifyRequest): Promise<{ id: ContactId; name: string; email: string } | null> {
    const { site, portal } = readPortal(request);
    if (!portal.session) return null;
    const { id: user, name, email, contact_id: known } = portal.session.user;
    const id = known ?? (await this.#o.contacts.linkUser(site, null, { id: user, name, email }));
    if (known === null) await this.#o.users.setContact(user, id);
    return { id, name, email };
  }

  /** The contact of a site's session that goes on, by its id; null where it is over. */
  async findContactOfSession(site: SiteId, session: string): Promise<ContactId | null> {
    const { storage, sessions } = this.#o;
    const found = await findSession(storage.read, 'id', session, site);
    return found && !sessions.isOver(found.session) ? found.user.contact_id : null;
  }

  /** [AUTH32] Has a code mailed that opens what was written with an address; the same answer for every one. */
  askForCode(request: FastifyRequest, email: string): Promise<void> {
    const { site, language } = readPortal(request);
    return this.#o.users.askForCode(site, 'conversations', { email, language }, request.ip);
  }

  /** Uses such a code up. Throws `mailed_code_invalid`, `too_many_attempts`. */
  proveAddress(request: FastifyRequest, proof: Proof): Promise<void> {
    return this.#o.users.proveAddress(readPortal(request).site.id, proof, originOf(request));
  }
}
