import type { ArticleId, CategoryId, HelpLanguage } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bySystem } from '../audit/index.ts';
import { type Answer, refusalOf, startTestServer, type TestServer } from '../testing.ts';

const html = { accept: 'text/html,*/*;q=0.8' };

describe.each(['http', 'https'] as const)('the help center’s pages over %s', (scheme) => {
  const origin = `${scheme}://help.localhost`;
  let server: TestServer;
  let category: CategoryId;
  let article: ArticleId;
  const get = (path: string, headers: Record<string, string> = {}) =>
    server.ask('help', encodeURI(path), { headers: { ...html, ...headers } });
  const cookieOf = (answer: Answer) => String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';

  async function write(language: HelpLanguage, title: string, markdown: string, known: ArticleId | null = null) {
    const { articles } = server.app;
    const id = known ?? (await articles.addArticle(server.site.id, { category }));
    const draft = { title, summary: `About ${title}.`, markdown, basedOn: 0 };
    const revision = await articles.saveText(server.site.id, id, language, draft);
    await articles.publish(server.site.id, id, language, { revision, at: null });
    return id;
  }

  beforeAll(async () => {
    server = await startTestServer({ scheme });
    const { articles } = server.app;
    await articles.saveSettings(server.site.id, { languages: ['en', 'de', 'ar'], defaultLanguage: 'en' });
    const texts = {
      en: { title: 'Lamps & light', description: 'All of <it>.' },
      de: { title: 'Lampen', description: '' },
    };
    category = await articles.saveCategory(server.site.id, null, { texts });
    article = await write(
      'en',
      'Change the bulb',
      '## Before\n\nSwitch it off.\n\n## Then\n\nTurn it.\n\n## After\n\nDone.',
    );
    await write('de', 'Die Birne wechseln', '## Vorher\n\nAusschalten.', article);
    await write('en', 'Only <English>', 'A text.');
  });
  afterAll(() => server.close());

  it('[LANG1] sends who names no language to the best one', async () => {
    const to = async (path: string, accept?: string) => {
      const answer = await get(path, accept === undefined ? {} : { 'accept-language': accept });
      expect([answer.status, String(answer.headers.vary)]).toEqual([302, expect.stringContaining('Accept-Language')]);
      return answer.headers.location;
    };
    expect(await to('/', 'fr, de-AT;q=0.8, en;q=0.1')).toBe('/de');
    expect(await to('/', 'fr')).toBe('/en');
    expect(await to('/')).toBe('/en');
    expect(await to(`/${server.site.id}`, 'ar')).toBe('/ar');
  });

  it('[LANG1] remembers the language that was chosen, and no other', async () => {
    const chosen = await get('/de/search?q=birne&chosen');
    expect([chosen.status, chosen.headers.location]).toEqual([303, '/de/search?q=birne']);
    expect(String(chosen.headers['set-cookie'])).toMatch(/^(__Host-)?pl_lang=de; Path=\/; Max-Age=15552000; HttpOnly/);
    const cookie = cookieOf(chosen);
    const start = await get('/', { cookie, 'accept-language': 'en' });
    expect(start.headers.location).toBe('/de');
    expect((await get('/en', { cookie })).body).toContain('<html lang="en"');
    expect((await get('/de')).headers['set-cookie']).toBeUndefined();
    for (const value of ['xx', 'fr', '__proto__', 'de%0d%0a'])
      expect((await get('/', { cookie: cookie.replace('=de', `=${value}`) })).headers.location).toBe('/en');
    const elsewhere = await server.ask('help', '//evil.example/en?chosen', { headers: html });
    expect(String(elsewhere.headers.location ?? '/')).toMatch(/^\/(?!\/)/);
  });

  it('[LANG1] takes the language of the address before the browser’s, and names the others', async () => {
    const { body, status } = await get('/de/articles/die-birne-wechseln', { 'accept-language': 'en' });
    expect(status).toBe(200);
    expect(body).toContain('<html lang="de" dir="ltr">');
    expect(body).toContain(`<link rel="canonical" href="${origin}/de/articles/die-birne-wechseln">`);
    expect(body).toContain(`hreflang="en" href="${origin}/en/articles/change-the-bulb"`);
    expect(body).toContain(`hreflang="x-default" href="${origin}/en/articles/change-the-bulb"`);
    expect((await get('/ar')).body).toContain('<html lang="ar" dir="rtl">');
  });

  it('[HC6] shows what a language lacks in another, and says so', async () => {
    const { body } = await get('/ar/articles/change-the-bulb');
    expect(body).toContain('<html lang="ar" dir="rtl">');
    expect(body).toContain('<article lang="en" dir="ltr">');
    expect(body).toContain('class="fallback" lang="ar"');
    expect(body).toContain(`<link rel="canonical" href="${origin}/en/articles/change-the-bulb">`);
    expect((await get('/de/categories/lampen')).body).toContain(
      'Only &lt;English&gt;</a> <span class="mark">auf Englisch',
    );
  });

  it('[HC2] leads old addresses and those in other languages to the present one', async () => {
    const moved = async (path: string) => {
      const { status, headers } = await get(path);
      return [status, headers.location];
    };
    expect(await moved('/de/articles/change-the-bulb')).toEqual([308, '/de/articles/die-birne-wechseln']);
    expect(await moved('/de/categories/lamps-light')).toEqual([308, '/de/categories/lampen']);
    await server.app.articles.saveText(server.site.id, article, 'en', {
      title: 'Change the bulb',
      summary: '',
      markdown: 'x',
      slug: 'new-bulb',
      basedOn: 1,
    });
    expect(await moved('/en/articles/change-the-bulb')).toEqual([308, '/en/articles/new-bulb']);
    expect(await moved(`/${server.site.id}/en/articles/new-bulb`)).toEqual([308, '/en/articles/new-bulb']);
    await server.app.articles.saveText(server.site.id, article, 'en', {
      title: 'Change the bulb',
      summary: '',
      markdown: 'x',
      slug: 'change-the-bulb',
      basedOn: 2,
    });
    expect((await get('/en/articles/change-the-bulb')).status).toBe(200);
  });

  it('[HC2] has structured data that nothing ends early, and contents', async () => {
    const { body } = await get('/en/articles/change-the-bulb');
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body)?.[1] ?? '';
    expect(JSON.parse(data)['@graph'].map((one: { '@type': string }) => one['@type'])).toEqual([
      'Article',
      'BreadcrumbList',
    ]);
    expect((await get('/en/articles/only-english')).body).not.toMatch(/ld\+json">[^\n]*<English>/);
    expect(body).toContain('<a href="#before">Before</a>');
    expect(body).toContain('<h2 id="before">Before</h2>');
    expect(body).toContain('Only &lt;English&gt;');
  });

  it('[HC2, HC30] stays small, runs two small scripts and the tag, and takes styles from its own sheet alone', async () => {
    for (const path of [
      '/en',
      '/ar',
      '/en/categories/lamps-light',
      '/en/articles/change-the-bulb',
      '/en/search?q=bulb',
      '/en/nothing',
    ]) {
      const { body, headers } = await get(path);
      expect(Buffer.byteLength(body)).toBeLessThan(30 * 1024);
      const scripts = [...body.matchAll(/<script(?! type="application\/ld\+json")[^>]* src="([^"]+)"/g)];
      const own = scripts.flatMap(([, path]) => (path?.startsWith('/') ? [path] : []));
      expect(own).toEqual([
        expect.stringMatching(/^\/script\/search-[0-9a-f]{10}\.js$/),
        expect.stringMatching(/^\/script\/page-[0-9a-f]{10}\.js$/),
      ]);
      expect(scripts.length).toBe(own.length + 1);
      const known =
        /<script (type="application\/ld\+json"|(async|type="module") src="\/script\/(page|search)-\w+\.js"|async crossorigin="anonymous" src="https?:\/\/service\.localhost\/tag\/[\w-]+\.js")>/g;
      expect(body.replace(known, '')).not.toMatch(/<script|style=|\son\w+=|<style/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|data: ;/);
      let bytes = 0;
      for (const path of own) {
        const script = await get(path);
        expect([script.status, script.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
        expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
        bytes += Buffer.byteLength(script.body);
      }
      // As they are served, since nothing says that whoever stands in front compresses them.
      expect(bytes).toBeLessThan(3_000);
      const sheet = /<link rel="stylesheet" href="([^"]+)">/.exec(body)?.[1] ?? '';
      const style = await get(sheet);
      expect([style.status, style.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
  });

  it('[HC2] answers 304 to who has it, until something changes', async () => {
    const first = await get('/en/categories/lamps-light');
    const etag = String(first.headers.etag);
    const again = await get('/en/categories/lamps-light', { 'if-none-match': etag });
    expect([again.status, again.body]).toEqual([304, '']);
    await write('en', `Another ${scheme}`, 'x');
    expect((await get('/en/categories/lamps-light', { 'if-none-match': etag })).status).toBe(200);
  });

  it('[HC2] tells search engines what everybody may read', async () => {
    const hidden = await write('en', 'For users', 'x');
    await server.app.articles.changeArticle(server.site.id, hidden, { visibility: 'users' }, bySystem);
    const { body, headers } = await get('/sitemap.xml');
    expect(headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(body).toContain(`<loc>${origin}/de/articles/die-birne-wechseln</loc>`);
    expect(body).toContain(`hreflang="en" href="${origin}/en/articles/change-the-bulb"`);
    expect(body).not.toContain('for-users');
    expect((await get('/robots.txt')).body).toContain(`Sitemap: ${origin}/sitemap.xml`);
    expect((await get('/en/articles/for-users')).status).toBe(404);
    expect((await get('/en/categories/lamps-light')).body).not.toContain('For users');
  });

  it.each([
    '/xx',
    '/fr',
    '/EN',
    '/en/articles/nothing',
    '/en/articles/..',
    '/en/articles/%2e%2e%2f%2e%2e',
    `/en/articles/${'x'.repeat(500)}`,
    '/en/articles/مركز',
    '/en/categories/%00',
    '/en/articles/__proto__',
    '/st_unknown-site/en',
    '/en/en/en',
    '/xx/search?q=a',
    '/en/articles/a/votes',
  ])('[HC2] has no page at %.40j, and tells people in their language', async (path) => {
    const answer = await server.ask('help', /%/.test(path) ? path : encodeURI(path), {
      headers: { ...html, 'accept-language': 'de' },
    });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatch(/Hier ist keine Seite|There is no page here|Il n’y a pas de page ici/);
    expect(answer.headers['cache-control']).toMatch(/no-(store|cache)/);
    const program = await server.ask('help', /%/.test(path) ? path : encodeURI(path));
    expect(program.status).toBe(404);
    refusalOf(program);
  });

  it('[HC7] searches by a form, whatever is typed', async () => {
    const found = await get('/en/search?q=blub');
    expect(found.body).toContain('<mark>bulb</mark>');
    // [HC2] One address for search engines; what finds nothing has none.
    expect(found.body).toContain(`<link rel="canonical" href="${origin}/en/search">`);
    expect(found.body).toContain(`hreflang="de" href="${origin}/de/search"`);
    expect(found.body).not.toContain('noindex');
    expect((await get('/en/search?q=zzzzzz')).body).toContain('<meta name="robots" content="noindex">');
    for (const query of ['<script>alert(1)</script>', '"', '*', 'x'.repeat(10_240), '\u0000', 'a&b=c', '%'])
      expect((await server.ask('help', `/en/search?q=${encodeURIComponent(query)}`, { headers: html })).status).toBe(
        200,
      );
    const hostile = await get('/en/search?q=<script>alert(1)</script>');
    expect(hostile.body).toContain('value="&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect((await get('/en/search?q=a&q=b')).body).not.toContain('role="status"');
    expect((await get('/en/search')).status).toBe(200);
  });
});
