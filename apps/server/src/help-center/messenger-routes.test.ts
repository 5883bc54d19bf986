import type { ArticleId, CategoryId, MessengerHelpAnswer, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Articles } from '../articles/index.ts';
import { bySystem } from '../audit/index.ts';
import {
  buildPageView,
  databaseKinds,
  fromFrame,
  fromPage,
  refusalOf,
  startTestServerOn,
  type TestServer,
} from '../testing.ts';

describe.each(databaseKinds)('the help center in the messenger on %s', (database) => {
  const help = 'http://help.localhost';
  let server: TestServer;
  let category: CategoryId;
  const ids: ArticleId[] = [];

  async function write(title: string, visibility: 'everyone' | 'users' = 'everyone') {
    const { articles } = server.app;
    const id = await articles.addArticle(server.site.id, { category, visibility });
    const draft = { title, summary: `About ${title}.`, markdown: 'Some words.', basedOn: 0 };
    const revision = await articles.saveText(server.site.id, id, 'en', draft);
    await articles.publish(server.site.id, id, 'en', { revision, at: null });
    ids.push(id);
    server.clock.advance(1_000);
  }
  const ask = (body: object, site: string = server.site.id) =>
    server.ask('service', `/m/${site}/help`, fromFrame({ language: 'en', query: '', visit: null, ...body }));
  const answer = async (body: object = {}) => (await ask(body)).json<MessengerHelpAnswer>();
  const read = async (url: string) => {
    const view = await server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView({ url }), help));
    return view.json<PageViewAnswer>().visit;
  };

  beforeAll(async () => {
    server = await startTestServerOn(database);
    const texts = { en: { title: 'Lamps', description: '' } };
    category = await server.app.articles.saveCategory(server.site.id, null, { texts });
    for (const title of ['Bulbs', 'Wicks', 'Oil', 'Glass', 'Shades']) await write(title);
    await write('Secret lamps', 'users');
  });
  afterAll(() => server.close());

  it('[HC31] names what most found helpful first, then the oldest, and four in all', async () => {
    const opened = await server.ask('help', '/en/articles/shades', { headers: { accept: 'text/html' } });
    const form = /name="form" value="([^"]+)"/.exec(opened.body)?.[1] ?? '';
    const vote = await server.ask('help', '/en/articles/shades/votes', {
      method: 'POST',
      headers: { origin: help, 'content-type': 'application/x-www-form-urlencoded' },
      body: `form=${form}&helpful=yes&language=en`,
    });
    expect(vote.status).toBe(303);
    const { articles, reading } = await answer();
    expect([articles.map(({ title }) => title), reading]).toEqual([['Shades', 'Bulbs', 'Wicks', 'Oil'], null]);
    expect(articles[0]).toEqual({ title: 'Shades', url: `${help}/en/articles/shades`, language: 'en' });
  });

  it('[HC5, HC31] names at once none that another process hid, but the next one', async () => {
    const elsewhere = new Articles(server.storage, server.clock);
    const named = async () => (await answer()).articles.map(({ title }) => title);
    const [, wicks] = ids;
    if (!wicks) throw new Error('There is no such article.');
    expect(await named()).toEqual(['Shades', 'Bulbs', 'Wicks', 'Oil']);
    await elsewhere.changeArticle(server.site.id, wicks, { visibility: 'users' }, bySystem);
    expect(await named()).toEqual(['Shades', 'Bulbs', 'Oil', 'Glass']);
    await elsewhere.changeArticle(server.site.id, wicks, { visibility: 'everyone' }, bySystem);
    server.clock.advance(60_000);
    expect(await named()).toEqual(['Shades', 'Bulbs', 'Wicks', 'Oil']);
  });

  it('[HC31] finds what everybody may read, in whichever language is asked for', async () => {
    const { articles } = await answer({ query: 'glas', language: 'de-AT' });
    expect(articles.map(({ title }) => title)).toEqual(['Glass']);
    expect((await answer({ query: 'secret' })).articles).toEqual([]);
    expect((await answer({ query: '\u0000 ' })).articles).toHaveLength(4);
  });

  it('[HC31] names the article that this visit reads, and no other page', async () => {
    for (const [path, title] of [
      ['/en/articles/oil', 'Oil'],
      ['/en/articles/oil?from=1', 'Oil'],
      ['/en/articles/secret-lamps', undefined],
      ['/en/articles/%E0%A4%A', undefined],
      ['/en/categories/lamps', undefined],
      ['/en', undefined],
    ]) {
      const visit = await read(`${help}${path}`);
      expect([path, (await answer({ visit })).reading?.title]).toEqual([path, title]);
    }
    const elsewhere = await server.ask(
      'service',
      `/t/${server.site.id}/views`,
      fromPage(buildPageView({ url: 'https://shop.example/en/articles/oil' })),
    );
    expect((await answer({ visit: elsewhere.json<PageViewAnswer>().visit })).reading).toBeNull();
  });

  it('[HC31] takes nonsense for nothing, and answers the messenger alone', async () => {
    for (const visit of ['vs_unknownunknownunknown', 'nonsense', 7, {}])
      expect((await answer({ visit })).reading).toBeNull();
    expect(refusalOf(await ask({ query: 'x'.repeat(201) }))[0]).toBe(400);
    expect(refusalOf(await ask({ query: 7 }))[0]).toBe(400);
    expect(refusalOf(await ask({}, 'st_unknown-site'))).toEqual([404, 'site_not_found']);
    const strange = { ...fromFrame({ language: 'en', query: '', visit: null }), headers: { origin: help } };
    expect(refusalOf(await server.ask('service', `/m/${server.site.id}/help`, strange))).toEqual([
      403,
      'request_not_same_origin',
    ]);
  });
});
