import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ArticleId, CategoryId, SiteId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleReader, Articles } from '../articles/index.ts';
import { bySystem } from '../audit/index.ts';
import { Groups } from '../groups/index.ts';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';
import { Sitemap, sitemapText } from './sitemap.ts';

class CountingReader extends ArticleReader {
  made = 0;
  override findPublicTexts(site: SiteId, limit: number) {
    this.made += 1;
    return super.findPublicTexts(site, limit);
  }
}

const textOf = async (sitemap: Sitemap) => gunzipSync((await sitemap.read()).zipped).toString();

describe.each(databaseKinds)('the sitemap on %s', (kind) => {
  let server: TestServer;
  let category: CategoryId;
  let bulbs: ArticleId;

  async function write(title: string, articles: Articles = server.app.articles): Promise<ArticleId> {
    const id = await articles.addArticle(server.site.id, { category });
    const draft = { title, summary: '', markdown: 'Some words.', basedOn: 0 };
    const revision = await articles.saveText(server.site.id, id, 'en', draft);
    await articles.publish(server.site.id, id, 'en', { revision, at: null });
    return id;
  }
  const ask = (headers: Record<string, string> = {}) => server.ask('help', '/sitemap.xml', { headers });

  beforeAll(async () => {
    server = await startTestServerOn(kind);
    category = await server.app.articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Lamps' } } });
    bulbs = await write('Bulbs');
    await write('Wicks');
  });
  afterAll(() => server.close());

  it('[HC2] has an ETag, and says that nothing changed until something did', async () => {
    const first = await ask();
    const etag = String(first.headers.etag);
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'no-cache']);
    const again = await ask({ 'if-none-match': etag });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', etag]);
    server.clock.advance(10_000);
    expect((await ask({ 'if-none-match': etag })).status).toBe(304);
    await write('Oil');
    const changed = await ask({ 'if-none-match': etag });
    expect([changed.status, changed.body.includes('/en/articles/oil')]).toEqual([200, true]);
  });

  it('[HC5] names at once no more what this process hid, and within ten seconds what another one did', async () => {
    const elsewhere = new Articles(server.storage, server.clock);
    const names = async () => (await ask()).body.includes('/en/articles/bulbs');
    const show = (articles: Articles, visibility: 'everyone' | 'users') =>
      articles.changeArticle(server.site.id, bulbs, { visibility }, bySystem);
    expect(await names()).toBe(true);
    await show(server.app.articles, 'users');
    expect(await names()).toBe(false);
    await show(server.app.articles, 'everyone');
    expect(await names()).toBe(true);
    await show(elsewhere, 'users');
    server.clock.advance(10_000);
    expect(await names()).toBe(false);
    await show(elsewhere, 'everyone');
    server.clock.advance(10_000);
    expect(await names()).toBe(true);
  });

  it('[HC19] names nothing once guests may not read', async () => {
    const { storage, clock, app, site } = server;
    const groups = new Groups({ storage, clock });
    const reader = new ArticleReader({ storage, clock, articles: app.articles, groups });
    const sitemap = new Sitemap({ sites: app.sites, reader, origin: 'https://help.example' });
    expect(await textOf(sitemap)).toContain('/en/articles/wicks');
    await groups.saveRights(site.id, { guests: [], users: ['read'] });
    expect(await textOf(sitemap)).not.toContain('<loc>');
    await groups.saveRights(site.id, { guests: ['read'], users: ['read'] });
    expect(await textOf(sitemap)).toContain('/en/articles/wicks');
  });

  it('[HC2] is made once for all who ask, until something changes', async () => {
    const { storage, clock, app } = server;
    const groups = new Groups({ storage, clock });
    const reader = new CountingReader({ storage, clock, articles: app.articles, groups });
    const sitemap = new Sitemap({ sites: app.sites, reader, origin: 'https://help.example' });
    await Promise.all(Array.from({ length: 20 }, () => textOf(sitemap)));
    for (let at = 0; at < 20; at += 1) await textOf(sitemap);
    expect(reader.made).toBe(1);
    await write('Glass');
    expect(await textOf(sitemap)).toContain('/en/articles/glass');
    expect(reader.made).toBe(2);
  });

  it('[HC2] comes compressed to who takes it so, and is the same', async () => {
    const plain = await ask();
    const { port } = server.app.http.app.server.address() as { port: number };
    const packed = await new Promise<Buffer>((resolve, reject) => {
      const headers = { host: 'help.localhost', 'accept-encoding': 'gzip, br' };
      get({ port, host: '127.0.0.1', path: '/sitemap.xml', headers }, (response) => {
        expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
      }).on('error', reject);
    });
    expect(gunzipSync(packed).toString()).toBe(plain.body);
  });
});

it('[HC2] the sitemap is never larger than search engines take, and whole', () => {
  const tree = { languages: ['en' as const], defaultLanguage: 'en' as const, categories: [], countIn: () => 0 };
  const text = {
    article: 'ar_1' as const,
    category: 'ct_1' as const,
    visibility: 'everyone' as const,
    language: 'en' as const,
    slug: 'bulbs',
    revision: 1,
    title: '',
    summary: '',
    publishedAt: 0,
    changedAt: 0,
  };
  const texts = Array.from({ length: 50 }, (_, at) => ({ ...text, article: `ar_${at}` as const }));
  const made = sitemapText([{ home: 'https://help.example', tree, texts }], 2_000);
  expect(made.length).toBeLessThanOrEqual(2_000);
  expect(made).toMatch(/<\/url>\n<\/urlset>\n$/);
  expect(sitemapText([{ home: 'https://help.example', tree, texts }]).match(/<loc>/g)).toHaveLength(51);
});
