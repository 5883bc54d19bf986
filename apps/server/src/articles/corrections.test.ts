import type { ArticleId, CategoryId, SiteId } from '@porchlight/protocol';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../audit/index.ts';
import { Groups, type HelpActor } from '../groups/index.ts';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';
import { ArticleReader, Articles } from './index.ts';

const guest: HelpActor = { user: null, groups: [], may: ['read'] };
const user: HelpActor = { user: 'us_12345678', groups: [], may: ['read'] };

describe.each(databaseKinds)('what was meant by a search, on %s', (kind) => {
  let server: TestServer;
  let articles: Articles;
  let reader: ArticleReader;
  let site: SiteId;
  let category: CategoryId;
  let asked = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      asked += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };

  beforeAll(async () => {
    server = await startTestServerOn(kind);
    const { storage, clock } = server;
    articles = new Articles(storage, clock);
    const counted = new Proxy(storage, {
      get(target, name: keyof typeof storage) {
        if (name === 'read') return target.read.withPlugin(counting);
        const value = target[name];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    reader = new ArticleReader({ storage: counted, clock, articles, groups: new Groups({ storage, clock }) });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    site = (await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] })).id;
    category = await articles.saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
    await write('Projects', 'A password for the merger.');
  });

  async function write(title: string, markdown: string, of: Articles = articles): Promise<ArticleId> {
    const id = await of.addArticle(site, { category });
    const draft = { title, summary: '', markdown, basedOn: 0 };
    const revision = await of.saveText(site, id, 'en', draft);
    await of.publish(site, id, 'en', { revision, at: null });
    return id;
  }
  async function hide(title: string, markdown: string) {
    await articles.changeArticle(site, await write(title, markdown), { visibility: 'users' }, bySystem);
  }
  const ask = (query: string, actor = guest) => ({ site, languages: ['en', 'de'] as const, query, actor, limit: 10 });
  const meant = async (query: string, actor = guest) => (await reader.search(ask(query, actor))).meant;

  it('[HC5] is no word that stands only in what its reader may not read', async () => {
    await hide('Secret', 'Projections of a merge.');
    // Its stem is that of “projects”, and it begins “merger”: each would find what everybody may read.
    expect([await meant('projectons', user), await meant('projectons')]).toEqual(['projections', 'projects']);
    expect([await meant('merfe', user), await meant('merfe')]).toEqual(['merge', null]);
  });

  it('[HC5] is the same for a guest, whatever stands in what they may not read', async () => {
    const queries = ['passwort', 'pasword', 'passwird', 'projekts', 'mergre passwort', 'mergers zebrra', 'pass'];
    const before = await Promise.all(queries.map((query) => meant(query)));
    expect(before.slice(0, 3)).toEqual(['password', 'password', 'password']);
    await hide('Secret', `Passwort, passwird, pasword, projekts, mergre, zebra. ${'passwards passworts '.repeat(3)}`);
    for (const one of ['', 'a', 'b', 'c', 'd']) await hide('More', `pa${one}ssword${one} paswords${one}`);
    expect(await Promise.all(queries.map((query) => meant(query)))).toEqual(before);
    expect(await meant('zebrra', user)).toBe('zebra');
  });

  it('[HC5] is no word of a text that was taken out, nor hidden by one', async () => {
    const gone = await write('Passwors', 'passwors');
    await articles.withdraw(site, gone, 'en', bySystem);
    expect([await meant('passwors'), await meant('passwoors')]).toEqual(['password', 'password']);
  });

  it('[HC5] is for a member of a group what stands in the group’s articles too', async () => {
    const group = await new Groups(server).add(site, { name: 'Trade', may: [] });
    const id = await write('Prices', 'Wholesale zebra.');
    await articles.changeArticle(site, id, { visibility: 'groups', groups: [group] }, bySystem);
    expect([await meant('zebrra', { ...user, groups: [group] }), await meant('zebrra', user)]).toEqual(['zebra', null]);
  });

  it('[HC7] is within a minute what another process published', async () => {
    expect(await meant('elefant')).toBeNull();
    await write('Elephant', 'elephant', new Articles(server.storage, server.clock));
    server.clock.advance(60_000);
    expect(await meant('elephnat')).toBe('elephant');
  });

  it('[HC26] costs nothing at the database for invented words while they are being typed', async () => {
    const words = 'qwertzu asdfghj yxcvbnm zuiopqw hjklasd bnmyxcv tzuiopa ghjklyx';
    await reader.suggest(ask(words));
    asked = 0;
    // One search for all words, one for any: no word is near, so nothing is asked of what might have been meant.
    await reader.suggest(ask(`${words} `));
    const searches = kind === 'sqlite' ? 2 : 4;
    expect(asked).toBe(searches);
    asked = 0;
    // Whatever is near of eight words is asked for at once; what is found is then searched, and read.
    await reader.suggest(ask('projetcs pasword mergr zzzzz '));
    expect(asked).toBeLessThanOrEqual(2 * searches + 2);
  });

  it('[HC26] is not looked for in a word of four letters that is still being typed', async () => {
    await write('Lamp', 'lamp');
    const titles = async (query: string) => (await reader.suggest(ask(query))).map(({ title }) => title);
    expect([await titles('lmap'), await titles('lmap ')]).toEqual([[], ['Lamp']]);
    expect(await meant('lmap')).toBe('lamp');
  });
});
