import type { Member, VisitId } from '@porchlight/protocol';
import { z } from 'zod';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Engagements } from './engagements.ts';

const offerRequest = z.strictObject({ text: z.string().max(4_000) });

/** Agents offer chats to visitors. `readMember` turns the actor that access left into a member. */
export function offerRoutes({
  http,
  engagements,
  readMember,
}: {
  http: Http;
  engagements: Engagements;
  readMember(actor: unknown): Member;
}): void {
  http.app.post<{ Params: { visit: VisitId } }>(
    '/api/agent/visits/:visit/offers',
    { constraints: { surface: 'workspace' }, config: { access: 'agent', needs: 'visitors.offer' } },
    async (request, reply) => {
      const { text } = readBy(offerRequest, request.body);
      const offer = await engagements.offerChat(request.params.visit, readMember(request.actor), text);
      return reply.status(201).send(offer);
    },
  );
}
