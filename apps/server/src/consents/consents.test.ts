import type { PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
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
  testOrigin,
} from '../testing.ts';

const written = ['visitors', 'visits', 'page_views', 'consents'] as const;

let server: TestServer;
let admin: string;
let site: Site;
beforeAll(async () => {
  server = await startTestServer();
  admin = (await server.logIn('admin')).cookie;
});
afterAll(() => server.close());
beforeEach(async () => {
  site = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
});

const arrive = async (): Promise<PageViewAnswer> =>
  (await server.ask('service', `/t/${site.id}/views`, fromPage(buildPageView()))).json();
const yes = (overrides: object = {}) => ({
  v: 1,
  visitor: null,
  visit: null,
  choices: { functional: true, analytics: true },
  textVersion: '1',
  source: 'banner',
  ...overrides,
});
const prove = (body: object | string, origin?: string) =>
  server.ask('service', `/t/${site.id}/consents`, fromPage(body, origin));
const rows = () =>
  server.storage.read.selectFrom('consents').selectAll().where('site_id', '=', site.id).orderBy('id').execute();
const csv = (id: string = site.id, cookie = admin) =>
  server.ask('workspace', `/api/admin/sites/${id}/consents.csv`, fromWorkspace(cookie));

describe('a proof of a yes', () => {
  it('[CON5] says what, when, to which text, by which way and by whom', async () => {
    const { visitor } = await arrive();
    for (const source of ['banner', 'api', 'consent-mode'] as const) {
      server.clock.advance(1_000);
      expect((await prove(yes({ visitor, source }))).status).toBe(204);
      expect((await rows()).at(-1)).toMatchObject({
        visitor_id: visitor,
        choices: '{"functional":true,"analytics":true}',
        text_version: '1',
        source,
        at: server.clock.now(),
      });
    }
  });

  it('[CON5] names the visitor of the visit, where a cookie hides the visitor from the page', async () => {
    const { visitor, visit } = await arrive();
    await prove(yes({ visit }));
    server.clock.advance(1);
    await prove(yes({ visit: newId('vs') }));
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    await server.ask('service', `/t/${other.id}/consents`, fromPage(yes({ visit }), 'https://other.example'));
    expect((await rows()).map((row) => row.visitor_id)).toEqual([visitor, null]);
    const elsewhere = await server.storage.read
      .selectFrom('consents')
      .selectAll()
      .where('site_id', '=', other.id)
      .execute();
    expect(elsewhere.map((row) => row.visitor_id)).toEqual([null]);
  });

  it.each<[string, object | string]>([
    ['nothing', ''],
    ['no JSON', '{"v":1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', yes({ v: 2 })],
    ['no choices', yes({ choices: {} })],
    ['choices that are words', yes({ choices: { functional: 'granted', analytics: 'true' } })],
    ['choices that are numbers', yes({ choices: { functional: 1, analytics: 1 } })],
    ['a no', yes({ choices: { functional: false, analytics: false } })],
    ['a source that does not exist', yes({ source: 'guess' })],
    ['a click that only the server sees', yes({ source: 'chat-click' })],
    ['a text that is still to be written', yes({ textVersion: '2' })],
    ['a text far away', yes({ textVersion: '999999999' })],
    ['a text with a long number', yes({ textVersion: '9'.repeat(400) })],
    ['a text called zero', yes({ textVersion: '0' })],
    ['a text of another notation', yes({ textVersion: '1e0' })],
    ['a text with a control character', yes({ textVersion: '1\u0000' })],
    ['a formula for a text', yes({ textVersion: '=1' })],
    ['a number for a text', yes({ textVersion: 1 })],
    ['__proto__ for a text', yes({ textVersion: '__proto__' })],
  ])('[CON5, ING2] is refused when it is %s, and writes nothing', async (_name, body) => {
    const answer = await prove(body);
    expect(refusalOf(answer)[0]).toBe(400);
    expect(await rows()).toEqual([]);
  });

  it('[CON5, ING2] is refused beyond 32 KB, from other pages, and for sites that are not', async () => {
    expect(refusalOf(await prove(yes({ padding: 'x'.repeat(40_000) })))).toEqual([413, 'body_too_large']);
    expect(refusalOf(await prove(yes(), 'https://evil.example'))).toEqual([403, 'origin_refused']);
    expect(refusalOf(await prove(yes(), 'null'))).toEqual([403, 'origin_refused']);
    const answer = await server.ask('service', '/t/st_unknown-site/consents', fromPage(yes()));
    expect(refusalOf(answer)).toEqual([404, 'site_not_found']);
    expect(await rows()).toEqual([]);
  });

  it.each([newId('vi'), 'vi_', '', 7, { id: 'vi_x' }, '__proto__', `vi_${'a'.repeat(5_000)}`])(
    '[CON5] names nobody for the visitor %j, whom nobody knows',
    async (visitor) => {
      expect((await prove(yes({ visitor }))).status).toBe(204);
      expect(await rows()).toMatchObject([{ visitor_id: null }]);
    },
  );

  it('[CON5] of a visitor of another site names nobody', async () => {
    const { visitor } = await arrive();
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    await server.ask('service', `/t/${other.id}/consents`, fromPage(yes({ visitor }), 'https://other.example'));
    const found = await server.storage.read
      .selectFrom('consents')
      .selectAll()
      .where('site_id', '=', other.id)
      .execute();
    expect(found).toMatchObject([{ visitor_id: null }]);
  });

  it('[CON5] is kept once when it is sent twice or at once, and again after another answer', async () => {
    const { visitor } = await arrive();
    await Promise.all(Array.from({ length: 10 }, () => prove(yes({ visitor }))));
    expect(await rows()).toHaveLength(1);
    server.clock.advance(1);
    await prove(yes({ visitor, choices: { functional: true, analytics: false } }));
    server.clock.advance(1);
    await prove(yes({ visitor }));
    expect((await rows()).map((row) => row.choices)).toEqual([
      '{"functional":true,"analytics":true}',
      '{"functional":true,"analytics":false}',
      '{"functional":true,"analytics":true}',
    ]);
  });

  it('[CON5] of one visitor cannot fill the table', async () => {
    const { visitor } = await arrive();
    const statuses: number[] = [];
    for (let at = 0; at < 40; at += 1) {
      server.clock.advance(1);
      statuses.push((await prove(yes({ visitor, choices: { functional: true, analytics: at % 2 === 0 } }))).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(await rows()).toHaveLength(30);
  });
});

describe('a chat before any answer', () => {
  const start = async (policy: Site['consentPolicy'], ids: Record<string, unknown> = {}, key = buildKey()) => {
    await server.app.sites.changeSite(site.id, { consentPolicy: policy });
    const body = buildStart(ids);
    return server.ask('service', `/m/${site.id}/conversations`, fromFrame(body, key));
  };

  it('[CON2, CON5] is kept as a yes to what the chat needs and to nothing else, once', async () => {
    const key = buildKey();
    const body = buildStart();
    for (let times = 0; times < 2; times += 1)
      await server.ask('service', `/m/${site.id}/conversations`, fromFrame(body, key));
    expect(await rows()).toMatchObject([
      {
        visitor_id: expect.stringMatching(/^vi_/),
        choices: '{"functional":false,"analytics":false}',
        text_version: '1',
        source: 'chat-click',
      },
    ]);
  });

  it('[CON5] is none where the visitor said yes before, or the site does not ask first', async () => {
    const ids = await arrive();
    expect((await start('required', ids)).status).toBe(201);
    expect((await start('notice')).status).toBe(201);
    expect((await start('off')).status).toBe(201);
    expect(await rows()).toEqual([]);
  });
});

describe('asking anew', () => {
  it('[CON1] raises the version of the text; both are good for proof, what comes later is not', async () => {
    const change = (body: object) =>
      server.ask('workspace', `/api/admin/sites/${site.id}`, { ...fromWorkspace(admin, body), method: 'PATCH' });
    expect((await change({ asksAgain: true })).json()).toMatchObject({ consentTextVersion: '2' });
    const tag = await server.ask('service', `/tag/${site.id}.js`);
    expect(tag.body).toContain('"textVersion":"2"');
    expect((await prove(yes({ textVersion: '2' }))).status).toBe(204);
    expect((await prove(yes({ textVersion: '1' }))).status).toBe(204);
    expect(refusalOf(await prove(yes({ textVersion: '3' })))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await change({ asksAgain: 'yes' }))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await change({ consentTextVersion: '9' }))).toEqual([400, 'invalid_body']);
    expect((await change({ asksAgain: false })).json()).toMatchObject({ consentTextVersion: '2' });
  });
});

describe('the list of proofs', () => {
  it('[CON5] is a file for admins, oldest first, of their site alone', async () => {
    const { visitor } = await arrive();
    await prove(yes({ visitor }));
    server.clock.advance(60_000);
    await prove(yes({ visitor, choices: { functional: true, analytics: false }, source: 'api' }));
    await prove(yes({ source: 'consent-mode' }));
    const answer = await csv();
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="consents-${site.id}.csv"`,
    });
    const [head, ...lines] = answer.body.trimEnd().split('\r\n');
    expect(head).toBe('at,visitor,functional,analytics,text_version,source');
    const at = (ms: number) => new Date(ms).toISOString();
    expect(lines[0]).toBe(`${at(server.clock.now() - 60_000)},${visitor},1,1,1,banner`);
    expect(lines.slice(1).sort()).toEqual(
      [`${at(server.clock.now())},${visitor},1,0,1,api`, `${at(server.clock.now())},,1,1,1,consent-mode`].sort(),
    );
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    expect((await csv(other.id)).body.trimEnd()).toBe(head);
  });

  it('[CON5] is read whole, however long it is', async () => {
    const all = Array.from({ length: 2_001 }, (_, at) => ({
      id: `pv_${String(at).padStart(22, '0')}`,
      site_id: site.id,
      visitor_id: null,
      choices: '{"functional":false,"analytics":true}',
      text_version: '1',
      source: 'api',
      at,
    }));
    const { recordConsent } = await import('./commands.ts');
    for (const row of all) await server.storage.execute(recordConsent, row);
    const lines = (await csv()).body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(2_002);
    expect(lines.at(-1)).toBe(`${new Date(2_000).toISOString()},,0,1,1,api`);
  });

  it('[CON5, SRF2] is nobody else’s', async () => {
    const agent = (await server.logIn('agent')).cookie;
    expect((await csv(site.id, agent)).status).toBe(401);
    expect((await csv(site.id, '')).status).toBe(401);
    expect(refusalOf(await csv('st_unknown-site'))).toEqual([404, 'site_not_found']);
  });
});

describe('Global Privacy Control', () => {
  const view = async (signal: string, consent: 'granted' | 'not-asked') => {
    const { headers, ...rest } = fromPage(buildPageView({ consent }));
    return server.ask('service', `/t/${site.id}/views`, { ...rest, headers: { ...headers, 'sec-gpc': signal } });
  };

  it.each(['off', 'notice', 'required'] as const)(
    '[CON3] refuses a page view under `%s`, but after a yes',
    async (policy) => {
      await server.app.sites.changeSite(site.id, { consentPolicy: policy });
      const before = await countRows(server.storage, written);
      const refused = await view('1', 'not-asked');
      expect(refusalOf(refused)).toEqual([403, 'consent_missing']);
      expect([refused.headers['access-control-allow-origin'], refused.headers['set-cookie']]).toEqual([
        testOrigin,
        undefined,
      ]);
      expect(await countRows(server.storage, written)).toEqual(before);
      expect((await view('1', 'granted')).status).toBe(201);
    },
  );

  it.each(['', '0', 'true', '1, 1', '01'])('[CON3] is the value 1 alone, not %j', async (signal) => {
    await server.app.sites.changeSite(site.id, { consentPolicy: 'notice' });
    expect((await view(signal, 'not-asked')).status).toBe(201);
  });

  it('[CON3] is promised where the specification looks for it', async () => {
    for (const surface of ['service', 'help'] as const) {
      const answer = await server.ask(surface, '/.well-known/gpc.json');
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(answer.json()).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    }
  });
});
