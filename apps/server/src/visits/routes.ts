import { type CookieHeader, setCookieHeaders } from '@porchlight/cookies';
import type {
  BeatAnswer,
  Continuation,
  ConversationId,
  Offer,
  OfferId,
  PageViewAnswer,
  SiteId,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import { isAllowedOrigin, limits } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readUserAgent } from '../platform/agents/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, parseJson, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import type { HandoffEnd, Handoffs } from '../visitors/index.ts';
import { type Place, placeReader, takesCredentials } from './place.ts';
import { readPageView } from './read-page-view.ts';
import { networkOf } from './rules.ts';
import { askedClass, beat, forget, handoff, identityQuery, offerOutcome, type PageView, tagEvents } from './schema.ts';
import type { Visits } from './visits.ts';

type Options = {
  http: Http;
  clock: Clock;
  sites: Sites;
  visits: Visits;
  handoffs: Handoffs;
  /** The service's public origin. */
  service: string;
  /** The offer that waits for this visit, to go with the answer. */
  readOffer(visit: VisitId): Offer | null;
  settleOffer(
    site: Site,
    input: { visitor: VisitorId; visit: VisitId; offer: OfferId; outcome: 'shown' | 'accepted' | 'declined' },
  ): Promise<void>;
  /** [XD5] The open conversation that a page's frame proved to hold; null for none. */
  findCarried(
    site: Site,
    visit: VisitId,
    proof: string | null,
  ): Promise<{ conversation: ConversationId; keyHash: string } | null>;
  isConversationOpen(id: ConversationId): Promise<boolean>;
  /** Takes one hand-off from a visitor's allowance; throws `too_many_requests`. */
  allowHandoff(visitor: VisitorId): Promise<void>;
};

/** What the access check `site-page` found out. */
export type Caller = { site: Site; place: Place };

/**
 * The tag's requests: from pages of the site only, answered after the commit. The access check `site-page`
 * reads the site of the path, compares the Origin with its list, and leaves both as the actor.
 */
export function visitRoutes(options: Options): void {
  const { http, clock, sites, visits, handoffs, readOffer, settleOffer } = options;
  const readPlace = placeReader(options.service);
  http.addAccess('site-page', (request, reply): Caller => {
    reply
      .header('vary', 'Origin')
      .header('cache-control', 'no-store')
      // A refusal says nothing of anybody; unread, the tag would take it for an outage and ask again for ever.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin');
    const site = sites.getSite((request.params as { site: string }).site);
    const { origin } = request.headers;
    const place = readPlace(request);
    const isWithCookies = origin !== undefined && takesCredentials(site, place, clock.now());
    // [MODE16] Where the tag asks with credentials, a refusal too is read only by an origin that it names.
    if (isWithCookies)
      reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
    sites.assertOrigin(site, origin);
    reply.header('access-control-allow-origin', origin);
    return { site, place };
  });

  const guard = {
    constraints: { surface: 'service' },
    config: { access: 'site-page' },
    bodyLimit: limits.tagBodyBytes,
  } as const;

  const admin = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'reports.read' } } as const;
  http.app.get<{ Params: { site: SiteId } }>('/api/admin/sites/:site/identity', admin, async (request) => {
    const site = sites.getSite(request.params.site);
    const { days } = readBy(identityQuery, request.query, 'invalid_query');
    return visits.shares.readReport(site.id, days);
  });

  // `text/plain` spares the browser the preflight; the content is JSON all the same.
  http.app.register(async (scope: FastifyInstance) => {
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      parseJson(String(body), done),
    );

    scope.post('/t/:site/views', guard, async (request, reply) => {
      const agent = readUserAgent(request.headers['user-agent']);
      if (agent.isBot) return reply.status(204).send();
      const input = readPageView(request.body);
      // [CON3] Whatever the site's policy, and whatever its page makes of the signal.
      if (request.headers['sec-gpc'] === '1' && input.consent !== 'granted')
        throw appError(
          'consent_missing',
          'This browser sends Global Privacy Control. Send page views once there is a yes.',
        );
      const { site, place } = callerOf(request);
      const arrival = visits.identities.readArrival(site, place, input);
      const recorded = await visits.recordPageView(site, input, { ip: request.ip, agent }, arrival.browser);
      const { visit, isNew } = recorded;
      const { answer, cookies, weakens } = visits.identities.keepView(site, arrival, input, recorded);
      if (weakens) await visits.identities.weaken(visit);
      setCookies(reply, cookies);
      // The view is recorded and its cookies are chosen: waiting for a code holds up this answer alone.
      const continuation = input.handoff ? await continueFrom(request, input, visit.visitor) : null;
      const whole: PageViewAnswer = { ...answer, continuation, offer: readOffer(visit.id) };
      reply.status(isNew ? 201 : 200);
      return whole;
    });

    /** [XD5] Redeems the code that the page came with; a conversation that came along is offered, never shown. */
    async function continueFrom(
      request: FastifyRequest,
      { handoff: code }: PageView,
      visitor: VisitorId,
    ): Promise<Continuation | null> {
      const { site, place } = callerOf(request);
      if (!code) return null;
      const by = endOf(request);
      const row = await handoffs.redeem({ site: site.id, code, visitor, targetHost: place.host, by });
      if (!row?.conversation_id || !(await options.isConversationOpen(row.conversation_id))) return null;
      return { handoff: row.id, from: row.source_host };
    }

    scope.post('/t/:site/class', guard, async (request, reply) => {
      if (readUserAgent(request.headers['user-agent']).isBot) return reply.status(204).send();
      const { site, place } = callerOf(request);
      const { answer, cookies } = await visits.identities.answerClass(site, place, readBy(askedClass, request.body));
      setCookies(reply, cookies);
      return answer;
    });

    scope.post('/t/:site/forget', guard, async (request, reply) => {
      const { site, place } = callerOf(request);
      setCookies(reply, await visits.identities.forget(site, place, readBy(forget, request.body)));
      return reply.status(204).send();
    });

    scope.post('/t/:site/handoffs', guard, async (request, reply) => {
      if (readUserAgent(request.headers['user-agent']).isBot) return reply.status(204).send();
      const { site, place } = callerOf(request);
      const { code, visitor, target, proof, ...input } = readBy(handoff, request.body);
      const targetHost = target.toLowerCase();
      // What counts is the list of the site, whatever the page says its links lead to.
      if (
        targetHost === place.host ||
        !isAllowedOrigin(`https://${targetHost}`, site.allowedDomains, site.blockedDomains)
      )
        throw appError('domain_invalid', 'This host is none of the site’s other domains. Leave its links as they are.');
      const visit = await visits.getOwn(site, visitor, input.visit);
      await options.allowHandoff(visitor);
      await handoffs.register({
        site: site.id,
        code,
        visitor,
        visit: visit.id,
        sourceHost: place.host,
        targetHost,
        from: endOf(request),
        carried: await options.findCarried(site, visit.id, proof),
      });
      return reply.status(204).send();
    });

    scope.post('/t/:site/beats', guard, async (request, reply) => {
      if (readUserAgent(request.headers['user-agent']).isBot) return reply.status(204).send();
      const input = readBy(beat, request.body);
      const visit = await visits.recordBeat(callerOf(request).site, input);
      const answer: BeatAnswer = { isVisitOver: visit === null, offer: visit && readOffer(visit.id) };
      return answer;
    });

    scope.post('/t/:site/events', guard, async (request, reply) => {
      if (!readUserAgent(request.headers['user-agent']).isBot)
        await visits.recordEvents(callerOf(request).site, readBy(tagEvents, request.body));
      return reply.status(204).send();
    });

    scope.post('/t/:site/offers', guard, async (request, reply) => {
      await settleOffer(callerOf(request).site, readBy(offerOutcome, request.body));
      return reply.status(204).send();
    });
  });
}

/** Who asks in a route of the tag's, which names the access check `site-page`. */
export function callerOf(request: FastifyRequest): Caller {
  return request.actor as Caller;
}

function endOf(request: FastifyRequest): HandoffEnd {
  return { agent: request.headers['user-agent'] ?? '', network: networkOf(request.ip) };
}

function setCookies(reply: FastifyReply, cookies: readonly CookieHeader[]): void {
  if (cookies.length > 0) reply.header('set-cookie', setCookieHeaders(cookies));
}
