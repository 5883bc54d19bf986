import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cookieTable, cookieTableCsv } from '@porchlight/cookies';
import { cookieModes } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { chooseLanguage } from './messages/index.ts';

const foreign = {
  name: 'JSESSIONID',
  purpose: { en: 'Keeps the <basket>.', de: 'Hält den Warenkorb.' },
  setBy: 'the shop',
  store: 'cookie' as const,
  maxAgeS: null,
  category: 'necessary' as const,
};

describe.each(['http', 'https'] as const)('the cookie page over %s', (scheme) => {
  let server: TestServer;
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-foreign-'));
  beforeAll(async () => {
    const file = path.join(folder, 'foreign.json');
    writeFileSync(file, JSON.stringify([foreign]));
    server = await startTestServer({ scheme, env: { PORCHLIGHT_FOREIGN_COOKIES: file } });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it.each(cookieModes)(
    '[REG4] says the same as JSON, as CSV and as a page, on every surface that has it: %s',
    async (mode) => {
      const { id } = server.site;
      await server.app.sites.changeSite(id, { mode });
      const rows = cookieTable({ site: id, mode, isHttps: scheme === 'https', foreign: [foreign] });
      const page = await server.ask('help', `/${id}/cookies`);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      for (const surface of ['service', 'workspace', 'help'] as const) {
        const json = await server.ask(surface, `/api/sites/${id}/cookies.json`);
        expect(json.json()).toEqual({ site: id, mode, entries: rows });
        expect(json.headers['access-control-allow-origin']).toBe('*');
        const csv = await server.ask(surface, `/api/sites/${id}/cookies.csv`);
        expect(csv.body).toBe(cookieTableCsv(rows));
        expect(csv.headers['content-disposition']).toBe('attachment; filename="cookies.csv"');
      }
      const shown = [...page.body.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]);
      expect(shown.sort()).toEqual(rows.map((row) => row.name).sort());
      expect(rows.length).toBeGreaterThan(15);
      for (const row of rows) expect(page.body).toContain(row.lifetime);
      expect(page.body).not.toContain('{site}');
      expect(page.body.includes('__Host-')).toBe(scheme === 'https');
    },
  );

  it('[REG4] shows what others set as such', async () => {
    const { body } = await server.ask('help', `/${server.site.id}/cookies`);
    expect(body).toContain('<h2>Set by others beside it</h2>');
    expect(body).toContain('Keeps the &lt;basket&gt;.');
    expect(body).toContain('Set by the shop.');
  });

  it('[REG4, MODE13] says the lifetime that the site chose', async () => {
    const { id } = server.site;
    await server.app.sites.changeSite(id, { mode: 'first-party', lifetimeDays: 390, isProlonged: false });
    const { body } = await server.ask('help', `/${id}/cookies`);
    expect(body).toContain('390 days from the first visit');
    expect(body).not.toContain('365 days, renewed by visits</td');
  });
});

describe('the help center', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('escapes what admins named their sites', async () => {
    await server.app.sites.changeSite(server.site.id, { name: '<img src=x onerror=alert(1)>' });
    for (const path of ['/en', `/${server.site.id}/cookies`]) {
      const { body } = await server.ask('help', path);
      expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(body).not.toContain('<img');
    }
  });

  it('[REG4] has no page for a site that does not exist', async () => {
    for (const path of ['/st_unknown-site/cookies', '/api/sites/st_unknown-site/cookies.json'])
      expect(refusalOf(await server.ask('help', path))).toEqual([404, 'site_not_found']);
    expect(refusalOf(await server.ask('help', '/nothing/here'))).toEqual([404, 'route_not_found']);
  });

  it('answers people with a page where there is none', async () => {
    for (const path of ['/nothing/here', '/st_unknown-site/cookies']) {
      const answer = await server.ask('help', path, { headers: { accept: 'text/html,*/*;q=0.8' } });
      expect(answer.status).toBe(404);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.body).toContain('There is no page here');
    }
  });

  it('[REG4] speaks the language of the address, else of the browser, and names its alternates', async () => {
    const url = `/${server.site.id}/cookies`;
    const german = { 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en;q=0.1' };
    const page = await server.ask('help', url, { headers: german });
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain('bis der Tab geschlossen wird');
    expect(page.body).toContain(`<link rel="alternate" hreflang="en" href="${url}?lang=en">`);
    expect(page.headers.vary).toContain('Accept-Language');
    const english = await server.ask('help', `${url}?lang=en`, { headers: german });
    expect(english.body).toContain('<html lang="en">');
    const json = await server.ask('help', `/api/sites/${server.site.id}/cookies.json?lang=de`);
    expect(json.body).toContain('Unterscheidet die Tabs eines Besuchs.');
  });

  it.each([
    [undefined, undefined, 'en'],
    ['de', 'en', 'de'],
    ['xx', 'de', 'de'],
    [['de', 'en'], undefined, 'en'],
    ['__proto__', 'constructor, toString;q=0.9', 'en'],
    [undefined, 'de;q=0, en;q=0.5', 'en'],
    [undefined, 'de;q=0.4, en;q=0.5', 'en'],
    [undefined, `${'x,'.repeat(5_000)}de`, 'en'],
    [undefined, 'de;q=hello', 'en'],
  ])('chooses for %j and %.20j: %s', (asked, accept, expected) => {
    expect(chooseLanguage(asked, accept)).toBe(expected);
  });
});
