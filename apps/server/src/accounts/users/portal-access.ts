import { entries, readCookie } from '@porchlight/cookies';
import type { HelpLanguage, VisitId, VisitorId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OwnVisit } from '../../contacts/index.ts';
import type { HelpPlace, Places } from '../../help-center/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import type { Http } from '../../platform/http/index.ts';
import type { Site, Sites } from '../../sites/index.ts';
import { isFromOwnPages } from '../access.ts';
import type { Portal, UserSessions } from './user-sessions.ts';

/** Who asks at a site's help center, and in which language, as the checks `portal` and `portal-form` leave it. */
export type PortalActor = { kind: 'portal'; site: Site; place: HelpPlace; language: HelpLanguage; portal: Portal };

type Options = {
  http: Http;
  sites: Sites;
  places: Places;
  sessions: UserSessions;
  helpOrigin: string;
  serviceOrigin: string;
};

/**
 * Registers `portal`, for pages that know who opens them, and `portal-form`, for what forms send: only from the help
 * center's own pages, and only as a form [CSRF1]. The token of the form is checked where the form can be given back.
 * `messenger-form` is for what the messenger's frame sends to a tab of its own: from the service's origin alone [HC34].
 */
export function addPortalAccess({ http, sites, places, sessions, helpOrigin, serviceOrigin }: Options): void {
  async function read(request: FastifyRequest, reply: FastifyReply): Promise<PortalActor> {
    const { site: id } = request.params as { site: string };
    const site = sites.getSite(id);
    const portal = await sessions.read(request, site.id);
    // A page that the browser fetches in advance nobody has opened yet.
    const isOpened = !/prefetch|prerender/.test(String(request.headers['sec-purpose'] ?? ''));
    if (!portal.session && isOpened) {
      portal.session = await sessions.resume(request, reply, site.id).catch((error: unknown) => {
        // A page is asked for once more, with what the other tab was given; what a form holds is not thrown away.
        const isRaced = error instanceof AppError && error.code === 'login_raced';
        const { again } = request.query as { again?: unknown };
        if (isRaced && (request.method === 'POST' || again !== undefined)) return null;
        throw error;
      });
    }
    if (portal.session) portal.guest = null;
    const { lang } = request.query as { lang?: unknown };
    const user = portal.session?.user ?? null;
    const place = await places.choose(request, site, { asked: lang, user, guest: portal.guest?.language });
    return { kind: 'portal', site, place, language: place.language, portal };
  }

  http.addAccess('portal', read);
  http.addAccess('messenger-form', async (request): Promise<PortalActor> => {
    if (request.headers.origin !== serviceOrigin)
      throw appError('request_not_same_origin', 'This is taken from the messenger only. Send it from there.');
    assertForm(request, onlyFields);
    const { site: id } = request.params as { site: string };
    const { lang } = request.query as { lang?: unknown };
    const site = sites.getSite(id);
    // Whether a browser brings cookies along depends on how the operator's hosts are named: they are nobody's here.
    const place = await places.choose(request, site, { asked: lang, user: null });
    return {
      kind: 'portal',
      site,
      place,
      language: place.language,
      portal: { site: site.id, session: null, guest: null },
    };
  });
  http.addAccess('portal-form', (request, reply) => {
    if (!isFromOwnPages(request, helpOrigin))
      throw appError(
        'request_not_same_origin',
        'This is taken from pages of the help center only. Send it from there.',
      );
    assertForm(request, request.routeOptions.config.takesFiles ? fieldsAndFiles : onlyFields);
    return read(request, reply);
  });
}

const onlyFields = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const fieldsAndFiles = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

function assertForm({ headers }: FastifyRequest, taken: RegExp): void {
  if (!taken.test(headers['content-type'] ?? ''))
    throw appError('wrong_content_type', 'This content type is not taken here. Send a form.');
}

/** What the check left in `request.actor`; throws where a route forgot to name one. */
export function readPortal({ actor }: FastifyRequest): PortalActor {
  if ((actor as PortalActor | null)?.kind !== 'portal')
    throw new Error('This route names no access of the help center.');
  return actor as PortalActor;
}

/** The visitor and visit that the tag keeps in this browser, where the help center lies under the site's domain. */
export function findOwnVisit({ headers }: FastifyRequest, site: Site, isHttps: boolean): OwnVisit | null {
  const place = { site: site.id, isHttps };
  const visitor = readCookie(headers.cookie, entries.visitor, place);
  const visit = readCookie(headers.cookie, entries.visit, place)?.split('.')[0];
  return visitor && visit ? { visitor: visitor as VisitorId, visit: visit as VisitId } : null;
}
