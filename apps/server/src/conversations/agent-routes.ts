import {
  type InternalEvent,
  isId,
  type Member,
  type MemberRef,
  type Permission,
  type PublicEvent,
} from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { Audited } from '../audit/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import type { Conversations } from './conversations.ts';
import { addNote, eventsQuery, inboxQuery, receipt, sendMessage } from './schema.ts';

type Options = {
  http: Http;
  sites: Sites;
  conversations: Conversations;
  readMember(actor: unknown): Member;
  /** Who asks, for the audit log. */
  readAudited(request: FastifyRequest): Audited;
  /** Tells whether somebody may take over or put back what a colleague has. */
  mayAssign(actor: unknown): boolean;
};

type One = { Params: { conversation: string } };

/** The agents' conversations, behind the agent's session. Each handler begins with `accessAsMember`. */
export function agentRoutes({ http, sites, conversations, readMember, readAudited, mayAssign }: Options): void {
  const guard = (needs: Permission, { isInput } = { isInput: true }) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'agent', needs, isInput } }) as const;
  const reading = guard('conversations.read');
  const replying = guard('conversations.reply');
  // Sent by the page itself while a conversation is in view: no sign of a person [AUTH2].
  const background = guard('conversations.reply', { isInput: false });
  const at = '/api/agent/conversations/:conversation';
  const access = (request: FastifyRequest) =>
    conversations.accessAsMember((request.params as One['Params']).conversation);
  const memberOf = (request: FastifyRequest): MemberRef => {
    const { id, name } = readMember(request.actor);
    return { id, name };
  };

  http.app.get<{ Params: { site: string } }>('/api/agent/sites/:site/conversations', reading, async (request) => {
    const site = sites.getSite(request.params.site);
    const { view } = readBy(inboxQuery, request.query, 'invalid_query');
    return { items: await conversations.desk.findInbox(site, view, memberOf(request)) };
  });

  http.app.get<One>(at, reading, async (request) => conversations.desk.findForAgent(await access(request)));

  http.app.get<One>(`${at}/events`, reading, async (request) => {
    const { id } = await access(request);
    return conversations.findEvents<PublicEvent>(id, 'public', readBy(eventsQuery, request.query, 'invalid_query'));
  });

  http.app.get<One>(`${at}/internal-events`, reading, async (request) => {
    const { id } = await access(request);
    return conversations.findEvents<InternalEvent>(id, 'internal', readBy(eventsQuery, request.query, 'invalid_query'));
  });

  http.app.post<One>(`${at}/messages`, replying, async (request, reply) => {
    const { id } = await access(request);
    const accepted = await conversations.desk.sendAsMember(id, memberOf(request), readBy(sendMessage, request.body));
    return reply.status(accepted.isRepeat ? 200 : 201).send(accepted);
  });

  http.app.post<One>(`${at}/notes`, replying, async (request, reply) => {
    const { id } = await access(request);
    const accepted = await conversations.desk.addNote(id, memberOf(request), readBy(addNote, request.body));
    return reply.status(accepted.isRepeat ? 200 : 201).send(accepted);
  });

  http.app.post<One>(`${at}/take`, replying, async (request) => {
    const { id } = await access(request);
    return { item: await conversations.desk.take(id, memberOf(request), mayAssign(request.actor)) };
  });

  http.app.post<One>(`${at}/release`, replying, async (request) => {
    const { id } = await access(request);
    return { item: await conversations.desk.release(id, memberOf(request), mayAssign(request.actor)) };
  });

  http.app.post<One>(`${at}/end`, replying, async (request) => {
    const { id } = await access(request);
    return { item: await conversations.end(id, 'agent') };
  });

  http.app.post<One>(`${at}/receipts`, background, async (request, reply) => {
    const { id } = await access(request);
    await conversations.raiseReceipt(id, 'agent', readBy(receipt, request.body));
    return reply.status(204).send();
  });

  http.app.get<{ Params: { visitor: string } }>(
    '/api/agent/visitors/:visitor',
    guard('visitors.read'),
    async (request) => {
      const { visitor } = request.params;
      if (!isId('vi', visitor)) throw appError('visitor_not_found', 'There is no such visitor.');
      return conversations.cards.find(visitor);
    },
  );

  const aliases = '/api/agent/visitors/:visitor/aliases/:other';
  http.app.delete<{ Params: { visitor: string; other: string } }>(
    aliases,
    guard('visitors.part'),
    async (request, reply) => {
      const { visitor, other } = request.params;
      if (!isId('vi', visitor)) throw appError('visitor_not_found', 'There is no such visitor.');
      if (!isId('vi', other)) throw appError('alias_not_found', 'These two visitors are not joined, or not any more.');
      await conversations.cards.part(visitor, other, readAudited(request));
      return reply.status(204).send();
    },
  );
}
