import type { ConversationId, SiteId } from '@porchlight/protocol';
import type { FastifyInstance } from 'fastify';
import type { PortalForms } from '../accounts/index.ts';
import type { ArticleReader } from '../articles/index.ts';
import type { Conversations } from '../conversations/index.ts';
import type { Readings, Uploads } from '../files/index.ts';
import type { Places } from '../help-center/index.ts';
import type { Http } from '../platform/http/index.ts';
import { chatRoutes, heldCodeRoute } from './chat-routes.ts';
import { contactRoutes } from './contact-routes.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { FormScope } from './form-scope.ts';
import { HeldCookie } from './held-cookie.ts';
import { Mine } from './mine.ts';
import { suggestScript, suggestScriptPath, ticketStyle, ticketStylePath } from './style.ts';

type Options = {
  http: Http;
  isHttps: boolean;
  /** The help center's public origin. */
  helpOrigin: string;
  /** The installation's secret. */
  secret: string;
  conversations: Conversations;
  files: { uploads: Uploads; readings: Readings };
  forms: PortalForms;
  reader: ArticleReader;
  places: Places;
  isMailOn: boolean;
  networkOf(ip: string): string;
};

/** [HC14–HC18, HC34] The contact form and "my conversations" of the help center. */
export function ticketRoutes(options: Options): void {
  const { http, isHttps, helpOrigin, secret, conversations, files, forms, reader, places, isMailOn, networkOf } =
    options;
  const { uploads, readings } = files;
  const cookie = new HeldCookie(isHttps);
  const mine = new Mine({ conversations, forms, cookie, secret });
  http.app.register(async (app: FastifyInstance) => {
    const scope = new FormScope(app, { isHttps, forms, uploads, places });
    contactRoutes(scope, { conversations, uploads, reader, mine, cookie, isMailOn, networkOf });
    chatRoutes(scope, { conversations, mine, cookie });
    conversationRoutes(scope, { conversations, readings, mine, cookie, networkOf });
  });
  heldCodeRoute(http, conversations, helpOrigin);
  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  const kept = 'public, max-age=31536000, immutable';
  http.app.get(ticketStylePath, open, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', kept).send(ticketStyle),
  );
  http.app.get(suggestScriptPath, open, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', kept).send(suggestScript),
  );
}

/** [FILE8, HC16] Whether a user's session goes on, and the conversation is theirs. */
export async function canUserRead(
  { conversations, forms }: { conversations: Conversations; forms: PortalForms },
  session: string,
  conversation: ConversationId,
): Promise<boolean> {
  const owner = await conversations.tickets.findOwner(conversation);
  if (!owner) return false;
  return (await forms.findContactOfSession(owner.site as SiteId, session)) === owner.contact;
}
