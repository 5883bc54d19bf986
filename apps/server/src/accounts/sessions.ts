import { cleanLine, type Member, mayEnter } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import { publishRevoked } from '../realtime/index.ts';
import * as commands from './commands.ts';
import { presentMember } from './present.ts';
import { isSessionOver, type SessionLimits, touchEveryMs } from './rules.ts';
import * as store from './store.ts';
import type { Interface, SessionsTable } from './tables.ts';

/** A live session with its member, as access checks leave it in `request.actor`. */
export type MemberSession = {
  kind: 'member-session';
  interface: Interface;
  member: Member;
  tokenHash: string;
  lastInputAt: number;
};

/** Where a login came from. */
export type Origin = { userAgent: string; ip: string };

const userAgentChars = 400;

/** Sessions of members: begun by logins, found by token, kept alive by input only, ended with their sockets [AUTH2]. */
export class Sessions {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #bus: Bus;
  readonly #limits: SessionLimits;

  constructor(options: { storage: Storage; clock: Clock; bus: Bus; limits: SessionLimits }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#bus = options.bus;
    this.#limits = options.limits;
  }

  /** Makes a token of 256 bits and the row that knows it by its hash; nothing is stored yet. */
  make(kind: Interface, memberId: Member['id'], origin: Origin): { token: string; session: SessionsTable } {
    const token = newSecret();
    const now = this.#clock.now();
    const session: SessionsTable = {
      token_hash: hashSecret(token),
      interface: kind,
      member_id: memberId,
      created_at: now,
      last_input_at: now,
      expires_at: now + this.#limits[kind].absoluteMs,
      user_agent: cleanLine(origin.userAgent, userAgentChars),
      ip: origin.ip,
    };
    return { token, session };
  }

  /** Begins a session and answers with its token; the one that the browser came with ends and is never taken over. */
  async start(kind: Interface, memberId: Member['id'], origin: Origin, replaced: string | null): Promise<string> {
    const { token, session } = this.make(kind, memberId, origin);
    const replacedHash = replaced === null ? null : hashSecret(replaced);
    const hasReplaced = await this.#storage.execute(commands.startSession, { session, replacedHash });
    if (hasReplaced && replacedHash) publishRevoked(this.#bus, 'sessions', [replacedHash]);
    return token;
  }

  find(token: string, kind: Interface): Promise<MemberSession | null> {
    return this.findByHash(hashSecret(token), kind);
  }

  /** The session if it is live, of this interface, and its member still has the role; otherwise null. */
  async findByHash(tokenHash: string, kind: Interface): Promise<MemberSession | null> {
    const found = await store.findSession(this.#storage.read, tokenHash, kind);
    if (!found || isSessionOver(found.session, this.#limits, this.#clock.now())) return null;
    const member = presentMember(found.member);
    if (!mayEnter(member.roles, kind)) return null;
    return { kind: 'member-session', interface: kind, member, tokenHash, lastInputAt: found.session.last_input_at };
  }

  /** Notes that a person used the session. A failure to write it down must not fail what they do. */
  async touch(session: Pick<MemberSession, 'tokenHash' | 'lastInputAt'>): Promise<void> {
    const at = this.#clock.now();
    if (at - session.lastInputAt < touchEveryMs) return;
    await this.#storage.execute(commands.touchSession, { tokenHash: session.tokenHash, at }).catch(() => null);
  }

  /** Ends a session and its sockets, at once and on every node [RT11]. */
  async end(token: string): Promise<void> {
    publishRevoked(this.#bus, 'sessions', await this.#storage.execute(commands.endSessions, [hashSecret(token)]));
  }

  /** Ends the sessions that are over and their sockets: an open socket alone is not use [AUTH2]. */
  async endOver(): Promise<void> {
    const idleMs = { agent: this.#limits.agent.idleMs, admin: this.#limits.admin.idleMs };
    const ended = await this.#storage.execute(commands.endSessionsOver, { now: this.#clock.now(), idleMs });
    publishRevoked(this.#bus, 'sessions', ended);
  }
}
