import { setCookieHeaders } from '@porchlight/cookies';
import { limits, voteReasons } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ArticleReader, LiveText, Vote } from '../articles/index.ts';
import { rightMissing } from '../groups/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Site } from '../sites/index.ts';
import type { HelpAllowances } from './allowances.ts';
import { articlePath, type HelpPlace } from './place.ts';
import { sendPage } from './sending.ts';
import { keepVisitorToken, readVisitorToken } from './visitor-token.ts';
import type { VoteForms } from './vote-forms.ts';
import { voteAgainPage } from './vote-pages.ts';

export type AskedPage = { Params: { site?: string; lang: string; slug: string } };

type Options = {
  scope: FastifyInstance;
  reader: ArticleReader;
  forms: VoteForms;
  /** The help center's public origin. */
  origin: string;
  isHttps: boolean;
  allow: HelpAllowances;
  networkOf(ip: string): string;
  findPlace(request: FastifyRequest<AskedPage>): Promise<HelpPlace | null>;
  findArticle(place: HelpPlace, slug: string): Promise<{ text: LiveText; all: LiveText[] } | null>;
  /** The id of the session of a user of this site's help center; null where nobody is logged in. */
  findSession(request: FastifyRequest, site: Site): Promise<string | null>;
  missing(request: FastifyRequest<AskedPage>, reply: FastifyReply): Promise<FastifyReply>;
};

/** A thousand characters that a form writes as twelve signs each, and the rest of the form. */
const formBytes = 16_384;

/** [HC8, HC9, HC27] The vote form of articles, with the reason that may be given after “no”. */
export function voteRoutes(options: Options): void {
  const { scope, reader, forms, isHttps, allow } = options;
  const form = { constraints: { surface: 'help' }, config: { access: 'help-form' }, bodyLimit: formBytes } as const;

  for (const prefix of ['', '/:site']) {
    scope.post<AskedPage & { Body: unknown }>(`${prefix}/:lang/articles/:slug/votes`, form, async (request, reply) => {
      const network = options.networkOf(request.ip);
      // First of all: what is refused costs as little as can be.
      await allow.vote(network);
      const place = await options.findPlace(request);
      const found = place && (await options.findArticle(place, request.params.slug));
      if (!place || !found) return options.missing(request, reply);
      if (!place.actor.may.includes('vote')) throw rightMissing();
      const { site } = place;
      const given = readVote(request.body);
      const text = found.all.find((one) => one.language === given.language);
      const { helpful, reason } = given;
      if (!text || helpful === null)
        throw appError('invalid_body', 'Say “yes” or “no” to a text of this article. Open it again and choose.');

      const visitor = readVisitorToken(request.headers.cookie, site, isHttps);
      const held = { site: site.id, visitor, session: await options.findSession(request, site) };
      const giveBack = (problem: string, status: number) => {
        const parts = {
          text: { ...text, slug: found.text.slug },
          token: forms.issue(held),
          given: { helpful, reason },
        };
        return sendPage(request, reply, place, voteAgainPage(place, parts, problem), status);
      };
      if (!forms.fits(given.form, held, request.headers.origin === options.origin))
        return giveBack(place.t.voteAgainText, 403);
      if (reason && [...reason.comment].length > limits.voteCommentChars) return giveBack(place.t.reasonTooLong, 400);

      if (visitor === null) await allow.newVoter(network);
      const { token, cookie } = keepVisitorToken(visitor, site, isHttps);
      await reader.vote({ ...text, site: site.id }, token, helpful === 'yes', reason);
      reply.header('set-cookie', setCookieHeaders([cookie]));
      return reply.redirect(`${articlePath(place, found.text.slug)}#vote`, 303);
    });
  }
}

/** What a form holds; `reason` null where it is that of the two buttons alone. */
function readVote(body: unknown): {
  form: string | undefined;
  language: unknown;
  helpful: 'yes' | 'no' | null;
  reason: Omit<Vote, 'isHelpful'> | null;
} {
  const { form, language, helpful, reason, comment } = (body ?? {}) as Record<string, unknown>;
  return {
    form: typeof form === 'string' ? form : undefined,
    language,
    helpful: helpful === 'yes' || helpful === 'no' ? helpful : null,
    reason:
      typeof comment === 'string' && helpful === 'no'
        ? {
            reason: voteReasons.find((one) => one === reason) ?? null,
            // Line ends as they are typed, and nothing else that is no character.
            comment: comment
              .replace(/\r\n?/g, '\n')
              .replace(/[^\P{Cc}\n]/gu, ' ')
              .trim(),
          }
        : null,
  };
}
