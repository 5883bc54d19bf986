import { type AdminSite, isAllowedOrigin, type RefusedOrigins } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  buildPageView,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';
import { domain } from './schema.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = (await server.logIn('admin')).cookie;
});
afterAll(() => server.close());

const ask = (path: string, body?: object, method?: string): Promise<Answer> => {
  const one = fromWorkspace(admin, body);
  return server.ask('workspace', `/api/admin/sites${path}`, method ? { ...one, method } : one);
};
const create = async (domains: string[]) => (await ask('', { name: 'Own', domains })).json<AdminSite>();
const change = (id: string, body: object) => ask(`/${id}`, body, 'PATCH');
const view = (id: string, origin: string) => server.ask('service', `/t/${id}/views`, fromPage(buildPageView(), origin));

describe('a new site', () => {
  it('[CON6] asks for consent first, and has safe defaults', async () => {
    const answer = await ask('', { name: '  My\u0000 shop ', domains: ['https://Shop.example/path'] });
    expect(answer.status).toBe(201);
    const site = answer.json<AdminSite>();
    expect(site).toMatchObject({
      name: 'My  shop',
      domains: ['shop.example'],
      mode: 'first-party',
      consentPolicy: 'required',
      ipStorage: 'truncated',
      historyPolicy: 'all',
      joinPolicy: 'visit',
      visitIdleMinutes: 30,
      lifetimeDays: 365,
      isProlonged: true,
      adoptedCookies: [],
      hasBanner: true,
      hasHelpTag: true,
      privacyUrl: '',
      forgetsOnWithdrawal: 'nothing',
      servedDomains: [],
      firstPageViewAt: null,
      lastPageViewAt: null,
    });
    expect(site.embedLine).toBe(
      `<script async crossorigin="anonymous" src="http://service.localhost/tag/${site.id}.js"></script>`,
    );
    const tag = await server.ask('service', `/tag/${site.id}.js`);
    expect(tag.body).toContain('"policy":"required"');
  });

  it('shows its first page view, once, and the newest', async () => {
    const { id } = await create(['first.example']);
    const told: unknown[] = [];
    server.bus.subscribe(`stream:site.${id}`, (message) => told.push((message as { data: unknown }).data));
    await view(id, 'https://first.example');
    const firstPageViewAt = server.clock.now();
    server.clock.advance(5_000);
    await view(id, 'https://first.example');
    const list = (await ask('')).json<{ sites: AdminSite[] }>();
    expect(list.sites.find((site) => site.id === id)).toMatchObject({
      firstPageViewAt,
      lastPageViewAt: server.clock.now(),
    });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ firstPageViewAt, lastUrl: 'https://shop.example/lamps' });
  });
});

describe('what an admin types', () => {
  it.each<[string, object, string]>([
    ['no name', { name: ' ', domains: ['a.example'] }, 'name'],
    ['a name of control characters', { name: '\u0000\n', domains: ['a.example'] }, 'name'],
    ['no domain', { name: 'A', domains: [] }, 'domains'],
    ['a path for a domain', { name: 'A', domains: ['/shop'] }, 'domains.0'],
    ['a domain with a user', { name: 'A', domains: ['ann@shop.example'] }, 'domains.0'],
    ['a star within', { name: 'A', domains: ['shop.*.example'] }, 'domains.0'],
    ['a star alone', { name: 'A', domains: ['*'] }, 'domains.0'],
    ['a trailing dot', { name: 'A', domains: ['shop.example.'] }, 'domains.0'],
    ['a script', { name: 'A', domains: ['javascript:alert(1)'] }, 'domains.0'],
    ['too many', { name: 'A', domains: Array.from({ length: 51 }, (_, at) => `a${at}.example`) }, 'domains'],
    ['a field that does not exist', { name: 'A', domains: ['a.example'], id: 'st_chosen-by-me' }, ''],
  ])('is refused when it is %s', async (_name, body, path) => {
    const answer = await ask('', body);
    expect(refusalOf(answer)).toEqual([400, 'invalid_body']);
    expect(answer.json<{ error: { problems: { path: string }[] } }>().error.problems[0]?.path).toBe(path);
  });

  it.each<object>([
    { visitIdleMinutes: 0 },
    { visitIdleMinutes: 241 },
    { visitIdleMinutes: 1.5 },
    { mode: 'second-party' },
    { consentPolicy: 'maybe' },
    { accent: 'red' },
    { accent: '#12345g' },
    { ipStorage: 'all' },
    { historyPolicy: 'most' },
    { joinPolicy: '' },
    { greeting: 'x'.repeat(301) },
    { embedLine: 'x' },
  ])('[SES1] is refused as a change when it is %j', async (body) => {
    expect(refusalOf(await change(server.site.id, body))).toEqual([400, 'invalid_body']);
  });

  it('is changed in part, and only where there is a site', async () => {
    const { id } = await create(['part.example']);
    const answer = await change(id, {
      visitIdleMinutes: 240,
      greeting: ' Hello!\u0000 ',
      droppedParameters: ['customer'],
    });
    expect(answer.json()).toMatchObject({
      name: 'Own',
      domains: ['part.example'],
      visitIdleMinutes: 240,
      greeting: 'Hello!',
      droppedParameters: ['customer'],
    });
    expect((await change(id, {})).status).toBe(200);
    expect(refusalOf(await change('st_unknown-site', {}))).toEqual([404, 'site_not_found']);
    expect(refusalOf(await ask('/st_unknown-site/refused-origins'))).toEqual([404, 'site_not_found']);
  });

  it.each([
    ['SHOP.Example', 'shop.example'],
    ['https://shop.example', 'shop.example'],
    ['https://shop.example:443/a?b#c', 'shop.example'],
    ['http://shop.example:80', 'shop.example'],
    ['https://shop.example:8443', 'shop.example:8443'],
    ['*.shop.example', '*.shop.example'],
    ['*.shop.example:8443', '*.shop.example:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.BÜCHER.example', '*.xn--bcher-kva.example'],
    ['localhost:8080', 'localhost:8080'],
    ['127.0.0.1:8080', '127.0.0.1:8080'],
    [' shop.example ', 'shop.example'],
  ])('[XD6] %s becomes %s', (typed, expected) => {
    expect(domain.parse(typed)).toBe(expected);
  });
});

describe('the allow list', () => {
  const cases: [origin: string, list: string[], blocked: string[], isAllowed: boolean][] = [
    ['https://shop.example', ['shop.example'], [], true],
    ['http://shop.example', ['shop.example'], [], true],
    ['https://SHOP.example', ['shop.example'], [], true],
    ['https://www.shop.example', ['shop.example'], [], false],
    ['https://shop.example', ['www.shop.example'], [], false],
    ['https://shop.example', ['*.shop.example'], [], false],
    ['https://www.shop.example', ['*.shop.example'], [], true],
    ['https://a.b.shop.example', ['*.shop.example'], [], true],
    ['https://evilshop.example', ['*.shop.example', 'shop.example'], [], false],
    ['https://shop.example.evil.example', ['shop.example', '*.shop.example'], [], false],
    ['https://www.shop.example', ['*.shop.example'], ['www.shop.example'], false],
    ['https://shop.example', ['shop.example'], ['*.shop.example'], true],
    ['https://shop.example', ['shop.example'], ['shop.example'], false],
    ['https://shop.example:8443', ['shop.example'], [], false],
    ['https://shop.example:8443', ['shop.example:8443'], [], true],
    ['https://shop.example', ['shop.example:8443'], [], false],
    ['https://www.shop.example:8443', ['*.shop.example'], [], false],
    ['https://www.shop.example:8443', ['*.shop.example:8443'], [], true],
    ['https://xn--bcher-kva.example', ['xn--bcher-kva.example'], [], true],
    ['https://bücher.example', ['xn--bcher-kva.example'], [], false],
    ['https://shop.example.', ['shop.example'], [], false],
    ['https://shop.example@evil.example', ['shop.example'], [], false],
    ['https://evil.example#@shop.example', ['shop.example'], [], false],
    ['https://shop.example/', ['shop.example'], [], false],
    ['https://shop.example:', ['shop.example'], [], false],
    ['HTTPS://shop.example', ['shop.example'], [], false],
    ['ftp://shop.example', ['shop.example'], [], false],
    ['chrome-extension://shop.example', ['shop.example'], [], false],
    ['//shop.example', ['shop.example'], [], false],
    ['shop.example', ['shop.example'], [], false],
    ['null', ['null', 'shop.example'], [], false],
    ['', ['shop.example'], [], false],
    ['https://.shop.example', ['*.shop.example'], [], false],
  ];
  it.each(cases)('[XD1, XD6] %s on %j without %j: %s', (origin, list, blocked, isAllowed) => {
    expect(isAllowedOrigin(origin, list, blocked)).toBe(isAllowed);
  });

  it('[XD1, XD6] is what requests go by, from the next one on', async () => {
    const { id } = await create(['www.shop.example', 'bücher.example:8443']);
    const statuses = async (...origins: string[]) => {
      const all = [];
      for (const origin of origins) all.push((await view(id, origin)).status);
      return all;
    };
    const origins = ['https://www.shop.example', 'https://shop.example', 'https://xn--bcher-kva.example:8443'];
    expect(await statuses(...origins)).toEqual([201, 403, 201]);
    await change(id, { blockedDomains: ['www.shop.example'], domains: ['www.shop.example', 'shop.example'] });
    expect(await statuses(...origins)).toEqual([403, 201, 403]);
  });

  it('[XD1] shows admins who was refused, and how often', async () => {
    const { id } = await create(['listed.example']);
    for (const origin of ['https://a.example', 'https://b.example', 'https://a.example', 'null'])
      await view(id, origin);
    server.clock.advance(1_000);
    await view(id, `https://${'x'.repeat(400)}.example`);
    const read = async () => (await ask(`/${id}/refused-origins`)).json<RefusedOrigins>().origins;
    const first = await read();
    expect(first[0]?.origin).toHaveLength(200);
    expect(new Map(first.slice(1).map((one) => [one.origin, one.count]))).toEqual(
      new Map([
        ['https://a.example', 2],
        ['https://b.example', 1],
        ['null', 1],
      ]),
    );
    server.clock.advance(1_000);
    await view(id, 'https://b.example');
    expect((await read())[0]).toEqual({ origin: 'https://b.example', count: 2, lastAt: server.clock.now() });
    expect(await server.app.sites.findRefusedOrigins(server.site.id)).toEqual([]);
  });

  it('[XD1] is told to the frame with its block list', async () => {
    const { id } = await create(['*.shop.example']);
    await change(id, { blockedDomains: ['usercontent.shop.example'], greeting: '</script><script>alert(1)</script>' });
    const frame = await server.ask('service', `/m/${id}/frame`);
    const boot = /<script type="application\/json" id="boot">([^<]*)<\/script>/.exec(frame.body)?.[1] ?? '';
    expect(JSON.parse(boot)).toMatchObject({
      origins: ['*.shop.example', 'help.localhost'],
      blocked: ['usercontent.shop.example'],
      isOnline: false,
      expectedReply: 'day',
      look: { greeting: '</script><script>alert(1)</script>' },
    });
  });
});
