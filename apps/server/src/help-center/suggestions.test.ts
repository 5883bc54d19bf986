import type { HelpLanguage, SiteId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';

type Suggestions = { said: string; suggestions: { path: string; title: string; lang: string; dir: string }[] };

describe.each(databaseKinds)('suggestions on %s', (kind) => {
  let server: TestServer;
  let other: SiteId;
  beforeAll(async () => {
    server = await startTestServerOn(kind);
    const { articles } = server.app;
    other = (await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] })).id;
    for (const site of [server.site.id, other]) {
      await articles.saveSettings(site, { languages: ['en', 'de', 'ar'], defaultLanguage: 'en' });
      const category = await articles.saveCategory(site, null, { texts: { en: { title: 'Lamps' } } });
      const write = async (language: HelpLanguage, title: string, markdown: string) => {
        const id = await articles.addArticle(site, { category });
        const revision = await articles.saveText(site, id, language, { title, summary: '', markdown, basedOn: 0 });
        await articles.publish(site, id, language, { revision, at: null });
      };
      await write('en', 'Reset your password', 'A mail brings a link.');
      await write('en', 'Tags <b>', 'Passwords of lamps.');
      await write('ar', 'كلمة المرور', 'password');
      if (site === other) await write('en', 'Passing on', 'x');
    }
  });
  afterAll(() => server.close());
  const ask = (query: string, language = 'en', site = '') =>
    server.ask('help', `${site}/${language}/suggestions?q=${encodeURIComponent(query)}`);
  const suggest = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).json<Suggestions>();

  it('[HC26] tell articles while a word is being typed, in the page’s language first', async () => {
    const { said, suggestions } = await suggest('passw');
    expect(said).toBe('3 suggestions. The arrow keys lead to them.');
    expect(suggestions.map(({ title }) => title)).toEqual(['Reset your password', 'Tags <b>', 'كلمة المرور']);
    expect(suggestions[2]).toEqual({
      path: '/en/articles/%D9%83%D9%84%D9%85%D8%A9-%D8%A7%D9%84%D9%85%D8%B1%D9%88%D8%B1',
      title: 'كلمة المرور',
      lang: 'ar',
      dir: 'rtl',
    });
    expect((await suggest('passw', 'ar')).suggestions[0]?.title).toBe('كلمة المرور');
    expect((await suggest('pasword')).suggestions).toHaveLength(3);
    expect((await suggest('pass', 'en', `/${other}`)).suggestions.map(({ path }) => path)).toContain(
      `/${other}/en/articles/passing-on`,
    );
  });

  it('[HC26] are kept by the browser for a minute, by nobody else, and noted nowhere', async () => {
    const { headers } = await ask('zzzz');
    expect([headers['cache-control'], headers.vary, headers['set-cookie']]).toEqual([
      'private, max-age=60',
      'Cookie',
      undefined,
    ]);
    expect((await suggest('zzzz')).said).toBe('No suggestion.');
    const { misses } = await server.app.articles.readReport(server.site.id, { article: null, days: 7 });
    expect(misses).toEqual([]);
  });

  it.each([
    '',
    'p',
    '"',
    '*',
    'pass*',
    '%',
    'password AND',
    'NEAR(password, 2)',
    'title:password',
    ':*',
    '& | !',
    "'; drop table articles; --",
    '\0',
    '\u202E',
    'a '.repeat(2_500),
    'x'.repeat(10_240),
    '"'.repeat(5_000),
  ])('[HC26] take %.20j as words alone', async (query) => {
    const answer = await ask(query);
    expect([answer.status, Array.isArray(answer.json<Suggestions>().suggestions)]).toEqual([200, true]);
  });

  it('[HC26] are not there for languages and sites that there are not', async () => {
    for (const path of ['/fr/suggestions?q=pass', '/xx/suggestions?q=pass', '/st_unknown-site/en/suggestions?q=pass'])
      expect(refusalOf(await server.ask('help', path))).toEqual([404, 'route_not_found']);
    expect((await server.ask('help', '/en/suggestions')).status).toBe(200);
    expect((await server.ask('help', '/en/suggestions?q=pass&q=word')).json<Suggestions>().suggestions).toEqual([]);
  });

  it('[HC26] are limited for an address', async () => {
    let status = 200;
    for (let at = 0; at < 700 && status === 200; at += 1) ({ status } = await ask(''));
    expect(status).toBe(429);
    // The page itself is still there.
    expect((await server.ask('help', '/en/search?q=pass')).status).toBe(200);
  });
});
