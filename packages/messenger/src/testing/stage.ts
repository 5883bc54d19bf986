import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  AgentConversation,
  CookieMode,
  InboxAnswer,
  InboxItem,
  ServerFrame,
  TypingState,
} from '@porchlight/protocol';
import { demoLogins, demoSiteId, type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import type { Browser, BrowserContext, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { WebSocket } from 'ws';
import { launchChromium } from '../../../../scripts/testing/chromium.ts';

export type Agent = {
  /** The conversations that wait. */
  queue(): Promise<InboxItem[]>;
  open(id: string): Promise<AgentConversation>;
  say(id: string, text: string): Promise<void>;
  end(id: string): Promise<void>;
  read(id: string): Promise<void>;
  setAvailable(isAvailable: boolean): Promise<void>;
  /** Follows the marks of typing: what the visitor's say, and a way to tell the agent's. */
  watchTyping(id: string): Promise<{ heard: boolean[]; tell(isTyping: boolean): void; close(): void }>;
};

/** The running product with the demo's data, a browser, and an agent who speaks the API. */
export type MessengerStage = {
  browser: Browser;
  agent: Agent;
  /** Errors of pages and what the frame's policy refused. */
  errors: string[];
  /** Opens the demo shop and the messenger in it. */
  openShop(context: BrowserContext): Promise<{ page: Page; frame: Frame }>;
  /** Sets the demo site's cookie mode, in force from the next page view. */
  setMode(mode: CookieMode): Promise<void>;
  /** The sockets that are open at the server. */
  countSockets(): number;
  /** Ends the server, as a crash of its machine would, and starts it on the same data. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
};

/** Starts everything on free ports and in a folder of its own. */
async function openMessengerStage(): Promise<MessengerStage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-messenger-'));
  let port = 0;
  let running: Porchlight | null = null;
  const start = async () => {
    const flags = [`--port=${port}`, `--data=${path.join(folder, 'data')}`, '--log-level=error'];
    running = await startPorchlight(readConfig('start', flags, {}, rootDir), {});
    port = running.config.port;
  };
  const stop = async () => {
    await running?.close();
    running = null;
  };
  await start();
  const browser = await launchChromium(path.join(folder, 'profile'));
  const errors: string[] = [];
  const agent = await logIn(() => port);

  return {
    browser,
    agent,
    errors,
    async openShop(context) {
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        // A server that is away is told by the browser itself; anything else is ours.
        if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket|Failed to load resource/.test(message.text())) {
          errors.push(message.text());
        }
      });
      await page.setViewport({ width: 1100, height: 800 });
      await page.goto(`http://shop.localhost:${port}/`);
      return { page, frame: await openMessenger(page) };
    },
    async setMode(mode) {
      await running?.app.sites.changeSite(demoSiteId, { mode });
    },
    countSockets: () => running?.app.countSockets() ?? 0,
    startServer: start,
    stopServer: stop,
    async close() {
      await browser.close();
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Presses the chat button where the window is not open yet, and waits for the messenger. */
export async function openMessenger(page: Page): Promise<Frame> {
  const button = await page.waitForSelector('#porchlight >>> .launch', { timeout: 30_000 });
  if (!(await page.$('#porchlight >>> .open .panel'))) await button?.click();
  return messengerOf(page);
}

/** The messenger's frame once it has drawn itself. */
export async function messengerOf(page: Page): Promise<Frame> {
  const frame = await page.waitForFrame((candidate) => /\/m\/[^/]+\/frame/.test(candidate.url()), { timeout: 30_000 });
  await frame.waitForSelector('#composer, .home, .ended', { timeout: 30_000 });
  return frame;
}

/** Types a message and sends it with Enter. */
export async function write(page: Page, frame: Frame, text: string): Promise<void> {
  await frame.waitForSelector('#composer');
  await frame.focus('#composer');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Waits until the frame shows the text; by time, since pages in the background draw no frames. */
export async function see(frame: Frame, text: string): Promise<void> {
  await frame.waitForFunction(
    (wanted) => document.body.textContent.includes(wanted),
    { timeout: 30_000, polling: 100 },
    text,
  );
}

async function logIn(port: () => number): Promise<Agent> {
  let cookie = '';
  async function call<T>(method: string, url: string, body?: object): Promise<T> {
    const host = `work.localhost:${port()}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { host, cookie, origin: `http://${host}`, ...(text ? { 'content-type': 'application/json' } : {}) };
    return new Promise<T>((resolve, reject) => {
      const sent = request({ port: port(), host: '127.0.0.1', path: `/api/agent${url}`, method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const data = Buffer.concat(parts).toString();
          const set = answer.headers['set-cookie']?.[0]?.split(';')[0];
          if (set) cookie = set;
          if ((answer.statusCode ?? 500) >= 400) reject(new Error(`${method} ${url}: ${answer.statusCode} ${data}`));
          else resolve((data ? JSON.parse(data) : null) as T);
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }
  const { email, password } = demoLogins.mia;
  await call('POST', '/login', { email, password });
  const open = (id: string) => call<AgentConversation>('GET', `/conversations/${id}`);
  return {
    queue: async () => (await call<InboxAnswer>('GET', `/sites/${demoSiteId}/conversations?view=queue`)).items,
    open,
    say: (id, said) =>
      call('POST', `/conversations/${id}/messages`, {
        clientId: `agent-${Math.random().toString(36).slice(2, 12)}`,
        text: said,
      }),
    end: (id) => call('POST', `/conversations/${id}/end`, {}),
    async read(id) {
      const { head } = (await open(id)).opened.conversation;
      await call('POST', `/conversations/${id}/receipts`, { deliveredSeq: head, readSeq: head });
    },
    setAvailable: (isAvailable) => call('PUT', '/availability', { isAvailable }),
    async watchTyping(id) {
      const { token } = await call<{ token: string }>('POST', '/socket-tokens', {});
      const host = `work.localhost:${port()}`;
      const socket = new WebSocket(`ws://127.0.0.1:${port()}/socket`, { headers: { host }, origin: `http://${host}` });
      const heard: boolean[] = [];
      const say = (frame: object) => socket.send(JSON.stringify(frame));
      return new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('open', () => say({ type: 'hello', v: 1, token }));
        socket.on('message', (data) => {
          const frame = JSON.parse(String(data)) as ServerFrame;
          if (frame.type === 'welcome') say({ type: 'subscribe', stream: `typing.${id}` });
          if (frame.type === 'bye') reject(new Error(frame.message));
          if (frame.type === 'delta') {
            const { side, isTyping } = frame.data as TypingState;
            if (side === 'visitor') heard.push(isTyping);
          }
          if (frame.type === 'snapshot') {
            const tell = (isTyping: boolean) => say({ type: 'typing', conversation: id, isTyping });
            resolve({ heard, tell, close: () => socket.close() });
          }
        });
      });
    },
  };
}

/** The stage of a test file, with a fresh profile for each test; set by its hooks. No page may throw an error. */
export function useMessengerStage(): MessengerStage & { context: BrowserContext } {
  const stage = {} as MessengerStage & { context: BrowserContext };
  beforeAll(async () => {
    Object.assign(stage, await openMessengerStage());
  }, 120_000);
  afterAll(() => stage.close());
  beforeEach(async () => {
    stage.errors.length = 0;
    await stage.agent.setAvailable(true);
    stage.context = await stage.browser.createBrowserContext();
  });
  afterEach(async () => {
    await stage.context.close();
    expect(stage.errors).toEqual([]);
  });
  return stage;
}
