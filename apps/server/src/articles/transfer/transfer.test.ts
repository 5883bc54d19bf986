import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type {
  ArticleId,
  CategoryId,
  ExportLine,
  HelpLanguage,
  ImageId,
  ImportLine,
  ImportReport,
  SiteId,
  TransferProblem,
} from '@porchlight/protocol';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { openArticleImages } from '../../article-images/feature.ts';
import type { ArticleImages } from '../../article-images/index.ts';
import { bySystem } from '../../audit/index.ts';
import { PageImages } from '../../files/page-images.ts';
import { type FilesDesk, kinds, openDesk } from '../../files/testing.ts';
import { Groups } from '../../groups/index.ts';
import type { Articles } from '../articles.ts';
import { readDiskFolder, writeDiskFolder } from './disk.ts';
import { exportFolder } from './export.ts';
import { partsOfExport } from './export-parts.ts';
import { replaceAddresses } from './folder.ts';
import { importFolder } from './import.ts';
import { formatTextFile, parseTextFile } from './text-file.ts';
import { readZip, writeZip } from './zip.ts';

type Files = Record<string, string | Buffer>;

function zipOf(files: Files, options: Record<string, { mode?: number }> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content as string), name, { mode: options[name]?.mode ?? 0o100644 });
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

const manifest = `format: porchlight-help-center
version: 1
languages: [en, de]
defaultLanguage: de
categories:
  - texts:
      en: { title: Basics, slug: basics, description: Where all begins }
      de: { title: Grundlagen, slug: grundlagen }
    formerSlugs: [first-things]
    categories:
      - texts: { en: { title: Deeper, slug: deeper } }
`;
/** What an export sends, taken apart. */
function readParts(sent: Buffer): { lines: Exclude<ExportLine, { bytes: number }>[]; zip: Buffer } {
  const lines: Exclude<ExportLine, { bytes: number }>[] = [];
  const parts: Buffer[] = [];
  for (let at = 0; at < sent.length; ) {
    const end = sent.indexOf('\n', at);
    const line = JSON.parse(sent.subarray(at, end).toString()) as ExportLine;
    at = end + 1;
    if (!('bytes' in line)) {
      lines.push(line);
      continue;
    }
    parts.push(sent.subarray(at, at + line.bytes));
    at += line.bytes;
  }
  return { lines, zip: Buffer.concat(parts) };
}

const text = (fields: string, body = 'Hello.') => `---\n${fields}\n---\n\n${body}\n`;

describe.each(kinds)('import and export on $name', ({ open }) => {
  let desk: FilesDesk;
  let articles: Articles;
  let images: ArticleImages;
  let reader: PageImages;
  let site: SiteId;
  let cookie: string;
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3c3' } })
      .jpeg()
      .toBuffer();
    desk = await openDesk(open);
    ({ articles } = desk.server.app);
    reader = new PageImages();
    const { storage, clock, config } = desk.server;
    images = openArticleImages({ storage, clock, dataDir: config.dataDir, readSizes: (one) => reader.read(one) });
    ({ cookie } = await desk.server.logIn('admin'));
  });
  afterAll(async () => {
    reader.close();
    await desk.close();
  });
  beforeEach(async () => {
    site = await addSite();
  });

  let count = 0;
  const addSite = async () => {
    count += 1;
    return (await desk.server.app.sites.addSite({ name: 'Shop', domains: [`shop-${count}.example`] })).id;
  };
  async function take(into: SiteId, files: Files | Buffer): Promise<ImportReport> {
    const folder = await readZip(Buffer.isBuffer(files) ? files : await zipOf(files));
    const { storage } = desk.server;
    const steps = importFolder({ storage, articles, images, site: into, folder, by: bySystem });
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
    }
  }
  async function give(from: SiteId): Promise<Record<string, Buffer>> {
    const problems: TransferProblem[] = [];
    const files: Record<string, Buffer> = {};
    for await (const one of exportFolder({ db: desk.server.storage.read, images, site: from, problems }))
      files[one.path] = one.content;
    expect(problems).toEqual([]);
    return files;
  }
  /** All that a help center says, without ids. */
  async function describeSite(id: SiteId) {
    const all = await articles.readAll(id);
    const slugOf = (category: CategoryId | null) => {
      const found = all.categories.find((one) => one.id === category);
      return found ? Object.entries(found.texts).sort()[0]?.[1].slug : null;
    };
    const texts = [];
    for (const article of all.articles)
      for (const [language, row] of Object.entries(article.texts).sort()) {
        const read = async (number: number | null) => {
          if (number === null) return null;
          const { title, summary, markdown } = await articles.readRevision(
            id,
            article.id,
            language as HelpLanguage,
            number,
          );
          return { title, summary, markdown };
        };
        texts.push({
          language,
          slug: row.slug,
          state: row.state,
          publishAt: row.publishAt,
          live: await read(row.live),
          draft: await read(row.draft),
          category: slugOf(article.category),
          visibility: article.visibility,
        });
      }
    return {
      languages: all.languages,
      defaultLanguage: all.defaultLanguage,
      // What lies beneath each, in its order; the order between those of different ones means nothing.
      categories: all.categories
        .map(({ parent, texts: own }) => ({
          parent: slugOf(parent),
          texts: Object.fromEntries(Object.entries(own).sort()),
        }))
        .sort((a, b) => String(a.parent).localeCompare(String(b.parent))),
      // Articles of each topic in their order.
      texts: texts.sort((a, b) => String(a.category).localeCompare(String(b.category))),
    };
  }
  const reasons = ({ problems }: ImportReport) => problems.map((one) => [one.path, one.reason, one.isTaken]);

  it('[HC24, HC5] take an article for groups by their names, and never for more than these', async () => {
    const { storage, clock } = desk.server;
    const groups = new Groups({ storage, clock });
    const trade = await groups.add(site, { name: 'Trade', may: [] });
    const of = (names: string) => text(`title: ${names}\ncategory: basics\nvisibility: groups\ngroups: [${names}]`);
    const report = await take(site, {
      'porchlight.yaml': manifest,
      'en/one.md': of('Trade, Press'),
      'en/two.md': of('Press'),
    });
    expect(reasons(report)).toEqual([['en/two.md', 'groups-unknown', false]]);
    const { articles: all } = await articles.readAll(site);
    expect(all.map(({ visibility, groups: own }) => [visibility, own])).toEqual([['groups', [trade]]]);
  });

  it('[HC24] take a folder: topics, languages, visibility, states, images', async () => {
    const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#c33' } })
      .png()
      .toBuffer();
    const report = await take(site, {
      'porchlight.yaml': manifest,
      'en/one.md': text(
        'article: a\ntitle: One\ncategory: basics\nstate: published\nformerSlugs: [uno]',
        'Look: ![A lamp](../images/lamp.png) and ![gone](../images/gone.png).',
      ),
      'de/eins.md': text('article: a\ntitle: Eins\nsummary: Kurz\nstate: published\nvisibility: users\nposition: 4'),
      'en/later.md': text(
        'title: "Later: on"\ncategory: deeper\nstate: scheduled\npublishAt: 2999-01-31T08:00:00Z\ntags: [x]',
      ),
      'en/folder/draft.md': text('title: Draft\nlanguage: en\nslug: own-slug\ncategory: grundlagen'),
      'images/lamp.png': png,
      'images/unused.png': png,
    });
    expect(report).toMatchObject({ added: 4, changed: 0, unchanged: 0, topics: 2, images: 1 });
    expect(reasons(report)).toEqual([
      ['en/later.md', 'field-unknown', true],
      ['en/one.md', 'image-missing', true],
      ['images/unused.png', 'image-unused', false],
    ]);
    const found = await describeSite(site);
    expect(found).toMatchObject({ languages: ['en', 'de'], defaultLanguage: 'de' });
    expect(found.categories).toEqual([
      { parent: 'grundlagen', texts: { en: { title: 'Deeper', slug: 'deeper', description: '' } } },
      {
        parent: null,
        texts: {
          de: { title: 'Grundlagen', slug: 'grundlagen', description: '' },
          en: { title: 'Basics', slug: 'basics', description: 'Where all begins' },
        },
      },
    ]);
    const of = (slug: string) => found.texts.find((one) => one.slug === slug);
    expect(of('one')?.live?.markdown).toMatch(
      /^Look: !\[A lamp\]\(\/images\/im_[\w-]{22}\) and !\[gone\]\(\.\.\/images\/gone\.png\)\.$/,
    );
    expect(of('eins')).toMatchObject({ live: { title: 'Eins', summary: 'Kurz' } });
    expect(of('later')).toMatchObject({
      state: 'scheduled',
      publishAt: Date.parse('2999-01-31T08:00:00Z'),
      live: null,
      category: 'deeper',
    });
    expect(of('own-slug')).toMatchObject({ state: 'draft', category: 'grundlagen', visibility: 'everyone' });
  });

  it('[HC24] the same folder again changes nothing; what differs is a new revision', async () => {
    const files = {
      'porchlight.yaml': manifest,
      'en/one.md': text('title: One\ncategory: basics\nstate: published'),
      'en/two.md': text('title: Two\ncategory: basics\nstate: draft'),
    };
    expect(await take(site, files)).toMatchObject({ added: 2, topics: 2 });
    const before = await describeSite(site);
    expect(await take(site, files)).toMatchObject({ added: 0, changed: 0, unchanged: 2, topics: 0, problems: [] });
    expect(await describeSite(site)).toEqual(before);
    const report = await take(site, {
      ...files,
      'en/one.md': text('title: One\ncategory: deeper\nstate: published', 'Changed.'),
    });
    expect(report).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    const { articles: rows } = await articles.readAll(site);
    expect(rows.find((one) => one.texts.en?.slug === 'one')?.texts.en).toMatchObject({ draft: 2, live: 2 });
    expect((await describeSite(site)).texts.find((one) => one.slug === 'one')?.category).toBe('deeper');
  });

  const sign = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...'ab c\n#-*`[]()!|>:"\'{}&%@,\\ä€語ع🎉') },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }) },
  );
  const words = (maxLength: number) =>
    fc.array(sign, { maxLength }).map((all) => all.join('').replace(/[\ud800-\udfff](?![\udc00-\udfff])/g, ''));

  it('[HC24] a file of any text and title is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(words(60), words(30), words(30), async (markdown, title, summary) => {
        const clean = markdown.replaceAll('\0', '').replace(/\r\n?/g, '\n');
        const front = {
          title: `x${title}`.replace(/\p{Cc}+/gu, ' ').trim(),
          summary: summary.replace(/\p{Cc}+/gu, ' ').trim(),
        };
        const read = await parseTextFile(await formatTextFile(front, clean));
        expect(read).toEqual({ front, markdown: clean, unknown: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('[HC24] what is exported and imported elsewhere is the same, whatever the texts are', async () => {
    const article = fc.record({
      titles: fc.dictionary(
        fc.constantFrom('en', 'de', 'ar'),
        fc.record({
          title: words(20),
          markdown: words(40),
          hasImage: fc.boolean(),
          state: fc.constantFrom('draft', 'published', 'scheduled', 'both', 'all'),
          slugs: fc.constantFrom(1, 2),
        }),
        { minKeys: 1 },
      ),
      category: fc.nat(2),
      visibility: fc.constantFrom('everyone' as const, 'users' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(article, { maxLength: 4 }), async (given) => {
        const [from, to] = [await addSite(), await addSite()];
        await articles.saveSettings(from, { languages: ['en', 'de', 'ar'], defaultLanguage: 'de' });
        const { id: image } = await images.add(from, jpeg);
        const categories = [await articles.saveCategory(from, null, { texts: { ar: { title: 'أولًا' } } })];
        for (const title of ['Two', 'Three'])
          categories.push(
            await articles.saveCategory(from, null, {
              parent: categories[0] ?? null,
              texts: { en: { title, description: 'x: "y"' }, de: { title: `${title} (de)` } },
            }),
          );
        for (const { titles, category, visibility } of given) {
          const id = await articles.addArticle(from, { category: categories[category] as CategoryId, visibility });
          for (const [key, { title, markdown, hasImage, state, slugs }] of Object.entries(titles)) {
            const language = key as HelpLanguage;
            let basedOn = 0;
            const save = async (more: string) => {
              const clean = `${markdown}${more}`.replaceAll('\0', '').replace(/\r\n?/g, '\n');
              const name = `x${title}`.replace(/\p{Cc}+/gu, ' ').trim();
              basedOn = await articles.saveText(from, id, language, {
                title: name,
                summary: '',
                markdown: hasImage ? `![x](/images/${image})\n\n${clean}` : clean,
                basedOn,
                ...(slugs === 2 && basedOn > 0
                  ? {
                      slug: `own-${id
                        .slice(3)
                        .toLowerCase()
                        .replace(/[^a-z0-9]/g, '')}-${language}`,
                    }
                  : {}),
              });
            };
            const publish = (at: number | null) => articles.publish(from, id, language, { revision: basedOn, at });
            await save('');
            if (state !== 'draft' && state !== 'scheduled') await publish(null);
            if (state === 'all') await save('\n\nlater');
            if (state === 'all' || state === 'scheduled') await publish(desk.server.clock.now() + 1e10);
            if (state === 'both' || state === 'all') await save('\n\nnewer');
          }
        }
        const files = await give(from);
        const report = await take(to, files);
        expect(report.problems).toEqual([]);
        // Images have other ids there.
        const plain = (value: unknown) => JSON.stringify(value, null, 1).replace(/im_[\w-]{22}/g, 'im_x');
        expect(plain(await describeSite(to))).toBe(plain(await describeSite(from)));
        const again = await give(to);
        const texts = (all: Record<string, Buffer>) =>
          Object.entries(all)
            .filter(([name]) => !name.startsWith('images/'))
            .map(([name, content]) => [name, content.toString().replace(/(im|ar)_[\w-]{22}/g, '$1_x')])
            .sort();
        expect(texts(again)).toEqual(texts(files));
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('[HC24] keeps former addresses, and an image that is taken back is the same', async () => {
    const { id: image } = await images.add(
      site,
      await sharp({ create: { width: 900, height: 20, channels: 3, background: '#33c' } })
        .jpeg()
        .toBuffer(),
    );
    const category = await articles.saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
    await articles.saveCategory(site, category, { texts: { en: { title: 'Basics', slug: 'fundamentals' } } });
    const id = await articles.addArticle(site, { category });
    const save = (basedOn: number, slug: string) =>
      articles.saveText(site, id, 'en', {
        title: 'One',
        summary: '',
        markdown: `![x](/images/${image})`,
        basedOn,
        slug,
      });
    await save(0, 'old');
    await save(1, 'new');
    const files = await give(site);
    expect(Object.keys(files)).toEqual(['porchlight.yaml', 'en/new.md', `images/${image}.jpg`]);
    expect(String(files['en/new.md'])).toContain(`![x](../images/${image}.jpg)`);
    const other = await addSite();
    expect(await take(other, files)).toMatchObject({ added: 1, problems: [] });
    expect(files).toMatchObject({});
    const back = await give(other);
    expect(String(back['en/new.md'])).toContain('formerSlugs:\n  - old\n');
    expect(String(back['porchlight.yaml'])).toContain('formerSlugs:\n      - basics\n');
    // To where it came from: nothing is new, and the bytes are known.
    expect(await take(site, files)).toMatchObject({ added: 0, changed: 0, unchanged: 1, images: 1 });
    expect(Object.keys(await give(site))).toEqual(Object.keys(files));
  });

  it.each<[string, string, string]>([
    ['no front matter', 'Hello', 'front-matter-invalid'],
    ['front matter that does not end', '---\ntitle: x\n', 'front-matter-invalid'],
    ['a list', text('- a\n- b'), 'front-matter-invalid'],
    ['a word', text('hello'), 'front-matter-invalid'],
    ['no title', text('slug: x'), 'front-matter-invalid'],
    ['a title that is none', text('title: {a: b}'), 'front-matter-invalid'],
    ['a long title', text(`title: ${'x'.repeat(500)}`), 'front-matter-invalid'],
    ['two titles', text('title: a\ntitle: b'), 'front-matter-invalid'],
    ['aliases', text('a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntitle: x'), 'front-matter-invalid'],
    ['a tag', text('title: !!js/function "x"\nfoo: !<!bar> x'), 'front-matter-invalid'],
    ['10,000 levels of brackets', text(`title: ${'['.repeat(10_000)}`), 'front-matter-invalid'],
    ['10,000 levels of lists', text(`title:\n  ${'- '.repeat(10_000)}x`), 'front-matter-invalid'],
    ['100 KB of front matter', text(`title: x\nfoo: ${'x'.repeat(100_000)}`), 'front-matter-invalid'],
    ['a slug with dots', text('title: x\nslug: ../../x'), 'front-matter-invalid'],
    ['a slug of 500 characters', text(`title: x\nslug: ${'x'.repeat(500)}`), 'front-matter-invalid'],
    ['a state that is none', text('title: x\nstate: live'), 'front-matter-invalid'],
    ['a time that is none', text('title: x\npublishAt: tomorrow'), 'front-matter-invalid'],
    ['a language that is none', text('title: x\nlanguage: xx'), 'front-matter-invalid'],
    ['a topic that is not there', text('title: x\ncategory: nothing'), 'category-unknown'],
    ['no topic', text('title: x'), 'category-unknown'],
    ['10,000 levels of quotes', text('title: x\ncategory: basics', `${'>'.repeat(10_000)} x`), 'text-too-nested'],
    ['a long text', text('title: x\ncategory: basics', 'x'.repeat(300_000)), 'text-too-large'],
    ['5 MB', text('title: x\ncategory: basics', 'x'.repeat(5_000_000)), 'too-large'],
    ['bytes that are no text', `---\ntitle: \u0000`, 'front-matter-invalid'],
  ])('[HC25] tells of a file with %s, and takes the others', async (_, content, reason) => {
    const report = await take(site, {
      'porchlight.yaml': manifest,
      'en/bad.md': content,
      'en/good.md': text('title: Good\ncategory: basics'),
    });
    expect(reasons(report)).toEqual([['en/bad.md', reason, false]]);
    expect((await describeSite(site)).texts.map((one) => one.slug)).toEqual(['good']);
  });

  it('[HC25] tells of entries that lead out of the folder, of links, of other kinds, and of bytes that are no text', async () => {
    const good = text('title: Good\ncategory: basics');
    const files: Files = {
      'porchlight.yaml': manifest,
      'en/aa/bb/cc.md': good,
      'en/good.md': good,
      'en/link.md': '/etc/passwd',
      'en/bytes.md': Buffer.from([0xff, 0xfe, 0x00]),
      'notes.docx': 'x',
      'images/x.svg': '<svg/>',
      'en/.hidden.md': good,
      '__MACOSX/en/good.md': good,
    };
    const zip = await zipOf(files, { 'en/link.md': { mode: 0o120777 } });
    // A path of the same length, so that the archive stays whole.
    const bad = Buffer.from(zip.toString('latin1').replaceAll('en/aa/bb/cc.md', '../../etc/x.md'), 'latin1');
    const report = await take(site, bad);
    expect(reasons(report)).toEqual([
      ['../../etc/x.md', 'path-unsafe', false],
      ['en/link.md', 'link', false],
      ['en/bytes.md', 'unreadable', false],
      ['notes.docx', 'unknown-kind', false],
      ['images/x.svg', 'unknown-kind', false],
    ]);
    expect(report.added).toBe(1);
  });

  it('[HC25] tells of a manifest that is none, of doubles, and of images that are refused', async () => {
    await articles.saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
    const report = await take(site, {
      'porchlight.yaml': 'format: other\nversion: 2\n',
      'en/one.md': text('title: One\ncategory: basics\narticle: a', '![x](../images/a.png)'),
      'en/two.md': text('title: Two\ncategory: basics\narticle: a'),
      'images/a.png': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    });
    expect(reasons(report)).toEqual([
      ['porchlight.yaml', 'manifest-invalid', false],
      ['en/two.md', 'duplicate', false],
      ['images/a.png', 'image-refused', false],
    ]);
    expect(report.added).toBe(1);
  });

  it('[HC25] refuses what is no archive, and one that bursts', async () => {
    for (const content of [Buffer.alloc(0), Buffer.from('hello'), (await zipOf({ 'a.md': 'x' })).subarray(0, 40)])
      await expect(readZip(content)).rejects.toMatchObject({ code: 'import_unreadable' });
    // Nothing of it is unpacked: what its entries say of themselves is enough.
    const bomb = await zipOf(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`en/${at}.md`, 'x'])));
    for (let at = bomb.indexOf('PK\x01\x02'); at >= 0; at = bomb.indexOf('PK\x01\x02', at + 1))
      bomb.writeUInt32LE(10_000_000, at + 24);
    await expect(readZip(bomb)).rejects.toMatchObject({ code: 'import_too_large' });
    // One that says that it is small.
    const lying = await zipOf({ 'en/a.md': Buffer.alloc(10_000_000) });
    lying.writeUInt32LE(100, lying.indexOf('PK\x01\x02') + 24);
    expect(reasons(await take(site, lying))).toEqual([['en/a.md', 'unreadable', false]]);
    const wrong = await zipOf({ 'en/a.md': 'hello' });
    wrong.writeUInt32LE(1, wrong.indexOf('PK\x01\x02') + 16);
    expect(reasons(await take(site, wrong))).toEqual([['en/a.md', 'unreadable', false]]);
  });

  it('[HC24] goes through a folder on a disk as through an archive, and follows no links', async () => {
    await take(site, { 'porchlight.yaml': manifest, 'en/one.md': text('title: One\ncategory: basics') });
    const root = await mkdtemp(path.join(tmpdir(), 'porchlight-transfer-'));
    try {
      const target = path.join(root, 'out');
      const problems: TransferProblem[] = [];
      const { read } = desk.server.storage;
      expect(await writeDiskFolder(target, exportFolder({ db: read, images, site, problems }))).toBe(2);
      await expect(writeDiskFolder(target, exportFolder({ db: read, images, site, problems }))).rejects.toMatchObject({
        code: 'import_unreadable',
      });
      await writeFile(path.join(root, 'secret.md'), text('title: Secret\ncategory: basics'));
      await symlink(path.join(root, 'secret.md'), path.join(target, 'en/secret.md'));
      await symlink('/etc', path.join(target, 'etc'));
      const folder = await readDiskFolder(target);
      expect(folder.files.map((one) => one.path)).toEqual(['en/one.md', 'porchlight.yaml']);
      expect(folder.problems.map((one) => [one.path, one.reason]).sort()).toEqual([
        ['en/secret.md', 'link'],
        ['etc', 'link'],
      ]);
      const other = await addSite();
      const zip = await buffer(await writeZip(exportFolder({ db: read, images, site, problems }), new Date(0)));
      expect(await take(other, zip)).toMatchObject({ added: 1, topics: 2, problems: [] });
      await expect(readDiskFolder(path.join(root, 'nothing'))).rejects.toMatchObject({ code: 'import_unreadable' });
    } finally {
      await rm(root, { recursive: true });
    }
  });

  /** A site with a topic and this many articles, each with the same image. */
  async function fill(count: number): Promise<ImageId> {
    const { id: image } = await images.add(site, jpeg);
    const markdown = `![x](/images/${image})`;
    const category = await articles.saveCategory(site, null, { texts: { en: { title: 'Basics' } } });
    for (let at = 0; at < count; at += 1) {
      const id = await articles.addArticle(site, { category });
      await articles.saveText(site, id, 'en', { title: `Article ${at}`, summary: '', markdown, basedOn: 0 });
    }
    return image;
  }
  /** The images, read in another way. */
  const withKept = (way: Pick<ArticleImages, 'findKept'>) =>
    ({ ...way, countUsed: (of) => images.countUsed(of) }) satisfies Partial<ArticleImages> as ArticleImages;
  const log = { error: () => undefined };

  it('[HC24] tell how far an export is, from its start on, and what of it could not be read', async () => {
    const image = await fill(3);
    // One that an earlier revision alone has is not part of it.
    const { id: earlier } = await images.add(site, await sharp(jpeg).resize(40).png().toBuffer());
    const article = (await articles.readAll(site)).articles[0]?.id as ArticleId;
    const save = (markdown: string, basedOn: number) =>
      articles.saveText(site, article, 'en', { title: 'Changed', summary: '', markdown, basedOn });
    await save(`![x](/images/${earlier})`, 1);
    await save(`![x](/images/${image})`, 2);

    const far = { done: 0, total: 0 };
    const problems: TransferProblem[] = [];
    const seen: number[][] = [];
    for await (const _ of exportFolder({ db: desk.server.storage.read, images, site, problems, far }))
      seen.push([far.done, far.total]);
    expect(seen).toEqual([
      [1, 6],
      [2, 6],
      [3, 6],
      [4, 6],
      [5, 5],
    ]);

    const broken = withKept({
      findKept: async () => ({ ending: 'jpg', open: () => Promise.reject(new Error('The disk is gone.')) }),
    });
    const parts = { db: desk.server.storage.read, images: broken, site, madeAt: new Date(0), log };
    const told = readParts(await buffer(partsOfExport(parts)));
    expect(told.lines.at(-1)).toEqual({
      report: {
        files: 4,
        problems: [{ path: `images/${image}.jpg`, reason: 'image-missing', detail: '', isTaken: false }],
        moreProblems: 0,
      },
    });
    expect((await readZip(told.zip)).files).toHaveLength(4);
  });

  it('[HC24] say that an export failed half-way, and read no more once nobody listens', async () => {
    await fill(3);
    const { read } = desk.server.storage;
    const errors: unknown[] = [];
    const failing = withKept({
      findKept: () => Promise.reject(new Error('The database is gone.')),
    });
    const given = { db: read, site, madeAt: new Date(0), log: { error: (one: unknown) => void errors.push(one) } };
    const told = readParts(await buffer(partsOfExport({ ...given, images: failing })));
    expect(told.lines.at(-1)).toMatchObject({ error: { code: 'internal' } });
    expect(errors).toHaveLength(1);
    const endless = { readFrom: 0, isOver: false };
    async function* files() {
      try {
        for (;;) {
          endless.readFrom += 1;
          yield { path: `${endless.readFrom}.md`, content: Buffer.from('Hello.') };
          await new Promise((go) => setImmediate(go));
        }
      } finally {
        endless.isOver = true;
      }
    }
    const zip = await writeZip(files(), new Date(0));
    // Nobody takes anything yet: some kilobytes are made ahead, and no more.
    const settled = async () => {
      for (let before = -1; before !== endless.readFrom; ) {
        before = endless.readFrom;
        for (let turn = 0; turn < 100; turn += 1) await new Promise((go) => setImmediate(go));
      }
      return endless.readFrom;
    };
    expect(await settled()).toBeLessThan(3_000);
    for await (const part of zip) if ((part as Buffer).length > 0) break;
    await vi.waitFor(() => expect(endless.isOver).toBe(true));
  });

  it('[HC24] are given and taken in the admin, with progress and a report, by those who may', async () => {
    const url = (name: string) => `/api/admin/sites/${site}/${name}`;
    const headers = { cookie, origin: 'http://workspace.localhost' };
    const send = (body: Buffer | object, as = headers) =>
      desk.send('workspace', url('article-imports'), { method: 'POST', headers: as, body });
    const answer = await send(
      await zipOf({
        'folder/porchlight.yaml': manifest,
        'folder/en/one.md': text('title: One\ncategory: basics'),
        'folder/en/bad.md': 'x',
      }),
    );
    const lines = answer.body
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ImportLine);
    expect(answer.headers['content-type']).toContain('application/x-ndjson');
    expect(lines[0]).toEqual({ done: 0, total: 3 });
    expect(lines.at(-1)).toMatchObject({ report: { added: 1, problems: [{ path: 'en/bad.md' }] } });
    const exported = await desk.send('workspace', url('article-export'), { headers });
    expect(exported.headers).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    expect(exported.headers['content-disposition']).toMatch(
      /^attachment; filename="help-center-\d{4}-\d\d-\d\d\.zip"$/,
    );
    const told = readParts(exported.body);
    expect(told.lines[0]).toMatchObject({ total: 2 });
    expect(told.lines.at(-1)).toEqual({ report: { files: 2, problems: [], moreProblems: 0 } });
    expect((await readZip(told.zip)).files.map((one) => one.path)).toEqual(['porchlight.yaml', 'en/one.md']);

    expect((await send(Buffer.from('hello'))).code).toBe('import_unreadable');
    expect((await send({ a: 1 })).code).toBe('wrong_content_type');
    expect((await send(Buffer.alloc(60_000_000))).code).toBe('import_too_large');
    expect((await send(Buffer.from('x'), { ...headers, origin: 'https://evil.example' })).code).toBe(
      'request_not_same_origin',
    );
    const viewer = await desk.server.logIn('admin', 'viewer', { roles: ['viewer'] });
    const asViewer = { ...headers, cookie: viewer.cookie };
    expect((await send(Buffer.from('x'), asViewer)).code).toBe('permission_missing');
    expect((await desk.send('workspace', url('article-export'), { headers: asViewer })).code).toBe(
      'permission_missing',
    );
  });
});

describe('addresses in a text', () => {
  it('[HC24] are those of links, images and references', () => {
    const seen: string[] = [];
    const made = replaceAddresses(
      '[a](/x) ![b](<y.png> "t") [c]: z.png\n\n[d]: ./w.png\n(/no) `/no` ![e][d]',
      (address) => {
        seen.push(address);
        return 'N';
      },
    );
    expect(seen).toEqual(['/x', 'y.png', './w.png']);
    expect(made).toBe('[a](N) ![b](<N> "t") [c]: z.png\n\n[d]: N\n(/no) `/no` ![e][d]');
  });
});
