import { afterAll, beforeAll, expect, it } from 'vitest';
import { believesProxy, ownPage, Portal, registerUser } from '../accounts/users/testing.ts';
import { bySystem } from '../audit/index.ts';
import { startTestServer, type TestServer } from '../testing.ts';

const html = { accept: 'text/html,*/*;q=0.8' };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: believesProxy });
  const { articles, sites } = server.app;
  await sites.changeSite(server.site.id, { registration: 'open' });
  await articles.saveSettings(server.site.id, { languages: ['en'], defaultLanguage: 'en' });
  const category = await articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Lamps' } } });
  const id = await articles.addArticle(server.site.id, { category });
  const draft = { title: 'Trade prices', summary: '', markdown: 'A third off.', slug: 'trade', basedOn: 0 };
  const revision = await articles.saveText(server.site.id, id, 'en', draft);
  await articles.publish(server.site.id, id, 'en', { revision, at: null });
  await articles.changeArticle(server.site.id, id, { visibility: 'users' }, bySystem);
});
afterAll(() => server.close());

const read = (path: string, cookie = '') =>
  server.ask('help', path, { headers: cookie === '' ? html : { ...html, cookie } });

it('[HC2] an article for users is there for whoever is logged in, and for nobody else', async () => {
  const guest = new Portal(server);
  await guest.open('login');
  for (const cookie of ['', guest.cookie]) {
    const refused = await read('/en/articles/trade', cookie);
    expect([refused.status, refused.body.includes('A third off')]).toEqual([404, false]);
    expect((await read('/en/search?q=prices', cookie)).body).not.toContain('/en/articles/trade');
    expect((await read('/en', cookie)).body).toContain(`/${server.site.id}/login?lang=en`);
  }
  const user = await registerUser(server, 'ada@shop.example');
  const shown = await read('/en/articles/trade', user.cookie);
  expect([shown.status, shown.body.includes('A third off')]).toEqual([200, true]);
  expect(shown.headers['cache-control']).toBe('private, no-cache');
  expect(shown.body).toContain(`/${server.site.id}/account?lang=en`);
  expect((await read('/en/search?q=prices', user.cookie)).body).toContain('/en/articles/trade');
  await user.open('account');
  await user.post('logout', {});
  expect((await read('/en/articles/trade', user.cookie)).status).toBe(404);
});

it('[HC9] a user’s vote form is bound to their session: another’s is given back', async () => {
  const [ada, eve] = [await registerUser(server, 'ada2@shop.example'), await registerUser(server, 'eve@shop.example')];
  const { body } = await read('/en/articles/trade', ada.cookie);
  const form = /name="form" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const vote = (cookie: string) =>
    server.ask('help', '/en/articles/trade/votes', {
      method: 'POST',
      headers: { ...ownPage, 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: `form=${form}&helpful=yes&language=en`,
    });
  const given = await vote(eve.cookie);
  expect([given.status, given.body.includes('Say “Yes”')]).toEqual([403, true]);
  expect((await vote(ada.cookie)).status).toBe(303);
});

it('[HC26] what is for users is suggested to whoever is logged in, and to nobody else', async () => {
  const user = await registerUser(server, 'sue@shop.example');
  const titles = async (cookie: string) =>
    (await read('/en/suggestions?q=trad', cookie)).json<{ suggestions: { title: string }[] }>().suggestions;
  expect([(await titles('')).length, (await titles(user.cookie)).map(({ title }) => title)]).toEqual([
    0,
    ['Trade prices'],
  ]);
});
