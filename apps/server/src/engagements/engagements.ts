import {
  cleanMessage,
  type Member,
  type Offer,
  type OfferId,
  type VisitId,
  type VisitorId,
} from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import type { Visits } from '../visits/index.ts';
import * as commands from './commands.ts';
import { findOffers } from './store.ts';
import type { OffersTable } from './tables.ts';

/** An offer waits this long for the visitor; afterwards it would come out of the blue. */
const offerLifeMs = 5 * 60_000;
const offerChars = 500;

/** Chats offered to visitors by agents; an offer arrives with the next answer to the tag. */
export class Engagements {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #visits: Visits;
  readonly #waiting = new Map<VisitId, Offer>();

  constructor(options: { storage: Storage; clock: Clock; visits: Visits }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#visits = options.visits;
  }

  /** Offers a chat; throws `visitor_has_left`, `offer_pending`, `message_empty`, `message_too_long`. */
  async offerChat(visitId: VisitId, member: Member, rawText: string): Promise<Offer> {
    const clean = cleanMessage(rawText, offerChars);
    if (!clean.ok) {
      throw appError(
        clean.code,
        clean.code === 'message_empty'
          ? 'The offer has no text. Write what the visitor shall read.'
          : `The offer is longer than ${offerChars} characters. Shorten it.`,
      );
    }
    const visit = this.#visits.getPresent(visitId);
    if (visit.conversation && visit.conversation.status !== 'ended') {
      throw appError('offer_pending', 'This visitor is in a conversation already. Open it instead.');
    }
    const now = this.#clock.now();
    if (this.readOffer(visitId))
      throw appError('offer_pending', 'This visitor has an offer already. Wait for the answer to it.');
    const offer: Offer = { id: newSortableId('of', now), text: clean.text, agentName: member.name, at: now };
    this.#dropExpired(now);
    // Held before the write, so that two agents at the same moment make one offer.
    this.#waiting.set(visitId, offer);
    try {
      await this.#storage.execute(commands.insertOffer, {
        site_id: visit.site,
        visit_id: visitId,
        id: offer.id,
        visitor_id: visit.visitor,
        member_id: member.id,
        member_name: member.name,
        text: offer.text,
        at: now,
        outcome: 'pending',
        outcome_at: null,
      });
    } catch (error) {
      this.#waiting.delete(visitId);
      throw error;
    }
    this.#visits.annotate(visit.site, visit.visitor, { offer: 'pending' });
    return offer;
  }

  /** The offer that waits for a visit, or null; an old one is dropped. */
  readOffer(visitId: VisitId): Offer | null {
    const offer = this.#waiting.get(visitId);
    if (!offer) return null;
    if (this.#clock.now() - offer.at <= offerLifeMs) return offer;
    this.#waiting.delete(visitId);
    return null;
  }

  /** The map's order is that of making: visitors who never came back for theirs come first. */
  #dropExpired(now: number): void {
    for (const [visit, { at }] of this.#waiting) {
      if (now - at <= offerLifeMs) break;
      this.#waiting.delete(visit);
    }
  }

  /** Notes what became of an offer; the pair of visitor and visit must be the offer's own. */
  async settle(
    site: Site,
    input: { visitor: VisitorId; visit: VisitId; offer: OfferId; outcome: 'shown' | 'accepted' | 'declined' },
  ): Promise<void> {
    const offer = (await findOffers(this.#storage.read, site.id, input.visit)).find((one) => one.id === input.offer);
    if (!offer || offer.visitor_id !== input.visitor)
      throw appError('offer_not_found', 'There is no such offer for this visit.');
    const isNews = await this.#storage.execute(commands.settleOffer, {
      site: site.id,
      visit: input.visit,
      id: input.offer,
      outcome: input.outcome,
      at: this.#clock.now(),
    });
    if (this.#waiting.get(input.visit)?.id === input.offer) this.#waiting.delete(input.visit);
    if (isNews) this.#visits.annotate(site.id, input.visitor, { offer: input.outcome });
  }

  /** The offer that a conversation may begin with: made to this visit and not declined. */
  async findOffer(site: Site, visit: VisitId, id: OfferId): Promise<OffersTable | null> {
    const offer = (await findOffers(this.#storage.read, site.id, visit)).find((one) => one.id === id);
    return offer && offer.outcome !== 'declined' ? offer : null;
  }
}
