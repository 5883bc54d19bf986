import type { FormAnswer } from '@porchlight/protocol';
import { isClientId, limits, type PublicEvent, type Sequenced } from '@porchlight/protocol';
import { FormProblems } from '../accounts/users/index.ts';
import type { Conversations } from '../conversations/index.ts';
import type { Readings } from '../files/index.ts';
import { appError } from '../platform/errors/index.ts';
import { nameIn, newName } from './contact-routes.ts';
import { emptyView, type FormView } from './controls.ts';
import * as pages from './conversation-pages.ts';
import type { FormBody, FormUploader } from './form-body.ts';
import type { Asked, FormScope } from './form-scope.ts';
import type { HeldCookie } from './held-cookie.ts';
import { fileProblems, findKept } from './kept-files.ts';
import type { Mine, Own } from './mine.ts';
import type { Page } from './page.ts';

export type ConversationOptions = {
  conversations: Conversations;
  readings: Readings;
  mine: Mine;
  cookie: HeldCookie;
  networkOf(ip: string): string;
};

/** As many of an address's conversations as one code opens; another code opens the next ones. */
const broughtByCode = 50;

const notTheirs = () => appError('conversation_not_found', 'There is no such conversation here.');

/** [HC16, HC18] My conversations: the list, one of them, and what can be done in it. */
export function conversationRoutes(scope: FormScope, options: ConversationOptions): void {
  const { conversations, readings, mine, cookie, networkOf } = options;

  const doneOf = ({ request }: Asked) => {
    const { done } = request.query as { done?: unknown };
    return typeof done === 'string' ? done : null;
  };
  const missing = (asked: Asked) => {
    asked.reply.status(404);
    return scope.send(asked, pages.missingPage(scope.contextOf(asked)));
  };
  async function getOwn(asked: Asked): Promise<Own> {
    const own = await mine.find(asked);
    if (!own) throw notTheirs();
    return own;
  }
  const fieldsOf = async (own: Own) => {
    const ticket = await conversations.tickets.find(own.row.id);
    return ticket ? (JSON.parse(ticket.fields) as FormAnswer[]) : [];
  };

  async function pageOf(asked: Asked, own: Own, view: FormView = emptyView, client = newName()): Promise<Page> {
    const { before } = asked.request.query as { before?: unknown };
    const isEarlier = typeof before === 'string' && /^\d{1,9}$/.test(before);
    const range = { before: isEarlier ? Number(before) : own.row.head + 1 };
    const { events, hasMore } = await conversations.findEvents<PublicEvent>(own.row.id, 'public', range);
    const shown = {
      row: own.row,
      fields: await fieldsOf(own),
      events,
      before: hasMore ? (events[0]?.seq ?? null) : null,
      isEarlier,
    };
    return pages.conversationPage(scope.contextOf(asked), shown, view, {
      client,
      round: newName(),
      done: doneOf(asked),
    });
  }

  async function uploaderOf(asked: Asked, { round }: Record<string, string>): Promise<FormUploader | null> {
    const own = await mine.find(asked);
    if (!own || !isClientId(round)) return null;
    const { site_id: site } = own.row;
    return {
      uploader: { site, owner: `key:${own.keyHash}`, conversation: null, network: networkOf(asked.request.ip) },
      prefix: round,
    };
  }

  scope.get('conversations', async (asked) => {
    const rows = (await mine.findAll(asked)).map(({ row }) => row);
    const token = cookie.read(asked.request, asked.place.site);
    // Where use lengthens its life, the browser learns it.
    if (token !== null && asked.place.site.isProlonged && rows.length > 0)
      cookie.keep(asked.reply, asked.place.site, token);
    return scope.send(asked, pages.listPage(scope.contextOf(asked), rows, doneOf(asked)));
  });

  scope.get('conversations/code', async (asked) => {
    const { entry } = asked.request.query as { entry?: unknown };
    const context = scope.contextOf(asked);
    const page =
      entry === undefined ? pages.askCodePage(context, emptyView) : pages.enterCodePage(context, emptyView, false);
    return scope.send(asked, page);
  });

  scope.get('conversations/:conversation', async (asked) => {
    const own = await mine.find(asked);
    if (!own) return missing(asked);
    const { row } = own;
    const page = await pageOf(asked, own);
    // A page that the browser fetches in advance nobody has read yet.
    if (!/prefetch|prerender/.test(String(asked.request.headers['sec-purpose'] ?? '')) && row.agent_message_seq > 0)
      await conversations.raiseReceipt(row.id, 'visitor', { deliveredSeq: row.head, readSeq: row.head });
    return scope.send(asked, page);
  });

  scope.get('conversations/:conversation/files/:file', async (asked) => {
    const own = await mine.find(asked);
    if (!own) return missing(asked);
    const { file } = asked.request.params as { file: string };
    const { url } = await readings.link(own.row.id, file, own.by);
    return asked.reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(url, 303);
  });

  scope.get('conversations/:conversation/transcript.txt', async (asked) => {
    const own = await mine.find(asked);
    if (!own) return missing(asked);
    const events: Sequenced<PublicEvent>[] = [];
    for (let hasMore = true; hasMore; ) {
      const after = events.at(-1)?.seq ?? 0;
      const page = await conversations.findEvents<PublicEvent>(own.row.id, 'public', { after });
      events.push(...page.events);
      hasMore = page.hasMore;
    }
    const text = pages.transcriptOf(asked, { row: own.row, fields: await fieldsOf(own), events });
    return asked.reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex')
      .header('content-disposition', `attachment; filename="conversation-${own.row.id.slice(-8)}.txt"`)
      .send(text);
  });

  /** The conversation again, with what is wrong; for who may not read it, that it is not open here. */
  async function giveBack(asked: Asked, view: FormView, body: FormBody): Promise<Page> {
    const own = await mine.find(asked);
    if (!own) return pages.missingPage(scope.contextOf(asked));
    const kept = await findFiles(asked, body);
    return pageOf(asked, own, { ...view, kept }, nameIn(body.fields.client));
  }

  const findFiles = async (asked: Asked, body: FormBody) =>
    findKept(asked.uploads, await uploaderOf(asked, { round: newName() }), body);

  scope.post({
    path: 'conversations/:conversation/messages',
    uploaderOf,
    giveBack,
    async submit(asked, body) {
      const { row, keyHash } = await getOwn(asked);
      const files = await findFiles(asked, body);
      const problems = [...fileProblems(asked, body)];
      const { message = '', client } = body.fields;
      if (message.trim() === '' && files.length === 0)
        problems.unshift({ field: 'message', text: asked.t.missing.message });
      if (files.length > limits.filesPerMessage) problems.push({ field: 'files', text: asked.t.wrong.tooManyFiles });
      if (problems.length > 0) throw new FormProblems(problems);
      const attachments = files.map(({ id }) => id);
      const sent = { clientId: nameIn(client), text: message, attachments };
      await conversations.sendAsVisitor({ conversation: row.id, keyHash }, sent);
      return { to: `conversations/${row.id}?done=sent` };
    },
  });

  scope.post({
    path: 'conversations/:conversation/close',
    giveBack,
    async submit(asked) {
      const { row } = await getOwn(asked);
      await conversations.end(row.id, 'visitor');
      return { to: `conversations/${row.id}?done=closed` };
    },
  });

  scope.post({
    path: 'conversations/:conversation/rating',
    giveBack,
    async submit(asked, body) {
      const { row } = await getOwn(asked);
      const { score = '', comment = '' } = body.fields;
      if (!/^[1-5]$/.test(score)) throw new FormProblems([{ field: 'score', text: asked.t.missing.score }]);
      if (comment.length > limits.ratingCommentChars) {
        const text = asked.t.wrong.tooLong(limits.ratingCommentChars);
        throw new FormProblems([{ field: 'comment', text }]);
      }
      await conversations.rate(row.id, Number(score), comment.trim() === '' ? null : comment);
      return { to: `conversations/${row.id}?done=rated` };
    },
  });

  scope.post({
    path: 'conversations/forget',
    async giveBack(asked) {
      const rows = (await mine.findAll(asked)).map(({ row }) => row);
      return pages.listPage(scope.contextOf(asked), rows, null);
    },
    async submit(asked) {
      const { site } = asked.place;
      const token = cookie.read(asked.request, site);
      if (token !== null) await conversations.held.end(site.id, token);
      cookie.clear(asked.reply, site);
      return { to: 'conversations?done=forgotten' };
    },
  });

  scope.post({
    path: 'conversations/code',
    giveBack: async (asked, view) => pages.askCodePage(scope.contextOf(asked), view),
    async submit(asked, { fields }) {
      if ((fields.email ?? '').trim() === '') throw new FormProblems([{ field: 'email', text: asked.t.missing.email }]);
      await asked.forms.askForCode(asked.request, fields.email ?? '');
      const view = { ...emptyView, values: { email: fields.email ?? '' } };
      return { page: pages.enterCodePage(scope.contextOf(asked), view, true) };
    },
  });

  scope.post({
    path: 'conversations/code/entry',
    giveBack: async (asked, view) => pages.enterCodePage(scope.contextOf(asked), view, false),
    async submit(asked, { fields }) {
      const { email = '', code = '' } = fields;
      const problems: FormView['problems'][number][] = [];
      if (email.trim() === '') problems.push({ field: 'email', text: asked.t.missing.email });
      if (code.trim() === '') problems.push({ field: 'code', text: asked.t.missing.code });
      if (problems.length > 0) throw new FormProblems(problems);
      const { site } = asked.place;
      await asked.forms.proveAddress(asked.request, { email, code });
      const token = await mine.findToken(asked, `code ${code}`);
      const { id: family } = conversations.held.familyOf(site, token);
      const found = await conversations.tickets.findTo(site.id, email, broughtByCode + 1, family);
      await conversations.held.grant(site, token, found.slice(0, broughtByCode));
      cookie.keep(asked.reply, site, token);
      return { to: `conversations?done=${found.length > broughtByCode ? 'openedSome' : 'opened'}` };
    },
  });
}
