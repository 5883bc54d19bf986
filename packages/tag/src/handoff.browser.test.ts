import type { TagSettings } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(true);

const codes = () => stage.sent('handoffs').map(({ code }) => code);
const views = () => stage.sent('views');
const blog = (path: string) => stage.shop.url(path, 'blog.test');
const codePattern = /^ho_[\w-]{22}$/;

/** Opens a page of the shop with these elements, and waits until links are watched. */
async function open(body: string, more: Partial<TagSettings> = {}): Promise<void> {
  const { shop, page } = stage;
  const domains = ['shop.test', '*.shop.test', 'blog.test'].map((host) => `${host}:${shop.port}`);
  shop.state.settings = {
    handoff: { ...shop.scripts.handoff, domains, blocked: [] } as TagSettings['handoff'],
    ...more,
  };
  await page.goto(shop.url('/a'));
  await page.waitForFunction(() => document.cookie.includes('pl_sid') || !location.host.startsWith('shop'));
  await stage.ready();
  await page.waitForFunction(() => !('Porchlight' in window) || document.querySelector('link[href*=handoff-]'));
  // The module runs in a task of its own after its preload.
  await page.waitForFunction(() => !/\{ \[native code\] \}$/.test(`${window.open}`));
  await page.evaluate((html) => {
    const place = document.createElement('div');
    place.innerHTML = html;
    document.body.prepend(place);
  }, body);
}

/** What the page of the blog was asked for with, before its tag took the code away. */
async function arrive(act: () => Promise<unknown>, page = stage.page): Promise<URL> {
  const [request] = await Promise.all([
    page.waitForRequest((it) => it.isNavigationRequest() && it.url().includes('blog.test')),
    act(),
  ]);
  return new URL(request.url());
}

/** The page's address as the page itself knows it: the browser tells others of a replaced one a moment later. */
const address = () => stage.page.evaluate(() => location.href);

describe('carrying over', () => {
  it('[XD3] a link to another domain of the site carries a code, told in the same moment; the target takes it away', async () => {
    await open(`<a id="x" href="${blog('/b?q=1&r=a%20b#part')}">Blog</a>`);
    const url = await arrive(() => stage.page.click('#x'));
    await stage.shop.until(() => views().length === 2 && codes().length === 1);
    const [code] = codes();
    expect(code).toMatch(codePattern);
    expect(url.search).toBe(`?q=1&r=a%20b&pl_xd=${code}`);
    const { visitor, visit } = stage.sent('handoffs')[0];
    expect(stage.sent('handoffs')[0]).toEqual({
      v: 1,
      code,
      visitor,
      visit,
      target: `blog.test:${stage.shop.port}`,
      proof: null,
    });
    expect(visitor).toMatch(/^vi_/);
    expect(views()[1]).toMatchObject({ handoff: code, url: blog('/b?q=1&r=a%20b') });
    expect(await address()).toBe(blog('/b?q=1&r=a%20b#part'));
    await stage.page.evaluate(() => history.pushState(null, '', '/c'));
    await stage.shop.until(() => views().length === 3);
    expect(views()[2].handoff).toBe(null);
  });

  it('[XD5] a proof that the frame gave on an earlier page of the tab goes along, until a logout', async () => {
    const html = `<a id="x" href="${blog('/b')}">Blog</a>`;
    const proof = `h1.${'c'.repeat(40)}.${'s'.repeat(43)}`;
    await open(html);
    await stage.page.evaluate(
      (value, site) => sessionStorage.setItem(`pl_xd-${site}`, value),
      proof,
      stage.shop.state.site,
    );
    await arrive(() => stage.page.click('#x'));
    await stage.shop.until(() => codes().length === 1);
    expect(stage.sent('handoffs')[0].proof).toBe(proof);
    await open(html);
    await stage.call('logout');
    expect(await stage.page.evaluate(() => Object.keys(sessionStorage).filter((name) => /xd/.test(name)))).toEqual([]);
  });

  it('[XD3] so does a link that is followed by keyboard, that came later, or that lies in a shadow', async () => {
    await open('<div id="host"></div>');
    await stage.page.evaluate((href) => {
      const root = document.querySelector('#host')!.attachShadow({ mode: 'open' });
      const link = Object.assign(document.createElement('a'), { href, textContent: 'Blog' });
      root.append(link);
      link.focus();
    }, blog('/b'));
    const url = await arrive(() => stage.page.keyboard.press('Enter'));
    expect(url.searchParams.get('pl_xd')).toMatch(codePattern);
  });

  it.each([
    ['the middle button', { button: 'middle' } as const, ''],
    ['control', {}, 'Control'],
  ])('[XD3] so does a new tab by %s, and the page keeps its link as it was', async (_, options, key) => {
    await open(`<a id="x" href="${blog('/b')}">Blog</a>`);
    const came = new Promise<string>((resolve) => {
      stage.context.on('targetcreated', (target) => target.url().includes('blog.test') && resolve(target.url()));
      stage.context.on('targetchanged', (target) => target.url().includes('blog.test') && resolve(target.url()));
    });
    if (key) await stage.page.keyboard.down('Control');
    await stage.page.click('#x', options);
    if (key) await stage.page.keyboard.up('Control');
    await came;
    await stage.shop.until(() => views().length === 2);
    expect(views()[1].handoff).toBe(codes()[0]);
    expect(codes()).toHaveLength(1);
    expect(await stage.page.$eval('#x', (it) => it.getAttribute('href'))).toBe(blog('/b'));
  });

  const fields =
    '<input name="q" value="1"><input name="action"><input name="append"><input name="setAttribute"><button id="x">Go</button>';

  it('[XD3] a form that gets has it as a field, also where its fields are named like its methods', async () => {
    await open(`<form action="${blog('/get?lost=1')}">${fields}</form>`);
    const url = await arrive(() => stage.page.click('#x'));
    expect([...url.searchParams.keys()]).toEqual(['q', 'action', 'append', 'setAttribute', 'pl_xd']);
  });

  it('[XD3] a form that posts has it in its address, also where the button names that', async () => {
    const named = fields.replace('id="x"', `id="x" formaction="${blog('/post?a=1')}" formmethod="post"`);
    await open(`<form action="/here">${named}</form>`);
    const url = await arrive(() => stage.page.click('#x'));
    expect(url.search).toMatch(/^\?a=1&pl_xd=ho_[\w-]{22}$/);
  });

  it('[XD3] window.open and Porchlight(‘decorate’) carry it', async () => {
    await open('');
    const decorated = await stage.call('decorate', blog('/b'));
    expect(`${decorated}`.replace(/ho_[\w-]{22}/, 'X')).toBe(blog('/b?pl_xd=X'));
    expect(await stage.call('decorate', '/c')).toBe('/c');
    expect(await stage.call('decorate', 'http://[')).toBe('http://[');
    await stage.page.evaluate((url) => void window.open(url), blog('/d'));
    await stage.shop.until(() => views().some(({ url }) => url === blog('/d')));
    expect(codes()).toContain(views().find(({ url }) => url === blog('/d')).handoff);
  });
});

describe('left as it is', () => {
  it.each([
    [
      'a page’s own handler prevents it',
      (url: string) => `<a id="x" href="${url}" onclick="event.preventDefault()">x</a>`,
    ],
    ['mail', () => '<a id="x" href="mailto:a@blog.test">x</a>'],
    ['a telephone', () => '<a id="x" href="tel:+4420">x</a>'],
    ['a script', () => '<a id="x" href="javascript:void 0">x</a>'],
    ['the page itself', () => '<a id="x" href="#part">x</a>'],
    [
      'the same registrable domain',
      (_: string, port: number) => `<a id="x" target="_blank" href="https://www.shop.test:${port}/b">x</a>`,
    ],
    [
      'a host off the list',
      (_: string, port: number) => `<a id="x" target="_blank" href="https://chat.test:${port}/b">x</a>`,
    ],
    [
      'a name that only ends alike',
      (_: string, port: number) => `<a id="x" target="_blank" href="https://evilblog.test:${port}/b">x</a>`,
    ],
    ['another port', () => '<a id="x" target="_blank" href="https://blog.test:1/b">x</a>'],
    [
      'a link with a code already',
      (url: string) => `<a id="x" target="_blank" href="${url}?pl_xd=ho_0123456789012345678901">x</a>`,
    ],
  ])('[XD3] [XD6] %s', async (_, html) => {
    await open(html(blog('/b'), stage.shop.port));
    const hrefs = stage.page.evaluate(
      () =>
        new Promise<string>((resolve) =>
          addEventListener('click', (event) => resolve((event.target as HTMLAnchorElement).href)),
        ),
    );
    await stage.page.click('#x');
    expect(await hrefs).toBe(await stage.page.$eval('#x', (it) => (it as HTMLAnchorElement).href));
    await stage.call('event', 'after');
    await stage.shop.until(() => stage.sent('events').length > 0);
    expect(codes()).toEqual([]);
  });

  it('[XD3] a download', async () => {
    await open(`<a id="x" href="${blog('/b')}" download>x</a>`);
    // From another origin a browser shows it instead of keeping it.
    const url = await arrive(() => stage.page.click('#x'));
    expect(url.search).toBe('');
    expect(codes()).toEqual([]);
  });

  it('[XD2] where the browser shares the service’s cookies, the script does not even load', async () => {
    const { shop, page } = stage;
    shop.state.settings = {
      mode: 'third-party',
      handoff: { ...shop.scripts.handoff, domains: [`blog.test:${shop.port}`], blocked: [] } as TagSettings['handoff'],
    };
    shop.state.told = { class: 'unpartitioned', keep: 'visit' };
    await page.goto(shop.url('/a'));
    await stage.ready();
    await page.waitForFunction(() => document.cookie.includes('.1u'));
    expect(await stage.call('decorate', blog('/b'))).toBe(blog('/b'));
    expect(shop.requests.filter(({ path }) => path.includes('handoff'))).toEqual([]);
  });

  it('[XD4] after consent was withdrawn', async () => {
    await open(`<a id="x" href="${blog('/b')}">Blog</a>`);
    await stage.call('consent', { functional: true, analytics: false });
    const url = await arrive(() => stage.page.click('#x'));
    expect(url.search).toBe('');
    expect(codes()).toEqual([]);
  });
});

describe('arriving', () => {
  it.each([
    ['?pl_xd=ho_0123456789012345678901', '', 'ho_0123456789012345678901'],
    ['?a=1&pl_xd=ho_0123456789012345678901&b=%20x#y', '?a=1&b=%20x#y', 'ho_0123456789012345678901'],
    ['?pl_xd=%3Cscript%3E&b', '?b', '%3Cscript%3E'],
    [`?pl_xd=${'x'.repeat(60)}`, '', 'x'.repeat(25)],
    ['?pl_xd=one&pl_xd=two&pl_xd', '?pl_xd', 'two'],
    ['?pl_xdx=1&xpl_xd=2', '?pl_xdx=1&xpl_xd=2', null],
  ])('[XD3] %s leaves %s in the address', async (query, left, code) => {
    await stage.page.goto(stage.shop.url(`/a${query}`));
    await stage.shop.until(() => views().length === 1);
    expect(await address()).toBe(stage.shop.url(`/a${left}`));
    expect(views()[0]).toMatchObject({ handoff: code, url: stage.shop.url(`/a${left.split('#')[0]}`) });
  });

  it('[XD4] without consent the code is taken away and dropped', async () => {
    stage.shop.state.settings = { consent: { policy: 'required', textVersion: 'v1', privacyUrl: '' } };
    await stage.page.goto(stage.shop.url('/a?pl_xd=ho_0123456789012345678901'));
    await stage.ready();
    expect(await address()).toBe(stage.shop.url('/a'));
    expect(await readHeld(stage.page)).toEqual({});
    await stage.call('consent', { functional: true, analytics: true });
    await stage.shop.until(() => views().length === 1);
    expect(views()[0].handoff).toBe(null);
  });
});
