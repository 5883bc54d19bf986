import type { AgentConversation, ConversationId, EventsPage, InboxItem, InternalEvent } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import {
  type Answer,
  buildKey,
  buildPageView,
  buildStart,
  fromFrame,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';

let server: TestServer;
let mia: string;
let jonas: string;
beforeAll(async () => {
  server = await startTestServer({ env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } });
  mia = (await server.logIn('agent', 'Mia Lindqvist')).cookie;
  jonas = (await server.logIn('agent', 'Jonas Weber')).cookie;
});
afterAll(() => server.close());

let senders = 0;
async function start(overrides: Record<string, unknown> = {}) {
  senders += 1;
  const { headers, ...rest } = fromFrame(buildStart(overrides), buildKey());
  const answer = await server.ask('service', `/m/${server.site.id}/conversations`, {
    ...rest,
    headers: { ...headers, 'x-forwarded-for': `198.51.100.${senders}` },
  });
  return answer.json<{ token: string; visitor: string; conversation: { id: ConversationId } }>();
}
const begin = async () => (await start()).conversation.id;
const ask = (id: string, path: string, cookie: string, body?: object): Promise<Answer> =>
  server.ask('workspace', `/api/agent/conversations/${id}${path}`, fromWorkspace(cookie, body));
const say = (text = 'Hello', clientId = newId('ms')) => ({ clientId, text });

describe('an agent', () => {
  it('[INB1] who takes at the same moment as another is told who has it', async () => {
    const id = await begin();
    const answers = await Promise.all([ask(id, '/take', mia, {}), ask(id, '/take', jonas, {})]);
    const [won] = answers.filter((answer) => answer.status === 200);
    const [lost] = answers.filter((answer) => answer.status !== 200);
    if (!won || !lost) throw new Error('One wins, one loses.');
    const name = won.json<{ item: InboxItem }>().item.assignee?.name;
    expect(refusalOf(lost)).toEqual([409, 'conversation_taken']);
    expect(lost.json<{ error: { message: string } }>().error.message).toContain(name);
  });

  it('[MSG1] who sends twice is heard once; another text is refused, for messages and notes', async () => {
    const id = await begin();
    for (const path of ['/messages', '/notes']) {
      const message = say();
      const [first, second] = [await ask(id, path, mia, message), await ask(id, path, mia, message)];
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(refusalOf(await ask(id, path, mia, { ...message, text: 'Other' }))).toEqual([409, 'client_id_reused']);
      expect((await ask(id, path, jonas, { ...message, text: 'Other' })).status).toBe(201);
    }
  });

  it.each<[string, unknown, number, string]>([
    ['empty', say(' '), 400, 'message_empty'],
    ['too long', say('x'.repeat(20_000)), 400, 'message_too_long'],
    ['without client id', { text: 'Hello' }, 400, 'invalid_body'],
    ['no object', [], 400, 'invalid_body'],
  ])('[MSG4] whose message is %s hears why, for messages and notes', async (_name, body, status, code) => {
    const id = await begin();
    for (const path of ['/messages', '/notes'])
      expect(refusalOf(await ask(id, path, mia, body as object))).toEqual([status, code]);
    expect((await server.app.conversations.open(id)).conversation).toMatchObject({ head: 1, status: 'queued' });
  });

  it('[MSG5] who writes too much at once is slowed down', async () => {
    const { cookie } = await server.logIn('agent', 'Hasty');
    const id = await begin();
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(id, '/messages', cookie, say())));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(30);
    expect(refusalOf(answers.find((answer) => answer.status !== 201) as Answer)).toEqual([429, 'too_many_messages']);
  });

  it('[CNV13] does not find what does not exist', async () => {
    for (const id of [newId('cv'), 'nonsense', newId('vi'), '..%2f..', 'x'.repeat(199)]) {
      for (const [path, body] of [
        ['', undefined],
        ['/events?after=0', undefined],
        ['/internal-events?after=0', undefined],
        ['/messages', say()],
        ['/notes', say()],
        ['/take', {}],
        ['/release', {}],
        ['/end', {}],
        ['/receipts', { deliveredSeq: 1, readSeq: 1 }],
      ] as const)
        expect(refusalOf(await ask(id, path, mia, body))).toEqual([404, 'conversation_not_found']);
    }
    const list = (path: string) => server.ask('workspace', `/api/agent/${path}`, fromWorkspace(mia));
    expect(refusalOf(await list('sites/st_unknown-site/conversations?view=queue'))).toEqual([404, 'site_not_found']);
    expect(refusalOf(await list(`sites/${server.site.id}/conversations?view=all`))).toEqual([400, 'invalid_query']);
    expect(refusalOf(await list(`sites/${server.site.id}/conversations`))).toEqual([400, 'invalid_query']);
    expect(refusalOf(await list(`visitors/${newId('vi')}`))).toEqual([404, 'visitor_not_found']);
    expect(refusalOf(await list('visitors/nonsense'))).toEqual([404, 'visitor_not_found']);
  });

  it('[INB3] who comes too late hears that it has ended', async () => {
    const id = await begin();
    const ended = await ask(id, '/end', mia, {});
    expect(ended.json<{ item: InboxItem }>().item.status).toBe('ended');
    for (const [path, body] of [
      ['/messages', say()],
      ['/take', {}],
      ['/release', {}],
    ] as const)
      expect(refusalOf(await ask(id, path, mia, body))).toEqual([409, 'conversation_ended']);
    expect((await ask(id, '/end', jonas, {})).status).toBe(200);
  });
});

describe('notes and assignments', () => {
  it('[MSG6] show in no route of the visitor: not in content, numbers, counts or times', async () => {
    const { token, conversation } = await start({ text: 'Is it dimmable?' });
    const { id } = conversation;
    const frame = (path: string) =>
      server.ask('service', `/m/${server.site.id}/conversations/${id}${path}`, fromFrame(null, token));
    const reads = async () => {
      const answers = [];
      for (const path of ['', '/events?after=0', '/events?before=99']) answers.push((await frame(path)).body);
      return answers;
    };
    const before = await reads();
    for (let at = 0; at < 3; at += 1) expect((await ask(id, '/notes', mia, say(`Secret ${at}`))).status).toBe(201);
    expect(await reads()).toEqual(before);
    const internal = (await ask(id, '/internal-events?after=0', jonas)).json<EventsPage<InternalEvent>>();
    expect(internal.events.map(({ seq, event }) => [seq, event.type === 'note' && event.text])).toEqual([
      [1, 'Secret 0'],
      [2, 'Secret 1'],
      [3, 'Secret 2'],
    ]);

    await ask(id, '/take', mia, {});
    await ask(id, '/messages', mia, say('Yes, it is.'));
    await ask(id, '/notes', mia, say('Secret 3'));
    const after = (await reads()).join();
    expect(after).toContain('Yes, it is.');
    expect(after).not.toMatch(/Secret|assigned|note|internal/);
    const { events } = JSON.parse((await reads())[1] ?? '') as EventsPage<InternalEvent>;
    expect(events.map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  it('[MSG6] cannot be asked for by a visitor', async () => {
    const { token, conversation } = await start();
    for (const path of ['/internal-events?after=0', '/notes', '/take', '/release']) {
      const answer = await server.ask(
        'service',
        `/m/${server.site.id}/conversations/${conversation.id}${path}`,
        fromFrame(null, token),
      );
      expect(refusalOf(answer)).toEqual([404, 'route_not_found']);
    }
  });
});

describe('what agents see', () => {
  it('a visitor’s past: visits with pages, conversations, what was typed about themselves', async () => {
    const view = (overrides: object) =>
      server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView(overrides)));
    const ids = (await view({ url: 'https://shop.example/lamps?token=x' })).json<{ visitor: `vi_x`; visit: `vs_x` }>();
    const { conversation } = await start({ ...pick(ids), contact: { name: '<b>Ann</b>', email: 'ann@example.org' } });
    const card = await server.ask('workspace', `/api/agent/visitors/${ids.visitor}`, fromWorkspace(mia));
    expect(card.json()).toMatchObject({
      label: '<b>Ann</b>',
      visitCount: 1,
      conversationCount: 1,
      visits: [{ id: ids.visit, endedAt: null, country: 'DE', pages: [{ url: 'https://shop.example/lamps' }] }],
      conversations: [{ id: conversation.id, status: 'queued', lastText: 'Hello, is anybody there?' }],
    });
    const opened = (await ask(conversation.id, '', mia)).json<AgentConversation>();
    expect(opened.contact).toEqual({ name: '<b>Ann</b>', email: 'ann@example.org' });
    expect(opened.item.visitor).toMatchObject({ country: 'DE', isOnline: true });
  });

  it('[INB2] whether the visitor is there, also when nothing else happens', async () => {
    const view = (overrides: object) =>
      server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView(overrides)));
    const ids = (await view({})).json<{ visitor: `vi_x`; visit: `vs_x` }>();
    const { conversation } = await start(pick(ids));
    const told: InboxItem[] = [];
    server.bus.subscribe(`stream:inbox.${server.site.id}`, (message) => {
      const { upserts } = (message as { data: { upserts: InboxItem[] } }).data;
      told.push(...upserts.filter((item) => item.id === conversation.id));
    });
    await server.app.sweep();
    server.clock.advance(61_000);
    await server.app.sweep();
    expect(told.at(-1)?.visitor.isOnline).toBe(false);
    await view(ids);
    await server.app.sweep();
    expect(told.at(-1)?.visitor.isOnline).toBe(true);
  });
});

function pick({ visitor, visit }: { visitor: string; visit: string }) {
  return { visitor, visit };
}
