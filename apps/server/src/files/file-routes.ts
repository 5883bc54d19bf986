import type { ConversationId, SiteId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { Http } from '../platform/http/index.ts';
import type { Reading, Readings } from './readings.ts';
import { disposition, readRange } from './serving.ts';

type Options = {
  http: Http;
  readings: Readings;
  accessConversation(id: string): Promise<{ id: ConversationId; site_id: SiteId }>;
  /** The hash of the session behind a route with the access check `agent`. */
  readSessionId(actor: unknown): string;
};

type OfFile = { Params: { conversation: string; file: string } };

/**
 * [FILE8] Addresses of files for their readers, and the files origin, where nothing runs: no page, no script, no cookie.
 * The access check `file-link` asks for a signed address whose reader still may read.
 */
export function fileRoutes({ http, readings, accessConversation, readSessionId }: Options): void {
  const visitor = { constraints: { surface: 'service' }, config: { access: 'conversation-token' } } as const;
  // Asked by the page itself while it shows a conversation: no sign of a person [AUTH2].
  const agent = {
    constraints: { surface: 'workspace' },
    config: { access: 'agent', needs: 'conversations.read', isInput: false },
  } as const;
  const files = { constraints: { surface: 'files' }, config: { access: 'file-link' } } as const;

  http.addAccess('file-link', (request: FastifyRequest) => {
    const { file, variant } = request.params as { file: string; variant: string };
    return readings.access({ file, variant, link: (request.query as { link?: unknown }).link });
  });

  http.app.post<OfFile>('/m/:site/conversations/:conversation/files/:file/links', visitor, async (request) => {
    const { conversation, keyHash } = request.actor as { conversation: ConversationId; keyHash: string };
    return readings.link(conversation, request.params.file, { kind: 'key', hash: keyHash });
  });

  http.app.post<OfFile>('/api/agent/conversations/:conversation/files/:file/links', agent, async (request) => {
    const { id } = await accessConversation(request.params.conversation);
    return readings.link(id, request.params.file, { kind: 'session', hash: readSessionId(request.actor) });
  });

  http.app.route({
    method: ['GET', 'HEAD'],
    url: '/f/:file/:variant',
    ...files,
    async handler(request, reply) {
      const reading = request.actor as Reading;
      const { row, variant, type, size } = reading;
      const etag = `"${row.id}.${variant}"`;
      // Only what was written anew here is shown; everything else is handed over to be kept.
      const kind = row.width === null ? 'attachment' : 'inline';
      reply
        .header('content-type', type === 'text/plain' ? 'text/plain; charset=utf-8' : type)
        .header('content-disposition', disposition(kind, variant === 'preview' ? `${row.name}.webp` : row.name))
        .header('content-security-policy', policy)
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('referrer-policy', 'no-referrer')
        .header('x-robots-tag', 'noindex')
        .header('cache-control', 'private, max-age=60')
        .header('accept-ranges', 'bytes')
        .header('etag', etag);
      if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send();
      const { range: asked, 'if-range': ifRange } = request.headers;
      const range = ifRange === undefined || ifRange === etag ? readRange(asked, size) : null;
      if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${size}`).send();
      if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
      reply.header('content-length', range ? range.end - range.start + 1 : size);
      return request.method === 'HEAD' ? reply.send() : reply.send(await readings.open(reading, range ?? undefined));
    },
  });
}

const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
