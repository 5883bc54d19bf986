import {
  type Accepted,
  type ConversationOpened,
  cleanMessage,
  type EventsPage,
  limits,
  type PageViewAnswer,
  type PublicEvent,
  type StartConversationAnswer,
  type TokensAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import {
  type Answer,
  type Ask,
  buildKey,
  buildPageView,
  buildStart,
  countRows,
  fromFrame,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';
import { signAccessToken } from './access-token.ts';

let server: TestServer;
let ask: (path: string, ask: Ask) => Promise<Answer>;
beforeAll(async () => {
  server = await startTestServer({ env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } });
  ask = (path, one) => server.ask('service', `/m/${server.site.id}${path}`, one);
});
afterAll(() => server.close());

let senders = 0;
/** A start from an address of its own, so that tests do not share an allowance. */
async function start(overrides: Record<string, unknown> = {}, key = buildKey()) {
  senders += 1;
  const { headers, ...rest } = fromFrame(buildStart(overrides), key);
  const from = { ...headers, 'x-forwarded-for': `198.51.${Math.floor(senders / 200)}.${senders % 200}` };
  const answer = await ask('/conversations', { ...rest, headers: from });
  const { conversation, token, visitor } = answer.json<StartConversationAnswer>();
  return { answer, key, token, visitor, id: conversation?.id };
}
const written = ['visitors', 'conversations', 'conversation_events', 'conversation_keys'] as const;

describe('a conversation key', () => {
  it.each([
    ['missing', undefined],
    ['truncated', buildKey().slice(0, 42)],
    ['too long', `${buildKey()}A`],
    ['out of its alphabet', `${buildKey().slice(0, 42)}+`],
    ['a visitor id', newId('vi')],
  ])('[CNV1] that is %s opens nothing and writes nothing', async (_name, key) => {
    const before = await countRows(server.storage, written);
    expect(refusalOf(await ask('/conversations', fromFrame(buildStart(), key)))).toEqual([401, 'key_invalid']);
    expect(await countRows(server.storage, written)).toEqual(before);
  });

  it('[CNV1] does not work in a URL, a cookie or another scheme', async () => {
    const { key } = await start();
    for (const [path, headers] of [
      [`/conversations?key=${key}`, {}],
      ['/conversations', { cookie: `pl_ckey-${server.site.id}=${key}` }],
      ['/conversations', { authorization: `Basic ${Buffer.from(`:${key}`).toString('base64')}` }],
    ] as const) {
      const { headers: own, ...rest } = fromFrame(buildStart());
      expect(refusalOf(await ask(path, { ...rest, headers: { ...own, ...headers } }))).toEqual([401, 'key_invalid']);
    }
  });

  it('[CNV1] answers a repeated start with the first result, and another text with a conflict', async () => {
    const body = { clientId: newId('ms'), text: 'Hello' };
    const first = await start(body);
    const again = await start(body, first.key);
    expect([first.answer.status, again.answer.status]).toEqual([201, 200]);
    const [a, b] = [first, again].map(({ answer }) => answer.json<StartConversationAnswer>().accepted);
    expect(b).toEqual({ ...a, isRepeat: true });
    const other = await start({ ...body, text: 'Goodbye' }, first.key);
    expect(refusalOf(other.answer)).toEqual([409, 'client_id_reused']);
  });

  it('[CNV1] of twenty requests at once begins one conversation', async () => {
    const key = buildKey();
    const body = { clientId: newId('ms') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(body, key)));
    expect(new Set(answers.map((one) => one.id)).size).toBe(1);
    expect(answers.map((one) => one.answer.status).sort()).toEqual([...Array(19).fill(200), 201]);
  });

  it('[CNV1, CNV6] is exchanged for tokens in its place, unknown ones for nothing', async () => {
    const { key, id } = await start();
    const exchange = (body: object) => ask('/tokens', fromFrame(body));
    const answer = await exchange({ keys: ['', key, buildKey(), 'x'.repeat(100)], visit: null });
    expect(answer.json<TokensAnswer>().grants.map((grant) => grant?.conversation.id ?? null)).toEqual([
      null,
      id,
      null,
      null,
    ]);
    const many = Array.from({ length: limits.conversationKeys + 1 }, buildKey);
    expect(refusalOf(await exchange({ keys: many, visit: null }))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await exchange({ keys: [1], visit: null }))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await exchange({}))).toEqual([400, 'invalid_body']);
    expect((await exchange({ keys: [], visit: { a: 1 } })).json()).toEqual({ grants: [] });
  });
});

describe('an access token', () => {
  const routes = (id: string): [method: string, path: string, body: object | null][] => [
    ['GET', `/conversations/${id}`, null],
    ['GET', `/conversations/${id}/events?after=0`, null],
    ['POST', `/conversations/${id}/messages`, { clientId: newId('ms'), text: 'Hello' }],
    ['POST', `/conversations/${id}/receipts`, { deliveredSeq: 1, readSeq: 1 }],
    ['POST', `/conversations/${id}/rating`, { score: 5, comment: null }],
    ['POST', `/conversations/${id}/end`, {}],
  ];
  const refusals = async (id: string, token: string | undefined) => {
    const all = [];
    for (const [method, path, body] of routes(id)) all.push(refusalOf(await ask(path, fromFrame(body, token, method))));
    return [...new Set(all.map((one) => one.join(' ')))];
  };

  it('[CNV2] that is missing, forged, truncated or signed by another is refused on every route', async () => {
    const { id, token, key, visitor } = await start();
    const [version = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forgedBody = Buffer.from(JSON.stringify({ ...claims, expiresAt: claims.expiresAt + 1 })).toString(
      'base64url',
    );
    const foreign = signAccessToken('another installation', claims, server.clock.now()).token;
    for (const forged of [
      undefined,
      token.slice(0, -2),
      `${version}.${body}.`,
      `${version}.${forgedBody}.${signature}`,
      `v2.${body}.${signature}`,
      `${token}.x`,
      foreign,
      key,
      visitor,
      'null',
    ])
      expect(await refusals(id, forged)).toEqual(['401 token_invalid']);
  });

  it('[CNV2] lasts ten minutes', async () => {
    const { id, token, key } = await start();
    server.clock.advance(limits.accessTokenMs - 1);
    expect((await ask(`/conversations/${id}`, fromFrame(null, token))).status).toBe(200);
    server.clock.advance(1);
    expect(await refusals(id, token)).toEqual(['401 token_expired']);
    const { grants } = (await ask('/tokens', fromFrame({ keys: [key], visit: null }))).json<TokensAnswer>();
    expect((await ask(`/conversations/${id}`, fromFrame(null, grants[0]?.token))).status).toBe(200);
  });

  it('[CNV2] of a revoked key is refused at once', async () => {
    const { id, token, key } = await start();
    await server.app.conversations.keys.revokeAllOf(id);
    expect(await refusals(id, token)).toEqual(['401 token_revoked']);
    expect(refusalOf((await start({}, key)).answer)).toEqual([401, 'key_invalid']);
  });

  it('[CNV13] does not find a conversation of somebody else, nor one that does not exist, by the same words', async () => {
    const [mine, theirs] = [await start(), await start()];
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    for (const [method, path, body] of routes(theirs.id)) {
      const there = await ask(path, fromFrame(body, mine.token, method));
      const unknown = await ask(path.replace(theirs.id, newId('cv')), fromFrame(body, mine.token, method));
      const malformed = await ask(path.replace(theirs.id, 'nonsense'), fromFrame(body, mine.token, method));
      const elsewhere = await server.ask(
        'service',
        `/m/${other.id}${path.replace(theirs.id, mine.id)}`,
        fromFrame(body, mine.token, method),
      );
      expect(refusalOf(there)).toEqual([404, 'conversation_not_found']);
      for (const one of [unknown, malformed, elsewhere]) expect([one.status, one.body]).toEqual([404, there.body]);
    }
    expect((await server.app.conversations.open(theirs.id)).conversation.head).toBe(1);
  });

  it('[CNV2] is of no use to the workspace, and a session is of none here', async () => {
    const { id, token } = await start();
    const { cookie } = await server.logIn('agent');
    const workspace = await server.ask('workspace', `/api/agent/conversations/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(refusalOf(workspace)).toEqual([401, 'session_missing']);
    expect(refusalOf(await ask(`/conversations/${id}`, { headers: { cookie } }))).toEqual([401, 'token_invalid']);
  });
});

describe('a visitor id copied from another browser', () => {
  it('[VIS1, VIS4] shows as weak to agents, and opens nothing of the victim’s', async () => {
    const view = async (overrides: object) =>
      (
        await server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView(overrides)))
      ).json<PageViewAnswer>();
    const victim = await view({});
    const theirs = await start({ visitor: victim.visitor, visit: victim.visit, text: 'My order number is 4711' });
    server.clock.advance(60 * 60_000);

    const thief = await view({ visitor: victim.visitor });
    expect(thief.visitor).toBe(victim.visitor);
    const ids = { visitor: thief.visitor, visit: thief.visit };
    const own = await start({ ...ids, text: 'What did I order?' });
    const exchanged = await ask('/tokens', fromFrame({ keys: [own.key], visit: thief.visit }));
    for (const answer of [own.answer, exchanged]) {
      expect(answer.body).not.toContain('4711');
      expect(answer.body).not.toContain(theirs.id);
    }
    const reads: Answer[] = [];
    for (const credential of [own.token, thief.visitor, thief.visit, own.key]) {
      reads.push(await ask(`/conversations/${theirs.id}`, fromFrame(null, credential)));
      reads.push(await ask(`/conversations/${theirs.id}/messages`, fromFrame(buildStart(), credential)));
    }
    expect(reads.map((answer) => answer.status)).toEqual([404, 404, 401, 401, 401, 401, 401, 401]);
    expect((await server.app.conversations.open(theirs.id)).conversation.head).toBe(1);

    const { cookie } = await server.logIn('agent');
    const shown = await server.ask('workspace', `/api/agent/conversations/${own.id}`, fromWorkspace(cookie));
    expect(shown.json<{ recognition: object }>().recognition).toMatchObject({ strength: 'weak' });
    expect(server.app.visits.readLive(server.site.id).visitors).toMatchObject([
      { recognition: 'weak', isReturning: true },
    ]);
  });
});

describe('a message', () => {
  it.each([
    ['HTML and scripts', '<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['right-to-left overrides', 'abc\u202etxt.exe\u202c \u2066isolated\u2069 \u200f'],
    ['a lone surrogate', 'broken \ud83d half'],
    ['NUL', 'nul\u0000 in\u0000side'],
    ['emoji and joined emoji', '👩‍👩‍👧‍👦 🇨🇭 ☕️'],
    ['line ends of all kinds', ' one\r\ntwo\rthree\n '],
    ['a separator that JavaScript once knew as a line end', 'a\u2028b\u2029c'],
    ['JSON', '{"__proto__":{"isAdmin":true}}'],
    ['SQL', "'); DROP TABLE conversations; --"],
    ['exactly the limit', 'x'.repeat(limits.messageChars)],
    ['exactly the limit, between blanks', `  ${'x'.repeat(limits.messageChars)}  `],
  ])('[MSG4] with %s is kept as it is cleaned', async (_name, raw) => {
    const clean = cleanMessage(raw);
    const { id, token, answer } = await start({ text: raw });
    expect(answer.status).toBe(201);
    const sent = await ask(`/conversations/${id}/messages`, fromFrame({ clientId: newId('ms'), text: raw }, token));
    expect(sent.status).toBe(201);
    const { events } = (await ask(`/conversations/${id}`, fromFrame(null, token))).json<ConversationOpened>();
    expect(events.map(({ event }) => event.type === 'message' && event.text)).toEqual(
      clean.ok ? [clean.text, clean.text] : [],
    );
    const { cookie } = await server.logIn('agent');
    const shown = await server.ask('workspace', `/api/agent/conversations/${id}`, fromWorkspace(cookie));
    expect(shown.json<{ opened: ConversationOpened }>().opened.events).toEqual(events);
    expect(shown.headers['content-type']).toContain('application/json');
  });

  const { messageChars } = limits;
  it.each<[string, unknown, number, string]>([
    ['empty', '', 400, 'message_empty'],
    ['blank', ' \n\t ', 400, 'message_empty'],
    ['nothing but NUL', '\u0000\u0000', 400, 'message_empty'],
    ['longer than the limit', 'x'.repeat(messageChars + 1), 400, 'message_too_long'],
    ['20,000 characters', 'ä'.repeat(20_000), 400, 'message_too_long'],
    ['20,000 emoji', '👋'.repeat(20_000), 413, 'body_too_large'],
    ['no text', undefined, 400, 'invalid_body'],
    ['a list', ['Hello'], 400, 'invalid_body'],
  ])('[MSG4] that is %s is refused, at the start and later', async (_name, text, status, code) => {
    const { id, token } = await start();
    const before = await countRows(server.storage, written);
    const message = { clientId: newId('ms'), text };
    expect(refusalOf(await ask(`/conversations/${id}/messages`, fromFrame(message, token)))).toEqual([status, code]);
    expect(refusalOf((await start({ text })).answer)).toEqual([status, code]);
    expect(await countRows(server.storage, written)).toEqual(before);
  });

  it.each(['', 'short', 'x'.repeat(65), 'with space 1', 'ümläut-12', 7, null])(
    '[MSG1] with the client id %j is refused',
    async (clientId) => {
      const { id, token } = await start();
      const answer = await ask(`/conversations/${id}/messages`, fromFrame({ clientId, text: 'Hello' }, token));
      expect(refusalOf(answer)).toEqual([400, 'invalid_body']);
    },
  );

  it('[MSG1] sent twice is there once; the same client id with another text is refused', async () => {
    const { id, token } = await start();
    const message = { clientId: newId('ms'), text: 'Hello' };
    const send = (body: object) => ask(`/conversations/${id}/messages`, fromFrame(body, token));
    const [first, second] = [await send(message), await send(message)];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json()).toEqual({ ...first.json<Accepted>(), isRepeat: true });
    expect(refusalOf(await send({ ...message, text: 'Hello!' }))).toEqual([409, 'client_id_reused']);
    expect((await server.app.conversations.open(id)).conversation.head).toBe(2);
  });

  it('[ING4] has the server’s time, whatever the client says', async () => {
    const { id, token } = await start();
    const body = { clientId: newId('ms'), text: 'From the future', at: Date.parse('2031-01-01'), seq: 99 };
    const accepted = (await ask(`/conversations/${id}/messages`, fromFrame(body, token))).json<Accepted>();
    expect(accepted).toMatchObject({ seq: 2, at: server.clock.now() });
  });

  it('[MSG5] of one IPv6 network have one allowance to begin with', async () => {
    const { headers, ...rest } = fromFrame(buildStart());
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const from = { ...headers, 'x-forwarded-for': `2001:db8:7:7::${at}`, authorization: `Bearer ${buildKey()}` };
        return (await ask('/conversations', { ...rest, headers: from })).status;
      }),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it('[MSG5] two hundred in a second: those accepted are all there, once, in order', async () => {
    const { id, token } = await start();
    const sent = Array.from({ length: 200 }, (_, at) => ({ clientId: newId('ms'), text: `Number ${at}` }));
    const answers = await Promise.all(sent.map((body) => ask(`/conversations/${id}/messages`, fromFrame(body, token))));
    const taken = answers.flatMap((answer, at) => (answer.status === 201 ? [{ answer, body: sent[at] }] : []));
    const refused = answers.filter((answer) => answer.status !== 201);
    expect([taken.length, refused.length]).toEqual([30, 170]);
    for (const answer of refused) {
      expect(refusalOf(answer)).toEqual([429, 'too_many_messages']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(10);
    }
    const { events } = (await ask(`/conversations/${id}/events?after=1`, fromFrame(null, token))).json<
      EventsPage<PublicEvent>
    >();
    const bySeq = taken
      .map(({ answer, body }) => ({ seq: answer.json<Accepted>().seq, text: body?.text }))
      .sort((a, b) => a.seq - b.seq);
    expect(events.map(({ seq, event }) => ({ seq, text: event.type === 'message' && event.text }))).toEqual(bySeq);
    expect(bySeq.map((one) => one.seq)).toEqual(bySeq.map((_, at) => at + 2));
    // Another conversation goes on meanwhile.
    const other = await start();
    const free = await ask(
      `/conversations/${other.id}/messages`,
      fromFrame({ clientId: newId('ms'), text: 'x' }, other.token),
    );
    expect(free.status).toBe(201);
  });
});

describe('a request of the messenger', () => {
  it.each<[string, string, string | undefined, number, string]>([
    ['broken JSON', '{"keys":[', 'application/json', 400, 'malformed_json'],
    ['nothing', '', 'application/json', 400, 'invalid_body'],
    ['a list', '[]', 'application/json', 400, 'invalid_body'],
    ['deep JSON', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'application/json', 400, 'invalid_body'],
    [
      'too much',
      JSON.stringify({ keys: ['x'.repeat(70_000)], visit: null }),
      'application/json',
      413,
      'body_too_large',
    ],
    ['plain text', '{"keys":[],"visit":null}', 'text/plain', 415, 'wrong_content_type'],
    ['a form', 'keys=1', 'application/x-www-form-urlencoded', 415, 'wrong_content_type'],
  ])('[ING2] that is %s is refused', async (_name, body, type, status, code) => {
    const { headers } = fromFrame({});
    const answer = await ask('/tokens', { method: 'POST', body, headers: { ...headers, 'content-type': `${type}` } });
    expect(refusalOf(answer)).toEqual([status, code]);
  });

  it.each([
    ['a page of the site', 'https://shop.example'],
    ['null', 'null'],
    ['the workspace', 'http://workspace.localhost'],
    ['another port', 'http://service.localhost:81'],
    ['nowhere', undefined],
  ])('[CNV1] from %s is refused', async (_name, origin) => {
    const answer = await ask('/tokens', {
      method: 'POST',
      headers: origin ? { origin } : {},
      body: { keys: [], visit: null },
    });
    expect(refusalOf(answer)).toEqual([403, 'request_not_same_origin']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('[CNV1] that reads is refused from elsewhere too', async () => {
    const { id, token } = await start();
    for (const headers of [
      { origin: 'https://shop.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await ask(`/conversations/${id}`, {
        headers: { authorization: `Bearer ${token}`, ...headers } as never,
      });
      expect(refusalOf(answer)).toEqual([403, 'request_not_same_origin']);
    }
  });

  it('[ING2] of a site that does not exist is refused', async () => {
    for (const path of ['frame', 'availability'])
      expect(refusalOf(await server.ask('service', `/m/st_unknown-site/${path}`))).toEqual([404, 'site_not_found']);
    const answer = await server.ask('service', '/m/st_unknown-site/tokens', fromFrame({ keys: [], visit: null }));
    expect(refusalOf(answer)).toEqual([404, 'site_not_found']);
  });

  it.each(['', '?after=-1', '?after=x', '?after=1e9', '?before=', '?around=3', '?after=1&after=2'])(
    '[ING2] for events%s is refused',
    async (query) => {
      const { id, token } = await start();
      const answer = await ask(`/conversations/${id}/events${query}`, fromFrame(null, token));
      expect(refusalOf(answer)).toEqual([400, 'invalid_query']);
    },
  );

  it.each([
    { score: 0, comment: null },
    { score: 6, comment: null },
    { score: 2.5, comment: null },
    { score: 5 },
    { score: 5, comment: 'x'.repeat(1_001) },
  ])('[INB3] with the rating %j is refused, and any before the end', async (body) => {
    const { id, token } = await start();
    const rate = (one: object) => ask(`/conversations/${id}/rating`, fromFrame(one, token));
    expect(refusalOf(await rate({ score: 5, comment: 'Good' }))).toEqual([409, 'conversation_not_ended']);
    expect((await ask(`/conversations/${id}/end`, fromFrame({}, token))).status).toBe(204);
    expect(refusalOf(await rate(body))).toEqual([400, 'invalid_body']);
    expect((await rate({ score: 5, comment: 'Good' })).status).toBe(204);
  });

  it('[MSG5] to change a rating takes from the allowance too', async () => {
    const { id, token } = await start();
    await ask(`/conversations/${id}/end`, fromFrame({}, token));
    const rate = (at: number) =>
      ask(`/conversations/${id}/rating`, fromFrame({ score: 1 + (at % 5), comment: null }, token));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => rate(at)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(30);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it.each([
    { deliveredSeq: -1, readSeq: 0 },
    { deliveredSeq: 1.5, readSeq: 0 },
    { deliveredSeq: 1 },
    { deliveredSeq: '1', readSeq: '1' },
    { deliveredSeq: 1e12, readSeq: 0 },
  ])('[MSG3] with the receipt %j is refused', async (body) => {
    const { id, token } = await start();
    expect(refusalOf(await ask(`/conversations/${id}/receipts`, fromFrame(body, token)))).toEqual([
      400,
      'invalid_body',
    ]);
  });

  it('[MODE14, VIS1] gets no cookie, and what script can read of the browser opens nothing', async () => {
    const { id, answer, visitor } = await start();
    expect(answer.headers['set-cookie']).toBeUndefined();
    const cookie = `pl_vid-${server.site.id}=${visitor}; pl_chat-${server.site.id}=open.1763769600000`;
    expect(refusalOf(await ask(`/conversations/${id}`, { headers: { cookie } }))).toEqual([401, 'token_invalid']);
    const { headers, ...rest } = fromPage(buildPageView());
    const view = await server.ask('service', `/t/${server.site.id}/views`, {
      ...rest,
      headers: { ...headers, cookie },
    });
    expect([view.status, view.headers['set-cookie']]).toEqual([201, undefined]);
    expect(view.headers['access-control-allow-credentials']).toBeUndefined();
  });
});
