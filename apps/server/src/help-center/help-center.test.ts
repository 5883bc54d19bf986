import { cookieTable, cookieTableCsv } from '@porchlight/cookies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startTestServer, type TestServer } from '../testing.ts';

describe.each(['http', 'https'] as const)('the cookie page over %s', (scheme) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ scheme });
  });
  afterAll(() => server.close());

  const rows = () => cookieTable({ site: server.site.id, mode: 'first-party', isHttps: scheme === 'https' });

  it('[REG4] says the same as JSON, as CSV and as a page, on every surface that has it', async () => {
    const { id } = server.site;
    const page = await server.ask('help', `/${id}/cookies`);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const surface of ['service', 'workspace', 'help'] as const) {
      const json = await server.ask(surface, `/api/sites/${id}/cookies.json`);
      expect(json.json()).toEqual({ site: id, mode: 'first-party', entries: rows() });
      expect(json.headers['access-control-allow-origin']).toBe('*');
      const csv = await server.ask(surface, `/api/sites/${id}/cookies.csv`);
      expect(csv.body).toBe(cookieTableCsv(rows()));
      expect(csv.headers['content-disposition']).toBe('attachment; filename="cookies.csv"');
    }
    const shown = [...page.body.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]);
    expect(shown.sort()).toEqual(
      rows()
        .map((row) => row.name)
        .sort(),
    );
    expect(rows().length).toBeGreaterThan(10);
    for (const row of rows()) expect(page.body).toContain(row.lifetime);
    expect(page.body).not.toContain('{site}');
    expect(page.body.includes('__Host-')).toBe(scheme === 'https');
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
    for (const path of ['/', `/${server.site.id}/cookies`]) {
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
});
