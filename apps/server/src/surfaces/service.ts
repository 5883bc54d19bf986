import type { Audit } from '../audit/index.ts';
import { Consents, consentRoutes } from '../consents/index.ts';
import { Contacts, contactRoutes } from '../contacts/index.ts';
import { Conversations, messengerRoutes } from '../conversations/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import { createReadText } from '../platform/outbound/index.ts';
import type { Presence } from '../teams/index.ts';
import { Handoffs, onLogout } from '../visitors/index.ts';
import { visitRoutes } from '../visits/index.ts';
import type { Ground } from './ground.ts';

export type Service = Awaited<ReturnType<typeof createService>>;

/** What pages with a tag and messengers speak of: contacts, conversations and consents. */
export async function createService(ground: Ground) {
  const { config, clock, storage, bus, sites, visits, engagements, secret, isMailOn, logFailure } = ground;
  const contacts = new Contacts({
    storage,
    clock,
    visits,
    secret,
    // The demo's sites may keep their public keys on this machine; elsewhere no address leads to it.
    readText: createReadText({ allowsLoopback: config.allowsLoopback }),
    allowVisitor: createAllowance({
      points: 20,
      durationS: 60,
      code: 'too_many_attempts',
      message: 'This page exchanged its token too often within a minute. Once in a page view is enough.',
    }),
    allowNetwork: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_attempts',
      message: 'Too many tokens came from this address within a minute. Try again shortly.',
    }),
  });
  const conversations = new Conversations({
    storage,
    clock,
    bus,
    sites,
    visits,
    engagements,
    logins: contacts,
    secret,
    isMailOn,
    allowMessage: createAllowance({
      points: 30,
      durationS: 10,
      code: 'too_many_messages',
      message: 'That was very much at once. Wait a few seconds and send it again.',
    }),
  });
  await conversations.load();
  const stopHearing = onLogout(bus, ({ site, visitors }) => {
    conversations.keys
      .endLogins(site, visitors, { why: 'logout', isProven: false })
      .catch(logFailure('logins not ended'));
  });
  const consents = new Consents({
    storage,
    clock,
    findVisitorOf(site, id) {
      const visit = visits.findOpen(id);
      return visit?.site === site ? visit.visitor : null;
    },
    allowVisitor: createAllowance({
      points: 30,
      durationS: 60,
      code: 'too_many_requests',
      message: 'This browser has answered often enough for now. What it said last holds; try again shortly.',
    }),
    allowNetwork: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_requests',
      message: 'Too many answers came from this address within a minute. What was said last holds; try again shortly.',
    }),
  });
  return { contacts, conversations, consents, stopHearing };
}

/** What tags and messengers ask, with the routes of members about the same: page views, consents, logins, messages. */
export function addService(
  ground: Ground,
  { contacts, conversations, consents }: Service,
  { audit, presence }: { audit: Audit; presence: Presence },
): void {
  const { config, clock, storage, bus, http, sites, visits, engagements } = ground;
  const service = config.origins.service;
  visitRoutes({
    http,
    clock,
    sites,
    visits,
    handoffs: new Handoffs({ storage, clock, bus }),
    service,
    readOffer: (visit) => engagements.readOffer(visit),
    settleOffer: (site, input) => engagements.settle(site, input),
    findCarried: (site, visit, proof) => conversations.keys.findCarried(site, visit, proof),
    isConversationOpen: (id) => conversations.isOpen(id),
    allowHandoff: createAllowance({
      points: 60,
      durationS: 60,
      code: 'too_many_requests',
      message: 'Too many hand-offs of this visitor within a minute. Links lead on without one.',
    }),
  });
  messengerRoutes({
    http,
    sites,
    conversations,
    service,
    readAvailability: (site) => presence.readAvailability(site),
    noteChatClick: (site, visitor) => consents.recordChatClick(site, visitor),
  });
  consentRoutes({ http, sites, consents, audit });
  contactRoutes({ http, sites, contacts, audit });
}
