import { entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import type {
  EnrolledAnswer,
  LoginAnswer,
  Member,
  MemberId,
  PasskeyOptionsAnswer,
  RecoveryCodesAnswer,
  SecondFactorRule,
  SessionAnswer,
} from '@porchlight/protocol';
import { isId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audited } from '../../audit/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { type Http, readBy } from '../../platform/http/index.ts';
import { hashSecret, newSecret } from '../../platform/ids/index.ts';
import { readSession } from '../access.ts';
import { assertGives, rightsOf } from '../permission-access.ts';
import { networkOf } from '../rules.ts';
import type { BeginningAs } from '../sign-ins.ts';
import type { Interface } from '../tables.ts';
import type { Factors, Place } from './factors.ts';
import * as schema from './schema.ts';

/** What an account is told of by mail. */
type FactorEvent = 'factor-changed' | 'factor-reset' | 'recovery-code-used';

export type SecondStepOptions = {
  factors: Factors;
  isHttps: boolean;
  /** Begins a session [AUTH2]; answers whether it opens nothing but the set-up of a second factor. */
  begin(request: FastifyRequest, reply: FastifyReply, as: BeginningAs): Promise<{ isEnrolOnly: boolean }>;
  present(member: Member): Promise<SessionAnswer>;
};

export type FactorRouteOptions = {
  http: Http;
  factors: Factors;
  steps: SecondSteps;
  /** A member who may log in to this interface; null otherwise. */
  findMember(kind: Interface, id: MemberId): Promise<Member | null>;
  /** Ends every session and remembered login of a member, with their sockets. */
  endAllOf(memberId: MemberId): Promise<void>;
  tell(member: Member, event: FactorEvent): Promise<void>;
  /** Throws `passwords_off` where nobody gets in but through the login service [AUTH22]. */
  assertPasswords(): Promise<void>;
};

/** The second step of logins, and passkeys as the only one. */
export class SecondSteps {
  readonly #o: SecondStepOptions;

  constructor(options: SecondStepOptions) {
    this.#o = options;
  }

  /** After the right password: asks for a second factor where the member has one, else begins the session. */
  async afterPassword(
    request: FastifyRequest,
    reply: FastifyReply,
    as: { kind: Interface; member: Member; isRemembered: boolean },
  ): Promise<LoginAnswer> {
    const kinds = await this.#o.factors.findOf(as.member.id);
    if (kinds.length === 0) return this.begin(request, reply, as);
    const at = this.place(request, reply, as.kind);
    const pending = await this.#o.factors.hold(at, as.member.id, as.isRemembered);
    return { status: 'second-factor', pending, factors: kinds };
  }

  /** [AUTH18] As after a password; nothing is remembered, since the login service has a memory of its own. */
  async afterProvider(
    request: FastifyRequest,
    reply: FastifyReply,
    as: { kind: Interface; member: Member; authenticatedAt: number | null; hasSecondFactor: boolean },
  ): Promise<LoginAnswer> {
    const { kind, member, hasSecondFactor } = as;
    const kinds = hasSecondFactor ? [] : await this.#o.factors.findOf(member.id);
    if (kinds.length === 0) {
      const provider = { hasSecondFactor, confirmedAt: as.authenticatedAt };
      return this.begin(request, reply, { kind, member, isRemembered: false, provider });
    }
    const pending = await this.#o.factors.hold(this.place(request, reply, kind), member.id, false, true);
    return { status: 'second-factor', pending, factors: kinds };
  }

  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    { member, ...as }: Omit<BeginningAs, 'memberId'> & { member: Member },
  ): Promise<LoginAnswer> {
    const { isEnrolOnly } = await this.#o.begin(request, reply, { ...as, memberId: member.id });
    if (isEnrolOnly) return { status: 'must-enrol', factors: this.#o.factors.kinds };
    return { status: 'done', ...(await this.#o.present(member)) };
  }

  /** Where an attempt to log in is made; the browser gets a mark of its own where it has none. */
  place(request: FastifyRequest, reply: FastifyReply, kind: Interface): Place {
    const { isHttps } = this.#o;
    let value = readCookie(request.headers.cookie, entries.loginAttempt, { isHttps });
    if (value === null) {
      value = newSecret();
      reply.header('set-cookie', setCookieHeader(entries.loginAttempt, { isHttps, value }));
    }
    return { interface: kind, browserHash: hashSecret(value), network: networkOf(request.ip), from: fromOf(request) };
  }
}

/** Routes of second factors, for one interface. */
export function factorRoutes(kind: Interface, options: FactorRouteOptions): void {
  const { http, factors, steps, findMember, tell } = options;
  const at = `/api/${kind}`;
  const surface = { constraints: { surface: 'workspace' } } as const;
  const ownPage = { ...surface, config: { access: 'own-page' } } as const;
  const own = { ...surface, config: { access: kind, needs: null, isForEnrolment: true } } as const;
  const sensitive = {
    ...surface,
    config: { access: kind, needs: null, isForEnrolment: true, confirms: true },
  } as const;

  http.app.post(`${at}/second-factor`, ownPage, async (request, reply): Promise<LoginAnswer> => {
    const input = readBy(schema.secondFactorRequest, request.body);
    const proved = await factors.finish(steps.place(request, reply, kind), input);
    const member = await findMember(kind, proved.memberId);
    if (!member) throw loginFailed();
    const { isRemembered, isByProvider } = proved;
    const provider = isByProvider ? { hasSecondFactor: false } : null;
    const answer = await steps.begin(request, reply, { kind, member, isRemembered, provider });
    if (proved.factor === 'recovery-code') await tell(member, 'recovery-code-used');
    return answer;
  });

  http.app.post(`${at}/passkey-options`, ownPage, async (request, reply): Promise<PasskeyOptionsAnswer> => {
    const { pending } = readBy(schema.passkeyOptionsRequest, request.body ?? {});
    return { options: await factors.askAtLogin(steps.place(request, reply, kind), pending) };
  });

  http.app.post(`${at}/passkey-login`, ownPage, async (request, reply): Promise<LoginAnswer> => {
    const { response } = readBy(schema.passkeyLoginRequest, request.body);
    await options.assertPasswords();
    const proved = await factors.logIn(steps.place(request, reply, kind), response);
    const member = await findMember(kind, proved.memberId);
    if (!member) throw loginFailed();
    return steps.begin(request, reply, { kind, member, isRemembered: false });
  });

  http.app.get(`${at}/factors`, own, (request) => factors.read(readSession(request.actor).member));

  /** After a factor was set up: a session that opened its set-up alone becomes a whole one, with another token. */
  async function enrolled(request: FastifyRequest, reply: FastifyReply, answer: EnrolledAnswer) {
    const { member, isEnrolOnly, isByProvider } = readSession(request.actor);
    const provider = isByProvider ? { hasSecondFactor: false } : null;
    if (isEnrolOnly) await steps.begin(request, reply, { kind, member, isRemembered: false, provider });
    await tell(member, 'factor-changed');
    return reply.status(201).send(answer);
  }

  http.app.post(`${at}/factors/totp`, sensitive, (request) => {
    return factors.proposeTotp(readSession(request.actor).member);
  });

  http.app.post(`${at}/factors/totp/activation`, sensitive, async (request, reply) => {
    const input = readBy(schema.activationRequest, request.body);
    const { member } = readSession(request.actor);
    return enrolled(request, reply, await factors.addTotp(placeOf(request, kind), member, input, byOf(request)));
  });

  http.app.delete(`${at}/factors/totp`, sensitive, async (request, reply) => {
    const { member } = readSession(request.actor);
    await factors.remove(member, null, byOf(request));
    await tell(member, 'factor-changed');
    return reply.status(204).send();
  });

  http.app.post(`${at}/factors/passkeys/options`, sensitive, async (request): Promise<PasskeyOptionsAnswer> => {
    return { options: await factors.askForNew(placeOf(request, kind), readSession(request.actor).member) };
  });

  http.app.post(`${at}/factors/passkeys`, sensitive, async (request, reply) => {
    const input = readBy(schema.newPasskeyRequest, request.body);
    const { member } = readSession(request.actor);
    return enrolled(request, reply, await factors.addPasskey(placeOf(request, kind), member, input, byOf(request)));
  });

  http.app.patch(`${at}/factors/passkeys/:passkey`, own, async (request, reply) => {
    const { name } = readBy(schema.renameRequest, request.body);
    await factors.renamePasskey(readSession(request.actor).member.id, readPasskey(request), name, byOf(request));
    return reply.status(204).send();
  });

  http.app.delete(`${at}/factors/passkeys/:passkey`, sensitive, async (request, reply) => {
    const { member } = readSession(request.actor);
    await factors.remove(member, readPasskey(request), byOf(request));
    await tell(member, 'factor-changed');
    return reply.status(204).send();
  });

  http.app.post(`${at}/factors/recovery-codes`, sensitive, async (request, reply) => {
    const { member } = readSession(request.actor);
    const answer: RecoveryCodesAnswer = { recoveryCodes: await factors.replaceCodes(member.id, byOf(request)) };
    await tell(member, 'factor-changed');
    return reply.status(201).send(answer);
  });

  http.app.post(`${at}/confirmation/passkey-options`, own, async (request): Promise<PasskeyOptionsAnswer> => {
    return { options: await factors.askToConfirm(placeOf(request, kind), readSession(request.actor).member.id) };
  });
}

/** What admins do about the second factors of others. */
export function factorAdminRoutes({ http, factors, endAllOf, findMember, tell }: FactorRouteOptions): void {
  const surface = { constraints: { surface: 'workspace' } } as const;
  const guard = { ...surface, config: { access: 'admin', needs: 'security.change' } } as const;
  const sensitive = { ...surface, config: { access: 'admin', needs: 'security.change', confirms: true } } as const;

  http.app.get('/api/admin/second-factor-rule', guard, async (): Promise<SecondFactorRule> => {
    return { roles: await factors.readRule() };
  });

  http.app.put('/api/admin/second-factor-rule', sensitive, async (request): Promise<SecondFactorRule> => {
    const { roles } = readBy(schema.ruleRequest, request.body);
    await factors.changeRule(roles, byOf(request));
    return { roles };
  });

  http.app.delete<{ Params: { member: string } }>(
    '/api/admin/members/:member/factors',
    sensitive,
    async (request, reply) => {
      const { member: id } = request.params;
      const member = isId('me', id) ? ((await findMember('agent', id)) ?? (await findMember('admin', id))) : null;
      if (!member) throw appError('member_not_found', 'There is no such member. Load the list again.');
      assertGives(rightsOf(readSession(request.actor)), member.roles, member.sites);
      await factors.reset(member, byOf(request));
      await endAllOf(member.id);
      await tell(member, 'factor-reset');
      return reply.status(204).send();
    },
  );
}

/** Where somebody with a session proves something: the session is the browser's mark. */
export function placeOf(request: FastifyRequest, kind: Interface): Place {
  const { id } = readSession(request.actor);
  return { interface: kind, browserHash: hashSecret(id), network: networkOf(request.ip), from: fromOf(request) };
}

/** Whoever asks, for the audit log. */
function byOf(request: FastifyRequest): Audited {
  const { id, name } = readSession(request.actor).member;
  return { who: { kind: 'member', id, name }, from: fromOf(request) };
}

function fromOf(request: FastifyRequest): Audited['from'] {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
}

function readPasskey(request: FastifyRequest) {
  const parsed = schema.passkeyPath.safeParse(request.params);
  if (parsed.success) return parsed.data.passkey;
  throw appError('passkey_not_found', 'There is no such passkey. Load the page again to see those that are.');
}

const loginFailed = () => appError('login_failed', 'This account has no access here any more. Ask an admin.');
