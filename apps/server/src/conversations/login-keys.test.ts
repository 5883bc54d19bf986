import type { AddressInfo } from 'node:net';
import {
  type AgentConversation,
  type ContactId,
  type ForgetRequest,
  type IdentifyAnswer,
  type InboxAnswer,
  limits,
  type PageViewAnswer,
  type RecoveryAnswer,
  type StartConversationAnswer,
  type TokensAnswer,
  type VisitId,
  type VisitorCard,
  type VisitorId,
} from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signToken } from '../contacts/testing/tokens.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import { Client } from '../realtime/testing.ts';
import type { Site } from '../sites/index.ts';
import {
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
import { findKeyEvents } from './key-store.ts';

const minute = 60_000;
const hour = 60 * minute;
type Ids = { visitor: VisitorId; visit: VisitId };
type Known = Ids & { login: string; isSwitched: boolean };

describe.each(databaseKinds)('a login of the site’s own on %s', (kind) => {
  let server: TestServer;
  let site: Site;
  let secret: string;
  let keyId: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } });
  });
  beforeEach(() => use({}));
  afterAll(() => server.close());

  async function use(change: Parameters<TestServer['app']['sites']['changeSite']>[1]): Promise<void> {
    const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
    site = await server.app.sites.changeSite(id, { consentPolicy: 'off', ...change });
    const made = await server.app.contacts.keys.add(site, { kind: 'shared-secret' });
    secret = made.secret ?? '';
    keyId = made.key.id;
  }

  let senders = 0;
  const from = () => {
    senders += 1;
    return { 'x-forwarded-for': `198.51.${Math.floor(senders / 250)}.${senders % 250}` };
  };
  const ask = (path: string, body: object | null, credential?: string, of = site) => {
    const { headers, ...rest } = fromFrame(body, credential);
    return server.ask('service', `/m/${of.id}${path}`, { ...rest, headers: { ...headers, ...from() } });
  };
  const post = (path: string, body: object) => {
    const { headers, ...rest } = fromPage(body);
    return server.ask('service', `/t/${site.id}/${path}`, { ...rest, headers: { ...headers, ...from() } });
  };

  async function arrive(held: Partial<Ids> = {}): Promise<Ids> {
    const { visitor, visit } = (await post('views', buildPageView(held))).json<PageViewAnswer>();
    return { visitor, visit };
  }
  async function logIn(ids: Ids, sub: string, more: object = {}): Promise<Known> {
    const exp = Math.floor(server.clock.now() / 1_000) + 600;
    const token = signToken({ aud: site.id, sub, exp, ...more }, secret);
    const { visitor, visit } = ids;
    const answer = await post('identities', { v: 1, visitor, visit, token });
    if (answer.status !== 200) throw new Error(answer.body);
    const { login, isSwitched, ...known } = answer.json<IdentifyAnswer>();
    return { visitor: known.visitor, visit: known.visit, login, isSwitched };
  }
  const logOut = ({ visitor, visit }: Ids) =>
    post('forget', { v: 1, why: 'logout', visitor, visit } satisfies ForgetRequest);

  async function start(ids: Ids & { login?: string }, text = 'Hello') {
    const { visitor, visit, login = null } = ids;
    const key = buildKey();
    const answer = await ask('/conversations', buildStart({ visitor, visit, text, login }), key);
    const { conversation, token } = answer.json<StartConversationAnswer>();
    return { key, id: conversation.id, token };
  }
  async function exchange(keys: string[], as: { visit?: VisitId | null; login?: string } = {}) {
    const { visit = null, login = null } = as;
    const answer = (await ask('/tokens', { keys, visit, login })).json<TokensAnswer>();
    const ids = answer.grants.map((grant) => grant?.conversation.id ?? null);
    return { ...answer, own: ids.slice(0, keys.length), brought: ids.slice(keys.length), keys: answer.keys ?? [] };
  }
  async function asAgent(id: string) {
    const { cookie } = await server.logIn('agent');
    const get = async <T>(path: string) => (await server.ask('workspace', path, fromWorkspace(cookie))).json<T>();
    const one = await get<AgentConversation>(`/api/agent/conversations/${id}`);
    const inbox = await get<InboxAnswer>(`/api/agent/sites/${site.id}/conversations?view=open`);
    const card = await get<VisitorCard>(`/api/agent/visitors/${one.item.visitor.id}`);
    return {
      contact: one.contact,
      internal: one.internal.events.map(({ event }) => event),
      label: inbox.items.find((item) => item.id === id)?.visitor.label,
      card,
    };
  }
  async function connect(token: string | undefined) {
    const client = new Client((server.app.http.app.server.address() as AddressInfo).port, 'service.localhost');
    await client.opened;
    client.send({ type: 'hello', v: 1, token });
    await client.next('welcome');
    return client;
  }

  it('[CNV7] brings the contact’s conversations to another browser, by keys of its own, and tells agents who it is', async () => {
    const desk = await logIn(await arrive(), 'ada', { name: 'Ada Lovelace', email: 'ada@example.org' });
    const chat = await start(desk, 'From the desk');
    const phone = await logIn(await arrive(), 'ada', { name: 'Ada Lovelace', email: 'ada@example.org' });
    const guest = await start(phone, 'From the phone');
    const answer = await exchange([guest.key, buildKey()], phone);
    expect([answer.own, answer.brought, answer.keys.length]).toEqual([[guest.id, null], [chat.id], 1]);
    expect(answer.isLoginOver).toBeUndefined();
    const token = answer.grants[2]?.token;
    const message = { clientId: newId('ms'), text: 'Hello from here' };
    expect((await ask(`/conversations/${chat.id}/messages`, message, token)).status).toBe(201);
    expect(refusalOf(await ask(`/conversations/${guest.id}/messages`, message, token))).toEqual([
      404,
      'conversation_not_found',
    ]);
    const seen = await asAgent(chat.id);
    const contact = { name: 'Ada Lovelace', email: 'ada@example.org' };
    expect(seen.contact).toEqual({ ...contact, isVerified: true });
    expect(seen.card.contact).toEqual({ ...contact, isVerified: true });
    expect([seen.label, seen.card.label]).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    expect(seen.internal).toEqual([{ type: 'identified', ...contact, at: expect.any(Number) }]);
    // [VIS7] A login makes no alias of two browsers.
    expect(seen.card.aliases).toEqual([]);
  });

  it('[CNV7] repeated, and asked twenty times at once, gives the same keys of one family', async () => {
    const chat = await start(await logIn(await arrive(), 'ada'));
    const there = await logIn(await arrive(), 'ada');
    const before = await countRows(server.storage, ['key_families', 'conversation_keys']);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange([], there)));
    expect(new Set(answers.flatMap((answer) => answer.keys)).size).toBe(1);
    for (const answer of answers) expect(answer.brought).toEqual([chat.id]);
    const { key_families, conversation_keys } = await countRows(server.storage, ['key_families', 'conversation_keys']);
    expect([key_families, conversation_keys]).toEqual([
      (before.key_families ?? 0) + 1,
      (before.conversation_keys ?? 0) + 1,
    ]);
    const next = await logIn(there, 'ada');
    const [key = ''] = answers[0]?.keys ?? [];
    expect((await exchange([], next)).keys).toEqual([key]);
    // What the frame has already is not brought twice.
    expect(await exchange([key], next)).toMatchObject({ own: [chat.id], brought: [], keys: [] });
  });

  it('[CNV7] joins this visit’s conversations by the default policy, and no earlier ones', async () => {
    const ids = await arrive();
    const early = await start(ids);
    server.clock.advance(hour);
    const back = await arrive(ids);
    const late = await start(back);
    const known = await logIn(back, 'ada', { name: 'Ada' });
    expect((await exchange([early.key, late.key], known)).own).toEqual([early.id, late.id]);
    expect((await asAgent(late.id)).contact).toMatchObject({ name: 'Ada', isVerified: true });
    expect((await asAgent(early.id)).internal).toEqual([]);
    const elsewhere = await logIn(await arrive(), 'ada');
    expect((await exchange([], elsewhere)).brought).toEqual([late.id]);
  });

  it('[CNV7] joins all that the browser holds keys to, where the site says so', async () => {
    await use({ joinPolicy: 'all' });
    const ids = await arrive();
    const early = await start(ids);
    server.clock.advance(hour);
    const back = await arrive(ids);
    // Another of that visitor's, without its key: an id alone joins nothing.
    const unproved = await start(back);
    const known = await logIn(back, 'ada');
    await exchange([early.key], known);
    const elsewhere = await exchange([], await logIn(await arrive(), 'ada'));
    expect(elsewhere.brought).toEqual([early.id]);
    expect((await asAgent(unproved.id)).internal).toEqual([]);
  });

  it('[HC34, CNV7] what became a contact’s, or came with a login, is no guest’s to show in the help center', async () => {
    await use({ joinPolicy: 'all' });
    const ids = await arrive();
    const early = await start(ids);
    const code = async (keys: string[]) => (await ask('/held-codes', { keys, visit: null, language: 'en' })).status;
    expect(await code([early.key])).toBe(201);
    await exchange([early.key], await logIn(ids, 'ada'));
    expect(await code([early.key])).toBe(401);
    const { keys } = await exchange([], await logIn(await arrive(), 'ada'));
    expect(keys).toHaveLength(1);
    expect(await code(keys)).toBe(401);
  });

  it('[CNV7] joins none where the site keeps them apart, but those begun after it', async () => {
    await use({ joinPolicy: 'apart' });
    const ids = await arrive();
    const before = await start(ids);
    const known = await logIn(ids, 'ada');
    expect((await exchange([before.key], known)).own).toEqual([before.id]);
    const after = await start(known);
    expect((await asAgent(after.id)).internal.map((event) => event.type)).toEqual(['identified']);
    expect((await asAgent(before.id)).internal).toEqual([]);
    expect((await exchange([], await logIn(await arrive(), 'ada'))).brought).toEqual([after.id]);
  });

  it('[CNV6, CNV7] joins nothing that the site does not show', async () => {
    await use({ joinPolicy: 'all', historyPolicy: 'none' });
    const ids = await arrive();
    const early = await start(ids);
    server.clock.advance(hour);
    const known = await logIn(await arrive(ids), 'ada');
    expect((await exchange([early.key], known)).own).toEqual([null]);
    expect((await asAgent(early.id)).internal).toEqual([]);
    expect((await exchange([], known)).brought).toEqual([]);
  });

  it('[CNV7] that is unknown, of another site or of another visitor brings nothing, and takes nothing away', async () => {
    const ada = await logIn(await arrive(), 'ada');
    await start(ada);
    const stranger = await arrive();
    const own = await start(stranger);
    const former = site;
    for (const login of [newSecret(), 'nonsense', 'x'.repeat(500), ada.login]) {
      const answer = await exchange([own.key], { ...stranger, login });
      expect(answer).toMatchObject({ own: [own.id], brought: [], keys: [], isLoginOver: true });
    }
    expect(refusalOf(await ask('/tokens', { keys: [], visit: null, login: 'x'.repeat(501) }))).toEqual([
      400,
      'invalid_body',
    ]);
    expect(refusalOf(await ask('/tokens', { keys: [], visit: null, login: 'x'.repeat(1_048_576) }))).toEqual([
      413,
      'body_too_large',
    ]);
    expect((await asAgent(own.id)).internal).toEqual([]);
    await use({});
    expect(await exchange([], { visit: (await arrive()).visit, login: ada.login })).toMatchObject({
      brought: [],
      isLoginOver: true,
    });
    expect(site.id).not.toBe(former.id);
    const begun = await start({ ...(await arrive()), login: ada.login });
    expect((await asAgent(begun.id)).internal).toEqual([]);
  });

  it('[VIS6, CNV7, CNV17] ends at the logout: its keys, the guest’s keys to what became the contact’s, sockets', async () => {
    const desk = await start(await logIn(await arrive(), 'ada'));
    const ids = await arrive();
    const guest = await start(ids);
    const recovery = (
      await ask('/recoveries', { token: null, keys: [guest.key], marker: null })
    ).json<RecoveryAnswer>();
    const known = await logIn(ids, 'ada');
    const answer = await exchange([guest.key, ...recovery.keys], known);
    expect(answer.brought).toEqual([desk.id]);
    const [brought = ''] = answer.keys;
    const sockets = await Promise.all([connect(answer.grants[0]?.token), connect(answer.grants[2]?.token)]);
    expect((await logOut(known)).status).toBe(204);
    for (const socket of sockets) expect((await socket.next('bye')).code).toBe('revoked');
    expect((await exchange([guest.key, brought, ...recovery.keys])).own).toEqual([null, null, null]);
    const again = await exchange([guest.key, brought], { ...(await arrive()), login: known.login });
    expect(again).toMatchObject({ own: [null, null], brought: [], isLoginOver: true });
    for (const key of [guest.key, brought])
      expect(refusalOf(await ask('/conversations', buildStart(), key))).toEqual([401, 'key_invalid']);
    expect(refusalOf(await ask(`/conversations/${desk.id}`, null, answer.grants[2]?.token))).toEqual([
      401,
      'token_revoked',
    ]);
    expect(refusalOf(await ask('/recoveries', { token: recovery.token, keys: [], marker: null }))).toEqual([
      410,
      'recovery_invalid',
    ]);
    // The next login brings them back, by other keys.
    const next = await exchange([], await logIn(await arrive(), 'ada'));
    expect(next.brought).toEqual(expect.arrayContaining([desk.id, guest.id]));
    expect(next.keys).not.toContain(brought);
  });

  it('[CNV15, CNV17] ends nothing by ids alone that no login brings back', async () => {
    await use({ joinPolicy: 'apart' });
    const ids = await arrive();
    const guest = await start(ids);
    const known = await logIn(ids, 'ada');
    await exchange([guest.key], known);
    const ended = vi.waitFor(async () => {
      const families = await server.storage.read.selectFrom('key_families').selectAll().execute();
      expect(families.find((one) => one.visitor_id === known.visitor)?.ended_by).toBe('logout');
    });
    await logOut(known);
    await ended;
    expect((await exchange([guest.key])).own).toEqual([guest.id]);
    const { keys } = server.app.conversations;
    await keys.endLogins(site.id, [known.visitor], { why: 'logout', isProven: true });
    expect((await exchange([guest.key])).own).toEqual([null]);
  });

  it('[CNV7, CNV17] of somebody else in this browser shows nothing of who was there before, and joins nothing', async () => {
    for (const joinPolicy of ['all', 'apart'] as const) {
      await use({ joinPolicy });
      const ids = await arrive();
      const guest = await start(ids);
      const ada = await logIn(ids, 'ada');
      const hers = await start(ada);
      const first = await exchange([guest.key, hers.key], ada);
      const elsewhere = await start(await logIn(await arrive(), 'ada'));
      const [brought = ''] = (await exchange([guest.key, hers.key], ada)).keys;
      const socket = await connect(first.grants[1]?.token);
      const bob = await logIn(ada, 'bob');
      expect(bob.isSwitched).toBe(true);
      expect(bob.visitor).not.toBe(ada.visitor);
      const answer = await exchange([guest.key, hers.key, brought], bob);
      expect(answer).toMatchObject({ own: [null, null, null], brought: [], keys: [] });
      expect((await socket.next('bye')).code).toBe('revoked');
      expect((await exchange([guest.key, hers.key, brought])).own).toEqual([null, null, null]);
      const own = await start(bob);
      expect((await exchange([own.key], bob)).own).toEqual([own.id]);
      expect((await exchange([], await logIn(await arrive(), 'bob'))).brought).toEqual([own.id]);
      const hersAgain = (await exchange([], await logIn(await arrive(), 'ada'))).brought;
      expect(hersAgain).toEqual(expect.arrayContaining([hers.id, elsewhere.id]));
      expect(hersAgain).not.toContain(own.id);
      expect((await asAgent(own.id)).card.aliases).toEqual([]);
    }
  });

  it('[CNV7, CNV17] never takes over what is another contact’s, whoever brings its key', async () => {
    await use({ joinPolicy: 'all' });
    const ids = await arrive();
    const guest = await start(ids);
    await exchange([guest.key], await logIn(ids, 'ada'));
    const bob = await logIn(await arrive(), 'bob');
    expect((await exchange([guest.key], bob)).own).toEqual([null]);
    expect((await exchange([], bob)).brought).toEqual([]);
    const seen = await asAgent(guest.id);
    expect(seen.internal.filter((event) => event.type === 'identified')).toHaveLength(1);
  });

  it('[CNV2, CNV7] ends in time: its tokens no later than it, its sockets within a minute', async () => {
    const chat = await start(await logIn(await arrive(), 'ada'));
    server.clock.advance(minute);
    const there = await logIn(await arrive(), 'ada');
    const { grants, keys } = await exchange([], there);
    expect((grants[0]?.expiresAt ?? 0) - server.clock.now()).toBe(limits.accessTokenMs);
    const socket = await connect(grants[0]?.token);
    server.clock.advance(24 * hour - 5 * minute);
    const late = await exchange(keys, { visit: null, login: there.login });
    expect(late.own).toEqual([chat.id]);
    expect((late.grants[0]?.expiresAt ?? 0) - server.clock.now()).toBe(5 * minute);
    server.clock.advance(5 * minute);
    expect((await exchange(keys)).own).toEqual([null]);
    expect(await exchange([], { login: there.login })).toMatchObject({ brought: [], isLoginOver: true });
    await server.app.sweep();
    expect((await socket.next('bye')).code).toBe('revoked');
    const events = await findKeyEvents(server.storage.read, site.id, { conversations: [chat.id] }, 100);
    expect(events.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['granted', 'start'],
      ['granted', 'login'],
      ['revoked', 'expired'],
    ]);
  });

  it('[CNV7] whose key the admin deletes opens nothing from the next exchange on', async () => {
    const chat = await start(await logIn(await arrive(), 'ada'));
    const there = await logIn(await arrive(), 'ada');
    const { keys, grants } = await exchange([], there);
    const socket = await connect(grants[0]?.token);
    await server.app.contacts.keys.remove(site, keyId);
    expect(await exchange(keys, there)).toMatchObject({ own: [null], brought: [], isLoginOver: true });
    expect((await socket.next('bye')).code).toBe('revoked');
    expect((await asAgent(chat.id)).contact.isVerified).toBe(true);
  });

  it('[XD5, CNV7] lets no hand-off carry what came with it', async () => {
    const chat = await start(await logIn(await arrive(), 'ada'));
    const there = await logIn(await arrive(), 'ada');
    const own = await start(there);
    const { grants, own: first, brought } = await exchange([own.key], there);
    expect([first, brought]).toEqual([[own.id], [chat.id]]);
    expect(grants.map((grant) => grant?.proof === null)).toEqual([false, true]);
  });

  it('[CNV7] gives no more keys than a frame takes, open conversations first', async () => {
    const desk = await logIn(await arrive(), 'ada');
    const open = await start(desk, 'Open');
    for (let n = 0; n < limits.conversationKeys; n += 1) {
      server.clock.advance(1_000);
      await server.app.conversations.end((await start(desk)).id, 'agent');
    }
    const there = await logIn(await arrive(), 'ada');
    const own = await start(there);
    const answer = await exchange([own.key], there);
    expect([answer.keys.length, answer.brought[0]]).toEqual([limits.conversationKeys - 1, open.id]);
    expect(await exchange([own.key, ...answer.keys], there)).toMatchObject({ keys: [] });
  });

  it('[VIS4, CNV7] is not believed of a visitor under whose copied id somebody writes without it', async () => {
    const ada = await logIn(await arrive(), 'ada', { name: 'Ada' });
    const hers = await start(ada);
    server.clock.advance(hour);
    // Who copied the id comes with it, and with nothing else.
    const thief = await start({ ...(await arrive({ visitor: ada.visitor })) });
    const seen = await asAgent(thief.id);
    expect([seen.contact.isVerified, seen.card.contact.isVerified]).toEqual([undefined, undefined]);
    expect([seen.label, seen.card.label]).not.toContain('Ada');
    expect((await asAgent(hers.id)).contact).toMatchObject({ name: 'Ada', isVerified: true });
    await server.app.conversations.end(thief.id, 'agent');
    expect((await asAgent(hers.id)).card.contact).toMatchObject({ name: 'Ada', isVerified: true });
  });

  it('[CNV7] is exchanged thirty times in ten seconds at most', async () => {
    const known = await logIn(await arrive(), 'ada');
    const body = { keys: [], visit: known.visit, login: known.login };
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask('/tokens', body)));
    const refused = answers.filter((answer) => answer.status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(refusalOf(answer)).toEqual([429, 'too_many_messages']);
  });

  it('[CNV7] leaves agents a typed name where nothing was proved [CNV8]', async () => {
    const chat = await start(await arrive());
    const seen = await asAgent(chat.id);
    expect(seen.contact.isVerified).toBeUndefined();
    expect(seen.card.contact.isVerified).toBeUndefined();
    const unknown: ContactId = newId('co');
    expect(await server.app.contacts.findContact(site.id, unknown)).toBeNull();
  });

  it('[CNV18] is written down: what was granted, joined and ended', async () => {
    const ids = await arrive();
    const guest = await start(ids);
    const known = await logIn(ids, 'ada');
    await exchange([guest.key], known);
    await ask('/revocations', { keys: [guest.key] });
    const read = server.storage.read;
    const kindsOf = async (of: Parameters<typeof findKeyEvents>[2]) =>
      (await findKeyEvents(read, site.id, of, 100)).map(({ kind, detail, visit_id }) => [kind, detail, visit_id]);
    const all = [
      ['granted', 'start', ids.visit],
      ['joined', 'login', ids.visit],
      ['revoked', 'logout', ids.visit],
    ];
    expect(await kindsOf({ conversations: [guest.id] })).toEqual(all);
    expect(await kindsOf({ visit: ids.visit })).toEqual(all);
    expect(await kindsOf({ conversations: [] })).toEqual([]);
    expect((await findKeyEvents(read, newId('st'), { conversations: [guest.id] }, 100)).length).toBe(0);
  });
});
