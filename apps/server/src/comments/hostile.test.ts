import type { ArticleId } from '@porchlight/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { believesProxy } from '../accounts/users/testing.ts';
import { bySystem } from '../audit/index.ts';
import { newId } from '../platform/ids/index.ts';
import { fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { countLinks } from './checks.ts';
import { Commenter, publishLamp } from './testing.ts';

let server: TestServer;
let article: ArticleId;
beforeAll(async () => {
  server = await startTestServer({ env: believesProxy });
  article = await publishLamp(server, 'none');
});
afterAll(() => server.close());

const lamp = '/en/articles/change-the-bulb';
const form = () => `comments/on/${article}/en`;

it('[HC10] what is too long, empty or no address comes back at its field, with everything that was typed', async () => {
  const guest = new Commenter(server);
  const send = (fields: Record<string, string>) => guest.write(form(), { text: 'Fine.', name: 'Gus', ...fields });
  const long = await send({ text: 'é'.repeat(2_001) });
  expect([long.status, long.body.includes('id="text-wrong"'), long.body.includes('é'.repeat(2_001))]).toEqual([
    400,
    true,
    true,
  ]);
  expect((await send({ text: ' \n\t ' })).body).toContain('id="text-wrong"');
  expect((await send({ name: ' ' })).body).toContain('id="name-wrong"');
  for (const email of ['a', 'a@b@c', 'a@b.example\r\nbcc: c@d.example', 'a@b.example, c@d.example']) {
    const refused = await send({ email });
    expect([refused.status, refused.body.includes('id="email-wrong"')]).toEqual([400, true]);
  }
  expect((await send({ text: 'x'.repeat(40_000) })).status).toBe(413);
});

it('[HC10] shows text as text: no markup, no links, no reordering of what stands around it', async () => {
  const guest = new Commenter(server);
  const text = '</p><script>alert(1)</script> [x](javascript:alert(1)) \u202Eevil\u202C https://a.example\0 \uD800';
  const id = await guest.comment(article, text, { name: '<i>\u202EGus</i>' });
  expect(id).toMatch(/^cm_/);
  const { body } = await guest.read(server, lamp);
  expect(body).toContain(
    '&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) evil https://a.example',
  );
  expect(body).toContain('&lt;i&gt;Gus&lt;/i&gt;');
  expect(body).not.toMatch(/<script>|href="https:\/\/a\.example|href="javascript|[\u202A-\u202E]/);
});

it('[HC1] a token counts at its own site alone, and what it wrote is no other’s', async () => {
  const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
  await publishLamp(server, 'none', other.id);
  const guest = new Commenter(server);
  const id = await guest.comment(article, 'Mine at the first site.');
  const token = guest.cookies.get(`pl_guest-${server.site.id}`) ?? '';
  expect(token).toHaveLength(43);
  const there = new Commenter(server, other.id);
  there.cookies.set(`pl_guest-${other.id}`, token);
  for (const path of [`comments/${id}`, `comments/${id}/edit`, form()])
    expect((await there.open(path)).status).toBe(404);
  // It opens no conversation either, on any surface.
  for (const surface of ['service', 'help'] as const) {
    const asked = await server.ask(surface, `/m/${server.site.id}/conversations`, {
      headers: { cookie: `pl_guest-${server.site.id}=${token}`, authorization: `Bearer ${token}` },
    });
    expect(asked.status).toBeGreaterThanOrEqual(400);
  }
});

it('[CSRF2] takes nothing from other origins, without a token, or with one of another session', async () => {
  const guest = new Commenter(server);
  await guest.open(form());
  const stamp = guest.stamp();
  server.clock.advance(20_000);
  const fields = { stamp, text: 'Forged.', name: 'Gus' };
  expect(
    (await guest.post(form(), fields, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status,
  ).toBe(403);
  for (const token of [
    '',
    'x',
    (await new Commenter(server).open(form())).body.match(/name="form" value="([^"]+)"/)?.[1] ?? '',
  ]) {
    const refused = await guest.post(form(), { ...fields, form: token });
    expect([refused.status, refused.body.includes('Forged.</textarea>')]).toEqual([403, true]);
  }
  expect((await guest.read(server, lamp)).body).not.toContain('Forged.');
});

it('[HC5, HC10] nothing is written on, or read of, what one may not read', async () => {
  const guest = new Commenter(server);
  const id = await guest.comment(article, 'Soon for users alone.');
  await server.app.articles.changeArticle(server.site.id, article, { visibility: 'users' }, bySystem);
  for (const path of [form(), `comments/${id}`, `comments/${id}/edit`])
    expect((await guest.open(path)).status).toBe(404);
  expect((await guest.read(server, `${lamp}/comments`)).status).toBe(404);
  await server.app.articles.changeArticle(server.site.id, article, { visibility: 'everyone' }, bySystem);
  const nowhere = [
    `comments/on/${newId('ar')}/en`,
    `comments/on/${article}/fr`,
    `comments/on/${article}/xx`,
    `comments/on/%00/en`,
    `${form()}?reply=${newId('cm')}`,
    `comments/${newId('cm')}`,
  ];
  for (const path of nowhere) expect([path, (await guest.open(path)).status]).toEqual([path, 404]);
  for (const path of [`${form()}?reply=x`, `${form()}?reply=a&reply=b`, 'comments/cm_%00%00'])
    expect([path, (await guest.open(path)).status]).toEqual([path, 400]);
});

it('[HC2, HC10] an article with hundreds of long comments stays within 30 KB, and all of them can be reached', async () => {
  // Wide letters, and signs that are written out: the most that 2,000 characters weigh.
  const texts = ['\u4e2d'.repeat(2_000), '&"'.repeat(1_000), 'مرحبا '.repeat(330)];
  const own = await publishLamp(
    server,
    'none',
    (await server.app.sites.addSite({ name: 'Full', domains: ['full.example'] })).id,
  );
  const site = server.app.sites.readAll().at(-1)?.id ?? '';
  let thread = '';
  for (let at = 0; at < 24; at++) {
    server.clock.advance(86_400_000);
    const guest = new Commenter(server, site);
    const made = await guest.comment(
      own,
      `${at} ${texts[at % 3]}`.slice(0, 2_000),
      {},
      at % 4 > 1 ? `?reply=${thread}` : '',
    );
    expect(made).toMatch(/^cm_/);
    if (at % 4 < 2) thread = made;
  }
  const guest = new Commenter(server, site);
  const seen = new Set<string>();
  let path: string | undefined = `/${site}${lamp}`;
  const first = await guest.read(server, path);
  expect(Buffer.byteLength(first.body)).toBeLessThanOrEqual(30_000);
  expect(first.body).toContain('All comments (24)');
  for (path = `/${site}${lamp}/comments`; path; ) {
    const page = await guest.read(server, path);
    expect([page.status, Buffer.byteLength(page.body) <= 30_000]).toEqual([200, true]);
    for (const [, id = ''] of page.body.matchAll(/class="comment" id="(cm_[\w-]+)"/g)) seen.add(id);
    path = /href="([^"]+)" rel="next"/.exec(page.body)?.[1];
  }
  expect(seen.size).toBe(24);
  for (const id of seen) {
    const { headers } = await guest.open(`comments/${id}`);
    const page = await guest.read(server, String(headers.location).split('#')[0] ?? '');
    expect(page.body).toContain(`id="${id}"`);
  }
  for (const query of ['at=%00', 'after=cm_nothing-here', 'at=a&at=b', `after=${'x'.repeat(2_000)}`])
    expect((await guest.read(server, `/${site}${lamp}/comments?${query}`)).status).toBe(200);
});

it('[HC10] members of other sites and roles decide nothing, and bad input is refused', async () => {
  const id = await new Commenter(server).comment(article, 'To be moderated.');
  const path = `/api/admin/sites/${server.site.id}`;
  const admin = (await server.logIn('admin', 'Ada')).cookie;
  const other = await server.app.sites.addSite({ name: 'Elsewhere', domains: ['elsewhere.example'] });
  const elsewhere = (await server.logIn('admin', 'Els', { sites: [other.id] })).cookie;
  const viewer = (await server.logIn('admin', 'Vi', { roles: ['viewer'] })).cookie;
  const ask = (cookie: string, method: string, url: string, body?: object) =>
    server.ask('workspace', url, { ...fromWorkspace(cookie, body), method });
  const decision = { state: 'rejected', revision: 1 };
  expect((await ask(elsewhere, 'PATCH', `${path}/comments/${id}`, decision)).status).toBe(404);
  expect((await ask(elsewhere, 'PATCH', `/api/admin/sites/${other.id}/comments/${id}`, decision)).status).toBe(404);
  expect(refusalOf(await ask(viewer, 'GET', `${path}/comments`))).toEqual([403, 'permission_missing']);
  expect((await ask(viewer, 'PATCH', `${path}/comments/${id}`, decision)).status).toBe(403);
  for (const body of [{}, { state: 'waiting', revision: 1 }, { state: 'shown', revision: 0 }, { ...decision, more: 1 }])
    expect((await ask(admin, 'PATCH', `${path}/comments/${id}`, body)).status).toBe(400);
  for (const text of ['', ' ', 'x'.repeat(2_001)])
    expect(
      (await ask(admin, 'POST', `${path}/comments/${id}/replies`, { text, revision: 1, clientId: 'client-01' })).status,
    ).toBe(400);
  for (const query of ['state=all', 'before=x', 'limit=1'])
    expect((await ask(admin, 'GET', `${path}/comments?${query}`)).status).toBe(400);
  expect((await ask(admin, 'DELETE', `${path}/comments/${newId('cm')}`)).status).toBe(404);
  const settings = { policy: 'none', linksAtMost: 2, tellsMembers: true };
  for (const wrong of [{ policy: 'some' }, { linksAtMost: -1 }, { linksAtMost: 1.5 }, { tellsMembers: 'yes' }])
    expect((await ask(admin, 'PUT', `${path}/comment-settings`, { ...settings, ...wrong })).status).toBe(400);
  const decisions = await Promise.all([
    ask(admin, 'PATCH', `${path}/comments/${id}`, decision),
    ask(admin, 'DELETE', `${path}/comments/${id}`),
  ]);
  expect(decisions.map(({ status }) => [204, 404].includes(status))).toEqual([true, true]);
});

it('[HC10] an article that is deleted takes its comments with it', async () => {
  const site = (await server.app.sites.addSite({ name: 'Gone', domains: ['gone.example'] })).id;
  const own = await publishLamp(server, 'none', site);
  const id = await new Commenter(server, site).comment(own, 'Gone with it.');
  await server.app.articles.removeArticle(site, own, bySystem);
  const rows = await server.storage.read
    .selectFrom('help_comments')
    .selectAll()
    .where('id', '=', id as never)
    .execute();
  expect(rows).toEqual([]);
});

it.each([
  ['none at all', 0],
  ['see https://shop.example/a.b.c and www.shop.example/x', 2],
  ['cheap-pills.com, pills.RU now', 2],
  ['version 1.2.3, e.g. config.ts or readme.md', 0],
  ['hxxp://a', 0],
])('[HC11] counts what leads elsewhere in “%s”', (text, count) => {
  expect(countLinks(text)).toBe(count);
});
