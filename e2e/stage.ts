import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoLogins, type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import type { Browser, ElementHandle, Frame, Page } from 'puppeteer-core';
import { launchChromium } from '../scripts/testing/chromium.ts';

/** A clock that runs with the machine's and can be set ahead. */
function buildClock() {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    advance(ms: number) {
      aheadMs += ms;
    },
  };
}

/** The product on a free port with the demo's data, and browsers that end with it. */
export class Stage {
  readonly clock = buildClock();
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'porchlight-e2e-'));
  readonly #browsers = new Set<Browser>();
  #running: Porchlight | null = null;

  /** With bundles from a folder other than the repository's, where one is named. */
  static async open(bundlesFrom = rootDir): Promise<Stage> {
    const stage = new Stage();
    await stage.start(bundlesFrom);
    return stage;
  }

  get running(): Porchlight {
    if (!this.#running) throw new Error('The server is not running.');
    return this.#running;
  }

  get origins() {
    const { shop, blog, ...origins } = this.running.config.origins;
    return { ...origins, shop: shop ?? '', blog: blog ?? '' };
  }

  /** Starts the server, on the same port and data when it ran before. */
  async start(bundlesFrom = rootDir): Promise<void> {
    const port = this.#port ?? 0;
    const flags = [`--port=${port}`, `--data=${path.join(this.#folder, 'data')}`, '--log-level=error'];
    this.#running = await startPorchlight(readConfig('start', flags, {}, rootDir), {
      clock: this.clock,
      sweepMs: 200,
      bundlesFrom,
    });
    this.#port = this.#running.config.port;
  }
  #port: number | null = null;

  async stop(): Promise<void> {
    await this.#running?.close();
    this.#running = null;
  }

  /** A browser with a profile of this name; opened again it has what it kept. */
  async browser(profile: string): Promise<Browser> {
    const browser = await launchChromium(path.join(this.#folder, `profile-${profile}`));
    this.#browsers.add(browser);
    browser.on('disconnected', () => this.#browsers.delete(browser));
    return browser;
  }

  /** Keeps a picture of every open page in `.cache/failures`, for whoever has to find out why a test failed. */
  async keepPictures(name: string): Promise<void> {
    const folder = path.join(rootDir, '.cache/failures');
    mkdirSync(folder, { recursive: true });
    const pages = (await Promise.all([...this.#browsers].map((browser) => browser.pages()))).flat();
    for (const [at, page] of pages.entries()) {
      if (page.url() === 'about:blank') continue;
      const file = path.join(folder, `${name.replace(/\W+/g, '-')}-${at}.png`);
      await page.screenshot({ path: file as `${string}.png` }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers) await browser.close();
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Opens a page whose clock goes `aheadMs` ahead of the machine's, as the server's may. */
export async function openPage(browser: Browser, aheadMs = 0): Promise<Page> {
  const page = await browser.newPage();
  if (aheadMs > 0) {
    await page.evaluateOnNewDocument((ahead) => {
      const Real = Date;
      class Later extends Real {
        constructor(...given: unknown[]) {
          if (given.length === 0) super(Real.now() + ahead);
          else super(...(given as [number]));
        }
        static override now() {
          return Real.now() + ahead;
        }
      }
      Object.assign(globalThis, { Date: Later });
    }, aheadMs);
  }
  return page;
}

/** Logs a member of the demo in, in a page of its own. */
export async function logIn(
  browser: Browser,
  workspace: string,
  who: keyof typeof demoLogins,
  aheadMs = 0,
): Promise<Page> {
  const page = await openPage(browser, aheadMs);
  await page.setViewport({ width: 1360, height: 860 });
  await page.goto(`${workspace}/${who === 'admin' ? 'admin' : ''}`);
  await fill(page, '::-p-aria([name="E-mail address"])', demoLogins[who].email);
  await fill(page, 'input[type=password]', demoLogins[who].password);
  await press(page, '::-p-aria([name="Log in"][role="button"])');
  return page;
}

/** Waits for an element and clicks it. */
export async function press(where: Page | Frame, selector: string): Promise<void> {
  await where.locator(selector).click();
}

/** Waits for a field and types into it. */
export async function fill(where: Page | Frame, selector: string, text: string): Promise<void> {
  await where.locator(selector).fill(text);
}

/** Pages in the background draw no frames, so conditions are asked by time and not by frame. */
export const polling = 100;

/** Waits until the text can be read on the page. */
export async function see(where: Page | Frame, text: string, timeoutMs = 10_000): Promise<void> {
  await where.waitForFunction(
    (wanted) => document.body.innerText.includes(wanted),
    { timeout: timeoutMs, polling },
    text,
  );
}

/** Tells whether a text stands on the page at this moment. */
export async function isSeen(where: Page | Frame, text: string): Promise<boolean> {
  return where.evaluate((wanted) => document.body.innerText.includes(wanted), text);
}

/** The messenger's frame in a page, once it has come. */
export async function messengerOf(page: Page): Promise<Frame> {
  return page.waitForFrame((frame) => /\/m\/[^/]+\/frame/.test(frame.url()), { timeout: 15_000 });
}

/** The chat button, which lives in a shadow root. */
export async function chatButton(page: Page): Promise<ElementHandle> {
  const button = await page.waitForSelector('::-p-aria([name="Open chat"][role="button"])', { timeout: 15_000 });
  if (!button) throw new Error('The chat button did not come.');
  return button;
}
