import {
  type AppearanceAnswer,
  type ColourScheme,
  colourSchemes,
  type HelpLanguage,
  limits,
} from '@porchlight/protocol';
import type { FastifyReply } from 'fastify';
import type { Audit } from '../audit/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import type { Appearance } from './appearance.ts';
import * as schema from './schema.ts';

type Options = {
  http: Http;
  sites: Sites;
  appearance: Appearance;
  audit: Audit;
  /** In which languages a site's help center answers, the default first. */
  readLanguages(site: Site): Promise<HelpLanguage[]>;
};

type OfSite = { Params: { site: string } };
type OfLogo = { Params: { site: string; scheme: string } };
type OfFile = { Params: { site: string; file: string } };

/** [HC21] How a help center looks: set in the admin, and sent to its pages. */
export function appearanceRoutes({ http, sites, appearance, audit, readLanguages }: Options): void {
  const base = '/api/admin/sites/:site/appearance';
  const surface = { constraints: { surface: 'workspace' } } as const;
  const seen = { ...surface, config: { access: 'admin', needs: 'sites.read' } } as const;
  const changed = { ...surface, config: { access: 'admin', needs: 'sites.change' } } as const;
  const schemeOf = (params: { scheme: string }): ColourScheme => readBy(schema.scheme, params.scheme, 'invalid_query');

  http.app.get<OfSite>(base, seen, async (request): Promise<AppearanceAnswer> => {
    const site = sites.getSite(request.params.site);
    return { ...(await appearance.readForAdmin(site.id)), languages: await readLanguages(site) };
  });

  http.app.put<OfSite>(base, changed, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await appearance.save(id, readBy(schema.appearanceRequest, request.body), audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfLogo>(`${base}/logos/:scheme`, changed, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await appearance.removeLogo(id, schemeOf(request.params), audit.by(request));
    return reply.status(204).send();
  });

  // In a scope of its own, because no other route of the admin takes anything but JSON.
  http.app.register(async (app) => {
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    const taking = { ...surface, config: { ...changed.config, takesBytes: true }, bodyLimit: limits.logoBytes };
    app.put<OfLogo>(`${base}/logos/:scheme`, taking, async (request, reply) => {
      const { id } = sites.getSite(request.params.site);
      const scheme = schemeOf(request.params);
      if (!Buffer.isBuffer(request.body))
        throw appError('wrong_content_type', 'Send the picture itself, as application/octet-stream.');
      await appearance.saveLogo(id, scheme, request.body, audit.by(request));
      return reply.status(204).send();
    });
  });

  async function sendFile(reply: FastifyReply, { site, file }: OfFile['Params'], kept: 'public' | 'private') {
    const { id } = sites.getSite(site);
    const { style, logos } = await appearance.read(id);
    const path = `/${id}/appearance/${file}`;
    if (path.endsWith('.css') && style)
      return send(reply, path === style.path && kept)
        .type('text/css; charset=utf-8')
        .send(style.text);
    for (const scheme of colourSchemes) {
      const logo = logos[scheme];
      if (logo && file.startsWith(`${scheme}-`))
        return send(reply, path === logo.path && kept)
          .type('image/webp')
          .send(logo.content);
    }
    throw appError('route_not_found', 'There is nothing here. Open the page again.');
  }

  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  http.app.get<OfFile>('/:site/appearance/:file', open, (request, reply) => sendFile(reply, request.params, 'public'));

  // For the previews of editors.
  const edited = { ...surface, config: { access: 'admin', needs: 'articles.edit' } } as const;
  http.app.get<OfFile>(`${base}/:file`, edited, (request, reply) => sendFile(reply, request.params, 'private'));
}

/** What stands in the address stays as it is; a page that is a moment old gets what there is now, which nobody keeps. */
function send(reply: FastifyReply, kept: 'public' | 'private' | false): FastifyReply {
  return reply.header('cache-control', kept ? `${kept}, max-age=31536000, immutable` : 'no-store');
}
