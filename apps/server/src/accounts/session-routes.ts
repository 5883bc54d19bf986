import type { SessionAnswer, SignedInAnswer } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { CountryFinder } from '../platform/agents/index.ts';
import { readUserAgent } from '../platform/agents/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import { originOf, readSession } from './access.ts';
import * as commands from './commands.ts';
import { type Factors, placeOf } from './factors/index.ts';
import type { Logins } from './logins.ts';
import { findRememberedOf, readInterfaces } from './remembered-store.ts';
import { confirmationRequest, passwordChange, profileChange } from './schema.ts';
import type { MemberSession, Sessions } from './sessions.ts';
import type { SignIns } from './sign-ins.ts';
import { findSessionsOf } from './store.ts';
import type { Interface, RememberedLoginsTable, SessionsTable } from './tables.ts';

export type OwnRouteOptions = {
  http: Http;
  storage: Storage;
  clock: Clock;
  logins: Logins;
  factors: Factors;
  sessions: Sessions;
  signIns: SignIns;
  findCountry: CountryFinder;
  /** Throws `passwords_off` where nobody gets in but through the login service [AUTH22]. */
  assertPasswords(): Promise<void>;
  present(session: MemberSession): Promise<SessionAnswer>;
};

const sessionNotFound = () => appError('session_not_found', 'This login has ended already. Load the list again.');

/** What members do with their own sessions, password and name. */
export function ownRoutes(kind: Interface, options: OwnRouteOptions): void {
  const { http, storage, clock, logins, sessions, signIns, present } = options;
  const at = `/api/${kind}`;
  const surface = { constraints: { surface: 'workspace' } } as const;
  const ownPage = { ...surface, config: { access: 'own-page' } } as const;
  const own = { ...surface, config: { access: kind, needs: null } } as const;
  const sensitive = { ...surface, config: { access: kind, needs: null, confirms: true } } as const;

  http.app.post(`${at}/resume`, ownPage, async (request, reply) => {
    return present(await signIns.resume(request, reply, kind));
  });

  http.app.post(`${at}/confirmation`, own, async (request, reply) => {
    const session = readSession(request.actor);
    const input = readBy(confirmationRequest, request.body);
    if ('password' in input) {
      await options.assertPasswords();
      await logins.confirm(session.member, input.password, originOf(request));
    } else await options.factors.confirm(placeOf(request, kind), session.member.id, input);
    await signIns.confirm(reply, session);
    return reply.status(204).send();
  });

  http.app.get(`${at}/sessions`, own, (request) => listSignedIn(readSession(request.actor), options));

  http.app.delete(`${at}/sessions`, sensitive, async (request, reply) => {
    const { member, id, rememberedId } = readSession(request.actor);
    const by = { from: originOf(request), at: clock.now() };
    const input = { memberId: member.id, sessionId: id, rememberedId, by };
    sessions.tellEnded(await storage.execute(commands.endOthers, input));
    return reply.status(204).send();
  });

  http.app.delete<{ Params: { id: string } }>(`${at}/sessions/:id`, sensitive, async (request, reply) => {
    const { member } = readSession(request.actor);
    // No database takes every character.
    if (!/^[\w-]{1,60}$/.test(request.params.id)) throw sessionNotFound();
    const ended = await storage.execute(commands.endSignedIn, {
      memberId: member.id,
      id: request.params.id,
      from: originOf(request),
      at: clock.now(),
    });
    if (ended === null) throw sessionNotFound();
    sessions.tellEnded(ended);
    return reply.status(204).send();
  });

  // The present password is asked for in the form itself, so nobody is asked twice.
  http.app.put(`${at}/password`, own, async (request, reply) => {
    const session = readSession(request.actor);
    const input = readBy(passwordChange, request.body);
    await options.assertPasswords();
    const change = await logins.prepareNewPassword(session.member, input, originOf(request));
    await signIns.changePassword(reply, session, change, originOf(request));
    return reply.status(204).send();
  });

  http.app.patch(`${at}/profile`, own, async (request) => {
    const session = readSession(request.actor);
    const { name } = readBy(profileChange, request.body);
    await storage.execute(commands.renameMember, {
      id: session.member.id,
      name,
      from: originOf(request),
      at: clock.now(),
    });
    return present({ ...session, member: { ...session.member, name } });
  });

  http.app.post(`${at}/notices/read`, own, async (request, reply) => {
    const { member } = readSession(request.actor);
    await storage.execute(commands.forgetNotices, { accountId: member.id, until: clock.now() });
    return reply.status(204).send();
  });
}

/** Where the password is changed, for password managers (https://w3c.github.io/webappsec-change-password-url/). */
export function changePasswordRoutes({ http }: { http: Http }): void {
  const open = { constraints: { surface: 'workspace' }, config: { access: 'public' } } as const;
  http.app.get('/.well-known/change-password', open, (_request, reply) => reply.redirect('/account', 302));
  // The page of the workspace answers to every path; here that would say that each of them means something.
  http.app.get('/.well-known/*', open, (request: FastifyRequest) => {
    throw appError('route_not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
  });
}

/** [AUTH5] The member's sessions in all interfaces, and the browsers that are remembered and have none open. */
async function listSignedIn(
  own: MemberSession,
  { storage, clock, sessions, findCountry }: OwnRouteOptions,
): Promise<SignedInAnswer> {
  const account = { account_kind: 'member', account_id: own.member.id } as const;
  const open = (await findSessionsOf(storage.read, own.member.id)).filter((row) => !sessions.isOver(row));
  const held = await findRememberedOf(storage.read, account, clock.now());
  const where = (row: SessionsTable | RememberedLoginsTable) => {
    const { browser, os, device } = readUserAgent(row.user_agent);
    return { device, browser, os, country: row.ip === null ? null : findCountry(row.ip) };
  };
  const asleep = held.filter(({ id }) => !open.some((row) => row.remembered_id === id));
  return {
    sessions: [
      ...open.map((row) => ({
        id: row.id,
        interface: row.interface,
        ...where(row),
        createdAt: row.created_at,
        lastUsedAt: row.last_input_at,
        isRemembered: held.some(({ id }) => id === row.remembered_id),
        isThisOne: row.id === own.id,
        isOpen: true,
      })),
      ...asleep.map((row) => ({
        id: row.id,
        interface: readInterfaces(row)[0] as Interface,
        ...where(row),
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        isRemembered: true,
        isThisOne: row.id === own.rememberedId,
        isOpen: false,
      })),
    ],
  };
}
