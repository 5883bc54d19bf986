import type { CommentId, CommentSettings, CommentsAnswer, Member, SiteId } from '@porchlight/protocol';
import type { Audit } from '../audit/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import type { Comments } from './comments.ts';
import * as schema from './schema.ts';

type Options = {
  http: Http;
  sites: Sites;
  comments: Comments;
  audit: Audit;
  readMember(actor: unknown): Member;
  /** Where a comment can be read. */
  addressOf(site: SiteId, comment: CommentId): string;
};

type OfSite = { Params: { site: string } };
type OfComment = { Params: { site: string; comment: string } };

/** The moderation of comments in the admin: for whoever may do it. */
export function commentRoutes({ http, sites, comments, audit, readMember, addressOf }: Options): void {
  const guard = {
    constraints: { surface: 'workspace' },
    config: { access: 'admin', needs: 'comments.moderate' },
  } as const;
  const base = '/api/admin/sites/:site';
  const one = `${base}/comments/:comment`;
  const idOf = (params: { comment: string }) => readBy(schema.commentId, params.comment, 'invalid_query');

  http.app.get<OfSite>(`${base}/comments`, guard, async (request): Promise<CommentsAnswer> => {
    const { id } = sites.getSite(request.params.site);
    const query = readBy(schema.listQuery, request.query, 'invalid_query');
    return comments.readListed(id, query, (comment) => addressOf(id, comment));
  });

  http.app.patch<OfComment>(one, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.decideRequest, request.body);
    await comments.decide(id, idOf(request.params), input, audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfComment>(one, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await comments.remove(id, idOf(request.params), audit.by(request));
    return reply.status(204).send();
  });

  http.app.post<OfComment>(`${one}/replies`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.answerRequest, request.body);
    const member = readMember(request.actor);
    const made = await comments.answer(id, idOf(request.params), { ...input, member }, audit.by(request));
    return reply.status(201).send(made);
  });

  http.app.get<OfSite>(`${base}/comment-settings`, guard, async (request): Promise<CommentSettings> => {
    return comments.readSettings(sites.getSite(request.params.site).id);
  });

  http.app.put<OfSite>(`${base}/comment-settings`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await comments.saveSettings(id, readBy(schema.settingsRequest, request.body), audit.by(request));
    return reply.status(204).send();
  });
}
