import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cookieTable, cookieTableCsv } from '@porchlight/cookies';
import { cookieModes, directionOf, helpLanguages } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { bestLanguage } from './accept-language.ts';

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

  it('[REG4, LANG1] speaks the language of the address, else of the browser, and names its alternates', async () => {
    const url = `/${server.site.id}/cookies`;
    const german = { 'accept-language': 'it;q=0.9, de-AT;q=0.8, en;q=0.1' };
    const page = await server.ask('help', url, { headers: german });
    expect(page.body).toContain('<html lang="de" dir="ltr">');
    expect(page.body).toContain('bis der Tab geschlossen wird');
    expect(page.body).toContain(`<link rel="alternate" hreflang="en" href="http://help.localhost${url}?lang=en">`);
    expect(page.headers.vary).toContain('Accept-Language');
    const english = await server.ask('help', `${url}?lang=en`, { headers: german });
    expect(english.body).toContain('<html lang="en" dir="ltr">');
    const json = await server.ask('help', `/api/sites/${server.site.id}/cookies.json?lang=de`);
    expect(json.body).toContain('Unterscheidet die Tabs eines Besuchs.');
  });

  it.each(helpLanguages)('[REG4, LANG1] the cookie page and what is not there speak %s', async (language) => {
    const { id } = server.site;
    const page = await server.ask('help', `/${id}/cookies?lang=${language}`);
    expect(page.body).toContain(`<html lang="${language}" dir="${directionOf(language)}">`);
    const rows = cookieTable({ site: id, mode: server.site.mode, isHttps: false, language });
    for (const { purpose } of rows) expect(page.body).toContain(purpose);
    // Every text of a language is its own.
    const english = cookieTable({ site: id, mode: server.site.mode, isHttps: false });
    if (language !== 'en') for (const [at, row] of rows.entries()) expect(row.purpose).not.toBe(english[at]?.purpose);
    const headers = { accept: 'text/html', 'accept-language': language };
    const missing = await server.ask('help', '/nothing/here', { headers });
    expect([missing.status, missing.body]).toEqual([404, expect.stringContaining(`lang="${language}"`)]);
  });

  it('[LANG1] keeps a language that was chosen in the menu of any page, and takes the mark off the address', async () => {
    for (const page of ['cookies', 'login']) {
      const path = `/${server.site.id}/${page}?lang=fr`;
      const chosen = await server.ask('help', `${path}&chosen`);
      expect([chosen.status, chosen.headers.location]).toEqual([303, path]);
      const cookie = String(chosen.headers['set-cookie']).split(';')[0] ?? '';
      expect(cookie).toBe('pl_lang=fr');
      const later = await server.ask('help', `/${server.site.id}/${page}`, { headers: { cookie } });
      expect(later.body).toContain('<html lang="fr"');
    }
  });

  it.each([
    [undefined, null],
    ['constructor, toString;q=0.9', null],
    ['de;q=0, en;q=0.5', 'en'],
    ['de;q=0.4, en;q=0.5', 'en'],
    [`${'x,'.repeat(5_000)}de`, null],
    ['de;q=hello', null],
  ])('[LANG1] takes of %.20j: %s', (accept, expected) => {
    expect(bestLanguage(accept, ['en', 'de'])).toBe(expected);
  });
});
