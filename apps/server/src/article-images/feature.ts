import path from 'node:path';
import { Readable } from 'node:stream';
import { type ArticleImageAnswer, limits, type SiteId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAllowance } from '../platform/allowance/index.ts';
import { appError } from '../platform/errors/index.ts';
import { openDiskFiles } from '../platform/files/index.ts';
import type { Http } from '../platform/http/index.ts';
import { ArticleImages, type ImagesOptions } from './article-images.ts';
import { imagePath } from './shown.ts';

type Options = Omit<ImagesOptions, 'files'> & {
  /** Where all data lies; images have a folder of their own in it. */
  dataDir: string;
};

/** The keeper of images without its routes, for programs that are no server. */
export function openArticleImages({ dataDir, ...options }: Options): ArticleImages {
  return new ArticleImages({ ...options, files: openDiskFiles(path.join(dataDir, 'article-images')) });
}

/** [HC22] Images of articles, with their routes: editors upload them, whoever knows an address sees them. */
export function createArticleImages({
  http,
  sites,
  readMember,
  ...options
}: Options & {
  http: Http;
  sites: { getSite(id: string): { id: SiteId } };
  readMember(actor: unknown): { id: string };
}): ArticleImages {
  const images = openArticleImages(options);
  const allow = createAllowance({
    points: 60,
    durationS: 60,
    code: 'too_many_files',
    message: 'Those were very many images at once. Wait a minute and add the others.',
  });

  // In a scope of its own, because no other route of the admin takes anything but JSON.
  http.app.register(async (app) => {
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    app.post<{ Params: { site: string } }>(
      '/api/admin/sites/:site/article-images',
      {
        constraints: { surface: 'workspace' },
        config: { access: 'admin', needs: 'articles.edit', takesBytes: true },
      } as const,
      async (request, reply): Promise<ArticleImageAnswer> => {
        const { id: site } = sites.getSite(request.params.site);
        await allow(readMember(request.actor).id);
        const { id, width, height } = await images.add(site, await readBytes(request, reply));
        reply.status(201);
        return { address: imagePath(id), width, height };
      },
    );
  });

  // On the workspace's host too, so that previews show them; what was written anew here runs nowhere.
  for (const surface of ['help', 'workspace'] as const)
    http.app.route<{ Params: { image: string; file: string } }>({
      method: ['GET', 'HEAD'],
      url: '/images/:image/:file',
      constraints: { surface },
      config: { access: 'public' },
      async handler(request, reply) {
        const { image, file } = request.params;
        const found = await images.find(image, file);
        if (!found) throw appError('file_not_found', 'There is no such image, or not any more.');
        const etag = `"${image}.${file}"`;
        reply
          .header('content-type', found.type)
          .header('cache-control', 'public, max-age=31536000, immutable')
          .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
          .header('cross-origin-resource-policy', 'cross-origin')
          .header('etag', etag);
        if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) return reply.status(304).send();
        reply.header('content-length', found.size);
        return request.method === 'HEAD' ? reply.send() : reply.send(await found.open());
      },
    });
  return images;
}

/** The bytes of a request; throws `wrong_content_type`, and `file_too_large` as soon as it is clear. */
async function readBytes({ body, headers }: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
  if (!(body instanceof Readable))
    throw appError('wrong_content_type', 'An image is sent as application/octet-stream. Send its bytes so.');
  const tooLarge = () => {
    // What is still on its way would be read to no end.
    reply.header('connection', 'close');
    return appError('file_too_large', `An image has at most ${limits.fileBytes / 1_048_576} MB. Make it smaller.`);
  };
  if (Number(headers['content-length'] ?? 0) > limits.fileBytes) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > limits.fileBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
