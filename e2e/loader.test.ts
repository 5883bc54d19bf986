import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SiteId } from '@porchlight/protocol';
import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatButton, fill, messengerOf, press, Stage, see } from './stage.ts';

let stage: Stage;
let customer: Server;
let site: { id: SiteId };
let page: Page;
let headers: Record<string, string> = {};
let nonce = '';
let problems: string[] = [];

const host = () => `mine.localhost:${(customer.address() as AddressInfo).port}`;

beforeAll(async () => {
  stage = await Stage.open();
  customer = createServer((request, response) => {
    const mark = nonce && ` nonce="${nonce}"`;
    const line = `<script async crossorigin="anonymous"${mark} src="${stage.origins.service}/tag/${site.id}.js"></script>`;
    const watch = `<script${mark}>window.problems=[];addEventListener('securitypolicyviolation',(e)=>problems.push(e.violatedDirective+' '+e.blockedURI));addEventListener('error',(e)=>problems.push(e.message))</script>`;
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(
      `<!doctype html><html lang="en"><title>Mine</title>${watch}${line}<h1>Mine</h1><a href="/next">Next</a></html>`,
    );
  });
  await new Promise<void>((resolve) => customer.listen(0, '127.0.0.1', resolve));
  const { sites } = stage.running.app;
  site = await sites.addSite({ name: 'Mine', domains: [host()] });
  // A help center on another domain takes what hands visitors over; these pages lie on one.
  await sites.changeSite(site.id, { consentPolicy: 'off', hasHelpTag: false });
});
beforeEach(async ({ task }) => {
  headers = {};
  nonce = '';
  problems = [];
  page = await (await stage.browser(task.id)).newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  await page.browser().close();
});
afterAll(async () => {
  customer.closeAllConnections();
  customer.close();
  await stage.close();
});

/** `contentBytes` without the heads of the answer; `bytes` of all of it, 0 until it has come. */
type Loaded = { path: string; status: number; bytes: number; contentBytes: number; isCached: boolean };

/** The path of an asset without what its content makes of it. */
function withoutHash(path: string): string {
  return path.replace(/^(\/assets\/[a-z]+)-.*(\.js)$/, '$1-…$2');
}

/** Everything that the page asks the service for, with what it weighed on the wire. */
async function watchNetwork(session: CDPSession): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  const open = new Map<string, Loaded>();
  const fromMemory = new Set<string>();
  await session.send('Network.enable');
  session.on('Network.requestServedFromCache', ({ requestId }) => fromMemory.add(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.startsWith(stage.origins.service)) return;
    const one = {
      path: new URL(response.url).pathname,
      status: response.status,
      bytes: 0,
      contentBytes: Number(response.headers['content-length'] ?? Number.NaN),
      isCached: response.fromDiskCache === true || fromMemory.has(requestId),
    };
    open.set(requestId, one);
    loaded.push(one);
  });
  // Says 304 where the browser itself goes on with the copy that it has.
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    const one = open.get(requestId);
    if (one) one.status = statusCode;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = open.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  return loaded;
}

/** Talks to the team from this page, which takes everything that a page loads from the service. */
async function chat(): Promise<void> {
  await page.goto(`http://${host()}/`);
  await (await chatButton(page)).click();
  const messenger = await messengerOf(page);
  await fill(messenger, '#composer', 'Hello from a strict page');
  await press(messenger, 'button.send');
  await see(messenger, 'Sent');
  problems.push(...(await page.evaluate(() => (window as unknown as { problems: string[] }).problems)));
  expect(problems).toEqual([]);
}

describe('what a page view loads', () => {
  it('[LOAD1] the second time the browser has every script already, and is told so by one request', async () => {
    const session = await page.createCDPSession();
    const loaded = await watchNetwork(session);
    await page.goto(`http://${host()}/`);
    await chatButton(page);
    // The button may stand before the answer to the view has come whole.
    await expect
      .poll(() => loaded.flatMap(({ path, bytes }) => (bytes > 0 ? withoutHash(path) : [])).sort())
      .toEqual([`/assets/bubble-….js`, `/t/${site.id}/views`, `/tag/${site.id}.js`].sort());
    const first = loaded.splice(0);
    // The budget is of what is in the answers; their heads come besides.
    expect(first.reduce((sum, { contentBytes }) => sum + contentBytes, 0)).toBeLessThan(12 * 1024);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(13 * 1024);

    await page.goto(`http://${host()}/next`);
    await chatButton(page);
    const scripts = loaded.filter(({ path }) => path.endsWith('.js'));
    expect(scripts.map(({ path, isCached }) => [withoutHash(path), isCached])).toEqual([
      [`/tag/${site.id}.js`, false],
      ['/assets/bubble-….js', true],
    ]);
    const tag = scripts.find(({ path }) => path.startsWith('/tag/'));
    expect(tag?.status).toBe(304);
    expect(tag?.bytes).toBeLessThan(700);
    // The versions are in the tag: there is nothing for an attacker to plant, and nothing to declare.
    const stored = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    expect(stored.filter((name) => name.includes('asset'))).toEqual([]);
  });

  it('[LOAD1] takes no version of a script from what lies in the browser', async () => {
    await page.evaluateOnNewDocument(() => {
      for (const name of ['pl_assets', 'pl_assets_at']) {
        localStorage.setItem(name, 'https://evil.example/x.js');
        // biome-ignore lint/suspicious/noDocumentCookie: an attacker does not go through the register
        document.cookie = `${name}=//evil.example/x.js`;
      }
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`http://${host()}/`);
    await chatButton(page);
    expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
  });
});

describe('pages with a policy of their own', () => {
  it('[LOAD2] a strict Content-Security-Policy with a nonce needs the service’s origin, and nothing unsafe', async () => {
    nonce = 'r4nd0m';
    headers['content-security-policy'] =
      `default-src 'none'; script-src 'nonce-${nonce}'; connect-src ${stage.origins.service}; frame-src ${stage.origins.service}; base-uri 'none'; form-action 'none'`;
    await chat();
  });

  it('[LOAD2] one with hosts instead of a nonce, too', async () => {
    const { service } = stage.origins;
    nonce = 'r4nd0m';
    // The nonce is for the page's own watching script; the tag's line is allowed by its host.
    headers['content-security-policy'] =
      `default-src 'none'; script-src ${service} 'nonce-${nonce}'; connect-src ${service}; frame-src ${service}`;
    await chat();
  });

  it('[LOAD2] a page that requires Trusted Types and allows no policy', async () => {
    headers['content-security-policy'] = "require-trusted-types-for 'script'; trusted-types 'none'";
    await chat();
  });

  it.each(['require-corp', 'credentialless'])('[LOAD2] a page that is isolated with COEP %s', async (policy) => {
    headers['cross-origin-embedder-policy'] = policy;
    headers['cross-origin-opener-policy'] = 'same-origin';
    await chat();
    expect(await page.evaluate(() => self.crossOriginIsolated)).toBe(true);
  });

  it('[LOAD2] all of it at once', async () => {
    const { service } = stage.origins;
    nonce = 'r4nd0m';
    headers = {
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; connect-src ${service}; frame-src ${service}; require-trusted-types-for 'script'; trusted-types 'none'`,
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    };
    await chat();
  });
});
