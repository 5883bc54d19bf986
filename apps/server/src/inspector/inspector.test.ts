import type {
  ContactRef,
  HandoffCode,
  InspectedVisit,
  InspectedVisits,
  PageViewAnswer,
  RecoveryAnswer,
  StartConversationAnswer,
  TokensAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signToken } from '../contacts/testing/tokens.ts';
import { hashSecret, newId, newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  countRows,
  databaseKinds,
  fromFrame,
  fromWorkspace,
  refusalOf,
  startTestServerOn,
  type TestServer,
} from '../testing.ts';
import { type BrowserKind, TestBrowser } from '../visits/testing.ts';
import { shortForm } from './rules.ts';

const shop = 'https://shop.example/';
const blog = 'https://blog.example/';
const nobody: ContactRef = { name: null, email: null };

describe.each(databaseKinds)('the inspector on %s', (kind) => {
  let server: TestServer;
  let site: Site;
  let admin: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { scheme: 'https' });
  });
  beforeEach(async () => {
    site = await addSite();
    admin = await logIn('admin');
  });
  afterAll(() => server.close());

  const workspace = 'https://workspace.localhost';
  async function logIn(kind: 'agent' | 'admin'): Promise<string> {
    const [email, password] = [`${newId('me')}@example.org`, 'a long enough pass phrase'];
    await server.app.accounts.addMember({ name: kind, email, password, roles: [kind] });
    const answer = await server.ask('workspace', `/api/${kind}/login`, {
      method: 'POST',
      headers: { origin: workspace },
      body: { email, password },
    });
    return String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';
  }
  async function addSite(): Promise<Site> {
    const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example', 'blog.example'] });
    return server.app.sites.changeSite(id, { mode: 'third-party', ipStorage: 'whole' });
  }
  const browse = (kind: BrowserKind) => new TestBrowser(server, site, kind);
  const at = (path: string, of: Site = site) => `/api/admin/sites/${of.id}/${path}`;
  const get = (path: string, of?: Site) => server.ask('workspace', at(path, of), fromWorkspace(admin));
  const search = async (query = '', more = '') =>
    (await get(`visits?query=${encodeURIComponent(query)}${more}`)).json<InspectedVisits>();
  const inspect = async (visit: string) => (await get(`visits/${visit}`)).json<InspectedVisit>();
  const undo = (visitor: string, other: string, of?: Site) =>
    server.ask('workspace', at(`visitors/${visitor}/aliases/${other}`, of), {
      method: 'DELETE',
      headers: { cookie: admin, origin: workspace },
    });
  const chat = async (ids: Pick<PageViewAnswer, 'visitor' | 'visit'>, key = buildKey(), contact = nobody) => {
    const ask = fromFrame(buildStart({ visitor: ids.visitor, visit: ids.visit, contact }), key);
    const origin = { origin: 'https://service.localhost' };
    const answer = await server.ask('service', `/m/${site.id}/conversations`, {
      ...ask,
      headers: { ...ask.headers, ...origin },
    });
    return { key, ...answer.json<StartConversationAnswer>() };
  };

  it('[INS1, SRF2] is for admins alone', async () => {
    const { answer } = await browse('shared').view(shop);
    const agent = await logIn('agent');
    for (const path of ['visits', `visits/${answer.visit}`]) {
      expect((await get(path)).status).toBe(200);
      for (const cookie of ['', agent, 'porchlight_admin=forged'])
        expect((await server.ask('workspace', at(path), { headers: { cookie } })).status).toBe(401);
    }
    const foreign = { method: 'DELETE', headers: { cookie: admin, origin: shop } };
    const path = at(`visitors/${answer.visitor}/aliases/${newId('vi')}`);
    expect(refusalOf(await server.ask('workspace', path, foreign))).toEqual([403, 'request_not_same_origin']);
  });

  it('[INS1] finds nothing of another site', async () => {
    const { answer } = await browse('shared').view(shop);
    const other = await addSite();
    expect((await get('visits', other)).json<InspectedVisits>()).toEqual({
      visits: [],
      next: null,
      searchedSince: null,
    });
    expect((await get(`visits?query=${answer.visit}`, other)).json<InspectedVisits>().visits).toEqual([]);
    expect(refusalOf(await get(`visits/${answer.visit}`, other))).toEqual([404, 'visit_not_found']);
    expect(refusalOf(await undo(answer.visitor, newId('vi'), other))).toEqual([404, 'visitor_not_found']);
    const unknown = { ...other, id: newId('st') };
    expect(refusalOf(await get('visits', unknown))).toEqual([404, 'site_not_found']);
  });

  it('[INS1] refuses what fits no question', async () => {
    const { answer } = await browse('shared').view(shop);
    for (const query of [
      `query=${'a'.repeat(201)}`,
      'query=a&query=b',
      'until=-1',
      'until=soon',
      'until=1e99',
      'before=vs_',
      'before=vi_aaaaaaaaaaaa',
      `before=${'vs_'.repeat(50)}`,
      'before=vs_aaaaaaaaaa%00',
    ])
      expect([query, ...refusalOf(await get(`visits?${query}`))]).toEqual([query, 400, 'invalid_query']);
    for (const id of ['vs_', 'vi_aaaaaaaaaaaa', '..%2f..', "'%20or%201=1", '%00', 'vs_aaaaaaaaaaaaaaaaaaaaaa'])
      expect([id, ...refusalOf(await get(`visits/${id}`))]).toEqual([id, 404, 'visit_not_found']);
    expect(refusalOf(await undo('vs_aaaaaaaaaaaa', answer.visitor))).toEqual([404, 'visitor_not_found']);
    expect(refusalOf(await undo(newId('vi'), answer.visitor))).toEqual([404, 'visitor_not_found']);
    for (const other of ['x', answer.visitor, newId('vi')])
      expect(refusalOf(await undo(answer.visitor, other))).toEqual([404, 'alias_not_found']);
    // Wildcards of the database and quotes are letters like any other.
    for (const query of ['%', '_%', "' or 1=1 --", '\\', '\u0000']) expect((await search(query)).visits).toEqual([]);
  });

  it('[INS3] lists visits by time, and finds them by name, id, page, browser and time', async () => {
    const browser = browse('shared');
    const first = await browser.view(shop, { url: `${shop}lamps`, title: 'Lamps of brass' });
    await browser.view(shop, { url: `${shop}cart`, title: 'Your cart' });
    server.clock.advance(26 * 3_600_000);
    admin = await logIn('admin');
    const second = await browser.view(shop, { url: `${shop}chairs`, title: 'Chairs' });
    // Ids of the same millisecond sort by chance.
    server.clock.advance(1);
    const stranger = await browse('none').view(blog, { url: `${blog}news`, title: 'News' });
    const ids = async (query: string, more = '') => (await search(query, more)).visits.map(({ id }) => id);
    const [one, two, three] = [first, second, stranger].map(({ answer }) => answer.visit);
    expect(await ids('')).toEqual([three, two, one]);
    expect(await ids('brass')).toEqual([one]);
    expect(await ids('CART chrome')).toEqual([one]);
    expect(await ids('news lamps')).toEqual([]);
    expect(await ids(first.answer.visitor)).toEqual([two, one]);
    expect(await ids(` ${one} `)).toEqual([one]);
    expect(await ids('', `&until=${server.clock.now() - 3_600_000}`)).toEqual([one]);
    expect(await ids('', `&before=${two}`)).toEqual([one]);
    const { visits, next, searchedSince } = await search('brass');
    expect([next, searchedSince]).toEqual([null, visits[0]?.startedAt]);
    expect(visits[0]).toMatchObject({ ordinal: 1, pageCount: 2, page: { title: 'Lamps of brass' } });
    const label = visits[0]?.label ?? '';
    expect(await ids(label.toLowerCase())).toContain(two);
  });

  it('[INS3] goes on where an answer ended', async () => {
    // One request a visit: no class is to be found.
    await server.app.sites.changeSite(site.id, { mode: 'first-party' });
    await Promise.all(Array.from({ length: 53 }, () => browse('none').view(shop)));
    const first = await search();
    expect([first.visits.length, first.next]).toEqual([50, first.visits.at(-1)?.id]);
    const rest = await search('', `&before=${first.next}`);
    expect([rest.visits.length, rest.next]).toEqual([3, null]);
    const some = await search('chrome');
    expect(some.visits).toEqual(first.visits);
    expect((await search('chrome', `&before=${some.next}`)).visits).toEqual(rest.visits);
  });

  it('[MODE8] tells mode, class, jar and each step down of a visit', async () => {
    const { answer } = await browse('none').view(shop);
    const { visit, visitor, ordinal, pageCount } = await inspect(answer.visit);
    expect(visit).toMatchObject({
      mode: 'third-party',
      class: 'blocked',
      jar: 'first-party-cookie',
      recognition: 'none',
      steps: [
        { from: 'third-party-cookie', to: 'partitioned-cookie', reason: 'cookies-blocked' },
        { from: 'partitioned-cookie', to: 'first-party-cookie', reason: 'cookies-blocked' },
      ],
    });
    expect([ordinal, pageCount]).toEqual([1, 1]);
    expect(visitor).toMatchObject({ id: answer.visitor, visitCount: 1, revokedAt: null });
  });

  it('[VIS4] tells aliases, and an admin undoes one', async () => {
    const one = (await browse('none').view(shop)).answer;
    const other = (await browse('none').view(shop)).answer;
    // A page that turned out to hold both ids.
    await browse('none').view(shop, { visitor: one.visitor, visit: one.visit, others: [other.visitor] });
    const before = await inspect(one.visit);
    expect(before.aliases).toEqual([
      expect.objectContaining({ visitor: other.visitor, evidence: 'jar', strength: 'weak', via: null, undoneAt: null }),
    ]);
    expect((await undo(one.visitor, other.visitor)).status).toBe(204);
    const [undone] = (await inspect(one.visit)).aliases;
    expect([undone?.visitor, undone?.undoneAt]).toEqual([other.visitor, server.clock.now()]);
    expect(refusalOf(await undo(one.visitor, other.visitor))).toEqual([404, 'alias_not_found']);
  });

  it('[VIS4] lets one of two admins undo who do so at the same moment', async () => {
    // Several times, since a moment is short.
    for (let round = 0; round < 10; round += 1) {
      const one = (await browse('none').view(shop)).answer;
      const other = (await browse('none').view(shop)).answer;
      await browse('none').view(shop, { visitor: one.visitor, visit: one.visit, others: [other.visitor] });
      const answers = await Promise.all([undo(one.visitor, other.visitor), undo(other.visitor, one.visitor)]);
      expect([round, ...answers.map(({ status }) => status).sort()]).toEqual([round, 204, 404]);
    }
  });

  it('[XD3] tells hand-offs on both of their sides', async () => {
    const left = browse('none');
    const { answer: from } = await left.view(shop);
    const code = `ho_${newSecret().slice(0, 22)}` as HandoffCode;
    const body = { v: 1, code, visitor: from.visitor, visit: from.visit, target: 'blog.example', proof: null };
    expect((await left.send(shop, 'handoffs', body)).status).toBe(204);
    const { answer: to } = await browse('none').view(blog, { handoff: code });
    const common = { sourceHost: 'shop.example', targetHost: 'blog.example', carriesConversation: false };
    const [start, end] = [await inspect(from.visit), await inspect(to.visit)];
    expect(start.handoffs).toMatchObject([{ ...common, direction: 'left', other: { visitor: to.visitor } }]);
    expect(end.handoffs).toMatchObject([{ ...common, direction: 'arrived', other: { visitor: from.visitor } }]);
    expect(end.aliases).toMatchObject([{ visitor: from.visitor, evidence: 'handoff', strength: 'weak' }]);
    expect(JSON.stringify([start, end])).not.toContain(code);
  });

  it('[CNV1] tells keys granted and revoked, and nothing that opens', async () => {
    const { answer } = await browse('none').view(shop);
    const { key, conversation } = await chat(answer);
    const ask = { keys: [key], visit: answer.visit };
    const headers = { origin: 'https://service.localhost' };
    const post = (path: string) =>
      server.ask('service', `/m/${site.id}/${path}`, { method: 'POST', headers, body: ask });
    const [grant] = (await post('tokens')).json<TokensAnswer>().grants;
    const granted = await inspect(answer.visit);
    expect(granted.conversations).toMatchObject([
      {
        id: conversation.id,
        isOfVisit: true,
        openKeys: 1,
        events: [{ kind: 'granted', key: shortForm(hashSecret(key)) }],
      },
    ]);
    server.clock.advance(60_000);
    await server.ask('service', `/m/${site.id}/revocations`, { method: 'POST', headers, body: { keys: [key] } });
    const revoked = await inspect(answer.visit);
    expect(revoked.conversations).toMatchObject([
      { openKeys: 0, events: [{ kind: 'granted' }, { kind: 'revoked', at: server.clock.now() }] },
    ]);
    const told = JSON.stringify([granted, revoked, await search()]);
    // [INS2] Neither secrets nor addresses, though the site stores those.
    expect(grant?.token).toBeTruthy();
    for (const secret of [key, hashSecret(key), grant?.token ?? '', '127.0.0.1']) expect(told).not.toContain(secret);
  });

  it('[CNV3] tells recovery tokens, how often they came back, and one that came twice', async () => {
    const { answer } = await browse('none').view(shop);
    const { key } = await chat(answer);
    const recover = async (token: string | null, keys: string[] = []) => {
      const headers = { origin: 'https://service.localhost' };
      const body = { token, keys, marker: null };
      return server.ask('service', `/m/${site.id}/recoveries`, { method: 'POST', headers, body });
    };
    const tokenOf = async (token: string | null, keys?: string[]) =>
      (await recover(token, keys)).json<RecoveryAnswer>().token;
    const first = await tokenOf(null, [key]);
    const second = await tokenOf(first);
    await tokenOf(second);
    const before = await inspect(answer.visit);
    expect(before.families).toMatchObject([{ kind: 'recovery', uses: 2, endedAt: null, endedBy: null }]);
    expect(before.conversations[0]?.openKeys).toBe(2);
    expect(refusalOf(await recover(first))).toEqual([410, 'recovery_reused']);
    const after = await inspect(answer.visit);
    expect(after.families).toMatchObject([{ endedAt: server.clock.now(), endedBy: 'reused' }]);
    const kinds = after.conversations[0]?.events.map(({ kind, detail }) => `${kind} ${detail}`);
    expect(kinds).toEqual(expect.arrayContaining(['granted start', 'granted recovery', 'revoked reused']));
    expect(kinds?.some((kind) => kind.startsWith('token-reused'))).toBe(true);
    const told = JSON.stringify([before, after]);
    for (const token of [first, second, key]) expect(told).not.toContain(token);
  });

  it('[CNV7, CNV8] tells whom the site’s own login knows, and beside it what was typed', async () => {
    const { answer } = await browse('none').view(shop);
    await chat(answer, buildKey(), { name: 'Somebody', email: 'typed@example.org' });
    const typed = await inspect(answer.visit);
    expect(typed.visitor).toMatchObject({
      label: 'Somebody',
      contact: { name: 'Somebody', email: 'typed@example.org' },
      typed: null,
    });
    const { secret } = await server.app.contacts.keys.add(site, { kind: 'shared-secret' });
    const now = Math.floor(server.clock.now() / 1_000);
    const claims = {
      aud: site.id,
      sub: 'u-1',
      name: 'Ann Example',
      email: 'ann@example.org',
      iat: now,
      exp: now + 600,
    };
    const token = signToken(claims, secret ?? '');
    await browse('none').send(shop, 'identities', { v: 1, visitor: answer.visitor, visit: answer.visit, token });
    const known = await inspect(answer.visit);
    expect(known.visitor).toMatchObject({
      label: 'Ann Example',
      contact: { name: 'Ann Example', email: 'ann@example.org', isVerified: true },
      typed: { name: 'Somebody', email: 'typed@example.org' },
    });
    expect((await search('ann@example.org')).visits.map(({ id }) => id)).toEqual([answer.visit]);
    expect(JSON.stringify(known)).not.toContain(token);
  });

  it('[CON5] tells what was said yes to, and by which way', async () => {
    const { answer } = await browse('none').view(shop);
    const { consentTextVersion: textVersion } = server.app.sites.getSite(site.id);
    const proof = { v: 1, visitor: answer.visitor, visit: answer.visit, textVersion, source: 'banner' };
    await browse('none').send(shop, 'consents', { ...proof, choices: { functional: true, analytics: false } });
    expect((await inspect(answer.visit)).consents).toEqual([
      { at: server.clock.now(), functional: true, analytics: false, textVersion, source: 'banner' },
    ]);
  });

  it('[VIS5] tells from which cookies ids were taken over, and not the ids', async () => {
    await server.app.sites.changeSite(site.id, { adoptedCookies: ['LPVID'] });
    const { answer } = await browse('none').view(shop, { adopted: [{ name: 'LPVID', value: 'E1OWNER-SECRET' }] });
    const told = await inspect(answer.visit);
    expect(told.earlierIds).toEqual([{ name: 'LPVID', at: server.clock.now() }]);
    expect(JSON.stringify(told)).not.toContain('OWNER-SECRET');
  });

  it('[INS1] writes nothing by being asked', async () => {
    const { answer } = await browse('none').view(shop, buildPageView({ url: shop }));
    const tables = ['visits', 'visitors', 'page_views', 'visitor_aliases', 'conversations', 'sessions'] as const;
    const before = await countRows(server.storage, tables);
    await search('lamps');
    await inspect(answer.visit);
    expect(await countRows(server.storage, tables)).toEqual(before);
  });
});
