import type { AddressInfo } from 'node:net';
import {
  type AgentConversation,
  type ErrorBody,
  limits,
  type PageViewAnswer,
  type RecoveryAnswer,
  type RecoveryRequest,
  type StartConversationAnswer,
  type TokensAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSigningSecret } from '../installation/index.ts';
import { newId } from '../platform/ids/index.ts';
import { Client } from '../realtime/testing.ts';
import type { Site } from '../sites/index.ts';
import {
  type Answer,
  buildKey,
  buildPageView,
  buildStart,
  countRows,
  databaseKinds,
  fromFrame,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServerOn,
  type TestServer,
} from '../testing.ts';
import { newFamilyId } from './recoveries.ts';
import { deriveSecret, signRecoveryToken } from './recovery-token.ts';

const hour = 60 * 60_000;
describe.each(databaseKinds)('a recovery on %s', (kind) => {
  let server: TestServer;
  let site: Site;
  let secret: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } });
    secret = await getSigningSecret(server.storage);
  });
  beforeEach(() => use({}));
  afterAll(() => server.close());

  /** A site of its own for the test. */
  async function use(change: Parameters<TestServer['app']['sites']['changeSite']>[1]): Promise<void> {
    const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
    site = await server.app.sites.changeSite(id, change);
  }

  let senders = 0;
  const ask = (path: string, body: object | null, credential?: string, of = site): Promise<Answer> => {
    const { headers, ...rest } = fromFrame(body, credential);
    senders += 1;
    const from = { ...headers, 'x-forwarded-for': `198.51.${Math.floor(senders / 250)}.${senders % 250}` };
    return server.ask('service', `/m/${of.id}${path}`, { ...rest, headers: from });
  };
  async function start(text = 'Where is my parcel?', of = site) {
    const { visitor, visit } = (
      await server.ask('service', `/t/${of.id}/views`, fromPage(buildPageView()))
    ).json<PageViewAnswer>();
    const key = buildKey();
    const answer = await ask('/conversations', buildStart({ visitor, visit, text }), key, of);
    const { conversation, token } = answer.json<StartConversationAnswer>();
    return { key, token, id: conversation.id, visitor, visit };
  }
  const send = (body: Partial<RecoveryRequest>, of = site) =>
    ask('/recoveries', { token: null, keys: [], marker: null, ...body }, undefined, of);
  async function recover(body: Partial<RecoveryRequest>): Promise<RecoveryAnswer> {
    const answer = await send(body);
    if (answer.status !== 200) throw new Error(answer.body);
    return answer.json<RecoveryAnswer>();
  }
  async function opens(keys: string[], of = site) {
    const answer = (await ask('/tokens', { keys, visit: null }, undefined, of)).json<TokensAnswer>();
    return answer.grants.map((grant) => grant?.conversation.id ?? null);
  }
  async function tokenOf(key: string) {
    const { grants } = (await ask('/tokens', { keys: [key], visit: null })).json<TokensAnswer>();
    return grants[0]?.token ?? '';
  }
  async function internalOf(id: string) {
    const { cookie } = await server.logIn('agent');
    const answer = await server.ask('workspace', `/api/agent/conversations/${id}`, fromWorkspace(cookie));
    return answer.json<AgentConversation>().internal.events.map(({ event }) => event.type);
  }
  async function connect(token: string) {
    const client = new Client((server.app.http.app.server.address() as AddressInfo).port, 'service.localhost');
    await client.opened;
    client.send({ type: 'hello', v: 1, token });
    await client.next('welcome');
    return client;
  }

  it('[CNV3, MODE17] lasts as long as the key that it was made from is used, in one page that stays open', async () => {
    await use({ mode: 'first-party-session' });
    const { key, id } = await start();
    const { token } = await recover({ keys: [key], marker: 'a-mark-of-the-session' });
    for (let passed = 0; passed < 9; passed += 3) {
      server.clock.advance(3 * hour);
      expect(await opens([key])).toEqual([id]);
    }
    const { keys } = await recover({ token, marker: 'a-mark-of-the-session' });
    expect(await opens(keys)).toEqual([id]);
  });

  it('[CNV3] brings the conversations back on each page, by keys of its own', async () => {
    const [one, two] = [await start('First'), await start('Second')];
    const begun = await recover({ keys: [one.key] });
    expect(begun.token).toMatch(/^rt_[A-Za-z0-9_-]{22}\.1\.[A-Za-z0-9_-]{43}$/);
    const second = await recover({ token: begun.token, keys: [two.key] });
    const third = await recover({ token: second.token });
    expect([begun.keys.length, second.keys.length, third.keys]).toEqual([1, 2, second.keys]);
    expect(await opens(third.keys)).toEqual(expect.arrayContaining([one.id, two.id]));
    expect(third.keys).not.toContain(one.key);
    const message = { clientId: newId('ms'), text: 'Still me' };
    const { grants } = (await ask('/tokens', { keys: third.keys, visit: null })).json<TokensAnswer>();
    const grant = grants.find((each) => each?.conversation.id === one.id);
    expect((await ask(`/conversations/${one.id}/messages`, message, grant?.token)).status).toBe(201);
  });

  it('[CNV3] answers a repeat, and twenty requests at once, with the same successor and keys', async () => {
    const { key } = await start();
    const begun = await recover({ keys: [key] });
    expect(await recover({ keys: [key] })).toEqual(begun);
    const answers = await Promise.all(Array.from({ length: 20 }, () => recover({ token: begun.token })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const families = await countRows(server.storage, ['key_families']);
    expect(await recover({ token: begun.token })).toEqual(answers[0]);
    expect(await countRows(server.storage, ['key_families'])).toEqual(families);
  });

  it('[CNV3] used again after its successor was seen ends the family, on HTTP and sockets, and tells the agents', async () => {
    const [chat, other] = [await start(), await start()];
    const first = await recover({ keys: [chat.key, other.key] });
    const second = await recover({ token: first.token });
    await recover({ token: second.token });
    const [key = ''] = second.keys;
    const token = await tokenOf(key);
    const socket = await connect(token);
    expect(refusalOf(await send({ token: first.token }))).toEqual([410, 'recovery_reused']);
    expect((await socket.next('bye')).code).toBe('revoked');
    expect(await opens(second.keys)).toEqual([null, null]);
    for (const id of [chat.id, other.id]) {
      expect(await internalOf(id)).toEqual(['recovery-reused']);
      expect([401, 404]).toContain((await ask(`/conversations/${id}`, null, token)).status);
    }
    const third = await send({ token: second.token });
    expect(refusalOf(third)).toEqual([410, 'recovery_reused']);
    expect(await internalOf(chat.id)).toEqual(['recovery-reused']);
    // What the frame had before the page knew a token was not in anybody else's hands.
    expect(await opens([chat.key])).toEqual([chat.id]);
    const { conversation } = await server.app.conversations.open(chat.id);
    expect(conversation.head).toBe(1);
  });

  it('[CNV3] of twenty late ones at once tells the agents once', async () => {
    const { key, id } = await start();
    const first = await recover({ keys: [key] });
    await recover({ token: (await recover({ token: first.token })).token });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ token: first.token })));
    for (const answer of answers) expect(refusalOf(answer)).toEqual([410, 'recovery_reused']);
    expect(await internalOf(id)).toEqual(['recovery-reused']);
  });

  it('[CNV3] forged, truncated, of another site or another family recovers nothing and ends nothing', async () => {
    const [mine, theirs] = [await start(), await start()];
    const [first, foreign] = [await recover({ keys: [mine.key] }), await recover({ keys: [theirs.key] })];
    const [head = '', generation = '', mac = ''] = first.token.split('.');
    const otherSite = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const sign = deriveSecret(secret, 'recovery-token');
    const before = await countRows(server.storage, ['key_families', 'conversation_keys', 'key_events']);
    for (const token of [
      '',
      'rt_',
      first.token.slice(0, -1),
      `${first.token}A`,
      `${head}.${generation}.${'A'.repeat(43)}`,
      `${head}.2.${mac}`,
      `${head}.01.${mac}`,
      `${head}.0.${mac}`,
      `${head}.-1.${mac}`,
      `${head}.1e0.${mac}`,
      `${head}.${'9'.repeat(30)}.${mac}`,
      `${foreign.token.split('.')[0]}.${generation}.${mac}`,
      first.token.toUpperCase(),
      `${first.token}\u0000`,
      mine.key,
      mine.token,
      signRecoveryToken(deriveSecret(secret, 'family-key'), site.id, head.slice(3), 1),
      signRecoveryToken(deriveSecret('another installation', 'recovery-token'), site.id, head.slice(3), 1),
      // A generation that was never handed out, and a family that does not exist.
      signRecoveryToken(sign, site.id, head.slice(3), 3),
      signRecoveryToken(sign, site.id, newFamilyId(), 1),
    ].filter((token) => token.length <= 200))
      expect([token, refusalOf(await send({ token }))]).toEqual([token, [410, 'recovery_invalid']]);
    expect(refusalOf(await send({ token: first.token }, otherSite))).toEqual([410, 'recovery_invalid']);
    const borrowed = signRecoveryToken(sign, otherSite.id, head.slice(3), 1);
    expect(refusalOf(await send({ token: borrowed }, otherSite))).toEqual([410, 'recovery_invalid']);
    expect(await countRows(server.storage, ['key_families', 'conversation_keys', 'key_events'])).toEqual(before);
    expect(await opens((await recover({ token: first.token })).keys)).toEqual([mine.id]);
  });

  it('[CNV3] refuses what fits no request, and says so', async () => {
    const many = Array.from({ length: limits.conversationKeys + 1 }, buildKey);
    const whole = { token: null, keys: [], marker: null };
    for (const body of [
      {},
      { ...whole, token: 1 },
      { ...whole, keys: many },
      { ...whole, keys: 'x' },
      { ...whole, marker: '' },
    ])
      expect(
        refusalOf(await send({ token: undefined, keys: undefined, marker: undefined, ...body } as object)),
      ).toEqual([400, 'invalid_body']);
    expect(refusalOf(await send({ token: 'x'.repeat(201) }))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await send({ token: 'x'.repeat(1_048_576) }))).toEqual([413, 'body_too_large']);
    const before = await countRows(server.storage, ['key_families']);
    expect(refusalOf(await send({ keys: [buildKey(), 'nonsense', ''] }))).toEqual([410, 'recovery_invalid']);
    expect(refusalOf(await send({}))).toEqual([410, 'recovery_invalid']);
    expect(await countRows(server.storage, ['key_families'])).toEqual(before);
    const page = fromPage(JSON.stringify(whole));
    expect(refusalOf(await server.ask('service', `/m/${site.id}/recoveries`, page))).toEqual([
      403,
      'request_not_same_origin',
    ]);
  });

  it('[CNV3, CNV13] takes no key of another site, and gives none for another conversation', async () => {
    const otherSite = await server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
    const [mine, foreign] = [await start(), await start('Elsewhere', otherSite)];
    const { keys } = await recover({ keys: [foreign.key, mine.key] });
    expect(await opens(keys)).toEqual([mine.id]);
    expect(await opens(keys, otherSite)).toEqual([null]);
    const another = await start();
    const refused = await ask(`/conversations/${another.id}`, null, await tokenOf(keys[0] ?? ''));
    expect(refusalOf(refused)).toEqual([404, 'conversation_not_found']);
  });

  it('[CNV3, VIS6] ends with the logout of the key that began it, and with that of a key of its own', async () => {
    for (const which of ['source', 'own'] as const) {
      const { key, id } = await start();
      const begun = await recover({ keys: [key] });
      const [own = ''] = begun.keys;
      const token = await tokenOf(own);
      const socket = await connect(token);
      expect((await ask('/revocations', { keys: [which === 'source' ? key : own] })).status).toBe(204);
      expect((await socket.next('bye')).code).toBe('revoked');
      expect(await opens([own])).toEqual([null]);
      const late = new Client((server.app.http.app.server.address() as AddressInfo).port, 'service.localhost');
      await late.opened;
      late.send({ type: 'hello', v: 1, token });
      expect((await late.next('bye')).code).toBe('revoked');
      expect(refusalOf(await send({ token: begun.token }))).toEqual([410, 'recovery_invalid']);
      expect(refusalOf(await ask('/conversations', buildStart(), own))).toEqual([401, 'key_invalid']);
      expect(await internalOf(id)).toEqual([]);
    }
  });

  it('[CNV3] keeps its keys out of other families, so that a copy ends with it', async () => {
    const { key } = await start();
    const first = await recover({ keys: [key] });
    expect(refusalOf(await send({ keys: first.keys }))).toEqual([410, 'recovery_invalid']);
    const other = await start();
    const second = await recover({ keys: [other.key, ...first.keys] });
    expect(await opens(second.keys)).toEqual([other.id]);
  });

  it('[CNV3] is given nothing of a conversation whose access was ended', async () => {
    const { key, id } = await start();
    const begun = await recover({ keys: [key] });
    await server.app.conversations.keys.revokeAllOf(id);
    expect((await recover({ token: begun.token })).keys).toEqual([]);
    expect((await recover({ token: begun.token, keys: [key] })).keys).toEqual([]);
  });

  it('[CNV3, MODE17] in session modes comes back with the session’s marker alone', async () => {
    await use({ mode: 'first-party-session' });
    const { key, id } = await start();
    expect(refusalOf(await send({ keys: [key] }))).toEqual([410, 'recovery_invalid']);
    const begun = await recover({ keys: [key], marker: 'session-1' });
    for (const marker of [null, 'session-2', 'session-1 '])
      expect(refusalOf(await send({ token: begun.token, marker }))).toEqual([410, 'recovery_invalid']);
    const next = await recover({ token: begun.token, marker: 'session-1' });
    expect(await opens(next.keys)).toEqual([id]);
    await server.app.sites.changeSite(site.id, { mode: 'first-party' });
    expect(refusalOf(await send({ token: next.token }))).toEqual([410, 'recovery_invalid']);
  });

  it('[CNV3, MODE12] begun in a mode without a session ends where the site turns to one', async () => {
    const { key } = await start();
    const begun = await recover({ keys: [key] });
    await server.app.sites.changeSite(site.id, { mode: 'third-party-session' });
    for (const marker of [null, 'session-1'])
      expect(refusalOf(await send({ token: begun.token, marker }))).toEqual([410, 'recovery_invalid']);
  });

  it('[MODE17] in session modes ends after four idle hours, and a day after its key was made', async () => {
    await use({ mode: 'third-party-session' });
    const marker = 'session-1';
    const idle = await start();
    const begun = await recover({ keys: [idle.key], marker });
    server.clock.advance(4 * hour + 1);
    expect(refusalOf(await send({ token: begun.token, marker }))).toEqual([410, 'recovery_invalid']);
    const used = await start();
    server.clock.advance(2 * hour);
    await opens([used.key]);
    let last = await recover({ keys: [used.key], marker });
    for (let at = 2; at < 23; at += 3) {
      server.clock.advance(3 * hour);
      last = await recover({ token: last.token, marker });
      expect([at, await opens(last.keys)]).toEqual([at, [used.id]]);
    }
    // The family is an hour and more from its end, the key that it came from is not.
    server.clock.advance(hour + 1);
    expect(await recover({ token: last.token, marker })).toMatchObject({ keys: [] });
  });

  it('[MODE17, CNV2] ends with its session on open sockets too, and leaves what is in use', async () => {
    await use({ mode: 'first-party-session' });
    const marker = 'session-1';
    const [idle, used] = [await start(), await start()];
    const begun = await recover({ keys: [used.key], marker });
    const sockets = await Promise.all([connect(idle.token), connect(await tokenOf(begun.keys[0] ?? ''))]);
    server.clock.advance(3 * hour);
    await opens(begun.keys);
    server.clock.advance(hour + 1);
    await server.app.sweep();
    expect((await sockets[0]?.next('bye'))?.code).toBe('revoked');
    // The key that began the family was not used since; the family was.
    const next = await recover({ token: begun.token, marker });
    expect(await opens(next.keys)).toEqual([used.id]);
    server.clock.advance(20 * hour);
    await server.app.sweep();
    expect((await sockets[1]?.next('bye'))?.code).toBe('revoked');
    expect(refusalOf(await send({ token: next.token, marker }))).toEqual([410, 'recovery_invalid']);
    for (const { key } of [idle, used]) {
      expect(refusalOf(await ask('/conversations', buildStart(), key))).toEqual([401, 'key_invalid']);
      const body = { handoff: 'hd_nonsense', visitor: used.visitor };
      expect(refusalOf(await ask('/continuations', body, key))).toEqual([401, 'key_invalid']);
    }
  });

  it('[CNV3] that ended is forgotten after thirty days, and stays ended', async () => {
    const { key, id } = await start();
    const begun = await recover({ keys: [key] });
    await recover({ token: (await recover({ token: begun.token })).token });
    expect(refusalOf(await send({ token: begun.token }))).toEqual([410, 'recovery_reused']);
    const familiesOf = async () =>
      (await server.storage.read.selectFrom('key_families').select('id').execute()).map((row) => row.id);
    const [, family = ''] = /^rt_([^.]+)/.exec(begun.token) ?? [];
    expect(await familiesOf()).toContain(family);
    server.clock.advance(31 * 24 * hour);
    await server.app.sweep();
    expect(await familiesOf()).not.toContain(family);
    expect(refusalOf(await send({ token: begun.token }))).toEqual([410, 'recovery_invalid']);
    expect(await opens([...begun.keys, key])).toEqual([null, id]);
  });

  it('[MODE13] in the others waits as long as the site keeps visitors', async () => {
    await use({ lifetimeDays: 30 });
    const { key, id } = await start();
    const begun = await recover({ keys: [key] });
    server.clock.advance(29 * 24 * hour);
    const next = await recover({ token: begun.token });
    expect(await opens(next.keys)).toEqual([id]);
    server.clock.advance(30 * 24 * hour + 1);
    expect(refusalOf(await send({ token: next.token }))).toEqual([410, 'recovery_invalid']);
  });

  it('[CNV3] gives no more keys than a frame takes', async () => {
    const keys: string[] = [];
    for (let n = 0; n < limits.conversationKeys; n += 1) keys.push((await start()).key);
    const begun = await recover({ keys });
    const next = await recover({ token: begun.token, keys: [(await start()).key] });
    expect(next.keys).toHaveLength(limits.conversationKeys);
    expect((await opens(next.keys)).every((id) => id !== null)).toBe(true);
  });

  it('[CNV3] stores neither tokens nor keys', async () => {
    const { key } = await start();
    const begun = await recover({ keys: [key] });
    const rows = [
      ...(await server.storage.read.selectFrom('key_families').selectAll().execute()),
      ...(await server.storage.read.selectFrom('conversation_keys').selectAll().execute()),
      ...(await server.storage.read.selectFrom('key_events').selectAll().execute()),
    ];
    const stored = JSON.stringify(rows);
    for (const one of [begun.token, begun.token.split('.')[2] ?? '', ...begun.keys, key])
      expect(stored).not.toContain(one);
  });

  it('[MSG5] is asked for thirty times in ten seconds at most', async () => {
    const { key } = await start();
    const { token } = await recover({ keys: [key] });
    const answers = await Promise.all(Array.from({ length: 40 }, () => send({ token })));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer.json<ErrorBody>().error.code).toBe('too_many_messages');
  });
});
