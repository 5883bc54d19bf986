import { Readable } from 'node:stream';
import { limits, type SiteId } from '@porchlight/protocol';
import type { FastifyInstance } from 'fastify';
import type { Audit } from '../audit/index.ts';
import { readUserAgent } from '../platform/agents/index.ts';
import { type Http, parseJson, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import { networkOf } from '../visits/index.ts';
import type { ConsentRecord, Consents } from './consents.ts';
import { consentProof } from './schema.ts';

type Options = { http: Http; sites: Sites; consents: Consents; audit: Audit };
type Asked = { Params: { site: SiteId } };

/** [CON3] What the Global Privacy Control specification asks of sites that honour it; the date is that of the promise. */
const privacyControl = { gpc: true, lastUpdate: '2026-11-22' };

/** Proofs of consent: taken from pages of the site, given to admins; and that Global Privacy Control is honoured. */
export function consentRoutes({ http, sites, consents, audit }: Options): void {
  const fromPages = {
    constraints: { surface: 'service' },
    config: { access: 'site-page' },
    bodyLimit: limits.tagBodyBytes,
  } as const;
  http.app.register(async (scope: FastifyInstance) => {
    // `text/plain` spares the browser the preflight; the content is JSON all the same.
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      parseJson(String(body), done),
    );
    scope.post<Asked>('/t/:site/consents', fromPages, async (request, reply) => {
      if (!readUserAgent(request.headers['user-agent']).isBot) {
        const site = sites.getSite(request.params.site);
        await consents.record(site, readBy(consentProof, request.body), networkOf(request.ip));
      }
      return reply.status(204).send();
    });
  });

  const forAdmins = {
    constraints: { surface: 'workspace' },
    config: { access: 'admin', needs: 'reports.read' },
  } as const;
  http.app.get<Asked>('/api/admin/sites/:site/consents.csv', forAdmins, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    const target = { kind: 'site', id: site.id, name: site.name };
    await audit.note({ ...audit.by(request), what: 'consents.exported', site: site.id, target });
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="consents-${site.id}.csv"`)
      .send(Readable.from(csvOf(consents.read(site.id))));
  });

  for (const surface of ['service', 'help'] as const) {
    const guard = { constraints: { surface }, config: { access: 'public' } };
    http.app.get('/.well-known/gpc.json', guard, async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=86400').header('access-control-allow-origin', '*');
      return privacyControl;
    });
  }
}

/** Nothing in it was typed by a visitor, so that no cell can be taken for a formula. */
async function* csvOf(records: AsyncIterable<ConsentRecord>): AsyncGenerator<string> {
  yield 'at,visitor,functional,analytics,text_version,source\r\n';
  for await (const { at, visitor, functional, analytics, textVersion, source } of records)
    yield `${new Date(at).toISOString()},${visitor ?? ''},${+functional},${+analytics},${textVersion},${source}\r\n`;
}
