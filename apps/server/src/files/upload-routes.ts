import { Readable } from 'node:stream';
import { type ConversationId, limits, type Member, type Permission, type SiteId } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBearer, readBy, type Surface } from '../platform/http/index.ts';
import { beginUpload, chunkQuery } from './schema.ts';
import { chunkTooLarge, type Incoming, type Uploader, type Uploads } from './uploads.ts';

type Options = {
  http: Http;
  uploads: Uploads;
  /** The hash of a key with which somebody may upload on this site; throws `key_invalid`. */
  accessKey(site: SiteId, key: string): Promise<string>;
  /** The site of a conversation that members may see; throws `conversation_not_found`. */
  accessConversation(id: string): Promise<{ id: ConversationId; site_id: SiteId }>;
  readMember(actor: unknown): Member;
  networkOf(ip: string): string;
};

/** [FILE1] Uploads of visitors, by their conversation key, and of members, into a conversation. */
export function uploadRoutes(options: Options): void {
  const { http, uploads, accessKey, accessConversation, readMember, networkOf } = options;
  const asVisitor = async (request: FastifyRequest): Promise<Uploader> => {
    // The access check of the messenger's frame leaves the site.
    const site = (request.actor as { id: SiteId }).id;
    const keyHash = await accessKey(site, readBearer(request, 'key_invalid'));
    return { site, owner: `key:${keyHash}`, conversation: null, network: networkOf(request.ip) };
  };
  const asMember = async (request: FastifyRequest): Promise<Uploader> => {
    const { id } = readMember(request.actor);
    const row = await accessConversation((request.params as { conversation: string }).conversation);
    return { site: row.site_id, owner: `member:${id}`, conversation: row.id, network: null };
  };

  // In a scope of their own, because no other route takes anything but JSON.
  http.app.register(async (app) => {
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    const frame = { constraints: { surface: 'service' }, config: { access: 'messenger-frame' } } as const;
    const agent = {
      constraints: { surface: 'workspace' },
      config: { access: 'agent', needs: 'conversations.reply' },
    } as const;
    const background = {
      constraints: { surface: 'workspace' },
      config: { access: 'agent', needs: 'conversations.reply', isInput: false, takesBytes: true },
    } as const;
    add(app, '/m/:site/uploads', { begin: frame, chunk: frame }, asVisitor);
    add(app, '/api/agent/conversations/:conversation/uploads', { begin: agent, chunk: background }, asMember);
  });

  type Guard = { constraints: { surface: Surface }; config: { access: string; needs?: Permission } };
  function add(
    app: FastifyInstance,
    at: string,
    guards: Record<'begin' | 'chunk', Guard>,
    uploaderOf: (request: FastifyRequest) => Promise<Uploader>,
  ): void {
    const idOf = (request: FastifyRequest) => (request.params as { upload: string }).upload;

    app.post(at, guards.begin, async (request, reply) => {
      const uploader = await uploaderOf(request);
      const state = await uploads.begin(uploader, readBy(beginUpload, request.body));
      return reply.status(state.offset > 0 ? 200 : 201).send(state);
    });

    app.get(`${at}/:upload`, guards.chunk, async (request) => uploads.find(await uploaderOf(request), idOf(request)));

    app.put(`${at}/:upload`, guards.chunk, async (request, reply) => {
      const uploader = await uploaderOf(request);
      const { offset } = readBy(chunkQuery, request.query, 'invalid_query');
      return uploads.takeChunk(uploader, idOf(request), offset, readBody(request, reply));
    });
  }
}

/** The bytes of a request, read as they are asked for; refused unread where they are announced to be too many. */
function readBody(request: FastifyRequest, reply: FastifyReply): Incoming {
  const { body } = request;
  if (!(body instanceof Readable)) {
    throw appError('wrong_content_type', 'A chunk is sent as application/octet-stream. Send its bytes so.');
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.uploadChunkBytes) {
    // What is still on its way would be read to no end.
    reply.header('connection', 'close');
    throw chunkTooLarge();
  }
  let isBroken = false;
  async function* bytes(): AsyncIterable<Uint8Array> {
    try {
      yield* body as Readable;
    } catch {
      isBroken = true;
    }
  }
  return { bytes: bytes(), isBroken: () => isBroken };
}
