import type { MemberId } from '@porchlight/protocol';
import { signToken } from '../../apps/server/src/contacts/testing/tokens.ts';
import { openBrowser } from '../browsers/drivers.ts';
import { type HostName, Network } from '../browsers/network.ts';
import { Product } from '../browsers/product.ts';
import type { ConfigurationId, TestBrowser, TestDocument, TestPage } from '../browsers/test-browser.ts';
import { Walk } from '../browsers/walk.ts';
import { agentText, isDone, liveOne, shownIn, step, visitorText } from './model.ts';
import type { History, Kind, Operation } from './operations.ts';
import { openWorld, type Place, placeOf, type World } from './world.ts';

const hosts = ['shop', 'blog'] as const satisfies HostName[];
const configurations: Partial<Record<Kind, ConfigurationId>> = { shared: 'chromium', chips: 'chromium-blocked' };
const agent = { id: 'me_histories-browser' as MemberId, name: 'Mia' };
const patienceMs = 10_000;
const queue =
  '<script>window.Porchlight = window.Porchlight || function () { (Porchlight.q = Porchlight.q || []).push(arguments); };</script>';

/** What a real browser can be led to do; the rest is left to the simulated one. */
export function isForBrowsers(operation: Operation): boolean {
  const left: Operation['kind'][] = ['clear-storage', 'block-cookies', 'planted-link', 'steal-ids'];
  return !left.includes(operation.kind) && operation.kind !== 'undo-alias' && operation.kind !== 'replay-recovery';
}

/** The real product and real browsers, with the real tag and messenger, on which one history after the other is played. */
export class HistoryBrowsers {
  readonly #network: Network;
  readonly #product: Product;
  #played = 0;

  static async open(): Promise<HistoryBrowsers> {
    const network = await Network.open();
    return new HistoryBrowsers(network, await Product.open(network));
  }

  private constructor(network: Network, product: Product) {
    this.#network = network;
    this.#product = product;
  }

  async close(): Promise<void> {
    await this.#product.close();
    await this.#network.close();
  }

  /** Plays a history in two browsers and on the model; throws at the first difference. */
  async play(history: History): Promise<void> {
    this.#played += 1;
    const { setting } = history;
    const site = await this.#product.addSite(setting.mode, {
      historyPolicy: setting.history,
      joinPolicy: setting.join,
    });
    const secret = await this.#product.addIdentityKey(site.id);
    const browsers: TestBrowser[] = [];
    try {
      for (const kind of setting.kinds)
        browsers.push(
          await openBrowser(configurations[kind] ?? 'chromium', { network: this.#network, isReopened: true }),
        );
      const run = new Run(this.#network, this.#product, browsers, history, { site, secret, number: this.#played });
      for (const operation of history.operations) await run.do(operation);
    } finally {
      for (const browser of browsers) await browser.close();
    }
  }
}

type Shop = { site: Awaited<ReturnType<Product['addSite']>>; secret: string; number: number };
/** A domain in a browser: its tabs, and whom its pages say to know. */
type Spot = { walk: Walk; tabs: (TestPage | null)[]; signedIn: string | null; visit: string | null; consents: boolean };

class Run {
  readonly #product: Product;
  readonly #browsers: readonly TestBrowser[];
  readonly #world: World;
  readonly #shop: Shop;
  readonly #spots: Spot[];
  readonly #done: Operation[] = [];

  constructor(network: Network, product: Product, browsers: readonly TestBrowser[], { setting }: History, shop: Shop) {
    this.#product = product;
    this.#browsers = browsers;
    this.#shop = shop;
    this.#world = openWorld(setting);
    this.#spots = browsers.flatMap((browser, at) =>
      hosts.map((): Spot => {
        const configuration = configurations[setting.kinds[at] as Kind] ?? 'chromium';
        const walk = new Walk({ configuration, mode: setting.mode, network, product, browser, site: shop.site });
        return { walk, tabs: [null, null], signedIn: null, visit: null, consents: true };
      }),
    );
  }

  async do(operation: Operation): Promise<void> {
    this.#done.push(operation);
    // With several conversations under way, which one is on screen is the visitor's choice.
    const target = placeOf(this.#world, operation.by, 1 - operation.on);
    const given =
      operation.kind === 'hand-off' && this.#liveOf(target).length > 0 ? { ...operation, clicks: false } : operation;
    const isAsSaid = isDone(this.#world, given);
    const isOffered = await this.#perform(given, isAsSaid);
    const visits = this.#spots.map(({ visit }) => visit);
    const expected = step(this.#world, given, visits);
    if (given.kind === 'hand-off' && expected.isOffered !== null && expected.isOffered !== isOffered)
      this.#fail(isOffered ? 'offered to continue' : 'did not offer to continue');
    await this.#compare();
  }

  async #perform(operation: Operation, isAsSaid: boolean): Promise<boolean> {
    const { by, on } = operation;
    const spot = this.#spots[by * 2 + on] as Spot;
    if (!isAsSaid) {
      await this.#load(spot, on, 0);
      return false;
    }
    switch (operation.kind) {
      case 'send':
        if (!spot.tabs[0]) await this.#load(spot, on, 0);
        await this.#say(spot, visitorText(this.#world));
        return false;
      case 'close-tab':
        await spot.tabs[0]?.close();
        spot.tabs = [spot.tabs[1] ?? null, null];
        return false;
      case 'hand-off':
        return this.#handOff(spot, this.#spots[by * 2 + 1 - on] as Spot, on, operation.clicks);
      case 'restart': {
        await this.#browsers[by]?.reopen();
        for (const one of this.#spots.slice(by * 2, by * 2 + 2))
          Object.assign(one, { tabs: [null, null], signedIn: null });
        return false;
      }
      case 'change-mode':
        await this.#product.changeSite(this.#shop.site.id, { mode: operation.mode });
        return false;
      case 'advance':
        this.#product.advance(operation.hours * 3_600_000);
        return false;
      case 'agent-sends':
      case 'agent-ends':
        await this.#serve(operation);
        return false;
      default:
        await this.#load(spot, on, operation.kind === 'new-tab' ? 1 : 0, operation);
        return false;
    }
  }

  /** Opens a page in a tab and does what is done there by a call of the page's. */
  async #load(spot: Spot, on: number, index: number, operation?: Operation): Promise<void> {
    if (operation?.kind === 'log-in' && spot.signedIn !== operation.who) spot.signedIn = null;
    if (operation?.kind === 'consent') spot.consents = true;
    const at = spot.tabs[0] ? index : 0;
    spot.tabs[at] ??= await spot.walk.browser.newTab();
    spot.walk.takeTo(spot.tabs[at] as TestPage);
    const choices = { functional: spot.consents, analytics: spot.consents };
    const head = `${queue}<script>Porchlight('consent', ${JSON.stringify(choices)});${this.#identify(spot.signedIn)}</script>`;
    await this.#arrive(spot, spot.walk.addPage({ head }), on);
    if (operation?.kind === 'log-in') {
      spot.signedIn = operation.who;
      await this.#call(spot, this.#identify(operation.who));
      await spot.walk.network.quiet();
    } else if (operation?.kind === 'log-out') {
      Object.assign(spot, { signedIn: null, visit: null });
      await this.#call(spot, `Porchlight('logout')`);
      await spot.walk.network.quiet();
    } else if (operation?.kind === 'withdraw') {
      Object.assign(spot, { consents: false, signedIn: null, visit: null });
      await this.#call(spot, `Porchlight('consent', { functional: false, analytics: false })`);
      await spot.walk.network.quiet();
    }
  }

  async #arrive(spot: Spot, path: string, on: number): Promise<void> {
    const page = await spot.walk.page();
    await page.goto(spot.walk.network.origin(hosts[on] as HostName) + path);
    if (spot.consents) spot.visit = (await spot.walk.recorded(path))?.visit ?? null;
    else if (!(await spot.walk.isSilent(path))) this.#fail('counted a page view without consent');
  }

  #identify(who: string | null): string {
    if (who === null) return '';
    const { site, secret, number } = this.#shop;
    const exp = Math.floor(this.#product.now() / 1_000) + 600;
    const token = signToken({ aud: site.id, sub: `${who}-${number}`, exp }, secret);
    return `Porchlight('identify', ${JSON.stringify(token)});`;
  }

  async #call(spot: Spot, code: string): Promise<void> {
    await (spot.tabs[0] as TestPage).evaluate(`void (() => { ${code} })()`);
  }

  async #say(spot: Spot, text: string): Promise<void> {
    const page = spot.tabs[0] as TestPage;
    await page.show?.();
    spot.walk.takeTo(page);
    const frame = await spot.walk.openMessenger();
    // What has ended is on screen until a new one is begun.
    await frame.evaluate(
      until(`document.querySelector('textarea') || document.querySelector('.ended button, .home button')`),
    );
    await frame.evaluate(
      until(
        `document.querySelector('textarea') || void document.querySelector('.ended button, .home button.begin, .home button')?.click()`,
      ),
    );
    await frame.type('textarea', text);
    await frame.click('button[type=submit]');
    if (!(await this.#product.hasMessage(this.#shop.site.id, text))) this.#fail(`lost “${text}”`);
  }

  async #serve(operation: Extract<Operation, { which: number }>): Promise<void> {
    const number = liveOne(this.#world, operation.which);
    const text = number === null ? null : this.#world.conversations[number]?.texts[0];
    if (!text) return;
    await this.#product.serve(
      this.#shop.site.id,
      text,
      agent,
      operation.kind === 'agent-ends' ? null : agentText(this.#world),
    );
  }

  async #handOff(from: Spot, into: Spot, on: number, clicks: boolean): Promise<boolean> {
    await this.#load(from, on, 0);
    // The frame tells the page what its links may bring along.
    if (this.#liveOf(this.#placeOf(from)).length > 0) await this.#settled(from, this.#placeOf(from));
    const choices = { functional: into.consents, analytics: into.consents };
    const head = `${queue}<script>Porchlight('consent', ${JSON.stringify(choices)});${this.#identify(into.signedIn)}</script>`;
    const path = into.walk.addPage({ head });
    const page = from.tabs[0] as TestPage;
    // The tab goes to the other domain; the one that was there is closed.
    await page.leave(() =>
      page.evaluate(
        `void setTimeout(() => { const link = document.createElement('a'); link.href = ${JSON.stringify(from.walk.network.origin(hosts[1 - on] as HostName) + path)}; document.body.append(link); link.click(); })`,
      ),
    );
    await into.tabs[0]?.close();
    into.tabs[0] = page;
    into.walk.takeTo(page);
    if (into.consents) into.visit = (await into.walk.recorded(path))?.visit ?? null;
    const isOffered = await page.evaluate<boolean>(
      until(`document.querySelector('#porchlight')?.shadowRoot?.querySelector('.ask')`, 1_500),
    );
    if (isOffered && clicks) await page.click('::-p-aria([name="Continue"][role="button"])');
    // Where it came from is opened anew, as the model has it.
    from.tabs[0] = null;
    await this.#load(from, on, 0);
    return isOffered;
  }

  /** In every open page: nothing of what is not theirs, and one of those that go on, whole. */
  async #compare(): Promise<void> {
    for (const spot of this.#spots)
      for (const page of spot.tabs)
        if (page) {
          await page.show?.();
          spot.walk.takeTo(page);
          await this.#settled(spot, this.#placeOf(spot), page);
        }
  }

  async #settled(spot: Spot, place: Place, page = spot.tabs[0] as TestPage): Promise<void> {
    const tab = place.tabs[spot.tabs.indexOf(page)];
    if (!tab) return;
    const shown = shownIn(this.#world, place, tab);
    const live = this.#liveOf(place);
    spot.walk.takeTo(page);
    const frame = await spot.walk.openMessenger();
    const all = (id: number) => this.#world.conversations[id]?.texts ?? [];
    const isWhole = (id: number) =>
      all(id)
        .map((text) => `document.body.innerText.includes(${JSON.stringify(text)})`)
        .join(' && ');
    if (live.length > 0 && !(await frame.evaluate<boolean>(until(live.map((id) => `(${isWhole(id)})`).join(' || ')))))
      this.#fail(`${place.browser} on ${place.domain} does not show ${live}: ${await tellText(frame)}`);
    const strange = this.#world.conversations.flatMap((_, id) => (shown.has(id) ? [] : all(id)));
    const holding =
      'document.documentElement.innerHTML + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })';
    // What a leap in time ended, the server tells open windows at its next sweep.
    if (this.#done.at(-1)?.kind === 'advance')
      await frame.evaluate(
        until(`((held) => ${JSON.stringify(strange)}.every((text) => !held.includes(text)))(${holding})`),
      );
    const held = await frame.evaluate<string>(holding);
    const seen = strange.filter((text) => held.includes(text));
    if (seen.length > 0) this.#fail(`${place.browser} on ${place.domain} holds “${seen.join('”, “')}”`);
  }

  #placeOf(spot: Spot): Place {
    return this.#world.places[this.#spots.indexOf(spot)] as Place;
  }

  #liveOf(place: Place): number[] {
    const tab = place.tabs[0];
    if (!tab) return [];
    return [...shownIn(this.#world, place, tab)].filter((id) => !this.#world.conversations[id]?.isEnded);
  }

  #fail(what: string): never {
    throw new Error(`After ${this.#done.length} operations: ${what}`);
  }
}

function until(condition: string, ms = patienceMs): string {
  return `new Promise((resolve) => { const end = Date.now() + ${ms}; const look = () => (${condition}) ? resolve(true) : Date.now() > end ? resolve(false) : setTimeout(look, 50); look(); })`;
}

async function tellText(frame: TestDocument): Promise<string> {
  return (await frame.evaluate<string>('document.body.innerText')).replace(/\s+/g, ' ').slice(0, 300);
}
