import type { FastifyRequest } from 'fastify';
import { articlePath, type HelpPages, placeFor, sendPage } from '../help-center/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Site } from '../sites/index.ts';
import type { Comments } from './comments.ts';
import { listPage } from './pages.ts';
import * as schema from './schema.ts';

type Options = {
  http: Http;
  comments: Comments;
  help: HelpPages;
  /** What stands for who asks, as an author. */
  findOwn(request: FastifyRequest, site: Site): Promise<string[]>;
};

const pageRoom = 18_000;

/** [HC10] All comments of an article, public as the article is. */
export function commentListRoutes({ http, comments, help, findOwn }: Options): void {
  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  for (const prefix of ['', '/:site'])
    http.app.get(`${prefix}/:lang/articles/:slug/comments`, open, async (request, reply) => {
      const place = await help.find(request, reply);
      if (!place) return reply;
      const { slug } = request.params as { slug: string };
      const found = await help.findArticle(place, slug);
      const { policy } = await comments.readSettings(place.site.id);
      if (!found || policy === 'off') return help.missing(request, reply);
      const { text, all } = found;
      if (text.slug !== slug) return reply.redirect(`${articlePath(place, text.slug)}/comments`, 308);
      const here = placeFor(place, text);
      const own = await findOwn(request, place.site);
      const { at, after } = request.query as { at?: unknown; after?: unknown };
      const named = schema.commentId.safeParse(after ?? at);
      const comment = named.success ? await comments.findVisible(place.site.id, named.data, own) : null;
      const isHere = comment?.article_id === text.article && comment.language === text.language;
      const read = (from: Parameters<Comments['readPage']>[3]['from']) =>
        comments.readPage(place, text, own, { from, roomBytes: pageRoom });
      let packed = await read(
        !comment || !isHere
          ? null
          : after === undefined
            ? { thread: comment.thread, is_reply: 0, id: comment.thread, isAfter: false }
            : { ...comment, isAfter: true },
      );
      // Far down in a long thread: the page begins with it, beneath what it answers.
      if (comment && isHere && after === undefined && !packed.items.toString().includes(`id="${comment.id}"`))
        packed = await read({ ...comment, isAfter: false });
      const count = await comments.countShown(text);
      return sendPage(request, reply, here, listPage(here, { text, all, count, packed, isLater: isHere }));
    });
}
