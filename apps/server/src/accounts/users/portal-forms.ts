import type { UserId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HelpPlace } from '../../help-center/index.ts';
import type { FormTokens } from './form-tokens.ts';
import { readPortal } from './portal-access.ts';
import { bindingOf, type UserSessions } from './user-sessions.ts';

/**
 * [CSRF2] What pages of other features need for forms of their own, on routes with the access `portal` and `portal-form`:
 * tokens bound to the session of who asks, and who that is.
 */
export type PortalForms = {
  /** Where the page stands, in which language, and what its reader may see. */
  placeOf(request: FastifyRequest): HelpPlace;
  /** A token for a form that is shown now; a guest's session begins with it. */
  issue(request: FastifyRequest, reply: FastifyReply): string;
  /** Tells whether a form came with a token of the session that the browser came with; ask before issuing another. */
  isGood(request: FastifyRequest, token: string | undefined): boolean;
  /** The user who is logged in; null for a guest. */
  readUser(request: FastifyRequest): { id: UserId; name: string; email: string } | null;
};

export function createPortalForms({ tokens, sessions }: { tokens: FormTokens; sessions: UserSessions }): PortalForms {
  return {
    placeOf: (request) => readPortal(request).place,
    issue(request, reply) {
      const { portal, language } = readPortal(request);
      return tokens.issue(sessions.bind(reply, portal, language));
    },
    isGood: (request, token) => tokens.isGood(token, bindingOf(readPortal(request).portal)),
    readUser(request) {
      const { session } = readPortal(request).portal;
      return session && { id: session.user.id, name: session.user.name, email: session.user.email };
    },
  };
}
