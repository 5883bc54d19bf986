import type { ArticleId, CategoryId, SiteId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../audit/index.ts';
import { Groups, type HelpActor } from '../groups/index.ts';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';
import { ArticleReader, Articles } from './index.ts';

const guest: HelpActor = { user: null, groups: [], may: ['read'] };

describe.each(databaseKinds)('editors at the same moment, on %s', (kind) => {
  let server: TestServer;
  /** As two processes have them. */
  let [here, there]: Articles[] = [];
  let reader: ArticleReader;
  let site: SiteId;
  let category: CategoryId;

  beforeAll(async () => {
    server = await startTestServerOn(kind);
    const { storage, clock } = server;
    [here, there] = [new Articles(storage, clock), new Articles(storage, clock)];
    reader = new ArticleReader({ storage, clock, articles: both()[0], groups: new Groups({ storage, clock }) });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    site = (await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] })).id;
    category = await both()[0].saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
  });

  function both(): [Articles, Articles] {
    if (!here || !there) throw new Error('Not started.');
    return [here, there];
  }
  const save = (of: Articles, id: ArticleId, title: string, basedOn = 0) =>
    of.saveText(site, id, 'en', { title, summary: '', markdown: title, basedOn });
  const add = () => both()[0].addArticle(site, { category });
  const publish = (of: Articles, id: ArticleId, revision: number, at: number | null = null) =>
    of.publish(site, id, 'en', { revision, at });
  const statesOf = async (work: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(work)).map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort();

  it('[HC3] who saves upon the same revision: one does, the other is told so', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await add();
      expect(await statesOf(both().map((one) => save(one, id, `Title ${round}`)))).toEqual(['article_changed', 'done']);
      expect(await statesOf(both().map((one) => save(one, id, 'Again', 1)))).toEqual(['article_changed', 'done']);
    }
  });

  it('[HC2] two articles of one title have each a slug of their own', async () => {
    for (let round = 0; round < 8; round += 1) {
      const ids = await Promise.all([add(), add(), add()]);
      await Promise.all(ids.map((id, at) => save(both()[at % 2] as Articles, id, `Bulbs ${round}`)));
      const slugs = await Promise.all(
        ids.map(async (id) => (await both()[0].readArticle(site, id)).texts.en?.slug ?? ''),
      );
      expect(slugs.sort()).toEqual([`bulbs-${round}`, `bulbs-${round}-2`, `bulbs-${round}-3`]);
      for (const [at, id] of ids.entries()) {
        const own = (await both()[0].readArticle(site, id)).texts.en?.slug ?? '';
        expect([at, await reader.findTarget(site, 'article', own)]).toEqual([at, id]);
      }
    }
  });

  it('[HC3] what is taken out while it is being saved stays out, and what is published stays published', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await add();
      await save(both()[0], id, 'One');
      await publish(both()[0], id, 1);
      await Promise.all([save(both()[0], id, 'Two', 1), both()[1].withdraw(site, id, 'en', bySystem)]);
      expect(await reader.findTexts(guest, id)).toEqual([]);
      await Promise.all([save(both()[0], id, 'Three', 2), publish(both()[1], id, 2)]);
      expect((await reader.findTexts(guest, id)).map(({ title }) => title)).toEqual(['Two']);
      expect((await both()[0].readRevisions(site, id, 'en')).map(({ number }) => number)).toEqual([3, 2, 1]);
    }
  });

  it('[HC3] what is due is published once by two processes, and not once it was taken out', async () => {
    const at = server.clock.now() + 60_000;
    const ids = await Promise.all(Array.from({ length: 6 }, add));
    for (const id of ids) {
      await save(both()[0], id, 'Later');
      await publish(both()[0], id, 1, at);
    }
    server.clock.set(at);
    const [first] = ids;
    if (!first) throw new Error('There is none.');
    await Promise.all([both()[0].withdraw(site, first, 'en', bySystem), both()[0].sweep(), both()[1].sweep()]);
    expect(await reader.findTexts(guest, first)).toEqual([]);
    const published = await server.storage.read
      .selectFrom('audit_log')
      .select(['target_id'])
      .where('what', '=', 'article.published')
      .where('site_id', '=', site)
      .where('target_id', '!=', first)
      .execute();
    expect(published.map(({ target_id }) => target_id).sort()).toEqual(ids.slice(1).sort());
  });

  it('[HC5] an article is for the groups that one of two said, not for both’s', async () => {
    const groups = new Groups(server);
    const ids = await Promise.all(['A', 'B'].map((name) => groups.add(site, { name, may: [] })));
    const id = await add();
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(
        both().map((one, at) => one.changeArticle(site, id, { groups: [ids[at] as `gr_${string}`] }, bySystem)),
      );
      expect((await both()[0].readArticle(site, id)).groups).toHaveLength(1);
    }
  });

  it('[HC2] no article lies in a topic that is deleted, and no topic three levels deep', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [one, two, three] = await Promise.all(
        [1, 2, 3].map((at) => both()[0].saveCategory(site, null, { texts: { en: { title: `T ${round} ${at}` } } })),
      );
      if (!one || !two || !three) throw new Error('There are none.');
      await Promise.allSettled([
        both()[0].removeCategory(site, one, bySystem),
        both()[1].addArticle(site, { category: one }),
      ]);
      await Promise.allSettled([
        both()[0].saveCategory(site, two, { parent: three }),
        both()[1].saveCategory(site, three, { parent: two }),
      ]);
      const { articles, categories } = await both()[0].readAll(site);
      for (const article of articles) expect(categories.map(({ id }) => id)).toContain(article.category);
      const isChild = (id: CategoryId) => categories.find((it) => it.id === id)?.parent !== null;
      expect([isChild(two), isChild(three)]).not.toEqual([true, true]);
    }
  });
});
