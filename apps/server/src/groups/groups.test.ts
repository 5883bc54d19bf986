import type { ArticleId, GroupId, GroupsAnswer, HelpRight, SiteId, UserId, UsersAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, ownPage, Portal, password } from '../accounts/users/testing.ts';
import { bySystem } from '../audit/index.ts';
import { databaseKinds, fromWorkspace, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';
import { Groups } from './index.ts';

const html = { accept: 'text/html,*/*;q=0.8' };
const all: HelpRight[] = ['read', 'vote', 'comment', 'ask'];

describe.each(databaseKinds)('groups on %s', (kind) => {
  let server: TestServer;
  let groups: Groups;
  let site: SiteId;
  let admin: string;
  let trade: GroupId;
  let article: ArticleId;
  let [guest, user, member]: Portal[] = [];
  let memberId: UserId;

  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    groups = new Groups({ storage: server.storage, clock: server.clock });
    site = server.site.id;
    admin = (await server.logIn('admin')).cookie;
    const { articles, users } = server.app;
    await articles.saveSettings(site, { languages: ['en'], defaultLanguage: 'en' });
    const category = await articles.saveCategory(site, null, { texts: { en: { title: 'Lamps' } } });
    trade = await groups.add(site, { name: 'Trade', may: [] });
    for (const [slug, title] of [
      ['prices', 'Trade prices'],
      ['hours', 'Opening hours'],
    ] as const) {
      const id = await articles.addArticle(site, { category });
      const draft = { title, summary: '', markdown: `About zebra ${slug}.`, slug, basedOn: 0 };
      const revision = await articles.saveText(site, id, 'en', draft);
      await articles.publish(site, id, 'en', { revision, at: null });
      if (slug === 'prices') article = id;
    }
    const input = { name: 'Ada', password, language: 'en' as const };
    await users.addUser(site, { ...input, email: 'ada@shop.example' });
    memberId = await users.addUser(site, { ...input, email: 'mia@shop.example' });
    guest = new Portal(server);
    user = await loggedIn('ada@shop.example');
    member = await loggedIn('mia@shop.example');
  });
  afterAll(() => server.close());

  async function loggedIn(email: string): Promise<Portal> {
    const portal = new Portal(server);
    await portal.fill('login', { email, password });
    return portal;
  }
  const read = (portal: Portal | undefined, path: string, more: Record<string, string> = {}) =>
    server.ask('help', path, { headers: { ...html, cookie: portal?.cookie ?? '', ...more } });
  const asAdmin = (method: string, path: string, body?: object) =>
    server.ask('workspace', `/api/admin/sites/${site}/${path}`, { ...fromWorkspace(admin, body), method });
  const vote = async (portal: Portal | undefined, slug = 'hours') => {
    const page = await read(portal, `/en/articles/${slug}`);
    const form = /name="form" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    return server.ask('help', `/en/articles/${slug}/votes`, {
      method: 'POST',
      headers: { ...ownPage, cookie: portal?.cookie ?? '', 'content-type': 'application/x-www-form-urlencoded' },
      body: `form=${form}&helpful=yes&language=en`,
    });
  };

  it('[HC5] an article for groups is there for their members, and nowhere for anybody else', async () => {
    expect((await asAdmin('PATCH', `articles/${article}`, { groups: [trade] })).status).toBe(204);
    expect((await asAdmin('PUT', `users/${memberId}/groups`, { groups: [trade] })).status).toBe(204);
    for (const portal of [guest, user]) {
      expect((await read(portal, '/en/articles/prices')).status).toBe(404);
      expect((await vote(portal, 'prices')).status).toBe(404);
      expect((await read(portal, '/en/categories/lamps')).body).not.toContain('Trade prices');
      expect((await read(portal, '/en')).body).toContain('1 article<');
      expect((await read(portal, '/en/articles/hours')).body).not.toContain('Trade prices');
      const search = (await read(portal, '/en/search?q=zebra')).body;
      expect([search.includes('/articles/hours'), search.includes('/articles/prices')]).toEqual([true, false]);
      expect((await read(portal, '/en/search?q=pricess')).body).not.toContain('prices.');
      expect((await read(portal, '/sitemap.xml')).body).not.toContain('prices');
    }
    const shown = await read(member, '/en/articles/prices');
    expect([shown.status, shown.body.includes('For certain groups')]).toEqual([200, true]);
    expect(shown.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Accept-Language, Cookie' });
    expect((await read(member, '/en')).body).toContain('2 articles');
    expect((await read(member, '/en/categories/lamps')).body).toContain('Trade prices');
    expect((await read(member, '/en/search?q=zebra')).body).toContain('/articles/prices');
    expect((await read(member, '/en/articles/hours')).body).toContain('Trade prices');
    expect((await read(member, '/sitemap.xml')).body).not.toContain('prices');
  });

  it('[HC5] what a member was shown is not taken for what a guest is shown', async () => {
    const etagOf = async (portal: Portal | undefined) => String((await read(portal, '/en')).headers.etag);
    const known = await etagOf(member);
    expect((await read(member, '/en', { 'if-none-match': known })).status).toBe(304);
    expect((await read(guest, '/en', { 'if-none-match': known })).status).toBe(200);
    expect((await read(guest, '/en/articles/prices', { 'if-none-match': known })).status).toBe(404);
  });

  it('[HC5] who leaves a group, or whose login ends, reads it no more', async () => {
    const leaver = await loggedIn('mia@shop.example');
    await asAdmin('PUT', `users/${memberId}/groups`, { groups: [] });
    expect((await read(leaver, '/en/articles/prices')).status).toBe(404);
    await asAdmin('PUT', `users/${memberId}/groups`, { groups: [trade, trade] });
    expect((await read(leaver, '/en/articles/prices')).status).toBe(200);
    await leaver.open('account');
    await leaver.post('logout', {});
    expect((await read(leaver, '/en/articles/prices')).status).toBe(404);
  });

  it('[HC19] rights add up: what guests may, users may, and groups more', async () => {
    await asAdmin('PUT', 'help-rights', { guests: ['read'], users: ['vote'] });
    await asAdmin('PATCH', `groups/${trade}`, { may: ['ask'] });
    const rightsOf = async (id: UserId | null) => {
      const fresh = new Groups({ storage: server.storage, clock: server.clock });
      return (await Promise.all(all.map(async (one) => ((await fresh.may(site, id, one)) ? [one] : [])))).flat();
    };
    expect([await rightsOf(null), await rightsOf('us_00000000'), await rightsOf(memberId)]).toEqual([
      ['read'],
      ['read', 'vote'],
      ['read', 'vote', 'ask'],
    ]);
    const fresh = new Groups({ storage: server.storage, clock: server.clock });
    await expect(fresh.assertMay(site, null, 'comment')).rejects.toMatchObject({ code: 'help_right_missing' });
    const other = (await server.app.sites.addSite({ name: 'Other', domains: [`${kind}.example`] })).id;
    expect(await fresh.may(other, null, 'ask')).toBe(true);
  });

  it('[HC19] who may not vote is shown no form for it, and a vote is refused', async () => {
    await asAdmin('PUT', 'help-rights', { guests: ['read'], users: ['vote'] });
    expect((await read(guest, '/en/articles/hours')).body).not.toContain('name="helpful"');
    const refused = await vote(guest);
    expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
    expect((await read(user, '/en/articles/hours')).body).toContain('name="helpful"');
    expect((await vote(user)).status).toBe(303);
  });

  it('[HC19] who may not read finds every page closed, there or not, and no search or sitemap tells of any', async () => {
    await asAdmin('PUT', 'help-rights', { guests: ['ask'], users: ['read'] });
    for (const path of ['/en/articles/hours', '/en/articles/nothing', '/en/categories/lamps', '/en/search?q=zebra']) {
      const closed = await read(guest, path);
      expect([closed.status, closed.body.includes(`/${site}/login`), closed.body.includes('zebra')]).toEqual([
        403,
        true,
        false,
      ]);
    }
    const start = await read(guest, '/en');
    expect([start.status, start.body.includes('Lamps'), start.body.includes('noindex')]).toEqual([200, false, true]);
    expect((await vote(guest)).status).toBe(404);
    expect((await read(guest, '/sitemap.xml')).body).not.toContain('localhost/en');
    expect(refusalOf(await server.ask('help', '/en/articles/hours'))).toEqual([403, 'help_right_missing']);
    expect((await read(user, '/en/articles/hours')).status).toBe(200);
    await asAdmin('PUT', 'help-rights', { guests: all, users: all });
    expect((await read(guest, '/en/articles/hours')).status).toBe(200);
  });

  it('[HC19] groups are made, named, counted and deleted, but not while an article is for them', async () => {
    const made = await asAdmin('POST', 'groups', { name: '  Press\n', may: ['comment'] });
    expect(made.status).toBe(201);
    const { id } = made.json<{ id: GroupId }>();
    expect(refusalOf(await asAdmin('POST', 'groups', { name: 'PRESS' }))).toEqual([409, 'group_name_taken']);
    expect(refusalOf(await asAdmin('PATCH', `groups/${id}`, { name: 'trade' }))).toEqual([409, 'group_name_taken']);
    expect(refusalOf(await asAdmin('DELETE', `groups/${trade}`))).toEqual([409, 'group_in_use']);
    const listed = (await asAdmin('GET', 'groups')).json<GroupsAnswer>();
    expect(listed.groups).toMatchObject([
      { name: 'Press', may: ['comment'], members: 0, articles: 0 },
      { name: 'Trade', members: 1, articles: 1 },
    ]);
    await asAdmin('PUT', `users/${memberId}/groups`, { groups: [trade, id] });
    const { users } = (await asAdmin('GET', 'users?query=mia')).json<UsersAnswer>();
    expect(users[0]?.groups).toEqual([id, trade]);
    expect((await asAdmin('DELETE', `groups/${id}`)).status).toBe(204);
    expect((await asAdmin('GET', 'users?query=mia')).json<UsersAnswer>().users[0]?.groups).toEqual([trade]);
    expect(refusalOf(await asAdmin('DELETE', `groups/${id}`))).toEqual([404, 'group_not_found']);
  });

  it('[HC19] a group that is deleted while an article or a user is put into it: one of both is refused, and says why', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await groups.add(site, { name: `Fleeting ${round}`, may: [] });
      const [removed, put] = await Promise.all([
        asAdmin('DELETE', `groups/${id}`),
        asAdmin('PATCH', `articles/${article}`, { groups: [id] }),
      ]);
      const answers = [removed, put].map((one) => (one.status === 204 ? 'done' : refusalOf(one)[1]));
      expect([
        ['done', 'group_not_found'],
        ['group_in_use', 'done'],
      ]).toContainEqual(answers);
      const joined = await Promise.all([
        asAdmin('PUT', `users/${memberId}/groups`, { groups: [trade] }),
        asAdmin('PUT', `users/${memberId}/groups`, { groups: [trade] }),
      ]);
      expect(joined.map(({ status }) => status)).toEqual([204, 204]);
      await asAdmin('PATCH', `articles/${article}`, { groups: [trade] });
      await asAdmin('DELETE', `groups/${id}`);
    }
  });

  it('[HC19] groups of another site, made-up ones, and wrong rights are refused', async () => {
    const other = (await server.app.sites.addSite({ name: 'Blog', domains: [`blog-${kind}.example`] })).id;
    const foreign = await groups.add(other, { name: 'Trade', may: [] });
    expect(refusalOf(await asAdmin('PUT', `users/${memberId}/groups`, { groups: [foreign] }))).toEqual([
      404,
      'group_not_found',
    ]);
    expect(refusalOf(await asAdmin('PATCH', `articles/${article}`, { groups: [foreign] }))).toEqual([
      404,
      'group_not_found',
    ]);
    expect(refusalOf(await asAdmin('PATCH', `groups/${foreign}`, { may: all }))).toEqual([404, 'group_not_found']);
    for (const body of [{ groups: [] }, { visibility: 'groups' }, { groups: ['gr_1'] }, { visibility: 'nobody' }])
      expect(refusalOf(await asAdmin('PATCH', `articles/${article}`, body))).toEqual([400, 'invalid_body']);
    for (const body of [{ guests: ['write'], users: [] }, { guests: [] }, { guests: [], users: [], groups: [] }])
      expect(refusalOf(await asAdmin('PUT', 'help-rights', body))).toEqual([400, 'invalid_body']);
    for (const body of [{ name: ' ' }, { name: 'x', may: Array(6).fill('read') }, {}])
      expect(refusalOf(await asAdmin('POST', 'groups', body))).toEqual([400, 'invalid_body']);
    // The article is for whom it was.
    expect((await read(guest, '/en/articles/prices')).status).toBe(404);
    expect((await read(member, '/en/articles/prices')).status).toBe(200);
  });

  it('[HC19] a deleted user is in no group; who may not change users changes no group', async () => {
    const id = await server.app.users.addUser(site, {
      email: 'gone@shop.example',
      name: 'Gone',
      password,
      language: 'en',
    });
    await asAdmin('PUT', `users/${id}/groups`, { groups: [trade] });
    const portal = await loggedIn('gone@shop.example');
    await portal.fill('account/delete', { current: password });
    expect((await groups.readAll(site)).groups[0]?.members).toBe(1);
    const { cookie } = await server.logIn('admin', 'Sue', { roles: ['supervisor'] });
    const refused = await server.ask('workspace', `/api/admin/sites/${site}/groups`, fromWorkspace(cookie));
    expect(refused.status).toBe(403);
    await server.app.articles.changeArticle(site, article, { visibility: 'everyone' }, bySystem);
    expect((await read(guest, '/en/articles/prices')).status).toBe(200);
  });
});
