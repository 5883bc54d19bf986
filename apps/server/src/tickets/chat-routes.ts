import { type HeldCodeAnswer, type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import { type Conversations, heldCode } from '../conversations/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Site } from '../sites/index.ts';
import { chatsPage } from './chat-pages.ts';
import { newName } from './contact-routes.ts';
import { emptyView } from './controls.ts';
import type { FormScope } from './form-scope.ts';
import type { HeldCookie } from './held-cookie.ts';
import type { Mine } from './mine.ts';
import { pathOf } from './page.ts';

export type ChatOptions = { conversations: Conversations; mine: Mine; cookie: HeldCookie };

/** [HC34] Chats of the messenger come to "my conversations": by a form of its frame, and a press of whoever sits there. */
export function chatRoutes(scope: FormScope, { conversations, mine, cookie }: ChatOptions): void {
  const { heldCodes } = conversations;

  scope.postFromMessenger('conversations/chats', async (asked, fields) => {
    const { place, reader, t, request } = asked;
    const { code, count } = await heldCodes.open(place.site, fields.code ?? '', request.ip);
    const context = { place, reader, t, token: '' };
    return scope.send(asked, chatsPage(context, emptyView, { code, client: newName(), count }));
  });

  // Reloaded, or in another language, there is nothing to press any more.
  scope.get('conversations/chats', async ({ place, reply }) => reply.redirect(pathOf(place, 'conversations'), 303));

  scope.post({
    path: 'conversations/chats/entry',
    isByCode: true,
    giveBack: async (asked, view) => chatsPage(scope.contextOf(asked), view, null),
    async submit(asked, { fields }) {
      const { site } = asked.place;
      const { code = '' } = fields;
      const token = await mine.findToken(asked, `messenger ${code}`);
      await heldCodes.use(site, code, token, asked.request.ip);
      cookie.keep(asked.reply, site, token);
      return { to: 'conversations?done=opened' };
    },
  });
}

/** [HC34] What the messenger asks for as the guest wishes it. */
export function heldCodeRoute(http: Http, { heldCodes }: Conversations, helpOrigin: string): void {
  const frame = {
    constraints: { surface: 'service' },
    config: { access: 'messenger-frame' },
    bodyLimit: 8_192,
  } as const;
  http.app.post('/m/:site/held-codes', frame, async (request, reply): Promise<HeldCodeAnswer> => {
    const site = request.actor as Site;
    const input = readBy(heldCode, request.body);
    const code = await heldCodes.issue(site, input, request.ip);
    const wished = input.language.slice(0, 2).toLowerCase() as HelpLanguage;
    const language = helpLanguages.includes(wished) ? `?lang=${wished}` : '';
    reply.status(201);
    return { code, url: `${helpOrigin}/${site.id}/conversations/chats${language}` };
  });
}
