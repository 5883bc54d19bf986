import type { ArticleId, CategoryId, GroupId, SiteId, UserId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, Portal, password } from '../accounts/users/testing.ts';
import { Articles } from '../articles/index.ts';
import { bySystem } from '../audit/index.ts';
import { Groups } from '../groups/index.ts';

import { databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';

const html = { accept: 'text/html,*/*;q=0.8' };
const topics = ['Lamps', 'Prices', 'Contracts', 'Workshop', 'Repairs', 'Drafts'] as const;
type Topic = (typeof topics)[number];

describe.each(databaseKinds)('topics on %s', (kind) => {
  let server: TestServer;
  let site: SiteId;
  let trade: GroupId;
  let [guest, user, member]: Portal[] = [];
  const ids = {} as Record<Topic, CategoryId>;
  const articles = {} as Record<'bulbs' | 'rates' | 'terms' | 'wicks', ArticleId>;

  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    const help = server.app.articles;
    site = server.site.id;
    trade = await new Groups(server).add(site, { name: 'Trade', may: [] });
    const parents: Partial<Record<Topic, Topic>> = { Contracts: 'Prices', Repairs: 'Workshop' };
    for (const title of topics) {
      const parent = parents[title];
      ids[title] = await help.saveCategory(site, null, {
        texts: { en: { title, description: `About ${title}.` } },
        ...(parent ? { parent: ids[parent] } : {}),
      });
    }
    const write = async (category: Topic, title: string, isOut = true) => {
      const id = await help.addArticle(site, { category: ids[category] });
      const draft = { title, summary: '', markdown: 'Some words.', basedOn: 0 };
      const revision = await help.saveText(site, id, 'en', draft);
      if (isOut) await help.publish(site, id, 'en', { revision, at: null });
      return id;
    };
    articles.bulbs = await write('Lamps', 'Bulbs');
    articles.rates = await write('Prices', 'Rates');
    await help.changeArticle(site, articles.rates, { visibility: 'users' }, bySystem);
    articles.terms = await write('Contracts', 'Terms');
    await help.changeArticle(site, articles.terms, { visibility: 'groups', groups: [trade] }, bySystem);
    articles.wicks = await write('Repairs', 'Wicks');
    await write('Drafts', 'Not yet', false);
    guest = new Portal(server);
    const { cookie } = await server.logIn('admin');
    [user, member] = await Promise.all(['ada@shop.example', 'mia@shop.example'].map(logIn));
    const path = `/api/admin/sites/${site}/users/${users.get('mia@shop.example')}/groups`;
    await server.ask('workspace', path, { ...fromWorkspace(cookie, { groups: [trade] }), method: 'PUT' });
  });
  afterAll(() => server.close());

  const users = new Map<string, UserId>();
  async function logIn(email: string): Promise<Portal> {
    users.set(email, await server.app.users.addUser(site, { name: email, email, password, language: 'en' }));
    const portal = new Portal(server);
    await portal.fill('login', { email, password });
    return portal;
  }
  const read = (portal: Portal | undefined, path: string) =>
    server.ask('help', path, { headers: { ...html, cookie: portal?.cookie ?? '' } });
  const pathOf = (title: Topic) => `/en/categories/${title.toLowerCase()}`;
  const named = async (portal: Portal | undefined, path: string) => {
    const { body } = await read(portal, path);
    return topics.filter((title) => body.includes(`>${title}</a>`));
  };
  const opened = async (portal: Portal | undefined) => {
    const all = await Promise.all(topics.map(async (one) => [one, (await read(portal, pathOf(one))).status] as const));
    return all.filter(([, status]) => status === 200).map(([one]) => one);
  };

  it('[HC5] are there for who may read something in them, or beneath', async () => {
    expect(await opened(guest)).toEqual(['Lamps', 'Workshop', 'Repairs']);
    expect(await opened(user)).toEqual(['Lamps', 'Prices', 'Workshop', 'Repairs']);
    expect(await opened(member)).toEqual(['Lamps', 'Prices', 'Contracts', 'Workshop', 'Repairs']);
    for (const path of ['/en', '/en/search', '/en/search?q=zzzzzz']) {
      expect(await named(guest, path)).toEqual(['Lamps', 'Workshop']);
      expect(await named(user, path)).toEqual(['Lamps', 'Prices', 'Workshop']);
    }
    expect(await named(user, pathOf('Prices'))).toEqual([]);
    expect(await named(member, pathOf('Prices'))).toEqual(['Contracts']);
    expect(await named(member, '/en/articles/terms')).toEqual(['Prices', 'Contracts']);
    expect(await named(guest, '/en/articles/wicks')).toEqual(['Workshop', 'Repairs']);
  });

  it('[HC5] in which somebody may read nothing are, for them, like such as there are not', async () => {
    await server.app.articles.saveCategory(site, ids.Drafts, { texts: { en: { title: 'Drafts', slug: 'sketches' } } });
    const none = await read(guest, '/en/categories/nothing-of-that-kind');
    for (const path of [pathOf('Prices'), pathOf('Contracts'), '/en/categories/sketches', pathOf('Drafts')]) {
      const answer = await read(guest, path);
      expect([answer.status, answer.body, answer.headers.location]).toEqual([404, none.body, undefined]);
    }
    const programs = await Promise.all(
      [pathOf('Prices'), '/en/categories/prices-of-nothing'].map((path) => server.ask('help', path)),
    );
    expect(programs.map(({ status }) => status)).toEqual([404, 404]);
    expect((await server.ask('help', '/sitemap.xml')).body).not.toContain('prices');
  });

  it('[HC5, HC20] are followed by who may read something in them, and named to nobody else', async () => {
    const path = (topic: CategoryId) => `subscriptions/category/${topic}?lang=en`;
    expect((await guest?.open(path(ids.Prices)))?.status).toBe(404);
    expect((await guest?.open(path('ct_nothing-here-x')))?.status).toBe(404);
    expect((await guest?.open(path(ids.Workshop)))?.status).toBe(200);
    expect((await user?.open(path(ids.Prices)))?.status).toBe(200);
    expect((await user?.post(path(ids.Prices), {}))?.status).toBe(303);
    expect((await user?.open('subscriptions?lang=en'))?.body).toContain('Prices');
    await server.app.articles.changeArticle(site, articles.rates, { groups: [trade] }, bySystem);
    const list = (await user?.open('subscriptions?lang=en'))?.body ?? '';
    // It can still be ended.
    expect([list.includes('Prices'), list.includes('subscriptions/ends')]).toEqual([false, true]);
    await server.app.articles.changeArticle(site, articles.rates, { visibility: 'users' }, bySystem);
  });

  it('[HC5] go with the last article that another process hides, at once on their own page', async () => {
    expect((await read(guest, pathOf('Lamps'))).status).toBe(200);
    const elsewhere = new Articles(server.storage, server.clock);
    await elsewhere.changeArticle(site, articles.bulbs, { visibility: 'users' }, bySystem);
    expect((await read(guest, pathOf('Lamps'))).status).toBe(404);
    server.clock.advance(10_000);
    expect(await named(guest, '/en')).toEqual(['Workshop']);
    await elsewhere.changeArticle(site, articles.bulbs, { visibility: 'everyone' }, bySystem);
    server.clock.advance(10_000);
    expect(await named(guest, '/en')).toEqual(['Lamps', 'Workshop']);
  });

  it('[HC30] have the tag where everybody may read something in them, and nowhere else', async () => {
    const hasTag = async (portal: Portal | undefined, topic: Topic) => {
      const { body, headers } = await read(portal, pathOf(topic));
      const isRun = body.includes(`/tag/${site}.js`);
      expect(String(headers['content-security-policy']).includes('frame-src')).toBe(isRun);
      return isRun;
    };
    expect([await hasTag(guest, 'Workshop'), await hasTag(member, 'Workshop')]).toEqual([true, true]);
    expect([await hasTag(user, 'Prices'), await hasTag(member, 'Contracts')]).toEqual([false, false]);
  });

  it('[HC5] are all there for editors', async () => {
    const { cookie } = await server.logIn('admin');
    const answer = await server.ask('workspace', `/api/admin/sites/${site}/help-center`, {
      ...fromWorkspace(cookie),
      method: 'GET',
    });
    for (const title of topics) expect(answer.body).toContain(title);
  });
});
