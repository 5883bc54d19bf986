import { entries, readCookie, setCookieHeaders } from '@porchlight/cookies';
import { helpLanguages } from '@porchlight/protocol';
import { z } from 'zod';
import type { UsersFeature } from '../accounts/users/index.ts';
import { findOwnVisit } from '../accounts/users/index.ts';
import type { Consents } from '../consents/index.ts';
import { keepChosenLanguage, type Places } from '../help-center/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { networkOf, Visits } from '../visits/index.ts';
import { choiceCookies, readChoice } from './consent-choice.ts';
import { choicePage, preferencesPage } from './pages.ts';

type Options = {
  http: Http;
  users: UsersFeature;
  places: Places;
  consents: Consents;
  identities: Visits['identities'];
  isHttps: boolean;
  /** The help center's public origin. */
  helpOrigin: string;
  networkOf: typeof networkOf;
};

const language = z.object({ language: z.enum(helpLanguages) });
const choice = z.object({
  choice: z.enum(['none', 'all', 'these']),
  functional: z.string().max(10).optional(),
  analytics: z.string().max(10).optional(),
});

/** [HC32] What a browser remembers in the help center: language, consent, and that it stays logged in. */
export function preferenceRoutes(options: Options): void {
  const { http, users, places, consents, identities, isHttps } = options;
  const host = new URL(options.helpOrigin).hostname;

  http.app.register(async (app) => {
    const scope = users.accountScope(app, places);

    scope.form({
      path: 'preferences',
      schema: language,
      page: (context, view, request) =>
        preferencesPage(context, view, {
          choice: readChoice(request, context.site, isHttps),
          isRemembered:
            readCookie(request.headers.cookie, entries.portalRemembered, { site: context.site.id, isHttps }) !== null,
        }),
      async submit({ reply, actor, input }) {
        reply.header('set-cookie', setCookieHeaders([keepChosenLanguage(input.language, isHttps)]));
        // [LANG1] the profile stands before the choice, so that it must say the same.
        const { session } = actor.portal;
        if (session) await users.changeLanguage(session, input.language);
        return { to: `preferences?done=saved&lang=${input.language}` };
      },
    });

    scope.form({
      path: 'preferences/login',
      schema: z.object({}),
      page: null,
      async submit({ request, reply, actor }) {
        await users.forgetBrowser(request, reply, actor.portal);
        return { to: 'preferences?done=forgotten' };
      },
    });

    scope.form({
      path: 'cookies/choice',
      schema: choice,
      page: (context, _view, request) => choicePage(context, readChoice(request, context.site, isHttps)),
      async submit({ request, reply, actor, input }) {
        const { site } = actor;
        const pick = (name: 'functional' | 'analytics') =>
          input.choice === 'all' || (input.choice === 'these' && input[name] !== undefined);
        const choices = { functional: pick('functional'), analytics: pick('analytics') };
        const own = findOwnVisit(request, site, isHttps);
        reply.header('set-cookie', setCookieHeaders(choiceCookies(choices, site, host, isHttps)));
        // [CON4] a withdrawal ends the collection at once, as the tag's own does.
        if (!choices.analytics && own) await identities.forgetPair(site, own.visitor, own.visit);
        // [CON5] a yes is kept as proof, a no in this browser alone.
        const isNew =
          readChoice(request, site, isHttps).stored !==
          `${+choices.functional}${+choices.analytics}.${site.consentTextVersion}`;
        if (isNew && (choices.functional || choices.analytics)) {
          const who = { visitor: own?.visitor ?? null, visit: own?.visit ?? null };
          const proof = { ...who, choices, textVersion: site.consentTextVersion, source: 'help-center' as const };
          await consents.record(site, proof, options.networkOf(request.ip));
        }
        return { to: `cookies?lang=${actor.language}&done=choice` };
      },
    });
  });
}
