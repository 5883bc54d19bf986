import type { Member, SiteId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { UsersFeature } from '../accounts/users/index.ts';
import { type ArticleReader, type LiveText, voterOf } from '../articles/index.ts';
import type { Audit } from '../audit/index.ts';
import { type HelpPages, type HelpPlace, type Places, readVisitorToken } from '../help-center/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { createOutboundFetch } from '../platform/outbound/fetch.ts';
import type { Site, Sites } from '../sites/index.ts';
import { checkerMs, createChecker } from './checker.ts';
import { Comments } from './comments.ts';
import { commentListRoutes } from './list-routes.ts';
import { commentPageRoutes } from './page-routes.ts';
import { commentRoutes } from './routes.ts';
import { Stamps } from './stamps.ts';
import { stopRoutes } from './stop-routes.ts';

export type CommentsFeatureOptions = {
  storage: Storage;
  clock: Clock;
  sites: Sites;
  users: UsersFeature;
  /** The installation's secret. */
  secret: string;
  isHttps: boolean;
  isMailOn: boolean;
  /** The help center's public origin. */
  helpOrigin: string;
  networkOf(ip: string): string;
  /** Address of a checker that the operator names; null for none. */
  checkerUrl: string | null;
  /** Whether it may be on this machine: in the demo alone. */
  allowsLoopback: boolean;
  onError(error: unknown): void;
  /** Members who moderate the comments of a site. */
  findModerators(site: SiteId): Promise<{ email: string; language: 'en' | 'de' }[]>;
};

type Parts = {
  http: Http;
  audit: Audit;
  reader: ArticleReader;
  places: Places;
  help: HelpPages;
  readMember(actor: unknown): Member;
};

export type CommentsFeature = {
  comments: Comments;
  /** What stands below an article: its comments, where the site takes them. */
  below(request: FastifyRequest, place: HelpPlace, text: LiveText, roomBytes: number): Promise<SafeHtml | null>;
  /** Registers the pages of comments, and what members do with them. */
  addTo(parts: Parts): void;
  /** Tells members that comments wait. */
  tellMembers: JobHandler;
};

/** Comments on articles: rules HC10 to HC13 in docs/spec/help-center.md. */
export function createComments(options: CommentsFeatureOptions): CommentsFeature {
  const { clock, sites, users, secret, isHttps, helpOrigin } = options;
  const { checkerUrl, allowsLoopback } = options;
  const send = createOutboundFetch({ allowsLoopback, timeoutMs: checkerMs });
  const comments = new Comments({ ...options, checker: checkerUrl === null ? null : createChecker(checkerUrl, send) });
  const stamps = new Stamps(secret);
  const allowComment = createAllowance({
    points: 8,
    durationS: 600,
    code: 'too_many_requests',
    message: 'Too many comments came from this address within ten minutes. Try again shortly.',
  });

  async function findOwn(request: FastifyRequest, site: Site): Promise<string[]> {
    const token = readVisitorToken(request.headers.cookie, site, isHttps);
    const user = await users.readUser(request, site.id);
    return [...(user ? [user.id] : []), ...(token ? [voterOf(site.id, token)] : [])];
  }

  return {
    comments,
    async below(request, place, text, roomBytes) {
      const { policy } = await comments.readSettings(place.site.id);
      if (policy === 'off') return null;
      return comments.renderBelow(place, text, await findOwn(request, place.site), roomBytes);
    },
    addTo({ http, audit, reader, places, help, readMember }) {
      commentPageRoutes({
        ...options,
        http,
        clock,
        comments,
        stamps,
        reader,
        places,
        forms: users.forms,
        allowComment,
      });
      commentListRoutes({ http, comments, help, findOwn });
      stopRoutes({ http, sites, places, help, comments, isHttps });
      const addressOf = (site: SiteId, comment: string) => `${helpOrigin}/${site}/comments/${comment}`;
      commentRoutes({ http, sites, comments, audit, readMember, addressOf });
    },
    async tellMembers(payload) {
      const { site, since } = payload as { site: SiteId; since: number };
      if (!sites.findSite(site)) return;
      await comments.tellMembers(site, since, await options.findModerators(site));
    },
  };
}
