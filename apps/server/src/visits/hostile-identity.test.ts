import { connect } from 'node:net';
import type { PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  type Answer,
  buildPageView,
  countRows,
  startTestServer,
  type TestServer,
  testAgent,
  testOrigin,
} from '../testing.ts';
import { cookiesOf, TestBrowser } from './testing.ts';

let server: TestServer;
let site: Site;
let other: Site;
beforeAll(async () => {
  server = await startTestServer({ scheme: 'https' });
  const add = async (name: string) => {
    const { id } = await server.app.sites.addSite({ name, domains: ['shop.example'] });
    return server.app.sites.changeSite(id, { mode: 'third-party', adoptedCookies: ['LPVID'] });
  };
  [site, other] = [await add('Shop'), await add('Other')];
});
afterAll(() => server.close());

const shop = 'https://shop.example/';
const view = (cookie: string | null, overrides: object = {}) =>
  server.ask('service', `/t/${site.id}/views`, {
    method: 'POST',
    headers: { origin: testOrigin, ...(cookie === null ? {} : { cookie }) },
    body: JSON.stringify({ ...buildPageView(), ...overrides }),
  });
const arrive = async () => (await view(null)).json<PageViewAnswer>();
const idOf = (answer: Answer) => answer.json<PageViewAnswer>().visitor;
const plain = () => `__Host-pl_visitor-${site.id}`;

/** Says bytes to the server that no client would. */
function tell(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.app.http.app.server.address() as { port: number }).port, '127.0.0.1');
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

describe('cookies that a stranger made up', () => {
  it('[VIS3, MODE15] forged ids in every place are replaced by one new visitor, and join nobody', async () => {
    const before = await countRows(server.storage, ['visitors', 'visitor_aliases']);
    const ids = Array.from({ length: 8 }, () => newId('vi'));
    const cookie = [
      `${plain()}=${ids[0]}`,
      `__Host-pl_visitor_p-${site.id}=${ids[1]}`,
      `__Host-pl_visit-${site.id}=${newId('vs')}`,
      `__Host-pl_visit_p-${site.id}=${newId('vs')}`,
      `__Host-pl_vid-${site.id}=${ids[2]}`,
      `pl_vid-${site.id}=${ids[3]}`,
    ].join('; ');
    const answer = await view(cookie, { visitor: ids[4], visit: newId('vs'), others: ids.slice(5) });
    expect(answer.status).toBe(201);
    expect(ids).not.toContain(idOf(answer));
    expect(await countRows(server.storage, ['visitors', 'visitor_aliases'])).toEqual({
      visitors: Number(before.visitors) + 1,
      visitor_aliases: Number(before.visitor_aliases),
    });
  });

  it.each([
    ['another site’s', () => `__Host-pl_visitor-${other.id}`],
    ['one without its prefix', () => `pl_visitor-${site.id}`],
    ['one with another prefix', () => `__Secure-pl_visitor-${site.id}`],
    ['a longer one', () => `${plain()}x`],
    ['one in capitals', () => plain().toUpperCase()],
    ['the page’s own', () => `pl_vid-${site.id}`],
  ])('[MODE14] under a name that is %s counts for nothing', async (_name, name) => {
    const known = await arrive();
    expect(idOf(await view(`${name()}=${known.visitor}`))).not.toBe(known.visitor);
  });

  it('[MODE14] a visitor of another site in this site’s cookie is a stranger', async () => {
    const elsewhere = (await new TestBrowser(server, other, 'none').view(shop)).answer.visitor;
    const answer = await view(`${plain()}=${elsewhere}`);
    expect(idOf(answer)).not.toBe(elsewhere);
  });

  it('[MODE11] of one name twice count in sort order, whatever order they come in', async () => {
    const [a, b] = [(await arrive()).visitor, (await arrive()).visitor].sort();
    for (const [one, two] of [
      [a, b],
      [b, a],
    ])
      expect(idOf(await view(`${plain()}=${one}; ${plain()}=${two}`))).toBe(a);
  });

  it.each([
    ['a quoted value', (id: string) => `"${id}"`],
    ['an encoded value', (id: string) => id.replace('_', '%5F')],
    ['a space inside', (id: string) => id.replace('_', '_ ')],
    ['more behind it', (id: string) => `${id}, ${id}`],
    ['an empty value', () => ''],
    ['a value without end', (id: string) => id.padEnd(8_000, 'x')],
    ['a visit', () => newId('vs')],
    ['__proto__', () => '__proto__'],
  ])('[VIS2, ING2] with %s count for nothing and break nothing', async (_name, change) => {
    const known = await arrive();
    const answer = await view(`${plain()}=${change(known.visitor)}`);
    expect([400, 201]).toContain(answer.status);
    if (answer.status === 201) expect(idOf(answer)).not.toBe(known.visitor);
  });

  it.each([1, 9, 0x7f, 0x80, 0xff])('[ING2] with the byte %i break nothing', async (byte) => {
    const known = await arrive();
    const body = JSON.stringify(buildPageView());
    const head = [
      `POST /t/${site.id}/views HTTP/1.1`,
      'Host: service.localhost',
      `Origin: ${testOrigin}`,
      `User-Agent: ${testAgent}`,
      'Content-Type: text/plain',
      `Content-Length: ${body.length}`,
      'Connection: close',
      `Cookie: ${plain()}=${known.visitor}${String.fromCharCode(byte)}x; a=b`,
    ];
    const text = await tell(`${head.join('\r\n')}\r\n\r\n${body}`);
    expect(text).toMatch(/^HTTP\/1\.1 (201|400) /);
    expect(text).not.toContain(known.visitor);
  });

  // The shapes of the http-state working group's vectors: what parsers of cookies trip over.
  it.each([
    [(pair: string) => `;${pair}`, true],
    [(pair: string) => `; ; ;${pair}; `, true],
    [(pair: string) => `foo; =bar; ${pair}`, true],
    [(pair: string) => `a=b=c; ${pair};`, true],
    [(pair: string) => `foo="a; ${pair}; b"`, true],
    [(pair: string) => `$Version=1; ${pair}; $Path=/`, true],
    [(pair: string) => `\t${pair}`, true],
    [(pair: string) => `foo=bar,${pair}`, false],
    [(pair: string) => pair.replace('=', ' ='), false],
    [(pair: string) => pair.replace('=', '= '), false],
    [(pair: string) => `x${pair}`, false],
  ])('[MODE15] a header of odd shape %# is read by its pairs', async (shape, isRead) => {
    const known = await arrive();
    const answer = await view(shape(`${plain()}=${known.visitor}`));
    expect([400, 201, 200]).toContain(answer.status);
    if (answer.status !== 400) expect(idOf(answer) === known.visitor).toBe(isRead);
  });

  it('[ING2] bombs are refused by their size or read past, and never fail', async () => {
    const known = await arrive();
    const own = `${plain()}=${known.visitor}`;
    const two = Array.from({ length: 200 }, (_, at) => `c${at}=${'x'.repeat(20)}`).join('; ');
    expect(idOf(await view(`${two}; ${own}`))).toBe(known.visitor);
    expect(idOf(await view(`big=${'x'.repeat(8_000)}; ${own}`))).toBe(known.visitor);
    const many = Array.from({ length: 150 }, () => `${plain()}=${newId('vi')}`).join('; ');
    const answer = await view(many);
    expect(answer.status).toBe(201);
    expect(cookiesOf(answer)).toHaveLength(4);
    const flood = await view(`big=${'x'.repeat(16_384)}; ${own}`);
    expect(flood.status).toBe(431);
    expect(flood.body).toContain('cookies');
  });

  it('[XD1] Origin: null, or none, gets nothing', async () => {
    const known = await arrive();
    for (const path of ['views', 'class', 'forget', 'handoffs'])
      for (const origin of ['null', undefined]) {
        const answer = await server.ask('service', `/t/${site.id}/${path}`, {
          method: 'POST',
          headers: { cookie: `${plain()}=${known.visitor}`, ...(origin ? { origin } : {}) },
          body: JSON.stringify(buildPageView()),
        });
        expect([path, answer.status]).toEqual([path, 403]);
        expect(cookiesOf(answer)).toEqual([]);
      }
  });
});

describe('bodies that a stranger made up', () => {
  it.each<[string, object, number]>([
    ['more others than there can be', { others: Array.from({ length: 6 }, () => newId('vi')) }, 400],
    ['others that are no ids', { others: ['x'] }, 400],
    ['a mode that does not exist', { session: { mode: 'fourth-party', class: null } }, 400],
    ['a class that does not exist', { session: { mode: 'third-party', class: 'open' } }, 400],
    ['a class without a mode', { session: { class: 'blocked' } }, 400],
    ['another mode than the site’s', { session: { mode: 'first-party', class: 'blocked' } }, 201],
    ['a class that nobody found', { session: { mode: 'third-party', class: 'unpartitioned' } }, 201],
    [
      'more adopted ids than a site names',
      { adopted: Array.from({ length: 5 }, () => ({ name: 'a', value: 'b' })) },
      400,
    ],
    ['an adopted id without end', { adopted: [{ name: 'LPVID', value: 'x'.repeat(401) }] }, 400],
  ])('[ING2] %s', async (_name, overrides, status) => {
    const before = await countRows(server.storage, ['external_ids', 'visitor_aliases']);
    const answer = await view(null, overrides);
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.json()).toMatchObject({ class: null, asksClass: true });
    expect(await countRows(server.storage, ['external_ids', 'visitor_aliases'])).toEqual(before);
  });

  it('[VIS5] adopted ids count under the names of the site, and as long as they may name somebody', async () => {
    const give = async (adopted: { name: string; value: string }[]) => {
      const { visitor } = (await view(null, { adopted })).json<PageViewAnswer>();
      const rows = await server.storage.read
        .selectFrom('external_ids')
        .select(['name', 'value'])
        .where('visitor_id', '=', visitor)
        .execute();
      return rows;
    };
    const id = { name: 'LPVID', value: 'JhODZmZjFhMzA0' };
    expect(await give([id, { name: 'session', value: 'JhODZmZjFhMzA0' }])).toEqual([id]);
    for (const value of ['', '0', 'short', 'with spaces in it', 'line\nbreak-in-it', 'ünïcödé-in-it'])
      expect(await give([{ name: 'LPVID', value }])).toEqual([]);
    expect(await give([{ name: '__proto__', value: 'JhODZmZjFhMzA0' }])).toEqual([]);
  });

  it('[ING2] attributes a megabyte deep are refused by their size', async () => {
    const deep = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
    const answer = await server.ask('service', `/t/${site.id}/views`, {
      method: 'POST',
      headers: { origin: testOrigin },
      body: JSON.stringify(buildPageView()).replace('"attributes":{}', `"attributes":${deep}`),
    });
    expect(answer.status).toBe(413);
  });

  it('[ING2] keys that mean something to JavaScript change nothing in what is adopted or held', async () => {
    const body = JSON.stringify(buildPageView())
      .replace('"adopted":[]', '"adopted":[{"name":"LPVID","value":"JhODZmZjFhMzA0","__proto__":{"isAdmin":true}}]')
      .replace('"session":null', '"session":{"mode":"third-party","class":null,"__proto__":{"isAdmin":true}}');
    const answer = await server.ask('service', `/t/${site.id}/views`, {
      method: 'POST',
      headers: { origin: testOrigin },
      body,
    });
    expect(answer.status).toBe(201);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
