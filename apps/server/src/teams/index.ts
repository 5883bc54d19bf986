import type { Availability, Member, MemberRef, PresenceSnapshot, SiteId } from '@porchlight/protocol';
import { z } from 'zod';
import type { Bus } from '../platform/bus/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';

type Seat = { member: MemberRef; sites: readonly SiteId[] | null; sockets: number; isAvailable: boolean };
/** `sites`: those that the member looks after, null for all. */
type Seated = MemberRef & { sites: readonly SiteId[] | null };

/** Who of the team is there: an agent with an open workspace who has not set themselves to away. No row is written for it. */
export class Presence {
  readonly #bus: Bus;
  readonly #sites: Sites;
  readonly #seats = new Map<string, Seat>();

  constructor(options: { bus: Bus; sites: Sites }) {
    this.#bus = options.bus;
    this.#sites = options.sites;
  }

  /** A workspace of this member opened a socket. */
  enter(member: Seated): void {
    const seat = this.#seat(member);
    seat.sockets += 1;
    if (seat.sockets === 1) this.#tell();
  }

  /** One socket fewer; the member's own choice of away is kept for the next one. */
  leave(member: Seated): void {
    const seat = this.#seat(member);
    seat.sockets = Math.max(0, seat.sockets - 1);
    if (seat.sockets === 0) this.#tell();
  }

  setAvailable(member: Seated, isAvailable: boolean): void {
    this.#seat(member).isAvailable = isAvailable;
    this.#tell();
  }

  /** Who is there for a site. */
  readPresence(site: SiteId): PresenceSnapshot {
    const there = [...this.#seats.values()].filter(
      ({ sockets, sites }) => sockets > 0 && (sites === null || sites.includes(site)),
    );
    return { members: there.map(({ member, isAvailable }) => ({ ...member, isAvailable })) };
  }

  /** What the messenger tells its visitor. */
  readAvailability(site: Site): Availability {
    return {
      isOnline: this.readPresence(site.id).members.some((member) => member.isAvailable),
      expectedReply: site.expectedReply,
    };
  }

  #seat({ id, name, sites }: Seated): Seat {
    const member = { id, name };
    const known = this.#seats.get(id);
    if (known) return Object.assign(known, { member, sites });
    const seat = { member, sites, sockets: 0, isAvailable: true };
    this.#seats.set(id, seat);
    return seat;
  }

  #tell(): void {
    for (const site of this.#sites.readAll())
      publishDelta(this.#bus, `presence.${site.id}`, this.readPresence(site.id));
  }
}

const availabilityRequest = z.strictObject({ isAvailable: z.boolean() });

/** Agents say whether they take chats. */
export function presenceRoutes({
  http,
  presence,
  readMember,
}: {
  http: Http;
  presence: Presence;
  readMember(actor: unknown): Member;
}): void {
  http.app.put(
    '/api/agent/availability',
    { constraints: { surface: 'workspace' }, config: { access: 'agent', needs: 'conversations.reply' } },
    async (request, reply) => {
      presence.setAvailable(readMember(request.actor), readBy(availabilityRequest, request.body).isAvailable);
      return reply.status(204).send();
    },
  );
}
