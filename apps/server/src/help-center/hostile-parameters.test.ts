import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, ownPage, Portal } from '../accounts/users/testing.ts';
import { databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';

const hostile = [
  '%00',
  'a%00b',
  '%ff',
  '%',
  '%ED%A0%80',
  '%E2%80%AE',
  '%27',
  '..%2f',
  '__proto__',
  '-1',
  'x'.repeat(400),
];

describe.each(databaseKinds)('what is no address, on %s', (kind) => {
  let server: TestServer;
  let site: string;
  let network = 0;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    const { articles, comments } = server.app;
    site = server.site.id;
    await comments.saveSettings(server.site.id, { policy: 'none', linksAtMost: 2, tellsMembers: false });
    const category = await articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Lamps' } } });
    const id = await articles.addArticle(server.site.id, { category });
    const draft = { title: 'Bulbs', summary: '', markdown: 'x', basedOn: 0 };
    const revision = await articles.saveText(server.site.id, id, 'en', draft);
    await articles.publish(server.site.id, id, 'en', { revision, at: null });
  });
  afterAll(() => server.close());

  const from = () => {
    network += 1;
    return { 'x-forwarded-for': `10.3.${network >> 8}.${network & 255}` };
  };
  const pages = (text: string) => [
    `/${text}`,
    `/en/articles/${text}`,
    `/en/categories/${text}`,
    `/${site}/en/articles/${text}`,
    `/en/articles/${text}/comments`,
    `/en/articles/bulbs/comments?at=${text}`,
    `/en/articles/bulbs/comments?after=${text}`,
    `/${site}/comments/on/${text}/en`,
    `/${site}/comments/${text}`,
    `/${site}/subscriptions/article/${text}`,
    `/${site}/subscriptions/${text}/stop/${text}`,
    `/${site}/mail-stops/${text}/${text}`,
    `/${site}/conversations/${text}`,
    `/${site}/contact?q=${text}`,
    `/${site}/contact/received?ticket=${text}`,
    `/en/search?q=${text}`,
    `/en/suggestions?q=${text}`,
  ];
  const forms = (text: string) => [
    `/en/articles/${text}/votes`,
    `/${site}/comments/on/${text}/en`,
    `/${site}/comments/${text}/edit`,
    `/${site}/subscriptions/article/${text}`,
    `/${site}/subscriptions/ends`,
    `/${site}/conversations/${text}/messages`,
    `/${site}/conversations/code/entry`,
    `/${site}/contact`,
  ];

  it.each(hostile)('[HC2] %.20j is answered as such, by page, form and program', async (text) => {
    const failed: string[] = [];
    const note = (what: string, { status }: { status: number }) => {
      if (status >= 500) failed.push(`${what} ${status}`);
    };
    for (const path of pages(text))
      for (const accept of ['text/html', '*/*'])
        note(path, await server.ask('help', path, { headers: { accept, ...from() } }));
    const portal = new Portal(server);
    await portal.open('contact?lang=en');
    const names = ['email', 'code', 'client', 'round', 'language', 'text', 'name', 'id', 'subject', 'message', 'stamp'];
    const body = `form=${portal.token()}&helpful=yes&${names.map((name) => `${name}=${text}`).join('&')}`;
    for (const path of forms(text)) {
      const headers = { ...ownPage, ...from(), cookie: portal.cookie };
      const type = 'application/x-www-form-urlencoded';
      note(
        path,
        await server.ask('help', path, { method: 'POST', headers: { ...headers, 'content-type': type }, body }),
      );
    }
    const { cookie } = await server.logIn('admin');
    for (const path of [`articles/${text}`, `articles/${text}/texts/en/revisions`, `comments/${text}`])
      note(
        path,
        await server.ask('workspace', `/api/admin/sites/${site}/${path}`, { ...fromWorkspace(cookie), method: 'GET' }),
      );
    expect(failed).toEqual([]);
  });
});
