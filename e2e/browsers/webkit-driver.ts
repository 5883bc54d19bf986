import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Builder, By, Capabilities, until, type WebDriver, type WebElement } from 'selenium-webdriver';
import { findOnPath } from '../../scripts/toolchain/test-tools.mjs';
import { ageCookies } from './ageing.ts';
import { dropProfile, makeProfile, startChild } from './children.ts';
import type { Network } from './network.ts';
import type { HeldCookie, OpenOptions, TestBrowser, TestDocument, TestPage } from './test-browser.ts';

const patienceMs = 10_000;
/** WebKit writes what scripts store half a second later; the driver ends it without waiting for that. */
const writesWithinMs = 1_500;
const program = fileURLToPath(new URL('webkit-browser.py', import.meta.url));

/** Starts WebKitGTK with ITP on and a persistent profile, on a display that nobody sees. */
export async function openWebKit({ network }: OpenOptions): Promise<TestBrowser> {
  const display = await runningDisplay();
  const profile = makeProfile();
  let session = await start(profile, network, display);
  const newPage = async (type: 'tab' | 'window') => session.newPage(type);
  return {
    newTab: () => newPage('tab'),
    newWindow: () => newPage('window'),
    cookies: (origins) => session.cookies(origins),
    async reopen(ageDays = 0) {
      await setTimeout(writesWithinMs);
      await session.close();
      if (ageDays > 0) ageCookies('webkitgtk', profile, ageDays);
      session = await start(profile, network, display);
    },
    async crash() {
      await session.kill();
      session = await start(profile, network, display);
    },
    async close() {
      await session.close();
      dropProfile(profile);
    },
  };
}

type Display = { name: string; stop(): Promise<void> };
let shownOn: Promise<Display> | null = null;

function runningDisplay(): Promise<Display> {
  shownOn ??= startDisplay();
  return shownOn;
}

/** Ends the display that the browsers were shown on. */
export async function closeDisplay(): Promise<void> {
  await (await shownOn)?.stop();
  shownOn = null;
}

async function startDisplay(): Promise<Display> {
  const profile = makeProfile();
  const { child, stop } = startChild(
    findOnPath('Xvfb') ?? 'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    profile,
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    child.stdio[3]?.once('data', (part: Buffer) => resolve(part.toString().trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
  });
  return {
    name: `:${number}`,
    async stop() {
      await stop();
      dropProfile(profile);
    },
  };
}

async function start(profile: string, network: Network, display: Display) {
  const service = await startService(profile, display);
  const browserOptions = {
    binary: program,
    args: ['--automation', '--profile', profile, '--proxy', `http://127.0.0.1:${network.port}`],
  };
  const driver = await new Builder()
    .disableEnvironmentOverrides()
    .usingServer(`http://127.0.0.1:${service.port}`)
    .withCapabilities(
      new Capabilities({
        browserName: 'TestWebKit',
        acceptInsecureCerts: true,
        'webkitgtk:browserOptions': browserOptions,
      }),
    )
    .build();
  await driver.manage().setTimeouts({ script: 15_000, pageLoad: 20_000 });
  const inTurn = takeTurns();
  let isFirstFree = true;
  return {
    newPage: (type: 'tab' | 'window') =>
      inTurn(async () => {
        if (!isFirstFree) await driver.switchTo().newWindow(type);
        isFirstFree = false;
        return wrapWindow(driver, await driver.getWindowHandle(), inTurn);
      }),
    /** The driver tells the cookies of the page at hand alone, so each origin is opened once. */
    cookies: (origins: readonly string[]) =>
      inTurn(async () => {
        const before = await driver.getWindowHandle();
        await driver.switchTo().newWindow('tab');
        const found: HeldCookie[] = [];
        for (const origin of origins) {
          await driver.get(`${origin}/probe/read`);
          found.push(...((await driver.manage().getCookies()) as DriverCookie[]).map(present));
        }
        await driver.close();
        await driver.switchTo().window(before);
        return found;
      }),
    async close() {
      try {
        await driver.quit();
      } finally {
        await service.stop();
      }
    },
    async kill() {
      process.kill(Number(readFileSync(path.join(profile, 'pid'), 'utf8')), 'SIGKILL');
      await service.stop();
    },
  };
}

async function startService(profile: string, display: Display) {
  const port = await findFreePort();
  const { stop } = startChild(
    findOnPath('WebKitWebDriver') ?? 'WebKitWebDriver',
    ['--host=127.0.0.1', `--port=${port}`],
    profile,
    {
      env: { ...process.env, DISPLAY: display.name, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
    },
  );
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
  const deadline = Date.now() + patienceMs;
  while (!(await isUp())) {
    if (Date.now() > deadline) throw new Error('WebKitWebDriver does not answer.');
    await setTimeout(25);
  }
  return { port, stop };
}

/** WebKitWebDriver chooses no port by itself. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** One driver has one window at hand, so what several pages ask for goes one after the other. */
function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

function wrapWindow(driver: WebDriver, handle: string, inTurn: ReturnType<typeof takeTurns>): TestPage {
  const here = <T>(work: () => Promise<T>, framePart?: string) =>
    inTurn(async () => {
      await driver.switchTo().window(handle);
      await driver.switchTo().defaultContent();
      if (framePart !== undefined) await driver.switchTo().frame(await findFrame(driver, framePart));
      return work();
    });
  const documentIn = (framePart?: string): TestDocument => ({
    evaluate: <T>(expression: string) => here(() => evaluate<T>(driver, expression), framePart),
    click: (selector) => here(async () => (await find(driver, selector)).click(), framePart),
    type: (selector, text) =>
      here(async () => {
        const element = await find(driver, selector);
        // What is still on its way in cannot be typed into.
        await driver.wait(
          () =>
            element.click().then(
              () => true,
              () => false,
            ),
          patienceMs,
        );
        await element.sendKeys(text);
      }, framePart),
  });
  const isLoaded = () => driver.wait(() => evaluate<boolean>(driver, "document.readyState === 'complete'"), patienceMs);
  return {
    ...documentIn(),
    goto: (url) => here(() => driver.get(url)),
    reload: () => here(() => driver.navigate().refresh()),
    async leave(action) {
      const before = await here(() => evaluate<number>(driver, 'performance.timeOrigin'));
      await action();
      await here(() =>
        driver.wait(async () => (await evaluate<number>(driver, 'performance.timeOrigin')) !== before, patienceMs),
      );
      await here(isLoaded);
    },
    async frame(urlPart) {
      await here(() => findFrame(driver, urlPart));
      return documentIn(urlPart);
    },
    close: () => here(() => driver.close()),
  };
}

async function evaluate<T>(driver: WebDriver, expression: string): Promise<T> {
  const answer = await driver.executeAsyncScript<{ value?: T; error?: string }>(
    `const tell = arguments[arguments.length - 1];
     (async () => (${expression}))().then((value) => tell({ value }), (error) => tell({ error: String(error) }));`,
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value as T;
}

const find = (driver: WebDriver, selector: string) => driver.wait(until.elementLocated(By.css(selector)), patienceMs);

/** The element of the frame whose address contains the text, also within open shadow roots. */
async function findFrame(driver: WebDriver, urlPart: string): Promise<WebElement> {
  const script = `const search = (root) => {
      const found = root.querySelector('iframe[src*="' + arguments[0] + '"]');
      if (found) return found;
      for (const one of root.querySelectorAll('*')) if (one.shadowRoot) {
        const inside = search(one.shadowRoot);
        if (inside) return inside;
      }
      return null;
    };
    return search(document);`;
  const found = await driver.wait(() => driver.executeScript<WebElement | null>(script, urlPart), patienceMs);
  if (!found) throw new Error(`No frame of ${urlPart} came.`);
  return found;
}

type DriverCookie = {
  name: string;
  value: string;
  domain?: string;
  path?: string;
  secure?: boolean;
  httpOnly?: boolean;
  sameSite?: string;
  expiry?: number | Date;
};

function present(cookie: DriverCookie): HeldCookie {
  const domain = cookie.domain ?? '';
  return {
    name: cookie.name,
    value: cookie.value,
    host: domain.replace(/^\./, ''),
    isHostOnly: !domain.startsWith('.'),
    path: cookie.path ?? '/',
    isSecure: cookie.secure ?? false,
    isHttpOnly: cookie.httpOnly ?? false,
    sameSite: (cookie.sameSite?.toLowerCase() as 'none' | undefined) ?? 'unset',
    maxAgeS: cookie.expiry === undefined ? null : Number(cookie.expiry) - Date.now() / 1000,
    isPartitioned: null,
  };
}
