import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';

let server: TestServer;
let cookie: string;
let article: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ cookie } = await server.logIn('admin'));
  const { articles } = server.app;
  const { id } = server.site;
  const category = await articles.saveCategory(id, null, { texts: { en: { title: 'Häufige Fragen' } } });
  article = await articles.addArticle(id, { category });
  const draft = { title: 'Ünïcode أهلًا 語', summary: '', markdown: 'Hello.', basedOn: 0 };
  const revision = await articles.saveText(id, article as `ar_${string}`, 'en', draft);
  await articles.publish(id, article as `ar_${string}`, 'en', { revision, at: null });
});
afterAll(() => server.close());

const get = (path: string) => server.ask('help', path, { headers: { accept: 'text/html' } });

describe('addresses of articles', () => {
  it('[HC2] are of any script', async () => {
    const answer = await get(`/en/articles/${encodeURIComponent('uenicode-اهلا-語')}`);
    expect([answer.status, answer.body.includes('Hello.')]).toEqual([200, true]);
    expect((await get(`/en/categories/${encodeURIComponent('haeufige-fragen')}`)).status).toBe(200);
  });

  it.each([
    '..',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '....//',
    '%00',
    'x%00y',
    'x'.repeat(500),
    encodeURIComponent('語'.repeat(500)),
    encodeURIComponent('\u202Egnp.exe'),
    encodeURIComponent('u\u0308nicode'),
    encodeURIComponent("' or 1=1 --"),
    encodeURIComponent('<script>alert(1)</script>'),
    '__proto__',
    'constructor',
    '%E0%A4%A',
    '%FF',
  ])('[HC2] that lead nowhere say so: %.40s', async (slug) => {
    for (const kind of ['articles', 'categories']) {
      const answer = await get(`/en/${kind}/${slug}`);
      expect([kind, answer.status]).toEqual([kind, expect.toSatisfy((status) => [400, 404, 308].includes(status))]);
      expect(answer.body).not.toContain('<script>alert');
    }
  });

  it.each(['../x', '..', 'a/b', 'x'.repeat(500), 'ÄÖ', 'a b', '-a', 'a--b', 'x\u0000', '\u202Ex', 'u\u0308x'])(
    '[HC3] that no article may have are refused: %j',
    async (slug) => {
      const body = { title: 'x', summary: '', markdown: '', basedOn: 1, slug };
      const url = `/api/admin/sites/${server.site.id}/articles/${article}/texts/en`;
      const answer = await server.ask('workspace', url, { ...fromWorkspace(cookie, body), method: 'PUT' });
      expect(refusalOf(answer)).toEqual([400, 'invalid_body']);
    },
  );

  it.each([
    ['5 MB', 'x'.repeat(5_000_000), 413, 'body_too_large'],
    ['300,000 characters', 'x'.repeat(300_000), 413, 'article_too_large'],
    ['10,000 levels of quotes', `${'>'.repeat(10_000)} x`, 400, 'article_too_nested'],
    ['10,000 levels of images', `${'!['.repeat(10_000)}x`, 400, 'article_too_nested'],
  ])('[HC4] a text of %s is refused by saving and by its preview', async (_, markdown, status, code) => {
    const base = `/api/admin/sites/${server.site.id}`;
    for (const [method, path, body] of [
      ['PUT', `/articles/${article}/texts/en`, { title: 'x', summary: '', markdown, basedOn: 1 }],
      ['POST', '/article-previews', { markdown, language: 'en' }],
    ] as const) {
      const answer = await server.ask('workspace', `${base}${path}`, { ...fromWorkspace(cookie, body), method });
      expect(refusalOf(answer)).toEqual([status, code]);
    }
  });

  it('[HC4] a text with all that scripts hide in is shown without', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      '<svg onload=alert(1)>',
      '<iframe srcdoc="<script>alert(1)</script>">',
      '[a](javascript:alert(1)) ![b](javascript:alert(1)) [c](data:text/html,x) ![d](data:image/svg+xml,x)',
      '[a](<java\nscript:alert(1)>) [b][r]',
      '[r]: vbscript:x "t\\" onclick=alert(1)"',
      '![x" onerror="alert(1)](/images/im_nothing-here-at-all "y\\" onload=\\"alert(1)")',
      '```"><script>\nalert(1)\n```',
      '# <img src=x onerror=alert(1)>',
    ].join('\n\n');
    const url = `/api/admin/sites/${server.site.id}/article-previews`;
    const answer = await server.ask('workspace', url, fromWorkspace(cookie, { markdown: hostile, language: 'en' }));
    const { html } = answer.json<{ html: string }>();
    expect(html).not.toMatch(/<(script|svg|iframe|img|object|embed|style|link|meta|base|form)/i);
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
    expect(html).not.toMatch(/(href|src|srcset)="(?!https?:|mailto:|\/|#)/i);
  });
});
