import type { ArticleId, CategoryId, HelpLanguage, SiteId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../audit/index.ts';
import { Groups, type HelpActor } from '../groups/index.ts';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';
import { ArticleReader, Articles } from './index.ts';

const languages = ['en', 'de', 'fr'] as const;
const guest: HelpActor = { user: null, groups: [], may: ['read'] };
const user: HelpActor = { user: 'us_12345678', groups: [], may: ['read'] };

describe.each(databaseKinds)('articles on %s', (kind) => {
  let server: TestServer;
  let articles: Articles;
  let reader: ArticleReader;
  let site: SiteId;
  let category: CategoryId;
  beforeAll(async () => {
    server = await startTestServerOn(kind);
    articles = new Articles(server.storage, server.clock);
    const groups = new Groups({ storage: server.storage, clock: server.clock });
    reader = new ArticleReader({ storage: server.storage, clock: server.clock, articles, groups });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    site = (await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] })).id;
    await articles.saveSettings(site, { languages: [...languages], defaultLanguage: 'en' });
    category = await articles.saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
  });

  const save = (id: ArticleId, language: HelpLanguage, title: string, markdown = title, basedOn = 0, slug?: string) =>
    articles.saveText(site, id, language, { title, summary: '', markdown, basedOn, ...(slug ? { slug } : {}) });

  async function write(title: string, markdown: string, language: HelpLanguage = 'en', known: ArticleId | null = null) {
    const id = known ?? (await articles.addArticle(site, { category }));
    const revision = await save(id, language, title, markdown);
    await articles.publish(site, id, language, { revision, at: null });
    return id;
  }
  const search = (query: string, language: (typeof languages)[number] = 'en', actor = guest) =>
    reader.search({
      site,
      languages: [language, ...languages.filter((one) => one !== language)],
      query,
      actor,
      limit: 10,
    });
  const titles = async (...asked: Parameters<typeof search>) => (await search(...asked)).hits.map(({ title }) => title);

  describe('the search', () => {
    beforeEach(async () => {
      await write('Reset your password', 'Open the login page and choose *Forgot it?*. A mail brings a link.');
      await write('Delivery times', 'Lamps are delivered within three days. Your password is not needed.');
    });

    it('[HC7] finds words, their forms, and words that are still being typed; titles before texts', async () => {
      expect(await titles('password')).toEqual(['Reset your password', 'Delivery times']);
      expect(await titles('PASSWORDS')).toHaveLength(2);
      expect(await titles('passw')).toHaveLength(2);
      expect(await titles('passw ')).toEqual([]);
      expect(await titles('how do I reset my passwords')).toEqual(['Reset your password']);
      expect(await titles('delivering lamp')).toEqual(['Delivery times']);
    });

    it('[HC7] finds what was meant, and says so', async () => {
      const { hits, meant } = await search('pasword');
      expect([hits[0]?.title, meant]).toEqual(['Reset your password', 'password']);
      expect((await search('delivry tims')).meant).toBe('delivery times');
      expect((await search('password')).meant).toBeNull();
    });

    it('[HC7] marks what it found, and escapes what stands around it', async () => {
      await write('Tags <b>', 'Write `<script>alert("zebra")</script>` there.');
      const [hit] = (await search('zebra')).hits;
      expect(String(hit?.snippet)).toContain('&lt;script&gt;alert(&quot;<mark>zebra</mark>&quot;)');
      expect(String((await search('tags')).hits[0]?.marked)).toBe('<mark>Tags</mark> &lt;b&gt;');
    });

    it('[HC6, HC7] prefers the language asked for, and finds what there is in another alone', async () => {
      const id = await write('Lampe anschließen', 'Den Stecker in die Steckdose.', 'de');
      await write('Plug the lamp in', 'The plug goes into the socket.', 'en', id);
      expect(await titles('stecker', 'de')).toEqual(['Lampe anschließen']);
      expect(await titles('anschliessen', 'de')).toEqual(['Lampe anschließen']);
      expect(await titles('socket', 'de')).toEqual([]);
      expect(await titles('password', 'de')).toHaveLength(2);
      expect(await titles('socket', 'fr')).toEqual(['Plug the lamp in']);
    });

    it('[HC5] shows nobody what is for users, a draft, withdrawn, deleted or of another site', async () => {
      const forUsers = await write('Secret prices', 'Wholesale zebra prices.');
      await articles.changeArticle(site, forUsers, { visibility: 'users' }, bySystem);
      expect([await titles('zebra'), await titles('zebra', 'en', user)]).toEqual([[], ['Secret prices']]);
      // A word that stands there alone corrects nothing, either.
      expect((await search('zebrra')).meant).toBeNull();
      const draft = await articles.addArticle(site, { category });
      await save(draft, 'en', 'Quokka');
      const gone = await write('Walrus', 'walrus');
      await articles.withdraw(site, gone, 'en', bySystem);
      const deleted = await write('Ocelot', 'ocelot');
      await articles.removeArticle(site, deleted, bySystem);
      for (const query of ['quokka', 'walrus', 'ocelot']) expect(await titles(query, 'en', user)).toEqual([]);
      const other = (await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] })).id;
      expect(
        (await reader.search({ site: other, languages: ['en'], query: 'password', actor: user, limit: 10 })).hits,
      ).toEqual([]);
    });

    it('[HC7] finds the words of what is out, not of a newer draft', async () => {
      const id = await write('Opening hours', 'We open at nine.');
      const revision = await save(id, 'en', 'Opening hours', 'We open at kangaroo.', 1);
      expect(await titles('kangaroo')).toEqual([]);
      await articles.publish(site, id, 'en', { revision, at: null });
      expect([await titles('kangaroo'), await titles('nine')]).toEqual([['Opening hours'], []]);
    });

    it.each([
      '"',
      "'",
      '""" OR ""',
      'password AND',
      'NOT password',
      'NEAR(password, 2)',
      'title:password',
      '*',
      '%',
      '_',
      '^password',
      '-password',
      '(',
      ')))',
      ':*',
      '& | !',
      '<->',
      '\\',
      "'; drop table articles; --",
      '\u0000',
      '\u202E',
      '🎉',
      '{}',
      '+',
      '@@',
      '0password',
      'é'.repeat(300),
      'a '.repeat(5_000),
      'x'.repeat(10_240),
      `${'"'.repeat(5_000)}password`,
    ])('[HC7] takes %.20j as words alone', async (query) => {
      await expect(search(query)).resolves.toMatchObject({ hits: expect.any(Array) });
    });

    it('[HC7] finds a title among many texts that have its word, whenever it was written', async () => {
      for (let at = 0; at < 230; at += 10)
        await Promise.all(
          Array.from({ length: 10 }, (_, more) => write(`Entry ${at + more}`, `Everywhere ${at + more}`)),
        );
      await write('Everywhere at once', 'x');
      expect((await titles('everywhere'))[0]).toBe('Everywhere at once');
      expect(await titles('everywhere 77')).toEqual(['Entry 77']);
      expect(await titles('everywh')).toHaveLength(10);
      expect(await titles('everywhere', 'fr')).toHaveLength(10);
    }, 60_000);

    it('[HC4, HC7] takes the longest text of the longest words, of whatever script', async () => {
      let seed = 1;
      const letter = () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return String.fromCharCode(0x10d0 + ((seed >> 8) % 33));
      };
      const word = () => Array.from({ length: 40 }, letter).join('');
      const words = Array.from({ length: 4_800 }, word);
      await write('Georgian', words.join(' '));
      expect(await titles(words[3] ?? '')).toEqual(['Georgian']);
    });

    it('[HC7] keeps what found nothing, for editors, without who', async () => {
      for (const query of ['Quuxly', ' quuxly ', 'ann@shop.example quuxly', '0171 234567 quuxly', 'password', '"'])
        await search(query);
      const { misses } = await articles.readReport(site, { article: null, days: 7 });
      expect(misses.map(({ query, count }) => [query, count])).toEqual(
        [
          ['quuxly', 2],
          ['"', 1],
        ].sort((a, b) => Number(b[1]) - Number(a[1])),
      );
    });
  });

  it('[HC3] shows a revision once it is published, and the former one until then', async () => {
    const id = await articles.addArticle(site, { category });
    expect(await save(id, 'en', 'One')).toBe(1);
    expect(await reader.findTexts(guest, id)).toEqual([]);
    await articles.publish(site, id, 'en', { revision: 1, at: null });
    expect(await save(id, 'en', 'Two', 'Two', 1)).toBe(2);
    expect((await reader.findTexts(guest, id)).map(({ title, revision }) => [title, revision])).toEqual([['One', 1]]);
    await expect(save(id, 'en', 'Three', 'Three', 1)).rejects.toMatchObject({ code: 'article_changed' });
    await expect(articles.publish(site, id, 'en', { revision: 9, at: null })).rejects.toMatchObject({
      code: 'revision_not_found',
    });
    await articles.publish(site, id, 'en', { revision: 2, at: null });
    expect(await articles.restore(site, id, 'en', { number: 1, basedOn: 2 }, bySystem)).toBe(3);
    expect((await articles.readRevision(site, id, 'en', 3)).title).toBe('One');
    expect((await articles.readRevisions(site, id, 'en')).map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('[HC3] publishes at its time, once', async () => {
    const id = await articles.addArticle(site, { category });
    const revision = await save(id, 'en', 'Later');
    const at = server.clock.now() + 60_000;
    await articles.publish(site, id, 'en', { revision, at });
    expect((await articles.readArticle(site, id)).texts.en).toMatchObject({
      state: 'scheduled',
      publishAt: at,
      live: null,
    });
    await articles.sweep();
    expect(await reader.findTexts(guest, id)).toEqual([]);
    server.clock.set(at + 1_000);
    await articles.sweep();
    expect((await reader.findTexts(guest, id)).map(({ title }) => title)).toEqual(['Later']);
    expect((await articles.readArticle(site, id)).texts.en).toMatchObject({ state: 'published', publishAt: null });
    expect(await titles('later')).toEqual(['Later']);
  });

  it('[HC3] says which translations are older than what they were made from', async () => {
    const id = await write('One', 'one');
    await write('Eins', 'eins', 'de', id);
    const isStale = async () => (await articles.readArticle(site, id)).texts.de?.isStale;
    expect(await isStale()).toBe(false);
    server.clock.set(server.clock.now() + 1_000);
    await save(id, 'en', 'One more', 'one', 1);
    expect(await isStale()).toBe(true);
  });

  it('[HC2] keeps every slug for what had it', async () => {
    const id = await write('First steps', 'x');
    await save(id, 'en', 'First steps', 'x', 1, 'begin-here');
    expect(await reader.findTarget(site, 'article', 'first-steps')).toBe(id);
    expect(await reader.findTarget(site, 'article', 'begin-here')).toBe(id);
    const other = await articles.addArticle(site, { category });
    await expect(save(other, 'en', 'Other', 'x', 0, 'first-steps')).rejects.toMatchObject({ code: 'slug_taken' });
    await save(other, 'en', 'First steps');
    expect((await articles.readArticle(site, other)).texts.en?.slug).toBe('first-steps-2');
    await save(id, 'en', 'First steps', 'x', 2, 'first-steps');
    expect((await articles.readArticle(site, id)).texts.en?.slug).toBe('first-steps');
  });

  it('[HC2] has two levels of categories, and deletes none with something in it', async () => {
    const child = await articles.saveCategory(site, null, { parent: category, texts: { en: { title: 'Child' } } });
    await expect(
      articles.saveCategory(site, null, { parent: child, texts: { en: { title: 'Grandchild' } } }),
    ).rejects.toMatchObject({ code: 'invalid_body' });
    await expect(articles.saveCategory(site, category, { parent: child })).rejects.toMatchObject({
      code: 'invalid_body',
    });
    await expect(articles.saveCategory(site, category, { parent: category })).rejects.toMatchObject({
      code: 'category_not_found',
    });
    await expect(articles.removeCategory(site, category, bySystem)).rejects.toMatchObject({
      code: 'category_not_empty',
    });
    await articles.addArticle(site, { category: child });
    await expect(articles.removeCategory(site, child, bySystem)).rejects.toMatchObject({ code: 'category_not_empty' });
    await expect(articles.addArticle(site, { category: 'ct_nothing-here' })).rejects.toMatchObject({
      code: 'category_not_found',
    });
  });

  it('[HC8] counts one vote of a visitor for a revision, the last one', async () => {
    const id = await write('Vote', 'vote');
    const [text] = await reader.findTexts(guest, id);
    if (!text) throw new Error('It is out.');
    const voted = { ...text, site };
    await Promise.all([reader.vote(voted, 'a'.repeat(43), true), reader.vote(voted, 'a'.repeat(43), true)]);
    await reader.vote(voted, 'a'.repeat(43), false);
    await reader.vote(voted, 'b'.repeat(43), true);
    expect((await articles.readArticle(site, id)).votes).toEqual({ yes: 1, no: 1 });
    expect([await reader.readVote(voted, 'a'.repeat(43)), await reader.readVote(voted, null)]).toEqual([
      { isHelpful: false, reason: null, comment: '' },
      null,
    ]);
    const revision = await save(id, 'en', 'Vote', 'again', 1);
    await articles.publish(site, id, 'en', { revision, at: null });
    const [next] = await reader.findTexts(guest, id);
    expect(next && (await reader.readVote({ ...next, site }, 'a'.repeat(43)))).toBeNull();
    expect((await articles.readRevisions(site, id, 'en')).map(({ votes }) => votes)).toEqual([
      { yes: 0, no: 0 },
      { yes: 1, no: 1 },
    ]);
    const rows = await server.storage.read.selectFrom('article_votes').select('voter').execute();
    expect(rows.some(({ voter }) => voter.includes('aaaa'))).toBe(false);
  });

  it('[HC28] tells editors what was said and searched, by day, of a site and of an article, and forgets after 90 days', async () => {
    const dayMs = 86_400_000;
    const begun = server.clock.now();
    const [one, two] = [await write('One', 'one'), await write('Two', 'two')];
    const say = async (id: ArticleId, who: string, isHelpful: boolean, comment = '') => {
      const [text] = await reader.findTexts(guest, id);
      const because = isHelpful ? null : { reason: comment ? ('wrong' as const) : null, comment };
      await reader.vote({ ...text!, site }, who.repeat(43), isHelpful, because);
    };
    await say(one, 'a', true);
    await say(one, 'b', false);
    await search('quuxly');
    server.clock.set(begun + 20 * dayMs);
    await say(one, 'b', false, 'It is a screw.');
    await say(two, 'c', true);
    await search('quuxly');
    await search('zorbly');
    const read = (days: number, article: ArticleId | null = null) => articles.readReport(site, { article, days });
    const sums = ({ days }: Awaited<ReturnType<typeof read>>) => [
      days.length,
      ...(['yes', 'no', 'missed'] as const).map((kind) => days.reduce((sum, day) => sum + day[kind], 0)),
    ];
    expect(sums(await read(7))).toEqual([7, 1, 1, 2]);
    const month = await read(30);
    expect(sums(month)).toEqual([30, 2, 1, 3]);
    expect(month.days.at(-1)).toEqual({
      day: new Date(server.clock.now()).toISOString().slice(0, 10),
      yes: 1,
      no: 1,
      missed: 2,
    });
    expect(month.articles).toEqual([
      { id: one, yes: 1, no: 1 },
      { id: two, yes: 1, no: 0 },
    ]);
    expect(month.reasons.filter(({ count }) => count > 0)).toEqual([{ reason: 'wrong', count: 1 }]);
    expect(month.comments).toEqual([
      { article: one, language: 'en', revision: 1, reason: 'wrong', comment: 'It is a screw.', at: server.clock.now() },
    ]);
    expect(month.misses.map(({ query, count }) => [query, count])).toEqual([
      ['quuxly', 2],
      ['zorbly', 1],
    ]);
    expect(sums(await read(90, two))).toEqual([90, 1, 0, 0]);
    const other = (await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] })).id;
    await expect(articles.readReport(other, { article: one, days: 7 })).rejects.toMatchObject({
      code: 'article_not_found',
    });
    expect(sums(await articles.readReport(other, { article: null, days: 7 }))).toEqual([7, 0, 0, 0]);
    server.clock.set(begun + 100 * dayMs);
    await search('nothing at all');
    const kept = await server.storage.read
      .selectFrom('help_missed_searches')
      .select('query')
      .where('site_id', '=', site)
      .where('query', '=', 'quuxly')
      .execute();
    expect(kept).toHaveLength(1);
  });
});
