import type { ArticleId, CategoryId, HelpLanguage, SiteId, UserId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { believesProxy, ownPage, Portal, password } from '../accounts/users/testing.ts';
import { bySystem } from '../audit/index.ts';
import { Groups } from '../groups/index.ts';
import { databaseKinds, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';

describe.each(databaseKinds)('subscriptions on %s', (kind) => {
  let server: TestServer;
  let site: SiteId;
  let lamps: CategoryId;
  let article: ArticleId;
  let count = 0;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    site = server.site.id;
    const { articles } = server.app;
    await articles.saveSettings(site, { languages: ['en', 'de', 'ar'], defaultLanguage: 'en' });
    lamps = await articles.saveCategory(site, null, { texts: { en: { title: 'Lamps' } } });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    count += 1;
    article = await write(`Bulbs ${count}`);
    await send();
  });

  const path = (end = '') => `subscriptions/article/${article}${end}?lang=en`;

  /** Writes an article, or changes one, and puts it out. */
  async function write(
    title: string,
    { id, language = 'en', tells = false, category = lamps }: Partial<Writing> = {},
  ): Promise<ArticleId> {
    const { articles } = server.app;
    const of = id ?? (await articles.addArticle(site, { category }));
    const basedOn = (await articles.readArticle(site, of)).texts[language]?.draft ?? 0;
    const revision = await articles.saveText(site, of, language, { title, summary: '', markdown: title, basedOn });
    await articles.publish(site, of, language, { revision, at: null, tells });
    return of;
  }
  type Writing = { id: ArticleId; language: HelpLanguage; tells: boolean; category: CategoryId };

  /** Does what waits until nothing does. */
  async function send(): Promise<void> {
    for (let round = 0; round < 6; round += 1) await server.app.jobs.runDue();
  }
  const mailsTo = (to: string) => server.mails.filter((one) => one.to === to);
  const codeTo = (to: string) => /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(mailsTo(to)[0]?.text ?? '')?.[0] ?? '';

  async function follow(email: string, portal = new Portal(server), target = path): Promise<Portal> {
    await portal.open(target());
    await portal.post(target(), { email });
    await send();
    await portal.open(target('/code'));
    const answer = await portal.post(target('/code'), { email, code: codeTo(email) });
    if (answer.status !== 303) throw new Error(`Not followed: ${answer.status} ${answer.body}`);
    return portal;
  }

  it('[HC20] a guest follows an article by a code that is typed in, and is told of its changes', async () => {
    const email = `ada${count}@shop.example`;
    const portal = await follow(email);
    expect(mailsTo(email)[0]).toMatchObject({ subject: 'Your code to be told of articles' });
    expect(mailsTo(email)[0]?.stopUrl).toBeUndefined();
    const list = await portal.open('subscriptions?lang=en&done=subscribed');
    expect([list.body.includes(`Bulbs ${count}`), list.body.includes('From now on')]).toEqual([true, true]);
    await write(`Better bulbs ${count}`, { id: article });
    await send();
    expect(mailsTo(email)).toHaveLength(1);
    await write(`Best <bulbs> ${count}`, { id: article, tells: true });
    await send();
    const [mail] = mailsTo(email);
    expect([mailsTo(email).length, mail?.subject]).toEqual([2, `Article changed: Best <bulbs> ${count}`]);
    expect(mail?.html).toContain(`Best &lt;bulbs&gt; ${count}`);
    expect(mail?.text).toContain(`http://help.localhost/en/articles/bulbs-${count}`);
    expect(mail?.stopUrl).toContain(`http://help.localhost/${site}/subscriptions/`);
  });

  it('[HC20] nothing is told to who has not confirmed; a wrong code, one of another or an old one confirms nothing', async () => {
    const email = `eve${count}@shop.example`;
    const portal = new Portal(server);
    await portal.open(path());
    const asked = await portal.post(path(), { email });
    expect([asked.status, asked.body.includes('a code is on its way')]).toEqual([200, true]);
    await send();
    const code = codeTo(email);
    const attempts = [
      { email, code: 'AAAA-BBBB-CCCC' },
      { email: `other${count}@shop.example`, code },
      { email, code: `${code}2` },
      { email, code: '' },
    ];
    for (const fields of attempts) {
      await portal.open(path('/code'));
      const answer = await portal.post(path('/code'), fields);
      expect([answer.status >= 400, answer.body.includes('aria-invalid')]).toEqual([true, true]);
    }
    expect([...portal.cookies.keys()].some((name) => name.includes('guest'))).toBe(false);
    const other = await write(`Other ${count}`);
    await portal.open(`subscriptions/article/${other}/code?lang=en`);
    expect((await portal.post(`subscriptions/article/${other}/code?lang=en`, { email, code })).status).toBe(410);
    await write(`Unread ${count}`, { id: article, tells: true });
    await send();
    expect(mailsTo(email)).toHaveLength(1);
    server.clock.advance(3_600_001);
    await portal.open(path('/code'));
    expect((await portal.post(path('/code'), { email, code })).status).toBe(410);
  });

  it('[HC20] a code is good once; asked for twice, the newest is; an address gets three in an hour', async () => {
    const email = `bob${count}@shop.example`;
    const first = await follow(email);
    await first.open(path('/code'));
    expect((await first.post(path('/code'), { email, code: codeTo(email) })).status).toBe(410);
    const portal = new Portal(server);
    const codes: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      await portal.open(path());
      // Whoever asks sees the same, whatever is known of the address and however often it was mailed.
      expect((await portal.post(path(), { email: email.toUpperCase() })).body).toContain('a code is on its way');
      await send();
      codes.push(codeTo(`${email.toUpperCase().split('@')[0]}@shop.example`));
    }
    expect(server.mails.filter(({ to }) => to.toLowerCase() === email)).toHaveLength(3);
    await portal.open(path('/code'));
    expect((await portal.post(path('/code'), { email, code: codes[0] ?? '' })).status).toBe(410);
    await portal.open(path('/code'));
    expect((await portal.post(path('/code'), { email, code: codes[1] ?? '' })).status).toBe(303);
  });

  it('[HC20] who proved the address in this browser needs no code for the next; another browser does', async () => {
    const email = `cora${count}@shop.example`;
    const portal = await follow(email);
    const other = `subscriptions/category/${lamps}?lang=en`;
    await portal.open(other);
    expect((await portal.post(other, { email })).status).toBe(303);
    const list = (await portal.open('subscriptions?lang=en')).body;
    expect([list.includes(`Bulbs ${count}`), list.includes('Lamps')]).toEqual([true, true]);
    const stranger = new Portal(server);
    await stranger.open(other);
    expect((await stranger.post(other, { email })).status).toBe(200);
    expect((await stranger.open('subscriptions?lang=en')).body).toContain('You follow nothing here yet');
  });

  it('[HC20] followers of a topic, and of the one above it, are told once of what is new there', async () => {
    const { articles } = server.app;
    const below = await articles.saveCategory(site, null, { parent: lamps, texts: { en: { title: `Desk ${count}` } } });
    const email = `dan${count}@shop.example`;
    const at =
      (id: CategoryId) =>
      (end = '') =>
        `subscriptions/category/${id}${end}?lang=en`;
    const portal = await follow(email, new Portal(server), at(lamps));
    await portal.open(at(below)());
    await portal.post(at(below)(), { email });
    const before = mailsTo(email).length;
    const id = await write(`Desk lamp ${count}`, { category: below, tells: true });
    await send();
    expect(
      mailsTo(email)
        .slice(0, -before)
        .map(({ subject }) => subject),
    ).toEqual([`New article: Desk lamp ${count}`]);
    // A change, and another language of it, are not new.
    await write(`Desk lamp II ${count}`, { id, tells: true });
    await write(`Tischlampe ${count}`, { id, language: 'de', tells: true });
    await send();
    expect(mailsTo(email)).toHaveLength(before + 1);
  });

  it('[HC20] a planned article tells when its time has come', async () => {
    const { articles } = server.app;
    const email = `fay${count}@shop.example`;
    await follow(email);
    const draft = { title: `Planned ${count}`, summary: '', markdown: 'x', basedOn: 1 };
    const revision = await articles.saveText(site, article, 'en', draft);
    const at = server.clock.now() + 60_000;
    await articles.publish(site, article, 'en', { revision, at, tells: true });
    await server.app.sweep();
    await send();
    expect(mailsTo(email)).toHaveLength(1);
    server.clock.advance(61_000);
    await server.app.sweep();
    await send();
    expect(mailsTo(email)[0]?.subject).toBe(`Article changed: Planned ${count}`);
  });

  it('[HC20, HC5] nobody is told of what they may not read, nor of a language that they do not see', async () => {
    const { articles, users } = server.app;
    const groups = new Groups({ storage: server.storage, clock: server.clock });
    const user = (name: string): Promise<UserId> =>
      users.addUser(site, { email: `${name}${count}@shop.example`, name, password, language: 'de' });
    const id = await user('gus');
    await user('hal');
    const guest = `ina${count}@shop.example`;
    await follow(guest);
    for (const name of ['gus', 'hal']) {
      const portal = new Portal(server);
      await portal.fill('login', { email: `${name}${count}@shop.example`, password });
      await portal.open(path());
      expect((await portal.post(path(), {})).status).toBe(303);
      expect((await portal.open(path())).body).toContain('You follow this already');
    }
    const group = await groups.add(site, { name: `Trade ${count}`, may: [] });
    await articles.changeArticle(site, article, { groups: [group] }, bySystem);
    const { cookie } = await server.logIn('admin', `Boss ${count}`);
    await server.ask('workspace', `/api/admin/sites/${site}/users/${id}/groups`, {
      method: 'PUT',
      headers: { cookie, origin: 'http://workspace.localhost' },
      body: { groups: [group] },
    });
    await write(`Geheim ${count}`, { id: article, language: 'de', tells: true });
    await send();
    expect([mailsTo(guest).length, mailsTo(`gus${count}@shop.example`).length]).toEqual([1, 0]);
    await write(`Secret ${count}`, { id: article, tells: true });
    await send();
    expect(mailsTo(guest)).toHaveLength(1);
    expect(mailsTo(`hal${count}@shop.example`)).toHaveLength(0);
    // In German, because that is the user's language for mails.
    expect(mailsTo(`gus${count}@shop.example`).map(({ subject }) => subject)).toEqual([
      `Artikel geändert: Secret ${count}`,
    ]);
  });

  it('[HC20] a mail’s link ends its mails by one press, and by the click of a mail program', async () => {
    const email = `jo${count}@shop.example`;
    await follow(email);
    await write(`Changed ${count}`, { id: article, tells: true });
    await send();
    const url = new URL(mailsTo(email)[0]?.stopUrl ?? '').pathname;
    const asked = await server.ask('help', url, { headers: { accept: ownPage.accept } });
    expect([asked.status, asked.body.includes(`Changed ${count}`), asked.headers['set-cookie']]).toEqual([
      200,
      true,
      undefined,
    ]);
    expect(asked.headers['referrer-policy']).toBe('same-origin');
    const forged = `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`;
    expect(refusalOf(await server.ask('help', forged))).toEqual([403, 'mail_mark_invalid']);
    const told = await server.ask('help', forged, { headers: { accept: ownPage.accept } });
    expect(told.body).toContain('Copy it from the mail as it stands there.');
    const click = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    };
    expect((await server.ask('help', url, click)).status).toBe(200);
    expect((await server.ask('help', url, click)).status).toBe(200);
    await write(`Changed again ${count}`, { id: article, tells: true });
    await send();
    expect(mailsTo(email)).toHaveLength(2);
  });

  it('[HC20] the list ends what is its reader’s own, and nothing else', async () => {
    const owner = await follow(`kim${count}@shop.example`);
    const page = (await owner.open('subscriptions?lang=en')).body;
    const id = /name="id" value="([\w-]{22})"/.exec(page)?.[1] ?? '';
    const stranger = await follow(`lou${count}@shop.example`);
    await stranger.open('subscriptions?lang=en');
    await stranger.post('subscriptions/ends?lang=en', { id });
    expect((await owner.open('subscriptions?lang=en')).body).toContain(id);
    expect((await owner.post('subscriptions/ends?lang=en', { id, form: 'x' })).status).toBe(403);
    await owner.open('subscriptions?lang=en');
    expect((await owner.post('subscriptions/ends?lang=en', { id })).headers.location).toContain('done=ended');
    expect((await owner.open('subscriptions?lang=en')).body).toContain('You follow nothing here yet');
  });

  it('[HC20] an address is told of twelve articles in a day at most', async () => {
    const email = `max${count}@shop.example`;
    await follow(email);
    for (let round = 0; round < 14; round += 1) {
      await write(`Round ${round} ${count}`, { id: article, tells: true });
      await send();
    }
    expect(mailsTo(email)).toHaveLength(13);
    server.clock.advance(86_400_001);
    await write(`Next day ${count}`, { id: article, tells: true });
    await send();
    expect(mailsTo(email)).toHaveLength(14);
  });

  it('[HC20, CSRF2] forms are taken with their token alone, from own pages, and give back what was typed', async () => {
    const portal = new Portal(server);
    await portal.open(path());
    const email = 'not an address';
    const refused = await portal.post(path(), { email });
    expect([refused.status, refused.body.includes('value="not an address"')]).toEqual([400, true]);
    const forged = await portal.post(path(), { email: 'eve@shop.example', form: 'x'.repeat(66) });
    expect([forged.status, forged.body.includes('value="eve@shop.example"')]).toEqual([403, true]);
    await portal.open(path());
    const foreign = await portal.post(path(), { email: 'eve@shop.example' }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    await send();
    expect(mailsTo('eve@shop.example')).toEqual([]);
    for (const bad of ['article/ar_00000000', `category/${article}`, 'page/ar_00000000', "article/ar_'--12345"])
      expect((await portal.open(`subscriptions/${bad}?lang=en`)).status).toBe(404);
    expect((await portal.open(path().replace('en', 'xx'))).status).toBe(200);
    const chosen = await portal.open(`${path().replace('lang=en', 'lang=de')}&chosen`);
    expect([chosen.status, chosen.headers.location]).toEqual([303, `/${site}/${path().replace('lang=en', 'lang=de')}`]);
    expect(String(chosen.headers['set-cookie'])).toContain('pl_lang=de');
    const arabic = await portal.open(`subscriptions/article/${article}?lang=ar`);
    expect(arabic.body).toContain('dir="rtl"');
    expect((await new Portal(server, 'st_00000000').open(path())).status).toBe(404);
  });

  it('[HC20] with an article, and with a topic, goes who followed it', async () => {
    const { articles } = server.app;
    const topic = await articles.saveCategory(site, null, { texts: { en: { title: `Wicks ${count}` } } });
    const inside = await write(`Inside ${count}`, { category: topic });
    const email = `leo${count}@shop.example`;
    const portal = await follow(email);
    await portal.open(`subscriptions/category/${topic}?lang=en`);
    expect((await portal.post(`subscriptions/category/${topic}`, { email })).status).toBe(303);
    const left = async () => {
      const rows = server.storage.read.selectFrom('help_subscriptions').select('target_id').where('who', '=', email);
      return (await rows.orderBy('kind').execute()).map(({ target_id }) => target_id);
    };
    expect(await left()).toEqual([article, topic]);
    await articles.removeArticle(site, article, bySystem);
    expect(await left()).toEqual([topic]);
    await articles.removeArticle(site, inside, bySystem);
    await articles.removeCategory(site, topic, bySystem);
    expect(await left()).toEqual([]);
    expect((await portal.open('subscriptions?lang=en')).status).toBe(200);
  });

  it('[LANG1, HC20] who follows in Arabic gets every mail in Arabic', async () => {
    const email = `noor${count}@shop.example`;
    await follow(email, new Portal(server), (end = '') => path(end).replace('lang=en', 'lang=ar'));
    await write(`Bulbs ${count}, anew`, { id: article, tells: true });
    await send();
    expect(mailsTo(email).map(({ subject }) => subject)).toEqual([
      `مقالة معدّلة: Bulbs ${count}, anew`,
      'رمزك لمتابعة المقالات',
    ]);
    for (const { html } of mailsTo(email)) expect(html).toContain('<html lang="ar" dir="rtl">');
  });

  it('[HC20] articles and topics lead there, and reading them sets no cookie', async () => {
    const headers = { accept: ownPage.accept };
    const page = await server.ask('help', `/en/articles/bulbs-${count}`, { headers });
    expect([
      page.body.includes(`/${site}/subscriptions/article/${article}?lang=en`),
      page.headers['set-cookie'],
    ]).toEqual([true, undefined]);
    expect((await server.ask('help', '/de/categories/lamps', { headers })).body).toContain(
      `/${site}/subscriptions/category/${lamps}?lang=de`,
    );
  });
});

describe('where no mail can be sent', () => {
  it('[HC20] nothing can be followed, and nothing leads there', async () => {
    const server = await startTestServerOn('sqlite', { hasMail: false });
    const { articles } = server.app;
    const category = await articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Lamps' } } });
    const id = await articles.addArticle(server.site.id, { category });
    const draft = { title: 'Bulbs', summary: '', markdown: 'Words.', basedOn: 0 };
    const revision = await articles.saveText(server.site.id, id, 'en', draft);
    await articles.publish(server.site.id, id, 'en', { revision, at: null });
    const page = await server.ask('help', '/en/categories/lamps', { headers: { accept: ownPage.accept } });
    expect(page.body).not.toContain('/subscriptions/');
    const portal = new Portal(server);
    await portal.open(`subscriptions/category/${category}`);
    const refused = await portal.post(`subscriptions/category/${category}`, { email: 'ada@shop.example' });
    expect([refused.status, refused.body.includes('No mail can be sent')]).toEqual([409, true]);
    await server.close();
  });
});
