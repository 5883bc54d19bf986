import { cleanLine, type Member, mayEnter } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import { publishRevoked } from '../realtime/index.ts';
import * as commands from './commands.ts';
import { presentMember } from './present.ts';
import { isInGrace, isSessionOver, type Origin, type SessionLimits, touchEveryMs, userAgentChars } from './rules.ts';
import * as store from './store.ts';
import type { Interface, SessionsTable } from './tables.ts';

/** A live session with its member, as access checks leave it in `request.actor`. */
export type MemberSession = {
  kind: 'member-session';
  interface: Interface;
  member: Member;
  /** Names the session; opens nothing. */
  id: string;
  tokenHash: string;
  lastInputAt: number;
  /** When the member last proved who they are; null where the browser's memory alone did [REM2]. */
  confirmedAt: number | null;
  rememberedId: string | null;
  /** Opens nothing but the set-up of a second factor [AUTH4]. */
  isEnrolOnly: boolean;
  /** Begun through the organisation's login service [AUTH18]. */
  isByProvider: boolean;
};

/** How a session begins: what else is known of the login than that it was right. */
export type Beginning = {
  isEnrolOnly?: boolean;
  isByProvider?: boolean;
  /** When they showed who they are, where that is not now. */
  confirmedAt?: number | null;
};

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

  /** Makes a token of 256 bits and the row that knows it by its hash, confirmed by a login; nothing is stored yet. */
  make(kind: Interface, memberId: Member['id'], origin: Origin): { token: string; session: SessionsTable } {
    const token = newSecret();
    const now = this.#clock.now();
    const session: SessionsTable = {
      id: newSecret().slice(0, 22),
      token_hash: hashSecret(token),
      previous_hash: null,
      renewed_at: null,
      interface: kind,
      member_id: memberId,
      created_at: now,
      last_input_at: now,
      expires_at: now + this.#limits[kind].absoluteMs,
      confirmed_at: now,
      remembered_id: null,
      enrol_only: 0,
      is_by_provider: 0,
      user_agent: cleanLine(origin.userAgent, userAgentChars),
      ip: origin.ip,
    };
    return { token, session };
  }

  /** Begins a session and answers with its token; the one that the browser came with ends and is never taken over. */
  async start(
    kind: Interface,
    memberId: Member['id'],
    origin: Origin,
    replaced: string | null,
    { isEnrolOnly = false, isByProvider = false, confirmedAt }: Beginning = {},
  ): Promise<{ token: string; id: string }> {
    const made = this.make(kind, memberId, origin);
    const { token } = made;
    const session = {
      ...made.session,
      enrol_only: isEnrolOnly ? 1 : 0,
      is_by_provider: isByProvider ? 1 : 0,
      ...(confirmedAt === undefined ? {} : { confirmed_at: confirmedAt }),
    };
    const replacedHash = replaced === null ? null : hashSecret(replaced);
    const ended = await this.#storage.execute(commands.startSession, { session, replacedHash });
    this.tellEnded(ended === null ? [] : [ended]);
    return { token, id: session.id };
  }

  /**
   * The session of a token if it is live, of this interface, and its member still has the role; otherwise null. The token
   * before the present one serves for a moment, as one that proves nothing anew.
   */
  async find(token: string, kind: Interface): Promise<MemberSession | null> {
    const hash = hashSecret(token);
    const present = await store.findSession(this.#storage.read, 'token_hash', hash, kind);
    if (present) return this.#read(present, kind);
    const former = await store.findSession(this.#storage.read, 'previous_hash', hash, kind);
    if (!former || !isInGrace(former.session, this.#clock.now())) return null;
    const session = this.#read(former, kind);
    return session && { ...session, confirmedAt: null };
  }

  /** As `find`, by the session's id. */
  async findById(id: string, kind: Interface): Promise<MemberSession | null> {
    const found = await store.findSession(this.#storage.read, 'id', id, kind);
    return found && this.#read(found, kind);
  }

  #read(found: NonNullable<Awaited<ReturnType<typeof store.findSession>>>, kind: Interface): MemberSession | null {
    const { session } = found;
    if (isSessionOver(session, this.#limits, this.#clock.now())) return null;
    const member = presentMember(found.member);
    if (!mayEnter(member.roles, kind)) return null;
    return {
      kind: 'member-session',
      interface: kind,
      member,
      id: session.id,
      tokenHash: session.token_hash,
      lastInputAt: session.last_input_at,
      confirmedAt: session.confirmed_at,
      rememberedId: session.remembered_id,
      isEnrolOnly: session.enrol_only === 1,
      isByProvider: session.is_by_provider === 1,
    };
  }

  /** [AUTH2] The member proved again who they are: answers with the session's new token, null when it is over. */
  async renew(session: MemberSession): Promise<string | null> {
    const token = newSecret();
    const input = { tokenHash: session.tokenHash, newHash: hashSecret(token), at: this.#clock.now() };
    return (await this.#storage.execute(commands.renewSession, input)) ? token : null;
  }

  /** Notes that a person used the session. A failure to write it down must not fail what they do. */
  async touch(session: Pick<MemberSession, 'id' | 'lastInputAt'>): Promise<void> {
    const at = this.#clock.now();
    if (at - session.lastInputAt < touchEveryMs) return;
    await this.#storage.execute(commands.touchSession, { id: session.id, at }).catch(() => null);
  }

  isOver(row: SessionsTable): boolean {
    return isSessionOver(row, this.#limits, this.#clock.now());
  }

  /** Ends the sockets of sessions that were ended, at once and on every node [RT11]. */
  tellEnded(ids: readonly string[]): void {
    publishRevoked(this.#bus, 'sessions', ids);
  }

  /** Ends the sessions that are over and their sockets: an open socket alone is not use [AUTH2]. */
  async endOver(): Promise<void> {
    const idleMs = { agent: this.#limits.agent.idleMs, admin: this.#limits.admin.idleMs };
    const ended = await this.#storage.execute(commands.endSessionsOver, { now: this.#clock.now(), idleMs });
    publishRevoked(this.#bus, 'sessions', ended);
  }
}
