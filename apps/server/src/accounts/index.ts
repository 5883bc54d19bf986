import {
  type AuditEntry,
  type ByeCode,
  type Member,
  type MemberId,
  mayEnter,
  type SiteRef,
} from '@porchlight/protocol';
import type { CountryFinder } from '../platform/agents/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { MemberActor } from '../realtime/index.ts';
import { addAccountAccess, sessionCookies } from './access.ts';
import * as commands from './commands.ts';
import { Factors, factorAdminRoutes, factorRoutes, SecondSteps } from './factors/index.ts';
import { findEnrolled } from './factors/store.ts';
import { Logins } from './logins.ts';
import { Oidc, oidcRoutes } from './oidc/index.ts';
import { isUsablePassword } from './password-hash.ts';
import { type FindToken, type Rights, readAccess, rightsOf, type SiteFinders, whoOf } from './permission-access.ts';
import { presentMember } from './present.ts';
import { accountRoutes, presentSession } from './routes.ts';
import { defaultSessionLimits, type SessionLimits, touchEveryMs } from './rules.ts';
import type { NewMember } from './schema.ts';
import { Sessions } from './sessions.ts';
import { SignIns, type TellAccount } from './sign-ins.ts';
import { SocketTokens } from './socket-tokens.ts';
import * as store from './store.ts';
import type { Interface } from './tables.ts';
import { Validators } from './validator.ts';

export { createSetupLink, findMembers, findMembersWho, hasAdmin } from './logins.ts';
export { seesSite } from './permission-access.ts';
export type { SessionLimits } from './rules.ts';
export type { AccountEvent, TellAccount } from './sign-ins.ts';
export type { PortalForms, PortalReader } from './users/index.ts';

export type AccountsOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  /** True when browsers reach the workspace by https: session cookies are Secure and `__Host-`. */
  isHttps: boolean;
  /** The only origin whose pages may change something here, for example `https://work.example`. */
  workspaceOrigin: string;
  /** All sites; each member sees those that they look after [AUTH9]. */
  readSites(): SiteRef[];
  findSiteOf: SiteFinders;
  /** What a token of an integration opens [AUTH17]; none opens anything where this is missing. */
  findToken?: FindToken;
  sessionLimits?: SessionLimits;
  /** The installation's secret. */
  secret: string;
  findCountry: CountryFinder;
  /** Mails a member what happened to their account. */
  tellAccount?: TellAccount;
  /** A login service on this machine, by plain http: in the demo and tests alone. */
  allowsLoopback?: boolean;
  /** [AUTH22] Passwords open logins, whatever was set. */
  arePasswordsForced?: boolean;
  /** For one request to the login service. */
  providerTimeoutMs?: number;
};

export type Accounts = {
  /** Registers the access checks `agent`, `admin` and `own-page`, and the routes of logins and members. */
  addTo(http: Http): void;
  /** Adds a member. Throws `email_taken`, `password_too_short` and `password_too_common`. */
  addMember(input: NewMember): Promise<Member>;
  /** The member behind `request.actor` of a route with the access check `agent` or `admin`. */
  readMember(actor: unknown): Member;
  /** What whoever is behind such a route may do. */
  readRights(actor: unknown): Rights;
  /** Who has set up which second factor. */
  findFactors(): ReturnType<typeof findEnrolled>;
  /** Throws `passwords_off` where nobody gets in but through the login service [AUTH22]. */
  assertPasswords(): Promise<void>;
  /** Who is behind such a route, for the audit log. */
  readWho(actor: unknown): AuditEntry['who'];
  /** The id of the session or token behind such a route, for what is bound to the session. */
  readSessionId(actor: unknown): string;
  /** Tells whether an agent's session is good now. */
  isAgentSessionLive(sessionId: string): Promise<boolean>;
  /** Turns the token of a workspace socket's hello into an actor, once. */
  authenticateSocket(token: string): Promise<MemberActor | { error: ByeCode }>;
  /** A member touched keyboard or pointer in a window with a socket [AUTH2]. */
  noteInput(actor: MemberActor): Promise<void>;
  /** Ends sessions that are over, and their sockets; call it every minute. */
  endSessionsOver(): Promise<void>;
};

/** Members, their logins and sessions: rules AUTH and CSRF1 in docs/spec/logins.md. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { storage, clock, bus, isHttps, workspaceOrigin, readSites, findSiteOf, findCountry } = options;
  const findToken = options.findToken ?? (async () => null);
  const sessions = new Sessions({ storage, clock, bus, limits: options.sessionLimits ?? defaultSessionLimits });
  const logins = new Logins({ storage, clock, sessions });
  const factors = new Factors({ storage, clock, secret: options.secret, workspaceOrigin });
  const tellAccount: TellAccount = options.tellAccount ?? (async () => undefined);
  const oidc = new Oidc({
    storage,
    clock,
    secret: options.secret,
    workspaceOrigin,
    allowsLoopback: options.allowsLoopback ?? false,
    arePasswordsForced: options.arePasswordsForced ?? false,
    ...(options.providerTimeoutMs === undefined ? {} : { timeoutMs: options.providerTimeoutMs }),
  });
  const assertPasswords = () => oidc.assertPasswords();
  const signIns = new SignIns({
    storage,
    clock,
    sessions,
    cookies: sessionCookies({ isHttps }),
    validators: new Validators(options.secret),
    isHttps,
    tellAccount,
    findCountry,
    async mustEnrol(id) {
      const row = await store.findMember(storage.read, id);
      return row !== null && factors.mustEnrol(presentMember(row));
    },
  });
  const socketTokens = new SocketTokens(clock);
  const cookies = sessionCookies({ isHttps });
  /** When each socket's session was last noted as used, so that a busy hand costs one write in a while. */
  const notedAt = new WeakMap<MemberActor, number>();

  /** Somebody who may log in to this interface, as far as their roles go. */
  async function findMember(kind: Interface, id: MemberId): Promise<Member | null> {
    const row = await store.findMember(storage.read, id);
    const member = row && presentMember(row);
    return member && mayEnter(member.roles, kind) ? member : null;
  }

  async function endAllOf(memberId: MemberId): Promise<void> {
    sessions.tellEnded(
      await storage.execute(commands.endOthers, { memberId, sessionId: '', rememberedId: null, by: null }),
    );
  }

  return {
    addTo(http) {
      addAccountAccess(http, { clock, sessions, cookies, workspaceOrigin, findSiteOf, findToken });
      const steps = new SecondSteps({
        factors,
        isHttps,
        begin: signIns.begin.bind(signIns),
        present: (member) => presentSession({ member }, { storage, readSites }),
      });
      const factorOptions = { http, factors, steps, findMember, endAllOf, tell: tellAccount, assertPasswords };
      for (const kind of ['agent', 'admin'] as const) factorRoutes(kind, factorOptions);
      factorAdminRoutes(factorOptions);
      oidcRoutes({
        http,
        oidc,
        isHttps,
        afterProvider: steps.afterProvider.bind(steps),
        async findSession(request, kind) {
          const token = cookies.read(request, kind);
          return token === null ? null : sessions.find(token, kind);
        },
        confirm: signIns.confirm.bind(signIns),
        hasPassword: async (id) => isUsablePassword((await store.findMember(storage.read, id))?.password_hash ?? ''),
        tell: tellAccount,
        tellEnded: (ids) => sessions.tellEnded(ids),
      });
      accountRoutes({
        http,
        assertPasswords,
        factors,
        steps,
        storage,
        clock,
        logins,
        sessions,
        signIns,
        findCountry,
        socketTokens,
        cookies,
        readSites,
      });
    },
    addMember: (input) => logins.addMember(input),
    readMember: (actor) => readAccess(actor).member,
    readRights: (actor) => rightsOf(readAccess(actor)),
    assertPasswords,
    readWho: whoOf,
    readSessionId: (actor) => readAccess(actor).id,
    findFactors: () => findEnrolled(storage.read),
    isAgentSessionLive: async (id) => (await sessions.findById(id, 'agent')) !== null,
    async authenticateSocket(token) {
      const bound = socketTokens.redeem(token);
      const session = bound && (await sessions.findById(bound.sessionId, bound.interface));
      if (!session) return { error: 'unauthenticated' };
      const { id: memberId, name } = session.member;
      return {
        kind: 'member',
        interface: session.interface,
        memberId,
        name,
        sessionId: session.id,
        ...rightsOf(session),
      };
    },
    async noteInput(actor) {
      if (clock.now() - (notedAt.get(actor) ?? -Infinity) < touchEveryMs) return;
      notedAt.set(actor, clock.now());
      // Looked up first: what is over stays over, even before its sockets have been ended.
      const session = await sessions.findById(actor.sessionId, actor.interface);
      if (session) await sessions.touch(session);
    },
    async endSessionsOver() {
      await sessions.endOver();
      await factors.endOver();
      await oidc.endOver();
    },
  };
}
