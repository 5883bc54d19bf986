import type { Availability, PublicEvent, VisitorId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBearer, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import type { Conversations } from './conversations.ts';
import type { VisitorGrant } from './keys.ts';
import {
  deviceCode,
  deviceContinuation,
  eventsQuery,
  rating,
  receipt,
  recovery,
  revocations,
  sendMessage,
  startConversation,
  takeUp,
  tokens,
} from './schema.ts';

type Options = {
  http: Http;
  sites: Sites;
  conversations: Conversations;
  /** The service's own origin: only the messenger's frame calls these routes. */
  service: string;
  readAvailability(site: Site): Availability;
  /** [CON5] A visitor whom nobody knew has chatted, where the site asks first. */
  noteChatClick(site: Site, visitor: VisitorId): Promise<void>;
};

type OfSite = { Params: { site: string } };

/**
 * The messenger's requests. `messenger-frame` asks for the service's own origin; `conversation-token`
 * also for an access token of exactly the conversation in the path [CNV2].
 */
export function messengerRoutes(options: Options): void {
  const { http, sites, conversations, service, readAvailability } = options;
  const assertFrame = (request: FastifyRequest): Site => {
    const { origin, 'sec-fetch-site': fetchSite } = request.headers;
    if (
      origin === undefined
        ? request.method !== 'GET' || (fetchSite !== undefined && fetchSite !== 'same-origin')
        : origin !== service
    ) {
      throw appError('request_not_same_origin', 'Only the messenger on the service’s own origin may ask this.');
    }
    return sites.getSite((request.params as OfSite['Params']).site);
  };
  http.addAccess('messenger-frame', assertFrame);
  http.addAccess('conversation-token', async (request) => {
    assertFrame(request);
    const { site, conversation } = request.params as { site: string; conversation: string };
    return conversations.keys.access(readBearer(request, 'token_invalid'), { site, id: conversation });
  });

  const frame = { constraints: { surface: 'service' }, config: { access: 'messenger-frame' } } as const;
  const guard = { constraints: { surface: 'service' }, config: { access: 'conversation-token' } } as const;
  const at = '/m/:site/conversations/:conversation';
  const grantOf = (request: FastifyRequest) => request.actor as VisitorGrant;

  http.app.get<OfSite>('/m/:site/availability', frame, async (request) => readAvailability(request.actor as Site));

  http.app.post<OfSite>('/m/:site/conversations', frame, async (request, reply) => {
    const key = readBearer(request, 'key_invalid');
    const input = readBy(startConversation, request.body);
    const site = request.actor as Site;
    const { isRepeat, ...answer } = await conversations.start(site, key, input, request.ip);
    if (!isRepeat && site.consentPolicy === 'required' && answer.visitor !== input.visitor)
      await options.noteChatClick(site, answer.visitor);
    return reply.status(isRepeat ? 200 : 201).send(answer);
  });

  http.app.post<OfSite>('/m/:site/tokens', frame, async (request) =>
    conversations.exchange(request.actor as Site, readBy(tokens, request.body)),
  );

  http.app.post<OfSite>('/m/:site/recoveries', frame, async (request) =>
    conversations.recoveries.recover(request.actor as Site, readBy(recovery, request.body), request.ip),
  );

  http.app.post<OfSite>('/m/:site/continuations', frame, async (request, reply) => {
    const key = readBearer(request, 'key_invalid');
    const input = readBy(takeUp, request.body);
    return reply.status(201).send(await conversations.takeUp(request.actor as Site, key, input, request.ip));
  });

  http.app.post<OfSite>('/m/:site/device-continuations', frame, async (request, reply) => {
    const key = readBearer(request, 'key_invalid');
    const input = readBy(deviceContinuation, request.body);
    return reply.status(201).send(await conversations.devices.continue(request.actor as Site, key, input, request.ip));
  });

  // The keys are the proof: an id that script can read never ends a stranger's access [VIS6].
  http.app.post<OfSite>('/m/:site/revocations', frame, async (request, reply) => {
    await conversations.keys.revokeThese(request.actor as Site, readBy(revocations, request.body).keys);
    return reply.status(204).send();
  });

  http.app.get(at, guard, async (request) => conversations.open(grantOf(request).conversation));

  http.app.get(`${at}/events`, guard, async (request) =>
    conversations.findEvents<PublicEvent>(
      grantOf(request).conversation,
      'public',
      readBy(eventsQuery, request.query, 'invalid_query'),
    ),
  );

  http.app.post(`${at}/messages`, guard, async (request, reply) => {
    const accepted = await conversations.sendAsVisitor(grantOf(request), readBy(sendMessage, request.body));
    return reply.status(accepted.isRepeat ? 200 : 201).send(accepted);
  });

  http.app.post(`${at}/receipts`, guard, async (request, reply) => {
    await conversations.raiseReceipt(grantOf(request).conversation, 'visitor', readBy(receipt, request.body));
    return reply.status(204).send();
  });

  http.app.post(`${at}/rating`, guard, async (request, reply) => {
    const { score, comment } = readBy(rating, request.body);
    await conversations.rate(grantOf(request).conversation, score, comment);
    return reply.status(204).send();
  });

  http.app.post(`${at}/device-codes`, guard, async (request, reply) => {
    await conversations.devices.ask(grantOf(request), readBy(deviceCode, request.body), request.ip);
    return reply.status(202).send({});
  });

  http.app.post(`${at}/end`, guard, async (request, reply) => {
    await conversations.end(grantOf(request).conversation, 'visitor');
    return reply.status(204).send();
  });
}
