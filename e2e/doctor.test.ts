import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { doctorEntries, entryName } from '@porchlight/cookies';
import { type CookieMode, cookieModes, type SiteId } from '@porchlight/protocol';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FindingKey } from '../packages/tag/src/doctor-texts.ts';
import { doctorTexts } from '../packages/tag/src/doctor-texts-en.ts';
import { launchChromium } from '../scripts/testing/chromium.ts';
import { findViolations } from './accessibility.ts';
import { type HostName, Network, proxiedPath } from './browsers/network.ts';
import { Product } from './browsers/product.ts';

let network: Network;
let products: Record<'own' | 'near', Product>;
const folders: string[] = [];
const browsers: Record<string, Browser> = {};
let page: Page;
let errors: string[];

async function open(thirdParty: 'allow' | 'block'): Promise<Browser> {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-doctor-'));
  folders.push(folder);
  return launchChromium(folder, thirdParty, { names: '*.test', spki: network.certificates.spki });
}

beforeAll(async () => {
  network = await Network.open();
  products = { own: await Product.open(network), near: await Product.open(network, 'near') };
  [browsers.allow, browsers.block] = await Promise.all([open('allow'), open('block')]);
});
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await products.own.close();
  await products.near.close();
  await network.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});
beforeEach(() => {
  errors = [];
});
afterEach(async () => {
  network.serviceState = 'up';
  network.passesSockets = true;
  await page.browserContext().close();
  expect(errors).toEqual([]);
});

type Way = {
  mode?: CookieMode;
  product?: 'own' | 'near';
  thirdParty?: 'allow' | 'block';
  isProxied?: boolean;
  host?: HostName;
  scheme?: 'https' | 'http';
  /** Headers of the page; `{service}` is the service's origin. */
  headers?: Record<string, string>;
  head?: string;
  change?: Parameters<Product['changeSite']>[1];
  code?: string;
  prepare?: (page: Page) => Promise<unknown>;
};

/** Opens a page with a code, and waits until the doctor has come to its end. */
async function check(way: Way = {}): Promise<{ site: SiteId; path: string; keys: Record<string, FindingKey[]> }> {
  const product = products[way.product ?? 'own'];
  const { id } = await product.addSite(way.mode ?? 'first-party', way.change);
  const service = network.origin(product.service, way.scheme);
  const base = way.isProxied ? proxiedPath.slice(0, -1) : service;
  const headers = Object.fromEntries(
    Object.entries(way.headers ?? {}).map(([name, value]) => [name, value.replaceAll('{service}', service)]),
  );
  const at = network.addPage({
    headers,
    html: `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${way.head ?? ''}
<script async crossorigin="anonymous" nonce="n0nce" src="${base}/tag/${id}.js"></script><main><h1>Shop</h1><button>Buy</button></main></html>`,
  });
  const context = await (browsers[way.thirdParty ?? 'allow'] as Browser).createBrowserContext();
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await way.prepare?.(page);
  const code = way.code ?? (await product.makeDoctorCode(id));
  await page.goto(`${network.origin(way.host ?? 'shop', way.scheme)}${at}?a=1&porchlight-doctor=${code}&b=2#part`);
  await page.waitForFunction(
    () => document.getElementById('porchlight-doctor')?.shadowRoot?.querySelector('.sum svg'),
    { polling: 50 },
  );
  return { site: id, path: at, keys: await readKeys() };
}

/** What the panel shows, by level, in the names of the catalogue. */
async function readKeys(): Promise<Record<string, FindingKey[]>> {
  const shown = await page.evaluate(() =>
    [...(document.getElementById('porchlight-doctor')?.shadowRoot?.querySelectorAll('li') ?? [])].map((item) => [
      item.className,
      item.querySelector('h3')?.textContent ?? '',
    ]),
  );
  const keyOf = (title: string) => {
    const found = Object.entries(doctorTexts.findings).find(([, [text]]) => {
      const pattern = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+');
      return new RegExp(`^${pattern}$`).test(title);
    });
    return (found?.[0] ?? title) as FindingKey;
  };
  const keys: Record<string, FindingKey[]> = { broken: [], look: [], ok: [] };
  for (const [level = '', title = ''] of shown) keys[level]?.push(keyOf(title));
  return keys;
}

async function inPanel<T>(read: (root: ShadowRoot) => T): Promise<Awaited<T>> {
  const root = await page.evaluateHandle(() => document.getElementById('porchlight-doctor')?.shadowRoot as ShadowRoot);
  return root.evaluate(read) as Promise<Awaited<T>>;
}

const snippets = () => inPanel((root) => [...root.querySelectorAll('pre')].map((one) => one.textContent));

const classKeys: Record<CookieMode, FindingKey> = {
  'third-party': 'classShared',
  'third-party-session': 'classShared',
  'first-party-with-third-party-session': 'classShared',
  'first-party': 'noThirdParty',
  'first-party-session': 'noThirdParty',
};

describe('the doctor on a page', () => {
  it.each(cookieModes)('[DOC2, DOC6] finds all well in %s, and takes its code out of the address', async (mode) => {
    const { site, path: at, keys } = await check({ mode });
    expect([keys.broken, keys.look]).toEqual([[], []]);
    expect(keys.ok).toEqual(
      expect.arrayContaining(['originListed', 'httpsOk', 'domainOk', 'frameKeeps', 'socketOk', classKeys[mode]]),
    );
    expect(page.url()).toBe(`${network.origin('shop')}${at}?a=1&b=2#part`);
    await network.quiet();
    expect(await products.own.readViews(site, at)).toHaveLength(1);
    const asked = network.seen.filter(({ path: one }) => one.includes('/doctor') || one.includes('porchlight-doctor'));
    expect(asked.every(({ path: one }) => !one.includes('?'))).toBe(true);
  });

  it.each(['third-party', 'first-party-with-third-party-session'] as const)(
    '[DOC6, MODE6] says what it means where cookies of other domains are blocked: %s',
    async (mode) => {
      const { keys } = await check({ mode, thirdParty: 'block' });
      expect(keys.broken).toEqual([]);
      // A twin of its own for each site is what Chromium keeps all the same.
      expect([...(keys.ok ?? []), ...(keys.look ?? [])]).toContainEqual(
        expect.stringMatching(/^class(Split|Blocked)$/),
      );
    },
  );

  it('[DOC4, REG5] leaves nothing, and tries nothing that is not declared', async () => {
    const kept: string[] = [];
    const { site } = await check({
      mode: 'third-party',
      change: { consentPolicy: 'required' },
      async prepare(one) {
        await one.exposeFunction('noteKept', (text: string) => void kept.push(text));
        await one.evaluateOnNewDocument(() => {
          const { setItem } = Storage.prototype;
          Storage.prototype.setItem = function (name, value) {
            const store = this === localStorage ? 'localStorage' : 'sessionStorage';
            (window as never as { noteKept(text: string): void }).noteKept(`${location.host} ${store} ${name}`);
            setItem.call(this, name, value);
          };
        });
      },
    });
    await network.quiet();
    const set = network.seen.filter(({ path: one }) => one.includes(`/t/${site}/`)).flatMap((one) => one.setCookies);
    const at = { site, isHttps: true };
    const plain = entryName(doctorEntries.doctorPlain, at);
    const twin = entryName(doctorEntries.doctorTwin, at);
    expect(set.filter((one) => !one.includes('Max-Age=-1')).map((one) => one.replace(/=\d+;/, '=…;'))).toEqual([
      `${plain}=…; Path=/; HttpOnly; Secure; SameSite=None`,
      `${twin}=…; Path=/; HttpOnly; Secure; SameSite=None; Partitioned`,
    ]);
    expect(new Set(kept)).toEqual(
      new Set(
        ['localStorage', 'sessionStorage'].flatMap((store) => [
          `${network.domain('shop')} ${store} ${doctorEntries.doctorStored.name}`,
          `${network.domain('chat')} ${store} ${doctorEntries.doctorInFrame.name}`,
        ]),
      ),
    );
    // [CON2] nothing was answered, so nothing else is there either.
    expect(await page.browserContext().cookies()).toEqual([]);
    expect(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)])).toEqual([[], []]);
  });

  it('[DOC3, MODE9] knows a service under the site’s own domain, and that its cookie comes back', async () => {
    const { site, keys } = await check({ product: 'near' });
    expect([keys.broken, keys.look]).toEqual([[], []]);
    expect(keys.ok).toEqual(expect.arrayContaining(['reachNear', 'ownCookieCame']));
    const name = entryName(doctorEntries.doctorOnService, { site, isHttps: true });
    expect((await page.browserContext().cookies()).map((one) => one.name)).not.toContain(name);
  });

  it('[DOC3, MODE9] knows a path of the site’s own that leads to the service', async () => {
    const { site, keys } = await check({ isProxied: true });
    expect([keys.broken, keys.look]).toEqual([[], []]);
    expect(keys.ok).toEqual(expect.arrayContaining(['reachProxied', 'ownCookieCame']));
    const name = entryName(doctorEntries.doctorByProxy, { site, isHttps: true });
    expect(network.seen.flatMap((one) => one.setCookies).some((one) => one.startsWith(`${name}=`))).toBe(true);
    expect((await page.browserContext().cookies()).map((one) => one.name)).not.toContain(name);
  });

  it('[DOC5, LOAD2] is let through by a strict policy, with a nonce and Trusted Types', async () => {
    const { keys } = await check({
      headers: {
        'content-security-policy': `default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic'; connect-src {service} 'self'; frame-src {service}; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      },
    });
    expect([keys.broken, keys.look]).toEqual([[], ['referrerNone']]);
    expect(keys.ok).toEqual(expect.arrayContaining(['cspOk', 'isolated', 'frameKeeps', 'socketOk']));
    expect(await inPanel((root) => getComputedStyle(root.querySelector('.panel') as Element).display)).toBe('flex');
  });

  it('[DOC5] names the line that a policy lacks: requests', async () => {
    const { keys } = await check({
      headers: { 'content-security-policy': `default-src 'self'; script-src {service}; img-src data:` },
    });
    expect(keys.broken).toEqual(['serviceByPolicy', 'cspRefused']);
    expect(await snippets()).toContain(`connect-src 'self' ${network.origin('chat')}`);
  });

  it('[DOC5] names the line that a policy lacks: the chat’s frame', async () => {
    const { keys } = await check({
      headers: { 'content-security-policy': `frame-src https://maps.example; connect-src 'self' {service}` },
    });
    expect(keys.broken).toEqual(['cspRefused']);
    expect(await snippets()).toContain(`frame-src https://maps.example ${network.origin('chat')}`);
  });

  it('[DOC6, MODE10] says what plain http costs', async () => {
    const { keys } = await check({
      scheme: 'http',
      mode: 'third-party',
      change: { domains: [network.domain('shop')] },
    });
    expect(keys.broken).toContain('httpsMissing');
  });

  it('[DOC3, XD1] says that an origin is not on the list, and which is near', async () => {
    const { keys } = await check({ host: 'www', change: { domains: [network.domain('shop')] } });
    expect(keys.broken).toEqual(['originNear']);
    expect(await snippets()).toEqual([network.domain('www')]);
    await page.browserContext().close();
    const other = await check({ host: 'blog', change: { domains: [network.domain('shop')] } });
    expect(other.keys.broken).toEqual(['originUnlisted']);
    await page.browserContext().close();
    const blocked = await check({ change: { blockedDomains: [network.domain('shop')] } });
    expect(blocked.keys.broken).toEqual(['originBlocked']);
  });

  it('[DOC6] says that sockets do not open, and what a proxy needs', async () => {
    network.passesSockets = false;
    const { keys } = await check();
    expect(keys.broken).toEqual(['socketRefused']);
    expect((await snippets()).join()).toContain('proxy_set_header Upgrade $http_upgrade;');
  });

  it('[DOC6] tells a blocker from a service that is down', async () => {
    const { keys } = await check({
      async prepare(one) {
        await one.setRequestInterception(true);
        one.on('request', (request) => {
          const isBlocked = /\/t\/st_/.test(request.url());
          (isBlocked ? request.abort('blockedbyclient') : request.continue()).catch(() => undefined);
        });
      },
    });
    expect(keys.broken).toEqual(['serviceBlocked']);
    await page.browserContext().close();
    const down = await check({
      async prepare(one) {
        await one.setRequestInterception(true);
        one.on('request', (request) => {
          // The first time each script comes; what is asked from then on finds nobody.
          const isDown = /\/t\/st_/.test(request.url()) || request.resourceType() === 'fetch';
          (isDown ? request.abort('connectionrefused') : request.continue()).catch(() => undefined);
        });
      },
    });
    expect(down.keys.broken).toEqual(['serviceDown']);
  });

  it('[DOC6] finds a tag that stands there twice, nobody who asks, and what an earlier chat left', async () => {
    const { keys } = await check({
      change: { consentPolicy: 'required', hasBanner: false },
      head: `<script>document.cookie = 'LPVID=AbCdEf0123456789'; document.addEventListener('DOMContentLoaded', () => document.head.append(Object.assign(document.createElement('script'), { src: [...document.scripts].at(-1).src })));</script>`,
    });
    expect(keys.broken).toEqual(['consentNobody']);
    expect(keys.look).toEqual(['adoptable', 'tagTwice']);
  });

  it('[DOC1] says that a code is over, and checks nothing', async () => {
    const { keys } = await check({ code: 'x'.repeat(43) });
    expect(keys).toEqual({ broken: [], look: [], ok: [] });
    expect(await inPanel((root) => root.querySelector('.sum')?.textContent)).toBe(doctorTexts.codeBad);
  });

  it('[DOC2] checks the page anew with the same code', async () => {
    const { keys } = await check();
    const again = inPanel((root) => (root.querySelector('footer button') as HTMLElement).click());
    await Promise.all([page.waitForNavigation(), again]);
    await page.waitForFunction(
      () => document.getElementById('porchlight-doctor')?.shadowRoot?.querySelector('.sum svg'),
      { polling: 50 },
    );
    expect(await readKeys()).toEqual(keys);
    expect(page.url()).not.toContain('porchlight-doctor');
  });

  it('[DOC3] is not loaded without a code', async () => {
    await check();
    const { length } = network.seen;
    await page.reload();
    await page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot, { polling: 50 });
    await network.quiet();
    expect(network.seen.slice(length).filter(({ path: one }) => one.includes('doctor'))).toEqual([]);
    expect(await page.$('#porchlight-doctor')).toBe(null);
  });
});

describe('the doctor’s panel', () => {
  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('[DOC7] has no accessibility faults: %s, %i wide', async (scheme, width) => {
    await check({
      host: 'www',
      change: { domains: [network.domain('shop')] },
      async prepare(one) {
        await one.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await one.setViewport({ width, height: 800 });
      },
    });
    await inPanel((root) => {
      for (const part of root.querySelectorAll('details')) part.open = true;
    });
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('[DOC7] takes the focus, tells what it found, and gives the focus back on Escape', async () => {
    await check({ host: 'www', change: { domains: [network.domain('shop')] } });
    expect(await inPanel((root) => root.activeElement?.className)).toBe('panel');
    expect(await inPanel((root) => root.querySelector('[role=status]')?.textContent)).toMatch(/^1 broken, \d+ to/);
    const names: string[] = [];
    for (let at = 0; at < 8; at++) {
      await page.keyboard.press('Tab');
      names.push(await inPanel((root) => root.activeElement?.ariaLabel || root.activeElement?.textContent || ''));
    }
    expect(names.slice(0, 2)).toEqual([doctorTexts.close, doctorTexts.title]);
    expect(names).toEqual(expect.arrayContaining([doctorTexts.again, doctorTexts.copyReport, doctorTexts.print]));
    await page.keyboard.press('Escape');
    expect(await page.$('#porchlight-doctor')).toBe(null);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  });

  it('[DOC7] speaks German to who does', async () => {
    await check({
      prepare: (one) =>
        one.evaluateOnNewDocument(() => Object.defineProperty(navigator, 'languages', { get: () => ['de-AT', 'en'] })),
    });
    expect(await inPanel((root) => root.querySelector('.sum')?.textContent)).toBe('Hier ist alles in Ordnung.');
    expect(await inPanel((root) => root.querySelector('[lang]')?.getAttribute('lang'))).toBe('de');
  });
});
