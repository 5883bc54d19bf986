import { randomBytes } from 'node:crypto';
import type { ArticleAnswer, ArticleImageAnswer } from '@porchlight/protocol';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcePng, type FilesDesk, kinds, openDesk } from '../files/testing.ts';
import { countRows } from '../testing.ts';

const hourMs = 60 * 60_000;
const draw = (width = 80, height = 40) =>
  sharp({
    create: { width, height, channels: 3, background: '#c33', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });

describe.each(kinds)('images of articles on $name', ({ open }) => {
  let desk: FilesDesk;
  let cookie: string;
  let article: string;
  beforeAll(async () => {
    desk = await openDesk(open);
    ({ cookie } = await desk.server.logIn('admin'));
    const category = await desk.server.app.articles.saveCategory(desk.server.site.id, null, {
      texts: { en: { title: 'Basics' } },
    });
    article = (JSON.parse((await ask('/articles', { category })).body.toString()) as ArticleAnswer).id;
  });
  afterAll(() => desk.close());

  const base = () => `/api/admin/sites/${desk.server.site.id}`;
  const ask = (path: string, body?: object | Buffer, method = body ? 'POST' : 'GET', as = cookie) =>
    desk.send('workspace', `${base()}${path}`, {
      method,
      headers: { cookie: as, origin: 'http://workspace.localhost' },
      body: body ?? null,
    });
  const upload = (content: Buffer, as = cookie) => ask('/article-images', content, 'POST', as);
  async function add(content: Buffer): Promise<ArticleImageAnswer> {
    const answer = await upload(content);
    if (answer.code) throw new Error(answer.body.toString());
    return JSON.parse(answer.body.toString()) as ArticleImageAnswer;
  }
  const get = (path: string, surface = 'help', given = {}) => desk.send(surface, path, given);
  async function htmlOf(markdown: string): Promise<string> {
    const answer = await ask('/article-previews', { markdown, language: 'en' });
    return (JSON.parse(answer.body.toString()) as { html: string }).html;
  }

  it('[HC22] are shown by their sizes, as WebP and in their own form, kept for ever', async () => {
    const { address, width, height } = await add(await draw(2_000, 1_000).png().toBuffer());
    expect([width, height]).toEqual([1_600, 800]);
    const made = await htmlOf(`Look:\n\n![A lamp & a "cat"](${address})`);
    expect(made).toContain(
      `<source type="image/webp" srcset="${address}/480.webp 480w, ${address}/960.webp 960w, ${address}/1600.webp 1600w" sizes="`,
    );
    expect(made).toContain(
      `<img src="${address}/1600.png" width="1600" height="800" alt="A lamp &amp; a &quot;cat&quot;" loading="lazy" decoding="async">`,
    );
    for (const [file, type, wide] of [
      ['480.webp', 'image/webp', 480],
      ['960.webp', 'image/webp', 960],
      ['1600.webp', 'image/webp', 1_600],
      ['1600.png', 'image/png', 1_600],
    ] as const)
      for (const surface of ['help', 'workspace']) {
        const answer = await get(`${address}/${file}`, surface);
        expect(answer.status).toBe(200);
        expect(answer.headers).toMatchObject({
          'content-type': type,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          'content-security-policy': expect.stringContaining('sandbox'),
          'content-length': String(answer.body.length),
        });
        expect(answer.headers['set-cookie']).toBeUndefined();
        expect(await sharp(answer.body).metadata()).toMatchObject({ width: wide, height: wide / 2 });
        const again = await get(`${address}/${file}`, surface, {
          headers: { 'if-none-match': String(answer.headers.etag) },
        });
        expect([again.status, again.body.length]).toEqual([304, 0]);
      }
  });

  it('[HC22] that are small have one size; WebP has no other form', async () => {
    const { address } = await add(await draw(300, 100).webp().toBuffer());
    expect(await htmlOf(`![x](${address})`)).toContain(
      `<img src="${address}/300.webp" srcset="${address}/300.webp 300w" sizes="`,
    );
    const tall = await add(await draw(300, 16_000).png().toBuffer());
    expect([tall.width, tall.height]).toEqual([150, 8_000]);
  });

  it('[HC22] that move go on moving', async () => {
    const frames = await Promise.all(Array.from({ length: 3 }, () => draw(60, 30).png().toBuffer()));
    const { address, width, height } = await add(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    );
    expect([width, height]).toEqual([60, 30]);
    for (const form of ['webp', 'gif'])
      expect((await sharp((await get(`${address}/60.${form}`)).body).metadata()).pages).toBe(3);
  });

  it('[HC22] keep nothing but pixels: neither where they were taken nor what hides behind them', async () => {
    const photo = await draw(80, 40)
      .withExif({ IFD0: { Copyright: 'Secret of mine' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { address, width, height } = await add(
      Buffer.concat([photo, Buffer.from('<script>alert(1)</script>PK\x03\x04')]),
    );
    expect([width, height]).toEqual([40, 80]);
    for (const file of ['40.webp', '40.jpg']) {
      const { body } = await get(`${address}/${file}`);
      expect(body.toString('latin1')).not.toMatch(/Secret of mine|<script|alert/);
      expect(await sharp(body).metadata()).toMatchObject({ width: 40, height: 80 });
    }
  });

  it('[HC22] uploaded twice are one', async () => {
    const content = await draw(50, 50).png().toBuffer();
    const [first, second] = await Promise.all([add(content), add(content)]);
    expect((await add(content)).address).toBe(first.address);
    expect(second.address).toBe(first.address);
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  it.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    ['nothing', () => Buffer.alloc(0), 400, 'file_empty'],
    ['SVG with script', () => Buffer.from(svg), 415, 'file_type_refused'],
    ['SVG as XML', () => Buffer.from(`<?xml version="1.0"?>${svg}`), 415, 'file_type_refused'],
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'file_type_refused'],
    ['an archive', () => Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 415, 'file_type_refused'],
    ['a PDF', () => Buffer.from('%PDF-1.7\n%%EOF'), 415, 'file_type_refused'],
    ['a program', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 415, 'file_type_refused'],
    ['noise', () => randomBytes(5_000), 415, 'file_type_refused'],
    ['30,000 × 30,000 pixels', () => announcePng(30_000, 30_000), 413, 'file_too_large'],
    [
      'a picture that breaks off',
      async () => (await draw(800, 800).png().toBuffer()).subarray(0, 5_000),
      400,
      'file_damaged',
    ],
    [
      'a program that begins as a picture',
      () => Buffer.from('GIF89a/*\x01\x00*/=1;alert(1)', 'latin1'),
      400,
      'file_damaged',
    ],
    ['50 MB', () => Buffer.alloc(50 * 1_048_576), 413, 'file_too_large'],
  ])('[HC22] refuse %s', async (_, make, status, code) => {
    const before = await countRows(desk.server.storage, ['article_images']);
    const answer = await upload(await make());
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(await countRows(desk.server.storage, ['article_images'])).toEqual(before);
  });

  it('[HC22] are uploaded by those who edit articles of the site alone', async () => {
    const content = await draw(20, 20).png().toBuffer();
    const viewer = await desk.server.logIn('admin', 'viewer', { roles: ['viewer'] });
    expect((await upload(content, viewer.cookie)).code).toBe('permission_missing');
    expect((await upload(content, 'x=y')).code).toBe('session_missing');
    const foreign = await desk.send('workspace', `${base()}/article-images`, {
      method: 'POST',
      headers: { cookie, origin: 'https://evil.example' },
      body: content,
    });
    expect(foreign.code).toBe('request_not_same_origin');
    expect((await ask('/article-images', { image: 'x' })).code).toBe('wrong_content_type');
  });

  it('[HC22] of another site, of elsewhere, or that never were, leave their words alone', async () => {
    const other = await desk.server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const foreign = await desk.send('workspace', `/api/admin/sites/${other.id}/article-images`, {
      method: 'POST',
      headers: { cookie, origin: 'http://workspace.localhost' },
      body: await draw(21, 20).png().toBuffer(),
    });
    const { address } = JSON.parse(foreign.body.toString()) as ArticleImageAnswer;
    for (const one of [
      address,
      '/images/im_nothing-here-at-all',
      `${address}/480.webp`,
      '/images/../api',
      'https://x.example/p.png',
      'data:image/png;base64,AA==',
      'javascript:alert(1)',
      '/images/im_x" onerror="alert(1)',
    ])
      expect(await htmlOf(`Look ![a *lamp*](${one}) there`)).not.toMatch(/<(img|picture|source)|href|src=/);
    expect(await htmlOf('![a lamp](https://x.example/p.png)')).toBe('<p>a lamp</p>\n');
  });

  it.each([
    '/images/im_nothing-here-at-all/480.webp',
    '/images/x/480.webp',
    '/images/__proto__/constructor',
    '/images/..%2f..%2fetc/passwd',
    '/images/im_nothing-here-at-all/..%2f..%2fx',
  ])('[HC22] that are not there are not found: %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.code]).toEqual([404, 'file_not_found']);
  });

  it('[HC23] that no revision has are gone after a day, with their bytes; those of an earlier revision stay', async () => {
    const used = await add(await draw(90, 40).png().toBuffer());
    const unused = await add(await draw(91, 40).png().toBuffer());
    const save = (markdown: string, basedOn: number) =>
      ask(`/articles/${article}/texts/en`, { title: 'x', summary: '', markdown, basedOn }, 'PUT');
    expect((await save(`![x](${used.address})`, 0)).status).toBe(200);
    expect((await save('Without.', 1)).status).toBe(200);
    const { clock, app } = desk.server;
    const seen = async () => [
      (await get(`${used.address}/90.webp`)).status,
      (await get(`${unused.address}/91.webp`)).status,
    ];
    clock.set(clock.now() + 23 * hourMs);
    await app.sweep();
    expect(await seen()).toEqual([200, 200]);
    clock.set(clock.now() + 2 * hourMs);
    await app.sweep();
    expect(await seen()).toEqual([200, 404]);
    // With its article it goes, but not before somebody who moves it elsewhere could have saved.
    ({ cookie } = await desk.server.logIn('admin', 'again'));
    expect((await ask(`/articles/${article}`, undefined, 'DELETE')).status).toBe(204);
    clock.set(clock.now() + 2 * 60_000);
    await app.sweep();
    expect((await seen())[0]).toBe(200);
    clock.set(clock.now() + 25 * hourMs);
    await app.sweep();
    expect(await seen()).toEqual([404, 404]);
    expect(await countRows(desk.server.storage, ['article_image_uses'])).toEqual({ article_image_uses: 0 });
  });
});
