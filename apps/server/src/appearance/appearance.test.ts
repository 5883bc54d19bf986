import type { AppearanceAnswer, HelpAppearance } from '@porchlight/protocol';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FilesDesk, kinds, openDesk } from '../files/testing.ts';
import { refusalOf } from '../testing.ts';

const none = { accent: null, page: null };
const plain: HelpAppearance = { colours: { light: none, dark: none }, header: [], footer: [] };
const origin = 'http://workspace.localhost';

async function buildPicture(width = 900, height = 300): Promise<Buffer> {
  const background = { r: 200, g: 30, b: 30, alpha: 0.5 };
  return sharp({ create: { width, height, channels: 4, background } })
    .png()
    .withExif({ IFD0: { Artist: 'Mole' } })
    .toBuffer();
}

describe.each(kinds)('the appearance of a help center on $name', ({ open }) => {
  let desk: FilesDesk;
  let cookie: string;
  let base: string;
  beforeAll(async () => {
    desk = await openDesk(open);
    const { server } = desk;
    ({ cookie } = await server.logIn('admin'));
    base = `/api/admin/sites/${server.site.id}/appearance`;
    await server.app.articles.saveSettings(server.site.id, { languages: ['en', 'de'], defaultLanguage: 'de' });
  });
  afterAll(() => desk.close());

  const save = (body: object) =>
    desk.server.ask('workspace', base, { method: 'PUT', headers: { cookie, origin }, body });
  const sendLogo = (body: Buffer, scheme = 'light', as = cookie) =>
    desk.send('workspace', `${base}/logos/${scheme}`, { method: 'PUT', headers: { cookie: as, origin }, body });
  const readPage = async (path = '/en') =>
    (await desk.server.ask('help', path, { headers: { accept: 'text/html' } })).body;

  it('[HC21] is a style sheet of the site, whose address changes with it, and no style within a page', async () => {
    expect(await readPage()).not.toContain('/appearance/');
    await save({ ...plain, colours: { light: { accent: '#0B6B3A', page: '#ffffff' }, dark: none } });
    const page = await readPage();
    const [path = ''] = /\/st_[^/"]+\/appearance\/[0-9a-f]{16}\.css/.exec(page) ?? [];
    expect([page.includes(' style='), page.includes('<style')]).toEqual([false, false]);
    const style = await desk.server.ask('help', path);
    expect(style.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(style.body).toContain('--pl-color-accent:#0b6b3a');
    expect(style.body).toContain('prefers-color-scheme:dark');
    await save({ ...plain, colours: { light: { accent: '#7a1f5c', page: null }, dark: none } });
    expect(await readPage()).not.toContain(path);
    // A page that is a moment old gets what there is now.
    expect((await desk.server.ask('help', path)).headers['cache-control']).toBe('no-store');
    await save(plain);
    expect((await desk.server.ask('help', path)).status).toBe(404);
  });

  it('[HC21] has a logo that was written anew, for dark pages another one', async () => {
    const picture = await buildPicture();
    expect((await sendLogo(picture)).status).toBe(204);
    const page = await readPage();
    const [, path = ''] = /<img class="logo" src="([^"]+)" alt="Test shop" width="640" height="213">/.exec(page) ?? [];
    const logo = await desk.send('help', path);
    expect([logo.status, logo.headers['content-type'], logo.headers['x-content-type-options']]).toEqual([
      200,
      'image/webp',
      'nosniff',
    ]);
    expect(logo.body.includes('Mole')).toBe(false);
    expect((await sharp(logo.body).metadata()).hasAlpha).toBe(true);
    expect(page).not.toContain('<source');
    await sendLogo(await buildPicture(100, 100), 'dark');
    expect(await readPage()).toMatch(
      /<source media="\(prefers-color-scheme: dark\)" srcset="[^"]+dark-[0-9a-f]{16}.webp"/,
    );
    const answer = (await desk.server.ask('workspace', base, { headers: { cookie } })).json<AppearanceAnswer>();
    expect(answer).toMatchObject({ ...plain, languages: ['de', 'en'], logos: { dark: { width: 100, height: 100 } } });
    expect(answer.logos.light?.src).toMatch(/^data:image\/webp;base64,/);
    for (const scheme of ['light', 'dark'])
      await desk.send('workspace', `${base}/logos/${scheme}`, { method: 'DELETE', headers: { cookie, origin } });
    expect(await readPage()).toContain('<b>Test shop</b>');
    expect((await desk.send('help', path)).status).toBe(404);
  });

  it('[HC21] takes no logo that is no picture, too large, broken, or of somebody who may not', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect((await sendLogo(svg)).code).toBe('file_type_refused');
    expect((await sendLogo(Buffer.alloc(0))).code).toBe('file_empty');
    const broken = (await buildPicture()).subarray(0, 200);
    expect((await sendLogo(broken)).code).toBe('file_damaged');
    expect((await sendLogo(Buffer.alloc(3_000_000, 1))).code).toBe('body_too_large');
    const wide = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect((await sendLogo(wide)).code).toBe('file_too_large');
    expect((await sendLogo(await buildPicture(), 'sepia')).status).toBe(400);
    const viewer = await desk.server.logIn('admin', 'Vera', { roles: ['viewer'] });
    expect((await sendLogo(await buildPicture(), 'light', viewer.cookie)).status).toBe(403);
    expect(await readPage()).toContain('<b>Test shop</b>');
  });

  it('[HC21] names the links of header and footer in the language of the page, else of the site', async () => {
    const shop = { url: 'https://shop.example/a?b=1&c=2', labels: { en: 'Shop', de: 'Laden' } };
    const imprint = { url: '/en', labels: { de: 'Impressum <b>' } };
    expect((await save({ ...plain, header: [shop], footer: [imprint] })).status).toBe(204);
    const page = await readPage();
    expect(page).toContain('<a href="https://shop.example/a?b=1&amp;c=2">Shop</a>');
    expect(page).toContain('<a href="/en" lang="de" dir="ltr">Impressum &lt;b&gt;</a>');
    expect(await readPage('/de')).toContain('>Laden</a>');
  });

  it('[HC3, HC21] shows editors their pages as they will look, from the host of the admin', async () => {
    const { app, site } = desk.server;
    const category = await app.articles.saveCategory(site.id, null, { texts: { en: { title: 'Basics' } } });
    const article = await app.articles.addArticle(site.id, { category });
    await app.articles.saveText(site.id, article, 'en', { title: 'One', summary: '', markdown: 'Text', basedOn: 0 });
    await sendLogo(await buildPicture());
    const colours = { light: { accent: '#0b5cad', page: null }, dark: { accent: null, page: null } };
    const footer = [{ url: '/en', labels: { en: 'Imprint' } }];
    expect((await save({ ...plain, colours, footer })).status).toBe(204);
    const read = (path: string, as = cookie) => desk.send('workspace', path, { headers: { cookie: as } });
    const page = (await read(`/api/admin/sites/${site.id}/articles/${article}/pages/en`)).body.toString();
    expect(page).toContain('<a href="http://help.localhost/en">Imprint</a>');
    const here = `/api/admin/sites/${site.id}/appearance/`;
    const paths = [...page.matchAll(/(?:href|src)="([^"]*\/appearance\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(paths).toEqual([expect.stringMatching(/\.css$/), expect.stringMatching(/light-[0-9a-f]{16}\.webp$/)]);
    const viewer = await desk.server.logIn('admin', 'Vida', { roles: ['viewer'] });
    for (const path of paths) {
      expect(path.startsWith(here)).toBe(true);
      const answer = await read(path);
      expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
      expect((await read(path, viewer.cookie)).status).toBe(403);
      expect((await read(path, '')).status).toBe(401);
    }
    expect((await read(`${here}dark-0.webp`)).status).toBe(404);
    expect((await save(plain)).status).toBe(204);
    await desk.send('workspace', `${base}/logos/light`, { method: 'DELETE', headers: { cookie, origin } });
  });

  it('[HC21] refuses addresses that run or hide something, and colours that are none', async () => {
    const bad = [
      'javascript:alert(1)',
      ' JAVASCRIPT:alert(1)',
      'data:text/html,x',
      '//evil.example',
      '/\\evil.example',
      'https://user:pass@shop.example',
      'https://',
      'shop.example',
      'https://a b.example',
      `https://shop.example/${'x'.repeat(500)}`,
      '',
    ];
    for (const url of bad)
      expect(refusalOf(await save({ ...plain, footer: [{ url, labels: { en: 'x' } }] }))).toEqual([
        400,
        'invalid_body',
      ]);
    for (const accent of ['red', '#12345', '#12345g', '#123456;}', 'url(x)'])
      expect(refusalOf(await save({ ...plain, colours: { light: { accent, page: null }, dark: none } }))).toEqual([
        400,
        'invalid_body',
      ]);
    const link = { url: '/en', labels: { en: 'x' } };
    for (const body of [
      { ...plain, header: Array(6).fill(link) },
      { ...plain, footer: [{ url: '/en', labels: {} }] },
      { ...plain, footer: [{ url: '/en', labels: { en: ' ' } }] },
      { ...plain, footer: [{ url: '/en', labels: { xx: 'x' } }] },
      { ...plain, more: 1 },
      {},
    ])
      expect(refusalOf(await save(body))).toEqual([400, 'invalid_body']);
  });
});
