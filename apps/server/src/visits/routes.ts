import type { BeatAnswer, Offer, OfferId, PageViewAnswer, VisitId, VisitorId } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readUserAgent } from '../platform/agents/index.ts';
import { type Http, parseJson, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { beat, consentProof, offerOutcome, pageView, tagEvents } from './schema.ts';
import type { Visits } from './visits.ts';

type Options = {
  http: Http;
  sites: Sites;
  visits: Visits;
  /** The offer that waits for this visit, to go with the answer. */
  readOffer(visit: VisitId): Offer | null;
  settleOffer(
    site: Site,
    input: { visitor: VisitorId; visit: VisitId; offer: OfferId; outcome: 'shown' | 'accepted' | 'declined' },
  ): Promise<void>;
};

/** [MODE13] The first-party visitor entry lives this long, renewed by visits. */
const visitorMaxAgeS = 365 * 86_400;

/**
 * The tag's requests: from pages of the site only, answered after the commit. The access check `site-page`
 * reads the site of the path, compares the Origin with its list, and leaves the site as the actor.
 */
export function visitRoutes({ http, sites, visits, readOffer, settleOffer }: Options): void {
  http.addAccess('site-page', (request, reply) => {
    reply
      .header('vary', 'Origin')
      .header('cache-control', 'no-store')
      // A refusal says nothing of anybody; unread, the tag would take it for an outage and ask again for ever.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin');
    const site = sites.getSite((request.params as { site: string }).site);
    const { origin } = request.headers;
    sites.assertOrigin(site, origin);
    // Without credentials in first-party modes [MODE16]: no Access-Control-Allow-Credentials here.
    reply.header('access-control-allow-origin', origin);
    return site;
  });

  const guard = {
    constraints: { surface: 'service' },
    config: { access: 'site-page' },
    bodyLimit: limits.tagBodyBytes,
  } as const;

  // `text/plain` spares the browser the preflight; the content is JSON all the same.
  http.app.register(async (scope: FastifyInstance) => {
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      parseJson(String(body), done),
    );

    scope.post('/t/:site/views', guard, async (request, reply) => {
      const agent = readUserAgent(request.headers['user-agent']);
      if (agent.isBot) return reply.status(204).send();
      const input = readBy(pageView, request.body);
      const { visit, isNew } = await visits.recordPageView(siteOf(request), input, { ip: request.ip, agent });
      const answer: PageViewAnswer = {
        visitor: visit.visitor,
        visit: visit.id,
        visitorMaxAgeS,
        keep: 'visitor-and-visit',
        class: null,
        asksClass: false,
        continuation: null,
        offer: readOffer(visit.id),
      };
      return reply.status(isNew ? 201 : 200).send(answer);
    });

    scope.post('/t/:site/beats', guard, async (request, reply) => {
      if (readUserAgent(request.headers['user-agent']).isBot) return reply.status(204).send();
      const input = readBy(beat, request.body);
      const visit = await visits.recordBeat(siteOf(request), input);
      const answer: BeatAnswer = { isVisitOver: visit === null, offer: visit && readOffer(visit.id) };
      return answer;
    });

    scope.post('/t/:site/events', guard, async (request, reply) => {
      if (!readUserAgent(request.headers['user-agent']).isBot)
        await visits.recordEvents(siteOf(request), readBy(tagEvents, request.body));
      return reply.status(204).send();
    });

    scope.post('/t/:site/consents', guard, async (request, reply) => {
      if (!readUserAgent(request.headers['user-agent']).isBot)
        await visits.recordConsent(siteOf(request), readBy(consentProof, request.body), request.ip);
      return reply.status(204).send();
    });

    scope.post('/t/:site/offers', guard, async (request, reply) => {
      await settleOffer(siteOf(request), readBy(offerOutcome, request.body));
      return reply.status(204).send();
    });
  });
}

function siteOf(request: FastifyRequest): Site {
  return request.actor as Site;
}
