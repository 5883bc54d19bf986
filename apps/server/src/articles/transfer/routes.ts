import { Readable } from 'node:stream';
import { type ImportLine, limits, type SiteId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ArticleImages } from '../../article-images/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import type { Http } from '../../platform/http/index.ts';
import type { Sites } from '../../sites/index.ts';
import type { Articles } from '../articles.ts';
import { partsOfExport } from './export-parts.ts';
import { importFolder } from './import.ts';
import type { ImportOptions } from './import-options.ts';
import { readZip } from './zip.ts';

type Options = {
  http: Http;
  storage: Storage;
  clock: Clock;
  sites: Sites;
  articles: Articles;
  images: ArticleImages;
  audit: Audit;
};

type OfSite = { Params: { site: string } };

/** [HC24] A site's articles as an archive, and back. */
export function transferRoutes({ http, storage, clock, sites, articles, images, audit }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'articles.edit' } } as const;
  const running = new Set<SiteId>();

  http.app.get<OfSite>('/api/admin/sites/:site/article-export', guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const now = new Date(clock.now());
    const name = `help-center-${now.toISOString().slice(0, 10)}.zip`;
    return (
      reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        // Proxies that wait for the end would show no progress.
        .header('x-accel-buffering', 'no')
        .send(Readable.from(partsOfExport({ db: storage.read, images, site: id, madeAt: now, log: request.log })))
    );
  });

  // In a scope of its own, because no other route of the admin takes anything but JSON.
  http.app.register(async (app) => {
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    app.post<OfSite>(
      '/api/admin/sites/:site/article-imports',
      { ...guard, config: { ...guard.config, takesBytes: true } } as const,
      async (request, reply) => {
        const { id } = sites.getSite(request.params.site);
        const content = await readBytes(request, reply);
        if (running.has(id))
          throw appError('import_running', 'Another import goes on in this help center. Wait until it is done.');
        running.add(id);
        try {
          const folder = await readZip(content);
          const options = { storage, articles, images, site: id, folder, by: audit.by(request) };
          const lines = Readable.from(linesOf(options, request)).once('close', () => running.delete(id));
          return (
            reply
              .type('application/x-ndjson')
              .header('cache-control', 'no-store')
              // Proxies that wait for the end would show no progress.
              .header('x-accel-buffering', 'no')
              .send(lines)
          );
        } catch (error) {
          running.delete(id);
          throw error;
        }
      },
    );
  });
}

/** How far an import is, at most ten times a second, and its end; where nobody listens any more, it ends with the article. */
async function* linesOf(options: ImportOptions, request: FastifyRequest): AsyncGenerator<string> {
  const line = (value: ImportLine) => `${JSON.stringify(value)}\n`;
  try {
    const steps = importFolder(options);
    let told = 0;
    for (;;) {
      const step = await steps.next();
      if (step.done) {
        yield line({ report: step.value });
        return;
      }
      if (performance.now() - told < 100) continue;
      told = performance.now();
      yield line(step.value);
    }
  } catch (error) {
    if (error instanceof AppError) yield line({ error: { code: error.code, message: error.message } });
    else {
      request.log.error({ err: error }, 'an import of articles failed');
      yield line({ error: { code: 'internal', message: 'The import failed half-way. What was taken is there.' } });
    }
  }
}

/** The bytes of a request; throws `wrong_content_type`, and `import_too_large` as soon as it is clear. */
async function readBytes({ body, headers }: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
  if (!(body instanceof Readable))
    throw appError('wrong_content_type', 'An archive is sent as application/octet-stream. Send its bytes so.');
  const tooLarge = () => {
    // What is still on its way would be read to no end.
    reply.header('connection', 'close');
    return appError(
      'import_too_large',
      `An archive has at most ${limits.importBytes / 1_048_576} MB. Bring the articles in parts.`,
    );
  };
  if (Number(headers['content-length'] ?? 0) > limits.importBytes) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > limits.importBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
