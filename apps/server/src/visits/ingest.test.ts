import type { BeatAnswer, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import {
  buildPageView,
  countRows,
  fromPage,
  refusalOf,
  startTestServer,
  type TestServer,
  testOrigin,
} from '../testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const written = ['visitors', 'visits', 'page_views', 'page_events', 'consents'] as const;
const views = () => `/t/${server.site.id}/views`;
const send = (overrides: Parameters<typeof buildPageView>[0] = {}) =>
  server.ask('service', views(), fromPage(buildPageView(overrides)));
const arrive = async (overrides: Parameters<typeof buildPageView>[0] = {}) =>
  (await send(overrides)).json<PageViewAnswer>();
const buildBeat = (overrides: Record<string, unknown> = {}) => ({
  v: 1,
  visitor: newId('vi'),
  visit: newId('vs'),
  tab: newId('tb'),
  view: newId('pv'),
  visibleMs: 1_000,
  state: 'visible',
  ...overrides,
});

describe('a page view that cannot be taken', () => {
  const deep = `${'['.repeat(8_000)}${']'.repeat(8_000)}`;
  const body = (overrides: Record<string, unknown>) => JSON.stringify({ ...buildPageView(), ...overrides });
  it.each<[string, string, number, string]>([
    ['broken JSON', '{"v":1,', 400, 'malformed_json'],
    ['nothing', '', 400, 'invalid_body'],
    ['JSON of another kind', '[]', 400, 'invalid_body'],
    ['null', 'null', 400, 'invalid_body'],
    ['deep JSON', deep, 400, 'invalid_body'],
    ['deep JSON in an attribute', body({ attributes: { a: 'deep' } }).replace('"deep"', deep), 400, 'invalid_body'],
    ['more than the limit', body({ title: 'x'.repeat(40_000) }), 413, 'body_too_large'],
    ['another version', body({ v: 2 }), 400, 'invalid_body'],
    ['a view without an id', body({ view: 'pv_short' }), 400, 'invalid_body'],
    ['a tab id of another kind', body({ tab: newId('vi') }), 400, 'invalid_body'],
    ['no address', body({ url: 'javascript:alert(1)' }), 400, 'invalid_body'],
    ['an attribute that is no scalar', body({ attributes: { a: { b: 1 } } }), 400, 'invalid_body'],
    [
      'too many attributes',
      body({ attributes: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [at, 1])) }),
      400,
      'invalid_body',
    ],
    ['a jar that does not exist', body({ jar: 'cookie-jar' }), 400, 'invalid_body'],
    ['no consent', body({ consent: 'denied' }), 400, 'invalid_body'],
    ['no yes where the site asks for one', body({ consent: 'not-asked' }), 403, 'consent_missing'],
    ['a negative screen', body({ screen: { width: -1, height: 1 } }), 400, 'invalid_body'],
  ])('[ING2] %s', async (_name, text, status, code) => {
    const before = await countRows(server.storage, written);
    const answer = await server.ask('service', views(), fromPage(text));
    expect(refusalOf(answer)).toEqual([status, code]);
    expect(answer.headers['access-control-allow-origin']).toBe(testOrigin);
    expect(await countRows(server.storage, written)).toEqual(before);
  });

  it('[ING2] names every problem of a body', async () => {
    const answer = await server.ask('service', views(), fromPage(body({ tab: 1, view: 2 })));
    const { problems } = answer.json<{ error: { problems: { path: string }[] } }>().error;
    expect(problems.map((one) => one.path)).toEqual(['tab', 'view']);
  });

  it.each([
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['text/html', 415],
    ['application/octet-stream', 415],
    ['nonsense', 415],
    ['application/json', 201],
    ['text/plain;charset=UTF-8', 201],
  ])('[ING2] content type %s', async (type, status) => {
    const { headers, ...rest } = fromPage(buildPageView());
    const answer = await server.ask('service', views(), { ...rest, headers: { ...headers, 'content-type': type } });
    expect(answer.status).toBe(status);
    if (status === 415) expect(refusalOf(answer)).toEqual([415, 'wrong_content_type']);
  });

  it.each([
    ['unknown', 'st_unknown-site'],
    ['malformed', '%2e%2e'],
    ['a visitor', 'vi_aaaaaaaaaaaaaaaaaaaaaa'],
    ['__proto__', '__proto__'],
  ])('[ING2] a site that is %s', async (_name, site) => {
    const answer = await server.ask('service', `/t/${site}/views`, fromPage(buildPageView()));
    expect(refusalOf(answer)).toEqual([404, 'site_not_found']);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it.each([
    ['that is not on the list', 'https://evil.example'],
    ['null', 'null'],
    ['with a trailing dot', 'https://shop.example.'],
    ['with a user part', 'https://shop.example@evil.example'],
    ['with another port', 'https://shop.example:8443'],
    ['that only ends alike', 'https://notshop.example'],
    ['of another scheme', 'ftp://shop.example'],
    ['that continues', 'https://shop.example.evil.example'],
  ])('[XD1] an origin %s', async (_name, origin) => {
    const before = await countRows(server.storage, written);
    const answer = await server.ask('service', views(), fromPage(buildPageView(), origin));
    expect(refusalOf(answer)).toEqual([403, 'origin_refused']);
    // The tag there reads that it is refused, and asks no more.
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(await countRows(server.storage, written)).toEqual(before);
  });

  it('[XD1] no origin at all', async () => {
    const answer = await server.ask('service', views(), { method: 'POST', body: JSON.stringify(buildPageView()) });
    expect(refusalOf(answer)).toEqual([403, 'origin_missing']);
  });

  it('[XD1] a preflight is not needed and not answered', async () => {
    const answer = await server.ask('service', views(), {
      method: 'OPTIONS',
      headers: { origin: testOrigin, 'access-control-request-method': 'POST' },
    });
    expect(refusalOf(answer)).toEqual([404, 'route_not_found']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('bots', () => {
  it.each([
    ['a search engine', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['a library', 'python-requests/2.32'],
    ['a monitor', 'UptimeRobot/2.0'],
    ['nobody', ''],
  ])('[VIS3, ING2] %s leaves no row', async (_name, agent) => {
    const before = await countRows(server.storage, written);
    for (const [path, body] of [
      ['views', buildPageView()],
      ['beats', buildBeat()],
      ['events', {}],
      ['consents', {}],
    ] as const) {
      const { headers, ...rest } = fromPage(body);
      const answer = await server.ask('service', `/t/${server.site.id}/${path}`, {
        ...rest,
        headers: { ...headers, 'user-agent': agent },
      });
      expect([path, answer.status, answer.body]).toEqual([path, 204, '']);
    }
    expect(await countRows(server.storage, written)).toEqual(before);
  });
});

describe('ids', () => {
  it('[VIS1] are 128 random bits, made by the server', async () => {
    const [a, b] = [await arrive(), await arrive()];
    expect(a.visitor).toMatch(/^vi_[A-Za-z0-9_-]{22}$/);
    expect(a.visitor).not.toBe(b.visitor);
    expect(a.visit).not.toBe(b.visit);
  });

  it('[VIS2, VIS3] what is no visitor of this site is replaced, and leaves no row', async () => {
    const foreign = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const elsewhere = (
      await server.ask('service', `/t/${foreign.id}/views`, fromPage(buildPageView(), 'https://other.example'))
    ).json<PageViewAnswer>();
    const known = await arrive();
    const { visitors = 0 } = await countRows(server.storage, ['visitors']);
    let replaced = 0;
    for (const forged of [
      newId('vi'),
      known.visitor.slice(0, -3),
      `${known.visitor}x`,
      elsewhere.visitor,
      known.visit,
      'vi_',
      '',
      7,
      { id: known.visitor },
      [known.visitor],
      `${known.visitor}' or 1=1`,
    ]) {
      const answer = await send({ visitor: forged as never, visit: null });
      expect(answer.status).toBe(201);
      const { visitor } = answer.json<PageViewAnswer>();
      expect(visitor).not.toBe(forged);
      replaced += 1;
      expect(await countRows(server.storage, ['visitors'])).toEqual({ visitors: visitors + replaced });
    }
  });

  it('[VIS2] a valid pair goes on, a valid visitor with another’s visit keeps its own', async () => {
    const ann = await arrive();
    const bo = await arrive();
    const own = await send(ann);
    expect([own.status, own.json<PageViewAnswer>().visit]).toEqual([200, ann.visit]);
    const mixed = await send({ visitor: ann.visitor, visit: bo.visit });
    expect([mixed.status, mixed.json()]).toMatchObject([200, { visitor: ann.visitor, visit: ann.visit }]);
    const alone = await send({ visitor: null, visit: bo.visit });
    expect(alone.status).toBe(201);
    expect(alone.json<PageViewAnswer>().visit).not.toBe(bo.visit);
  });

  it('[VIS2] an ended visit is followed by a new one of the same visitor', async () => {
    const before = await arrive();
    server.clock.advance(31 * 60_000);
    const answer = await send(before);
    const after = answer.json<PageViewAnswer>();
    expect([answer.status, after.visitor]).toEqual([201, before.visitor]);
    expect(after.visit).not.toBe(before.visit);
  });

  it('[VIS1] a beat with another’s visit id does not show that one’s offer', async () => {
    const { member } = await server.logIn('agent');
    const victim = await arrive();
    const thief = await arrive();
    await server.app.engagements.offerChat(victim.visit, member, 'Can I help you, Ann?');
    const beat = (ids: Record<string, unknown>) =>
      server.ask('service', `/t/${server.site.id}/beats`, fromPage(buildBeat(ids)));
    const stolen = await beat({ visitor: thief.visitor, visit: victim.visit });
    expect(stolen.json<BeatAnswer>()).toEqual({ isVisitOver: false, offer: null });
    const own = await beat(victim);
    expect(own.json<BeatAnswer>().offer?.text).toBe('Can I help you, Ann?');
  });

  it('[CNV5] an offer comes with the heartbeat, and another’s pair cannot settle it', async () => {
    const { member } = await server.logIn('agent');
    const visitor = await arrive();
    const other = await arrive();
    const offer = await server.app.engagements.offerChat(visitor.visit, member, 'May I help?');
    const settle = (ids: object) =>
      server.ask(
        'service',
        `/t/${server.site.id}/offers`,
        fromPage({ v: 1, offer: offer.id, outcome: 'declined', ...ids }),
      );
    const pick = ({ visitor: id, visit }: PageViewAnswer) => ({ visitor: id, visit });
    expect(refusalOf(await settle(pick(other)))).toEqual([404, 'offer_not_found']);
    expect(refusalOf(await settle({ visitor: other.visitor, visit: visitor.visit }))).toEqual([404, 'offer_not_found']);
    expect((await settle(pick(visitor))).status).toBe(204);
    expect((await settle(pick(visitor))).status).toBe(204);
  });
});

describe('what is kept', () => {
  it('[ING2] keys that mean something to JavaScript are data, and change nothing', async () => {
    const text = JSON.stringify(buildPageView()).replace(
      '"attributes":{}',
      '"attributes":{"__proto__":"x","constructor":"y","toString":1},"__proto__":{"isAdmin":true}',
    );
    const answer = await server.ask('service', views(), fromPage(text));
    expect(answer.status).toBe(201);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    const { visit } = answer.json<PageViewAnswer>();
    const row = await server.storage.read
      .selectFrom('page_views')
      .select('context')
      .where('visit_id', '=', visit)
      .executeTakeFirstOrThrow();
    expect(row.context).toContain('"constructor":"y"');
  });

  it('[ING4] the server’s time, whatever the client’s clock and ids claim', async () => {
    const { visit } = await arrive({ attributes: { now: '2031-01-01T00:00:00Z' } });
    const row = await server.storage.read
      .selectFrom('visits')
      .selectAll()
      .where('id', '=', visit)
      .executeTakeFirstOrThrow();
    expect(row.started_at).toBe(server.clock.now());
    const { headers, ...rest } = fromPage(buildPageView());
    const old = await server.ask('service', views(), {
      ...rest,
      headers: { ...headers, date: 'Wed, 01 Jan 2031 00:00:00 GMT' },
    });
    expect(old.status).toBe(201);
  });

  it('[ING1] is there when the answer is, and a repeat of the view is counted once', async () => {
    const view = newId('pv');
    const first = await arrive({ view });
    await send({ ...first, view });
    await send({ ...first, view });
    const rows = await server.storage.read
      .selectFrom('page_views')
      .select('id')
      .where('visit_id', '=', first.visit)
      .execute();
    expect(rows).toEqual([{ id: view }]);
    expect(server.app.visits.findOpen(first.visit)?.pageCount).toBe(1);
  });

  it('events of an open visit, and none of one that is over', async () => {
    const ids = await arrive();
    const told = {
      v: 1,
      visitor: ids.visitor,
      visit: ids.visit,
      view: newId('pv'),
      events: [{ name: 'added\u0000 to cart', data: { sku: 'L-1', price: 49.9 } }],
      sections: null,
      attributes: null,
    };
    const tell = (body: object) => server.ask('service', `/t/${server.site.id}/events`, fromPage(body));
    expect((await tell(told)).status).toBe(204);
    const rows = await server.storage.read
      .selectFrom('page_events')
      .select(['name', 'data'])
      .where('visit_id', '=', ids.visit)
      .execute();
    expect(rows).toEqual([{ name: 'added  to cart', data: '{"sku":"L-1","price":49.9}' }]);
    server.clock.advance(31 * 60_000);
    expect(refusalOf(await tell(told))).toEqual([410, 'visit_unknown']);
    expect(refusalOf(await tell({ ...told, visitor: newId('vi') }))).toEqual([410, 'visit_unknown']);
  });
});

describe('many new visitors from one address', () => {
  let limited: TestServer;
  beforeAll(async () => {
    limited = await startTestServer({
      env: { PORCHLIGHT_NEW_VISITORS_PER_MINUTE: '40', PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  afterAll(() => limited.close());

  const from = (address: string, overrides: object = {}) => {
    const { headers, ...rest } = fromPage(buildPageView(overrides));
    return limited.ask('service', `/t/${limited.site.id}/views`, {
      ...rest,
      headers: { ...headers, 'x-forwarded-for': address },
    });
  };

  it('[ING3] are limited, while known ones of that address and others go on', async () => {
    const known = (await from('198.51.100.7')).json<PageViewAnswer>();
    const burst = await Promise.all(Array.from({ length: 400 }, () => from('198.51.100.7')));
    const taken = burst.filter((answer) => answer.status === 201);
    const refused = burst.filter((answer) => answer.status === 429);
    expect([taken.length, refused.length]).toEqual([39, 361]);
    for (const answer of refused.slice(0, 5)) {
      expect(refusalOf(answer)).toEqual([429, 'too_many_visitors']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(answer.headers['access-control-allow-origin']).toBe(testOrigin);
    }
    expect(await countRows(limited.storage, ['visitors', 'visits', 'page_views'])).toEqual({
      visitors: 40,
      visits: 40,
      page_views: 40,
    });
    expect((await from('198.51.100.7', known)).status).toBe(200);
    expect((await from('198.51.100.8')).status).toBe(201);
    // Forged ids are new visitors too.
    expect((await from('198.51.100.7', { visitor: newId('vi'), visit: newId('vs') })).status).toBe(429);
  });

  it('[AUTH0, SES2] the address that a trusted proxy tells is kept, and none that anybody else tells', async () => {
    const ipOf = async (one: TestServer, answer: { json<T>(): T }) => {
      const { visit } = answer.json<PageViewAnswer>();
      const row = await one.storage.read
        .selectFrom('visits')
        .select('details')
        .where('id', '=', visit)
        .executeTakeFirst();
      return (JSON.parse(row?.details ?? '{}') as { ip: string }).ip;
    };
    expect(await ipOf(limited, await from('203.0.113.9'))).toBe('203.0.113.0');
    const { headers, ...rest } = fromPage(buildPageView());
    const forged = {
      ...headers,
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'x-real-ip': '203.0.113.9',
    };
    expect(await ipOf(server, await server.ask('service', views(), { ...rest, headers: forged }))).toBe('127.0.0.0');
  });

  it('[ING3, CON5] so are proofs of a yes from whom nobody knows; a forged id stands in none', async () => {
    const visitor = newId('vi');
    const prove = () => {
      const yes = { v: 1, visitor, choices: { functional: true, analytics: true }, textVersion: '1', source: 'api' };
      const { headers, ...rest } = fromPage(yes);
      const from = { ...headers, 'x-forwarded-for': '198.51.100.99' };
      return limited.ask('service', `/t/${limited.site.id}/consents`, { ...rest, headers: from });
    };
    const answers = await Promise.all(Array.from({ length: 60 }, prove));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(40);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
    const rows = await limited.storage.read.selectFrom('consents').select('visitor_id').execute();
    expect(rows).toEqual(Array.from({ length: 40 }, () => ({ visitor_id: null })));
  });

  it('[ING3] an IPv6 network counts as one address', async () => {
    const burst = await Promise.all(Array.from({ length: 60 }, (_, at) => from(`2001:db8:1:2:${at}::1`)));
    expect(burst.filter((answer) => answer.status === 201)).toHaveLength(40);
    expect((await from('2001:db8:1:3::1')).status).toBe(201);
  });
});
