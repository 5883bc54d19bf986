import type {
  AgentConversation,
  ContinuationAnswer,
  PageViewAnswer,
  PageViewRequest,
  RecoveryAnswer,
  StartConversationAnswer,
  TokensAnswer,
  VisitId,
  VisitorCard,
  VisitorId,
} from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, newSecret } from '../platform/ids/index.ts';
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
import { signAccessToken } from './access-token.ts';

const shop = 'https://shop.example';
const blog = 'https://blog.example';
const minute = 60_000;

describe.each(databaseKinds)('a conversation that goes on elsewhere on %s', (kind) => {
  let server: TestServer;
  let agent: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind);
    await server.app.sites.changeSite(server.site.id, { domains: ['shop.example', 'blog.example'] });
  });
  // The clock goes far: each test has a session of its own.
  beforeEach(async () => {
    agent = (await server.logIn('agent')).cookie;
  });
  afterAll(() => server.close());

  const post = (path: string, body: object, origin: string) =>
    server.ask('service', `/t/${server.site.id}/${path}`, fromPage(body, origin));
  const ask = (path: string, body: object, key?: string) =>
    server.ask('service', `/m/${server.site.id}${path}`, fromFrame(body, key));

  async function view(origin: string, overrides: Partial<PageViewRequest> = {}) {
    const answer = await post('views', buildPageView({ url: `${origin}/page`, ...overrides }), origin);
    return answer.json<PageViewAnswer>();
  }

  /** A visitor who writes on the shop. */
  async function chatOnShop(text = 'Do you ship to Austria?') {
    server.clock.advance(minute);
    const { visitor, visit } = await view(shop);
    const key = buildKey();
    const answer = await ask('/conversations', buildStart({ visitor, visit, text }), key);
    const { conversation, proof } = answer.json<StartConversationAnswer>();
    return { visitor, visit, key, id: conversation.id, proof: proof as string };
  }

  type From = { visitor: VisitorId; visit: VisitId; proof: string | null };

  /** Clicks on a link to the blog and opens it there, as somebody who is new there or as `as`. */
  async function goToBlog({ visitor, visit, proof }: From, as: { visitor: VisitorId; visit: VisitId } | null = null) {
    const code = `ho_${newSecret().slice(0, 22)}` as const;
    const registered = await post('handoffs', { v: 1, code, visitor, visit, target: 'blog.example', proof }, shop);
    expect(registered.status).toBe(204);
    return view(blog, { handoff: code, ...as });
  }

  const takeUp = (handoff: string, visitor: VisitorId, key = buildKey()) =>
    ask('/continuations', { handoff, visitor }, key);
  const textsOf = ({ opened }: ContinuationAnswer) =>
    opened.events.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []));
  const cardOf = async (visitor: VisitorId) =>
    (await server.ask('workspace', `/api/agent/visitors/${visitor}`, fromWorkspace(agent))).json<VisitorCard>();
  const undo = (visitor: string, other: string, cookie = agent) =>
    server.ask('workspace', `/api/agent/visitors/${visitor}/aliases/${other}`, {
      method: 'DELETE',
      headers: { cookie, origin: 'http://workspace.localhost' },
    });

  async function arrive(text?: string) {
    const source = await chatOnShop(text);
    const there = await goToBlog(source);
    return { source, there, handoff: there.continuation?.handoff ?? '' };
  }

  it('[XD5] [CNV14] is offered on the next domain, and opens by the click alone, with a key of its own', async () => {
    const { source, there, handoff } = await arrive('My very own words');
    expect(there.continuation).toEqual({ handoff: expect.stringMatching(/^hd_/), from: 'shop.example' });
    expect(JSON.stringify(there)).not.toContain('My very own words');
    expect(there.visitor).not.toBe(source.visitor);
    expect((await cardOf(there.visitor)).aliases).toMatchObject([
      { visitor: source.visitor, evidence: 'handoff', strength: 'weak' },
    ]);
    const key = buildKey();
    const answer = await takeUp(handoff, there.visitor, key);
    expect(answer.status).toBe(201);
    const granted = answer.json<ContinuationAnswer>();
    expect([granted.conversation.id, textsOf(granted)]).toEqual([source.id, ['My very own words']]);
    const sent = await ask(
      `/conversations/${source.id}/messages`,
      { clientId: newId('ms'), text: 'From the blog' },
      granted.token,
    );
    expect(sent.status).toBe(201);
    // Both keys open it from now on, each for itself.
    const { grants } = (await ask('/tokens', { keys: [key, source.key], visit: there.visit })).json<TokensAnswer>();
    expect(grants.map((grant) => grant?.conversation.id)).toEqual([source.id, source.id]);
    expect((await cardOf(there.visitor)).aliases).toMatchObject([{ visitor: source.visitor, strength: 'strong' }]);
    const seen = await server.ask('workspace', `/api/agent/conversations/${source.id}`, fromWorkspace(agent));
    expect(seen.json<AgentConversation>().internal.events.map(({ event }) => event)).toContainEqual({
      type: 'continued',
      from: 'shop.example',
      on: 'blog.example',
      at: server.clock.now(),
    });
  });

  it('[XD5] [CNV14] [VIS1] is not offered to who names a visitor and a visit without the frame’s proof', async () => {
    const source = await chatOnShop();
    const other = await chatOnShop();
    const { site } = server;
    // An access token is no proof, nor is one signed by another, for another visit, too old or of an ended key.
    const wrong = [
      null,
      '',
      'h1.e30.AAAA',
      `h1.${'A'.repeat(1_900)}.A`,
      source.proof.slice(0, -2),
      other.proof,
      signAccessToken('another secret', { site: site.id, conversation: source.id, keyHash: 'x' }, 1).token,
    ];
    for (const proof of wrong) expect((await goToBlog({ ...source, proof })).continuation).toBeNull();
    const revoked = await chatOnShop();
    await ask('/revocations', { keys: [revoked.key] });
    expect((await goToBlog(revoked)).continuation).toBeNull();
    const { visitor, visit, proof } = source;
    for (let beats = 0; beats < 5; beats += 1) {
      server.clock.advance(14 * minute);
      await view(shop, { visitor, visit });
    }
    expect((await goToBlog({ visitor, visit, proof })).continuation).toBeNull();
    const { grants } = (await ask('/tokens', { keys: [source.key], visit })).json<TokensAnswer>();
    expect((await goToBlog({ visitor, visit, proof: grants[0]?.proof ?? null })).continuation).not.toBeNull();
  });

  it('[XD5] [CNV14] refuses what is foreign, unknown or malformed with one answer, and grants nothing', async () => {
    const { there, handoff } = await arrive();
    const stranger = await view(blog);
    const before = await countRows(server.storage, ['conversation_keys', 'conversation_events']);
    for (const [id, visitor] of [
      [handoff, stranger.visitor],
      [handoff, 'vi_aaaaaaaaaaaaaaaaaaaaaa'],
      ['hd_aaaaaaaaaaaaaaaaaaaaaa', there.visitor],
      ["' or 1=1 --", there.visitor],
    ] as const)
      expect(refusalOf(await takeUp(id, visitor as VisitorId))).toEqual([404, 'continuation_not_found']);
    for (const body of [{}, { handoff }, { handoff, visitor: 7 }, { handoff: 'x'.repeat(101), visitor: there.visitor }])
      expect(refusalOf(await ask('/continuations', body, buildKey()))).toEqual([400, 'invalid_body']);
    for (const key of [undefined, 'short', `${buildKey()}A`])
      expect(refusalOf(await ask('/continuations', { handoff, visitor: there.visitor }, key))).toEqual([
        401,
        'key_invalid',
      ]);
    const foreign = fromPage({ handoff, visitor: there.visitor }, blog);
    expect(refusalOf(await server.ask('service', `/m/${server.site.id}/continuations`, foreign))).toEqual([
      403,
      'request_not_same_origin',
    ]);
    const elsewhere = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const there2 = fromFrame({ handoff, visitor: there.visitor }, buildKey());
    expect(refusalOf(await server.ask('service', `/m/${elsewhere.id}/continuations`, there2))).toEqual([
      404,
      'continuation_not_found',
    ]);
    expect(await countRows(server.storage, ['conversation_keys', 'conversation_events'])).toEqual(before);
    expect((await takeUp(handoff, there.visitor)).status).toBe(201);
  });

  it('[CNV14, VIS6] is offered no more to whoever comes after a logout on the domain that was left', async () => {
    const { source, there, handoff } = await arrive();
    await ask('/revocations', { keys: [source.key] });
    expect(refusalOf(await takeUp(handoff, there.visitor))).toEqual([404, 'continuation_not_found']);
    // What was continued before is the visitor's there.
    const other = await arrive();
    const key = buildKey();
    expect((await takeUp(other.handoff, other.there.visitor, key)).status).toBe(201);
    await ask('/revocations', { keys: [other.source.key] });
    expect((await takeUp(other.handoff, other.there.visitor, key)).status).toBe(201);
  });

  it('[CNV3, CNV14] ends with a recovery that somebody else may have copied', async () => {
    const source = await chatOnShop();
    const recover = async (token: string | null, keys: string[] = []) =>
      (await ask('/recoveries', { token, keys, marker: null })).json<RecoveryAnswer>();
    const first = await recover(null, [source.key]);
    const { grants } = (await ask('/tokens', { keys: first.keys, visit: source.visit })).json<TokensAnswer>();
    const there = await goToBlog({ ...source, proof: grants[0]?.proof ?? null });
    const key = buildKey();
    await takeUp(there.continuation?.handoff ?? '', there.visitor, key);
    const further = await recover(null, [key]);
    await recover((await recover(first.token)).token);
    expect(refusalOf(await ask('/recoveries', { token: first.token, keys: [], marker: null }))).toEqual([
      410,
      'recovery_reused',
    ]);
    const keys = [key, ...first.keys, ...further.keys, source.key];
    const after = (await ask('/tokens', { keys, visit: null })).json<TokensAnswer>();
    expect(after.grants.map((grant) => grant?.conversation.id)).toEqual([undefined, undefined, undefined, source.id]);
  });

  it('[XD5] [CNV14] is granted once, also to two requests at the same moment; a repeat with the same key finds its grant', async () => {
    const { there, handoff } = await arrive();
    const answers = await Promise.all(Array.from({ length: 6 }, () => takeUp(handoff, there.visitor)));
    const codes = answers.map((answer: Answer) => (answer.status === 201 ? 'granted' : refusalOf(answer)[1]));
    expect(codes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'continuation_used'), 'granted']);
    const next = await arrive();
    const key = buildKey();
    const repeats = await Promise.all(Array.from({ length: 4 }, () => takeUp(next.handoff, next.there.visitor, key)));
    expect(repeats.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await takeUp(next.handoff, next.there.visitor, key)).json<ContinuationAnswer>().conversation.id).toBe(
      next.source.id,
    );
  });

  it('[XD5] [CNV14] ends after a day, and with the conversation', async () => {
    const late = await arrive();
    const ended = await arrive();
    await server.app.conversations.end(ended.source.id, 'agent');
    expect(refusalOf(await takeUp(ended.handoff, ended.there.visitor))).toEqual([409, 'conversation_ended']);
    expect((await goToBlog(ended.source)).continuation).toBeNull();
    server.clock.advance(24 * 60 * minute + 2 * minute);
    expect(refusalOf(await takeUp(late.handoff, late.there.visitor))).toEqual([410, 'continuation_expired']);
  });

  it('[XD5] [CNV14] a planted link leaves the victim who they are, and shows neither anything of the other', async () => {
    const attacker = await chatOnShop('Come to me');
    const victim = await view(blog);
    const victimKey = buildKey();
    const own = await ask(
      '/conversations',
      buildStart({ visitor: victim.visitor, visit: victim.visit, text: 'A secret of the victim' }),
      victimKey,
    );
    const there = await goToBlog(attacker, victim);
    expect([there.visitor, there.visit]).toEqual([victim.visitor, victim.visit]);
    expect(JSON.stringify(there)).not.toContain('Come to me');
    // Without the click nothing opens; with it the attacker's conversation alone, for a new key alone.
    const key = buildKey();
    const granted = (await takeUp(there.continuation?.handoff ?? '', victim.visitor, key)).json<ContinuationAnswer>();
    expect([granted.conversation.id, textsOf(granted)]).toEqual([attacker.id, ['Come to me']]);
    const held = (await ask('/tokens', { keys: [attacker.key], visit: attacker.visit })).json<TokensAnswer>();
    expect(held.grants.map((grant) => grant?.conversation.id)).toEqual([attacker.id]);
    const victimId = own.json<StartConversationAnswer>().conversation.id;
    const token = held.grants[0]?.token ?? '';
    for (const path of [`/conversations/${victimId}`, `/conversations/${victimId}/events?after=0`])
      expect(refusalOf(await server.ask('service', `/m/${server.site.id}${path}`, fromFrame(null, token)))).toEqual([
        404,
        'conversation_not_found',
      ]);
    const seen = await server.ask(
      'service',
      `/m/${server.site.id}/conversations/${attacker.id}`,
      fromFrame(null, token),
    );
    expect(seen.body).not.toMatch(/A secret of the victim|blog\.example|continued/);
  });

  it('[VIS4] [INB4] shows agents one history, each record under its own id, until they undo it', async () => {
    const { source, there, handoff } = await arrive();
    await takeUp(handoff, there.visitor);
    const card = await cardOf(there.visitor);
    expect(card.aliases).toEqual([
      {
        visitor: source.visitor,
        label: (await cardOf(source.visitor)).label,
        evidence: 'handoff',
        strength: 'strong',
        at: server.clock.now(),
      },
    ]);
    expect([card.visitCount, card.conversationCount]).toEqual([2, 1]);
    expect(card.visits.map((one) => one.visitor).toSorted()).toEqual([source.visitor, there.visitor].toSorted());
    expect(card.conversations).toMatchObject([{ id: source.id, visitor: source.visitor }]);
    expect((await undo(there.visitor, source.visitor)).status).toBe(204);
    const apart = await cardOf(there.visitor);
    expect([apart.aliases, apart.visits.length, apart.conversations]).toEqual([[], 1, []]);
    expect((await cardOf(source.visitor)).conversations).toMatchObject([{ id: source.id }]);
    expect(refusalOf(await undo(there.visitor, source.visitor))).toEqual([404, 'alias_not_found']);
  });

  it('[VIS4] [INB4] tells of a weak edge no contact, and of a strong one the same', async () => {
    const source = await chatOnShop();
    await ask(
      '/conversations',
      buildStart({ ...source, contact: { name: 'Ann', email: 'ann@example.org' } }),
      buildKey(),
    );
    const { visitor, continuation } = await goToBlog(source);
    expect((await cardOf(visitor)).contact).toEqual({ name: null, email: null });
    await takeUp(continuation?.handoff ?? '', visitor);
    expect((await cardOf(visitor)).contact).toEqual({ name: 'Ann', email: 'ann@example.org' });
  });

  it('[VIS4] refuses to undo for strangers, members of nothing, and what is no id', async () => {
    const { visitor } = await view(shop);
    expect(refusalOf(await undo(visitor, visitor, ''))).toEqual([401, 'session_missing']);
    const cross = await server.ask('workspace', `/api/agent/visitors/${visitor}/aliases/${visitor}`, {
      method: 'DELETE',
      headers: { cookie: agent, origin: shop },
    });
    expect(refusalOf(cross)).toEqual([403, 'request_not_same_origin']);
    expect(refusalOf(await undo(visitor, 'vi_aaaaaaaaaaaaaaaaaaaaaa'))).toEqual([404, 'alias_not_found']);
    expect(refusalOf(await undo(visitor, 'nonsense'))).toEqual([404, 'alias_not_found']);
    expect(refusalOf(await undo('vi_aaaaaaaaaaaaaaaaaaaaaa', visitor))).toEqual([404, 'visitor_not_found']);
    expect(refusalOf(await undo('x'.repeat(200), visitor))).toEqual([404, 'visitor_not_found']);
  });

  it('[VIS6] [CNV15] a frame that shows its keys ends them, and no id of a visitor or a visit ever ends a key', async () => {
    const mine = await chatOnShop();
    const { visitor, visit } = mine;
    const { token } = (await ask('/tokens', { keys: [mine.key], visit })).json<TokensAnswer>().grants[0] ?? {};
    const opens = async () =>
      (await ask('/tokens', { keys: [mine.key], visit: null })).json<TokensAnswer>().grants[0] !== null;
    for (const keys of [[], [visitor], [buildKey()], [mine.id], ['x'.repeat(100)]])
      expect((await ask('/revocations', { keys })).status).toBe(204);
    // Who copied the ids can end the visit, and nothing of the conversation.
    const forgotten = await post('forget', { v: 1, why: 'logout', visitor, visit }, shop);
    expect([forgotten.status, await opens()]).toEqual([204, true]);
    const elsewhere = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    await server.ask('service', `/m/${elsewhere.id}/revocations`, fromFrame({ keys: [mine.key] }));
    expect(await opens()).toBe(true);
    const revoked: unknown[] = [];
    const stop = server.bus.subscribe('revoked', (message) => void revoked.push(message));
    const both = await Promise.all([1, 2].map(() => ask('/revocations', { keys: [mine.key, buildKey()] })));
    stop();
    expect([both.map(({ status }) => status), await opens(), revoked.length]).toEqual([[204, 204], false, 1]);
    expect(refusalOf(await ask(`/conversations/${mine.id}/end`, {}, token))).toEqual([401, 'token_revoked']);
    // The agents keep the conversation.
    const seen = await server.ask('workspace', `/api/agent/conversations/${mine.id}`, fromWorkspace(agent));
    expect([seen.status, (await cardOf(visitor)).conversations.length]).toEqual([200, 1]);
  });

  it('[VIS6] [CNV15] refuses revocations that are malformed, oversized, or from a page', async () => {
    for (const body of [{}, { keys: 'x' }, { keys: [7] }, { keys: ['x'.repeat(101)] }, { keys: Array(21).fill('x') }])
      expect(refusalOf(await ask('/revocations', body))).toEqual([400, 'invalid_body']);
    const foreign = fromPage({ keys: [] }, shop);
    expect(refusalOf(await server.ask('service', `/m/${server.site.id}/revocations`, foreign))).toEqual([
      403,
      'request_not_same_origin',
    ]);
  });

  it.each(['first-party-session', 'third-party-session'] as const)(
    '[MODE17] [CNV16] keys end with the session in %s: after four idle hours, and after a day',
    async (mode) => {
      const opens = async (key: string) =>
        (await ask('/tokens', { keys: [key], visit: null })).json<TokensAnswer>().grants[0] !== null;
      await server.app.sites.changeSite(server.site.id, { mode });
      const idle = await chatOnShop();
      const used = await chatOnShop();
      for (let hours = 0; hours < 23; hours += 1) {
        server.clock.advance(60 * minute);
        expect([hours, await opens(used.key)]).toEqual([hours, true]);
      }
      expect(await opens(idle.key)).toBe(false);
      const again = await ask('/conversations', buildStart({ text: 'Still there?' }), idle.key);
      expect(refusalOf(again)).toEqual([401, 'key_invalid']);
      server.clock.advance(61 * minute);
      expect(await opens(used.key)).toBe(false);
      await server.app.sites.changeSite(server.site.id, { mode: 'first-party' });
      expect(await opens(used.key)).toBe(true);
    },
  );

  it('[VIS4] joins visitors whose keys one frame holds, but none by a conversation that began weakly', async () => {
    const [one, two] = [await chatOnShop(), await chatOnShop()];
    const weak = buildKey();
    server.clock.advance(31 * minute);
    const again = await view(shop, { visitor: two.visitor });
    await ask('/conversations', buildStart({ visitor: two.visitor, visit: again.visit }), weak);
    await ask('/tokens', { keys: [one.key, weak], visit: null });
    expect((await cardOf(one.visitor)).aliases).toEqual([]);
    await ask('/tokens', { keys: [one.key, two.key], visit: null });
    expect((await cardOf(one.visitor)).aliases).toMatchObject([
      { visitor: two.visitor, evidence: 'key', strength: 'strong' },
    ]);
    await undo(one.visitor, two.visitor);
    await ask('/tokens', { keys: [one.key, two.key], visit: null });
    expect((await cardOf(one.visitor)).aliases).toEqual([]);
  });
});
