import type { ArticleAnswer, HelpCenterAnswer, HelpReport, PreviewAnswer, RevisionsAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows, fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ cookie } = await server.logIn('admin'));
});
afterAll(() => server.close());

const base = () => `/api/admin/sites/${server.site.id}`;
const ask = (path: string, body?: object, method = body === undefined ? 'GET' : 'POST', as = cookie) =>
  server.ask('workspace', `${base()}${path}`, { ...fromWorkspace(as, body), method });

async function addArticle(): Promise<ArticleAnswer> {
  const { id: category } = (await ask('/categories', { texts: { en: { title: 'Basics' } } })).json<{ id: string }>();
  return (await ask('/articles', { category })).json<ArticleAnswer>();
}

describe('articles in the admin', () => {
  it('[HC3] are written, published, brought back and taken out, and the log says who did', async () => {
    expect((await ask('/help-center', { languages: ['de', 'en'], defaultLanguage: 'de' }, 'PUT')).status).toBe(204);
    const { id } = await addArticle();
    const text = `/articles/${id}/texts/en`;
    const draft = { title: ' First ', summary: '', markdown: 'One **two**\r\n\0', basedOn: 0 };
    expect((await ask(text, draft, 'PUT')).json()).toEqual({ revision: 1 });
    expect(refusalOf(await ask(text, draft, 'PUT'))).toEqual([409, 'article_changed']);
    expect((await ask(`${text}/publication`, { revision: 1, at: null })).status).toBe(204);
    const page = await server.ask('help', '/en/articles/first', { headers: { accept: 'text/html' } });
    expect(page.body).toContain('<p>One <strong>two</strong></p>');
    expect((await ask(text, { ...draft, title: 'Second', basedOn: 1 }, 'PUT')).json()).toEqual({ revision: 2 });
    expect((await ask(`${text}/revisions/1/restoration`, { basedOn: 2 })).json()).toEqual({ revision: 3 });
    const { revisions } = (await ask(`${text}/revisions`)).json<RevisionsAnswer>();
    expect(revisions.map(({ number, title, by }) => [number, title, by])).toEqual([
      [3, 'First', 'admin'],
      [2, 'Second', 'admin'],
      [1, 'First', 'admin'],
    ]);
    const center = (await ask('/help-center')).json<HelpCenterAnswer>();
    expect(center).toMatchObject({ languages: ['en', 'de'], defaultLanguage: 'de', address: 'http://help.localhost' });
    expect(center.articles.find((one) => one.id === id)?.texts.en).toMatchObject({
      state: 'published',
      live: 1,
      draft: 3,
    });
    expect((await ask(`${text}/publication`, undefined, 'DELETE')).status).toBe(204);
    expect((await server.ask('help', '/en/articles/first')).status).toBe(404);
    expect((await ask(`/articles/${id}`, undefined, 'DELETE')).status).toBe(204);
    const log = await server.storage.read
      .selectFrom('audit_log')
      .select(['what', 'who_name'])
      .where('what', 'like', 'article.%')
      .execute();
    expect(log.map(({ what, who_name }) => `${what} ${who_name}`)).toEqual(
      ['added', 'saved', 'published', 'saved', 'saved', 'withdrawn', 'removed'].map((what) => `article.${what} admin`),
    );
  });

  it('[HC4] are shown before they are saved, by what will render them', async () => {
    const answer = await ask('/article-previews', { markdown: '<b>x</b> [y](javascript:z)', language: 'en' });
    expect(answer.json<PreviewAnswer>().html).toBe('<p>&lt;b&gt;x&lt;/b&gt; [y](javascript:z)</p>\n');
  });

  it('[HC4] that are too large or lie too deep are refused, and nothing is written', async () => {
    const { id } = await addArticle();
    const before = await countRows(server.storage, ['article_revisions', 'article_texts', 'help_slugs']);
    const put = (markdown: string) =>
      ask(`/articles/${id}/texts/en`, { title: 'x', summary: '', markdown, basedOn: 0 }, 'PUT');
    expect(refusalOf(await put('x'.repeat(5_000_000)))).toEqual([413, 'body_too_large']);
    expect(refusalOf(await put('x'.repeat(300_000)))).toEqual([413, 'article_too_large']);
    expect(refusalOf(await put('>'.repeat(10_000)))).toEqual([400, 'article_too_nested']);
    expect(await countRows(server.storage, ['article_revisions', 'article_texts', 'help_slugs'])).toEqual(before);
  });

  it.each([
    {},
    { title: '', summary: '', markdown: '', basedOn: 0 },
    { title: 'x'.repeat(500), summary: '', markdown: '', basedOn: 0 },
    { title: 'x', summary: '', markdown: '', basedOn: -1 },
    { title: 'x', summary: '', markdown: '', basedOn: 0, slug: '../x' },
    { title: 'x', summary: '', markdown: '', basedOn: 0, slug: 'x'.repeat(500) },
    { title: 'x', summary: '', markdown: '', basedOn: 0, slug: 'Ä b' },
    { title: 'x', summary: '', markdown: '', basedOn: 0, html: '<script>' },
    { title: { x: 1 }, summary: [], markdown: null, basedOn: '0' },
  ])('[HC3] refuse %j', async (body) => {
    const { id } = await addArticle();
    expect(refusalOf(await ask(`/articles/${id}/texts/en`, body, 'PUT'))).toEqual([400, 'invalid_body']);
  });

  it('[HC3] that do not exist, or are another site’s, are not found', async () => {
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const foreign = await server.app.articles.addArticle(other.id, {
      category: await server.app.articles.saveCategory(other.id, null, { texts: { en: { title: 'x' } } }),
    });
    const draft = { title: 'x', summary: '', markdown: '', basedOn: 0 };
    for (const id of [foreign, 'ar_nothing-here-at-all', '__proto__'])
      for (const [path, body, method] of [
        ['', undefined, 'GET'],
        ['', undefined, 'DELETE'],
        ['', { position: 1 }, 'PATCH'],
        ['/texts/en', draft, 'PUT'],
        ['/texts/en/publication', { revision: 1, at: null }, 'POST'],
        ['/texts/en/publication', undefined, 'DELETE'],
        ['/texts/en/revisions', undefined, 'GET'],
        ['/texts/en/revisions/1', undefined, 'GET'],
      ] as const)
        expect([path, method, ...refusalOf(await ask(`/articles/${id}${path}`, body, method))]).toEqual([
          path,
          method,
          404,
          'article_not_found',
        ]);
    const { id } = await addArticle();
    expect(refusalOf(await ask(`/articles/${id}/texts/xx`, draft, 'PUT'))).toEqual([400, 'invalid_query']);
    expect(refusalOf(await ask('/categories/ct_nothing-here-x', { position: 1 }, 'PATCH'))).toEqual([
      404,
      'category_not_found',
    ]);
  });

  it('[HC3] are for those who may edit them', async () => {
    const supervisor = await server.logIn('admin', 'supervisor', { roles: ['supervisor'] });
    expect((await ask('/help-center', undefined, 'GET', supervisor.cookie)).status).toBe(200);
    const viewer = await server.logIn('admin', 'viewer', { roles: ['viewer'] });
    expect(refusalOf(await ask('/help-center', undefined, 'GET', viewer.cookie))).toEqual([403, 'permission_missing']);
    const elsewhere = await server.app.sites.addSite({ name: 'Elsewhere', domains: ['elsewhere.example'] });
    const limited = await server.logIn('admin', 'limited', { roles: ['admin'], sites: [elsewhere.id] });
    expect((await ask('/help-center', undefined, 'GET', limited.cookie)).status).toBe(404);
  });

  it.each(['days=8', 'days=x', 'days=', 'article=x', 'article=st_12345678', 'other=1', 'days=7&days=30'])(
    '[HC28] a report refuses %j',
    async (query) => {
      expect(refusalOf(await ask(`/help-report?${query}`))).toEqual([400, 'invalid_query']);
    },
  );

  it('[HC28] a report is for who may edit, and of this site’s articles', async () => {
    expect((await ask('/help-report')).json<HelpReport>().days).toHaveLength(30);
    expect(refusalOf(await ask('/help-report?article=ar_nothing-here-at-all'))).toEqual([404, 'article_not_found']);
    const viewer = await server.logIn('admin', 'reader', { roles: ['viewer'] });
    expect(refusalOf(await ask('/help-report', undefined, 'GET', viewer.cookie))).toEqual([403, 'permission_missing']);
  });

  it('[HC3] saved by two at once: one wins, the other is told', async () => {
    const { id } = await addArticle();
    const draft = { title: 'x', summary: '', markdown: 'x', basedOn: 0 };
    const answers = await Promise.all([1, 2, 3].map(() => ask(`/articles/${id}/texts/en`, draft, 'PUT')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('[HC3] are moved before each other, and into topics; topics too', async () => {
    const site = await server.app.sites.addSite({ name: 'Moves', domains: ['moves.example'] });
    const { articles } = server.app;
    const [a, b] = await Promise.all(
      ['A', 'B'].map((title) => articles.saveCategory(site.id, null, { texts: { en: { title } } })),
    );
    if (!a || !b) throw new Error('No categories.');
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => articles.addArticle(site.id, { category: a })));
    const send = (body: object) =>
      server.ask('workspace', `/api/admin/sites/${site.id}/help-center/moves`, fromWorkspace(cookie, body));
    const listed = async () => {
      const all = await articles.readAll(site.id);
      return {
        categories: all.categories.map(({ id, parent }) => [id, parent]),
        articles: all.articles.map(({ id, category }) => [id, category]),
      };
    };
    const order = (await listed()).articles.map(([id]) => id);
    const [first, second, third] = order;
    expect(new Set(order)).toEqual(new Set([one, two, three]));
    expect((await send({ kind: 'article', id: third, into: a, before: first })).status).toBe(204);
    expect((await listed()).articles.map(([id]) => id)).toEqual([third, first, second]);
    expect((await send({ kind: 'article', id: third, into: a, before: null })).status).toBe(204);
    expect((await send({ kind: 'article', id: first, into: b, before: null })).status).toBe(204);
    expect((await listed()).articles.filter(([, into]) => into === a).map(([id]) => id)).toEqual([second, third]);
    expect((await send({ kind: 'category', id: b, into: null, before: a })).status).toBe(204);
    expect((await listed()).categories).toEqual([
      [b, null],
      [a, null],
    ]);
    expect((await send({ kind: 'category', id: b, into: a, before: null })).status).toBe(204);
    expect(refusalOf(await send({ kind: 'category', id: a, into: b, before: null }))).toEqual([400, 'invalid_body']);
    for (const body of [
      { kind: 'article', id: first, into: b, before: second },
      { kind: 'article', id: 'ar_nothing-here-at-all', into: b, before: null },
      { kind: 'article', id: first, into: 'ct_nothing-here-at-all', before: null },
      { kind: 'category', id: a, into: a, before: null },
      { kind: 'category', id: 'ct_nothing-here-at-all', into: null, before: null },
    ])
      expect(refusalOf(await send(body))).toEqual([409, 'article_changed']);
    for (const body of [{}, { kind: 'x' }, { kind: 'article', id: first, into: null, before: null }])
      expect(refusalOf(await send(body))).toEqual([400, 'invalid_body']);
  });

  it('[HC3] are looked at as pages before they are out, in every language', async () => {
    await ask('/help-center', { languages: ['de', 'en', 'ar'], defaultLanguage: 'de' }, 'PUT');
    const { id } = await addArticle();
    await ask(`/articles/${id}/texts/ar`, { title: 'أهلًا', summary: '', markdown: '## نص', basedOn: 0 }, 'PUT');
    const page = await ask(`/articles/${id}/pages/ar`);
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain('<html lang="ar" dir="rtl">');
    expect(page.body).toContain('<h2 id="نص">نص</h2>');
    expect(page.body).toContain('noindex');
    expect(page.body).toContain(`/articles/${id}/pages/de`);
    expect((await ask(`/articles/${id}/pages/de`)).body).toContain('<article lang="ar" dir="rtl">');
    for (const language of ['fr', 'xx', '..'])
      expect((await ask(`/articles/${id}/pages/${language}`)).status).toBe(404);
    const viewer = await server.logIn('admin', 'looker', { roles: ['viewer'] });
    expect((await ask(`/articles/${id}/pages/ar`, undefined, 'GET', viewer.cookie)).status).toBe(403);
  });

  it('[HC3, CSRF1] are looked at as they are being written, by their own form alone, and nothing is kept of it', async () => {
    await ask('/help-center', { languages: ['de', 'en', 'ar'], defaultLanguage: 'de' }, 'PUT');
    const { id } = await addArticle();
    const send = (language: string, fields: Record<string, string>, given = {}) =>
      server.ask('workspace', `${base()}/articles/${id}/pages/${language}`, {
        method: 'POST',
        headers: {
          cookie,
          accept: 'text/html',
          origin: 'http://workspace.localhost',
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
          ...given,
        },
        body: String(new URLSearchParams(fields)),
      });
    const fields = { title: 'Neu', summary: 'Kurz', markdown: '## Eins\r\n\r\n[Hier](/de) <b>x</b>' };
    const page = await send('de', fields);
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; style-src 'self';");
    expect(page.body).toContain('<h1>Neu</h1>');
    expect(page.body).toContain('noch nicht gespeichert');
    // What leads into the help center leads to its host, and nothing runs.
    expect(page.body).toContain('<a href="http://help.localhost/de">Hier</a> &lt;b&gt;x&lt;/b&gt;');
    expect(page.body).not.toMatch(/<script(?! type="application\/ld\+json")|<a [^>]*href="\/(?!api\/)/);
    expect((await ask(`/articles/${id}`)).json<ArticleAnswer>().drafts).toEqual({});
    const looked = await server.ask('workspace', `${base()}/articles/${id}/pages/de`, {
      headers: { cookie, accept: 'text/html' },
    });
    expect([looked.status, looked.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(looked.body).toContain('Save the text first.');

    await ask(
      `/articles/${id}/texts/de`,
      { ...fields, markdown: '## Eins\n\n[Hier](/de) <b>x</b>', basedOn: 0 },
      'PUT',
    );
    expect((await send('de', fields)).body).toContain('was zuletzt gespeichert wurde');
    const arabic = await send('ar', { title: '', summary: '', markdown: 'نص' });
    expect(arabic.body).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.body).toContain(`/articles/${id}/pages/de`);

    for (const given of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ])
      expect(refusalOf(await send('de', fields, { ...given, accept: '*/*' }))).toEqual([
        403,
        'request_not_same_origin',
      ]);
    expect((await send('de', fields, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send('de', fields, { cookie: '' })).status).toBe(401);
    expect((await send('fr', fields)).status).toBe(404);
    expect((await send('de', { title: 'x' })).status).toBe(400);
    const nested = await send('de', { ...fields, markdown: `${'>'.repeat(10_000)} x` });
    expect([nested.status, nested.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect((await send('de', { ...fields, markdown: 'ن'.repeat(900_000) })).status).toBe(413);
  });
});
