import type { ArticleId, CategoryId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';
import { ArticleReader, Articles } from './index.ts';

describe.each(databaseKinds)('articles on %s', (kind) => {
  let server: TestServer;
  let articles: Articles;
  let reader: ArticleReader;
  let category: CategoryId;
  beforeAll(async () => {
    server = await startTestServerOn(kind);
    articles = new Articles(server.storage, server.clock);
    reader = new ArticleReader({ storage: server.storage, clock: server.clock, articles });
    await articles.saveSettings(server.site.id, { languages: ['en', 'de', 'fr'], defaultLanguage: 'en' });
    category = await articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Basics' } } });
  });
  afterAll(() => server.close());

  async function write(
    title: string,
    markdown: string,
    { language = 'en' as const, id = null as ArticleId | null, visibility = 'everyone' as 'everyone' | 'users' } = {},
  ): Promise<ArticleId> {
    const article = id ?? (await articles.addArticle(server.site.id, { category, visibility }));
    const revision = await articles.saveText(server.site.id, article, language, {
      title,
      summary: '',
      markdown,
      basedOn: 0,
    });
    await articles.publish(server.site.id, article, language, { revision, at: null });
    return article;
  }
  const search = (query: string, seesAll = false, language: 'en' | 'de' | 'fr' = 'en') =>
    reader.search({
      site: server.site.id,
      languages: [language, ...(['en', 'de', 'fr'] as const).filter((one) => one !== language)],
      query,
      seesAll,
      limit: 10,
    });
  const titles = async (query: string, ...rest: [boolean?, ('en' | 'de' | 'fr')?]) =>
    (await search(query, ...rest)).hits.map(({ title }) => title);

  it('[HC7] searches', async () => {
    await write('Reset your password', 'Open the login page and choose *Forgot your password?*. A mail brings a link.');
    await write('Delivery times', 'Lamps are delivered within three days. The password is not needed.');
    expect(await titles('password')).toEqual(['Reset your password', 'Delivery times']);
    expect(await titles('passw')).toHaveLength(2);
    expect(await titles('resetting passwords')).toEqual(['Reset your password']);
    const { hits, meant } = await search('pasword');
    expect(hits[0]?.title).toBe('Reset your password');
    expect(meant).toBe('password');
    expect(String(hits[1]?.snippet)).toContain('<mark>password</mark>');
  });
});
