import { setCookieHeaders } from '@porchlight/cookies';
import { type IdentityKeysAnswer, limits, type Permission, type SiteId } from '@porchlight/protocol';
import type { FastifyInstance } from 'fastify';
import type { Audit } from '../audit/index.ts';
import { readUserAgent } from '../platform/agents/index.ts';
import { type Http, parseJson, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import { callerOf } from '../visits/index.ts';
import type { Contacts } from './contacts.ts';
import { createIdentityKey, identify } from './schema.ts';

type Options = { http: Http; sites: Sites; contacts: Contacts; audit: Audit };
type OfSite = { Params: { site: SiteId } };

/** The exchange of a site's tokens, from its pages, and the keys that prove them, for admins. */
export function contactRoutes({ http, sites, contacts, audit }: Options): void {
  const admin = (needs: Permission) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs } }) as const;
  const at = '/api/admin/sites/:site/identity-keys';
  const siteOf = (params: OfSite['Params']) => sites.getSite(params.site);

  http.app.get<OfSite>(at, admin('sites.read'), async (request): Promise<IdentityKeysAnswer> => {
    return { keys: await contacts.keys.findAll(siteOf(request.params)) };
  });

  http.app.post<OfSite>(at, admin('sites.change'), async (request, reply) => {
    const site = siteOf(request.params);
    return reply
      .status(201)
      .send(await contacts.keys.add(site, readBy(createIdentityKey, request.body), audit.by(request)));
  });

  http.app.delete<{ Params: { site: SiteId; key: string } }>(
    `${at}/:key`,
    admin('sites.change'),
    async (request, reply) => {
      await contacts.keys.remove(siteOf(request.params), request.params.key, audit.by(request));
      return reply.status(204).send();
    },
  );

  const guard = {
    constraints: { surface: 'service' },
    config: { access: 'site-page' },
    bodyLimit: limits.tagBodyBytes,
  } as const;
  // `text/plain` spares the browser the preflight; the content is JSON all the same.
  http.app.register(async (scope: FastifyInstance) => {
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      parseJson(String(body), done),
    );
    scope.post('/t/:site/identities', guard, async (request, reply) => {
      if (readUserAgent(request.headers['user-agent']).isBot) return reply.status(204).send();
      const { site, place } = callerOf(request);
      const { answer, cookies } = await contacts.identify(site, place, readBy(identify, request.body), request.ip);
      if (cookies.length > 0) reply.header('set-cookie', setCookieHeaders(cookies));
      return answer;
    });
  });
}
