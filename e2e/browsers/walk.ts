import { setTimeout } from 'node:timers/promises';
import type { CookieMode } from '@porchlight/protocol';
import type { ColumnId, Recognition } from '../../docs/spec/matrix.ts';
import { type CustomerPage, type HostName, type Network, proxiedPath } from './network.ts';
import type { Product, RecordedView } from './product.ts';
import {
  type ConfigurationId,
  configurations,
  type HeldCookie,
  type TestBrowser,
  type TestDocument,
  type TestPage,
} from './test-browser.ts';

type Site = Awaited<ReturnType<Product['addSite']>>;

export type PageOptions = {
  headers?: Record<string, string>;
  /** Put before the tag, for example the site's own consent choice. */
  head?: string;
  /** Nonce of every script of the page, where its policy wants one. */
  nonce?: string;
  /** The tag comes through the customer's own proxy. */
  isProxied?: boolean;
  /** Where the link `#next` leads. */
  next?: string;
  scheme?: 'https' | 'http';
};

export type WalkParts = {
  configuration: ConfigurationId;
  mode: CookieMode;
  network: Network;
  product: Product;
  browser: TestBrowser;
  site: Site;
};

/** What a scenario counts besides its outcome: requests of the tag, and their bodies' bytes both ways. */
export type Figures = { requests: number; bytes: number };

const patienceMs = 6_000;
/**
 * A conversation that does not show by then is taken for gone, where it should be: a messenger waits 3 s for a page that
 * knows nobody. One that should be there has longer.
 */
const goneMs = 4_000;

/** What is said in the chat window before the scenario goes on. */
export const said = { message: 'Is the blue one in stock?', draft: 'And how long would it' };

/** An expression that is true once `condition` is, and false where it is not for some seconds. */
export const untilSeen = (condition: string, ms = 10_000) =>
  `new Promise((resolve) => { const until = Date.now() + ${ms}; const look = () => (${condition}) ? resolve(true) : Date.now() > until ? resolve(false) : setTimeout(look, 50); look(); })`;

/** An expression for the places where the frame still holds a word of the former user, or a key; other sites' are not its. */
const leftovers = `(async () => {
  const site = location.pathname.split('/')[2];
  const isLeft = (value) => [${JSON.stringify(said.message)}, ${JSON.stringify(said.draft)}].some((text) => JSON.stringify(value ?? null).includes(text));
  const left = [];
  for (const [name, open] of [['localStorage', () => localStorage], ['sessionStorage', () => sessionStorage]])
    try {
      const store = open();
      for (const key of Object.keys(store)) if (key.endsWith(site) && (isLeft(store.getItem(key)) || key.startsWith('pl_ckey'))) left.push(name + ' ' + key.split('-')[0]);
    } catch {}
  try {
    // By its name, since WebKit's list of databases is empty in frames; one that is not there is not made.
    for (const name of ['pl_outbox-' + site]) {
      const database = await new Promise((resolve) => { const asked = indexedDB.open(name); asked.onupgradeneeded = () => asked.transaction.abort(); asked.onsuccess = () => resolve(asked.result); asked.onerror = () => resolve(null); });
      if (!database) continue;
      for (const store of database.objectStoreNames) {
        const all = await new Promise((resolve, reject) => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result); asked.onerror = reject; });
        if (isLeft(all)) left.push('indexedDB ' + store);
      }
      database.close();
    }
  } catch {}
  if (isLeft(document.body.innerText)) left.push('the window');
  return left;
})()`;

/** … and for those where the page does: a token or a proof stands for what was said. */
const leftInPage = (site: string) =>
  `[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /^pl_(msg|xd)-/.test(key) && key.endsWith('${site}')).map((key) => 'the page’s ' + key.split('-')[0])`;

/** One visitor's way through the pages of one site, in one browser. */
export class Walk {
  readonly configuration: ConfigurationId;
  readonly mode: CookieMode;
  readonly network: Network;
  readonly product: Product;
  readonly browser: TestBrowser;
  readonly site: Site;
  #page: TestPage | null = null;
  /** What went wrong on the pages themselves; a guest on them must never be the cause [LOAD2]. */
  readonly pageErrors: string[] = [];
  figures: Figures | null = null;
  #hasTalked = false;
  #isOffered = false;

  constructor(parts: WalkParts) {
    this.configuration = parts.configuration;
    this.mode = parts.mode;
    this.network = parts.network;
    this.product = parts.product;
    this.browser = parts.browser;
    this.site = parts.site;
  }

  /** The tab at hand, opened when it is first needed. */
  async page(): Promise<TestPage> {
    this.#page ??= await this.browser.newTab();
    return this.#page;
  }

  /** Goes on in another tab or window; null after a restart, which leaves none. */
  takeTo(page: TestPage | null): void {
    this.#page = page;
  }

  /** Adds a page with the tag and answers with its path. */
  addPage({ headers, head = '', nonce, isProxied = false, next }: PageOptions = {}): string {
    const base = isProxied ? proxiedPath.slice(0, -1) : this.network.origin(this.product.service);
    const withNonce = nonce ? ` nonce="${nonce}"` : '';
    return this.network.addPage(
      (path): CustomerPage => ({
        html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page ${path}</title><link rel="icon" href="data:,">
<script${withNonce}>pageErrors = []; addEventListener('error', (event) => pageErrors.push(String(event.message)));
addEventListener('unhandledrejection', (event) => pageErrors.push(String(event.reason)));</script>
${head}<script${withNonce} async crossorigin="anonymous" src="${base}/tag/${this.site.id}.js"></script></head>
<body><h1>${path}</h1>${next ? `<a id="next" href="${next}">Next</a>` : ''}</body></html>`,
        ...(headers ? { headers } : {}),
      }),
    );
  }

  /** Opens a new page of the site on the host; null where the server recorded no view. */
  async visit(host: HostName = 'shop', options: PageOptions = {}): Promise<RecordedView | null> {
    const path = this.addPage(options);
    await (await this.page()).goto(this.network.origin(host, options.scheme) + path);
    return this.recorded(path);
  }

  /** Goes to a new page of the site from the page at hand, which to browsers is the visitor's own way. */
  async goOn(host: HostName = 'shop'): Promise<RecordedView | null> {
    const path = this.addPage();
    const url = this.network.origin(host) + path;
    const page = await this.page();
    // In a task of its own: the answer to the driver would be lost with the page.
    await page.leave(() => page.evaluate(`void setTimeout(() => location.assign('${url}'))`));
    return this.recorded(path);
  }

  /** Loads the page again; `path` is its own, seen `times` before. */
  async reload(path: string, times = 1): Promise<RecordedView | null> {
    await (await this.page()).reload();
    return this.recorded(path, times + 1);
  }

  /** Clicks the link to a new page on the host, as a visitor does. */
  async follow(from: HostName, to: HostName): Promise<{ before: RecordedView | null; after: RecordedView | null }> {
    const target = this.addPage();
    const start = this.addPage({ next: this.network.origin(to) + target });
    const page = await this.page();
    await page.goto(this.network.origin(from) + start);
    const before = await this.recorded(start);
    await page.leave(() => page.click('#next'));
    return { before, after: await this.recorded(target) };
  }

  /** The view of a page that the server stored, once it has; null after some seconds without. */
  async recorded(path: string, count = 1): Promise<RecordedView | null> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      await this.network.quiet();
      const views = await this.product.readViews(this.site.id, path);
      if (views.length >= count) break;
      if (Date.now() > deadline) return null;
      await setTimeout(50);
    }
    await this.noteErrors();
    const views = await this.product.readViews(this.site.id, path);
    return views.at(-1) ?? null;
  }

  /** Waits until the tag has had its time on the page, where no view is expected; tells whether none was recorded. */
  async isSilent(path: string): Promise<boolean> {
    const page = await this.page();
    await page.evaluate(
      `new Promise((resolve) => { const look = () => window.Porchlight?.sites ? setTimeout(resolve, 500) : setTimeout(look, 20); look(); })`,
    );
    await this.network.quiet();
    await this.noteErrors();
    return (await this.product.readViews(this.site.id, path)).length === 0;
  }

  async noteErrors(): Promise<void> {
    const errors = await (await this.page()).evaluate<string[]>('window.pageErrors ?? []');
    this.pageErrors.push(...errors.filter((error) => !this.pageErrors.includes(error)));
  }

  /** Calls the tag's interface in the page at hand. */
  async call(...words: unknown[]): Promise<void> {
    await (await this.page()).evaluate(
      `void window.Porchlight(${words.map((word) => JSON.stringify(word)).join(', ')})`,
    );
  }

  /** Our cookies of this site, of the service and of the customer's domains. */
  async cookies(): Promise<HeldCookie[]> {
    const origins = [this.network.origin('shop'), this.network.origin(this.product.service)];
    return (await this.browser.cookies(origins)).filter((cookie) => cookie.name.includes(this.site.id));
  }

  /** Opens the chat window of the page at hand; its frame, once it can be typed into. */
  async openMessenger(): Promise<TestDocument> {
    await this.call('open');
    return (await this.page()).frame(`/m/${this.site.id}/frame`);
  }

  /** Writes a message, and begins another one; throws where the first does not arrive. */
  async talk(): Promise<void> {
    this.#hasTalked = true;
    const frame = await this.openMessenger();
    await frame.type('textarea', said.message);
    await frame.click('button[type=submit]');
    if (!(await this.product.hasMessage(this.site.id, said.message))) throw new Error('The message was lost.');
    await frame.type('textarea', said.draft);
    await frame.evaluate(untilSeen(`document.querySelector('textarea')?.value === ${JSON.stringify(said.draft)}`));
    // Where a frame's storage does not last, the page gets a token to keep [CNV3]: people stay longer than that takes.
    if (configurations[this.configuration].engine === 'webkitgtk') {
      const token = JSON.stringify(`pl_msg-${this.site.id}`);
      const isKept = `[localStorage, sessionStorage].some((kept) => kept.getItem(${token}) !== null)`;
      await (await this.page()).evaluate(untilSeen(isKept, goneMs));
    }
  }

  /** Says yes where the page asks whether to go on with what was said at another domain, and waits for that question. */
  async acceptOffer(): Promise<void> {
    if (!this.#hasTalked) return;
    const yes = `document.querySelector('#porchlight')?.shadowRoot.querySelector('.ask .action')`;
    this.#isOffered = await (await this.page()).evaluate<boolean>(untilSeen(yes, goneMs));
    if (this.#isOffered) await (await this.page()).evaluate(`${yes}.click()`);
  }

  /** What the chat window of the page at hand shows of what was said, and what of it is kept; `isAwaited` where it should. */
  async recall(isAwaited: boolean): Promise<Record<ColumnId, string>> {
    const frame = await this.openMessenger();
    await frame.evaluate(untilSeen(`document.querySelector('textarea')`));
    const tell = (isKept: boolean) => (isKept ? 'kept' : 'gone');
    const offered = this.#isOffered ? 'offered, ' : '';
    const isThere = await frame.evaluate<boolean>(
      untilSeen(`document.body.innerText.includes(${JSON.stringify(said.message)})`, isAwaited ? undefined : goneMs),
    );
    const draft = await frame.evaluate<string>(`document.querySelector('textarea')?.value ?? ''`);
    const left = [
      ...(await frame.evaluate<string[]>(leftovers)),
      ...(draft === '' ? [] : ['the draft']),
      ...(await (await this.page()).evaluate<string[]>(leftInPage(this.site.id))),
    ];
    return {
      conversation: offered + tell(isThere),
      draft: tell(draft === said.draft),
      former: left.join(', ') || 'nothing',
    };
  }

  /** What the tag asked of this site so far; `only` names the last part of the path. */
  requests(only: RegExp) {
    const prefix = `/t/${this.site.id}/`;
    return this.network.seen.filter(
      ({ path, method }) => method === 'POST' && path.includes(prefix) && only.test(path.split(prefix)[1] ?? ''),
    );
  }

  /** Removes what script can write on the page at hand, as browsers do that let it live for days. */
  async dropScriptEntries(): Promise<void> {
    await (await this.page()).evaluate(`(() => {
      for (const pair of document.cookie.split('; ')) {
        const name = pair.split('=')[0];
        for (const domain of ['', '; Domain=shop.test'])
          document.cookie = name + '=; Path=/; Secure; Max-Age=0' + domain;
      }
      localStorage.clear();
    })()`);
  }

  /** How the later view relates to the earlier one, by the server's storage alone. */
  async compare(earlier: RecordedView | null, later: RecordedView | null): Promise<Recognition | 'not recorded'> {
    if (!earlier || !later) return 'not recorded';
    if (earlier.visitor === later.visitor) return earlier.visit === later.visit ? 'same visit' : 'same';
    return (await this.product.isJoined(this.site.id, earlier.visitor, later.visitor)) ? 'joined' : 'new';
  }
}
