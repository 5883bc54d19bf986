import type {
  ContinuationAnswer,
  Grant,
  PageViewAnswer,
  StartConversationAnswer,
  TokensAnswer,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import type { Site } from '../../apps/server/src/sites/index.ts';
import { type Answer, type Ask, buildKey, buildStart, type TestServer } from '../../apps/server/src/testing.ts';
import { TestBrowser } from '../../apps/server/src/visits/testing.ts';
import type { Kind } from './operations.ts';

export const urls = ['https://shop.example/page', 'https://blog.example/page'] as const;

type Held = { key: string; conversation: string; visitor: VisitorId };

/** A page with the frame in it: what it found by its keys when it last exchanged them. */
export type SimulatedTab = {
  own: Held[];
  visitor: VisitorId | null;
  visit: VisitId | null;
  grants: Map<string, Grant>;
};

/** What a browser keeps on one domain of the site: the frame's storage in that partition, and the page's entries. */
export type SimulatedPlace = {
  url: string;
  kept: Held[];
  mark: 'session' | 'lasting' | null;
  isForSession: boolean;
  consents: boolean;
  tabs: (SimulatedTab | null)[];
  /** Credentials that were ended: nothing may be opened with them any more. */
  former: { keys: string[]; tokens: { token: string; conversation: string }[] };
};

let codes = 0;

/** The tag and the messenger's frame in one browser, as far as the server can tell: by the protocol, without their code. */
export class SimulatedBrowser {
  readonly #server: TestServer;
  readonly #site: Site;
  readonly #ask: (url: string, ask: Ask) => Promise<Answer>;
  readonly tag: TestBrowser;
  readonly places: readonly [SimulatedPlace, SimulatedPlace];

  constructor(options: {
    server: TestServer;
    site: Site;
    kind: Kind;
    ask: (url: string, ask: Ask) => Promise<Answer>;
  }) {
    this.#server = options.server;
    this.#site = options.site;
    this.#ask = options.ask;
    const near = { ...options.server, ask: (_surface: string, url: string, ask: Ask = {}) => options.ask(url, ask) };
    this.tag = new TestBrowser(near, options.site, options.kind);
    const open = (url: string): SimulatedPlace => ({
      url,
      kept: [],
      mark: null,
      isForSession: false,
      consents: true,
      tabs: [null, null],
      former: { keys: [], tokens: [] },
    });
    this.places = [open(urls[0]), open(urls[1])];
  }

  get #mode() {
    return this.#server.app.sites.getSite(this.#site.id).mode;
  }
  get #isSession(): boolean {
    return this.#mode === 'third-party-session' || this.#mode === 'first-party-session';
  }
  get #lasts(): boolean {
    return this.tag.kind !== 'none';
  }

  /** The keys that a tab's frame reaches. */
  heldBy(place: SimulatedPlace, tab: SimulatedTab): Held[] {
    return this.#lasts ? place.kept : tab.own;
  }

  /** Opens a page in a tab and its frame. `handoff` is the code that its address carries; answers what is offered. */
  async load(
    place: SimulatedPlace,
    index: number,
    handoff: string | null = null,
  ): Promise<PageViewAnswer['continuation']> {
    const tab: SimulatedTab = { own: [], visitor: null, visit: null, grants: new Map() };
    place.tabs[place.tabs[0] ? index : 0] = tab;
    let continuation: PageViewAnswer['continuation'] = null;
    if (place.consents) {
      const viewed = await this.tag.view(place.url, { handoff: handoff as never });
      tab.visitor = viewed.asked?.visitor ?? viewed.answer.visitor;
      tab.visit = viewed.answer.visit;
      continuation = viewed.answer.continuation;
    }
    if (place.mark) this.#writeMark(place);
    const isSame = place.mark !== null || place.kept.some(({ visitor }) => visitor === tab.visitor);
    const isGated = this.#isSession || place.isForSession;
    if (this.#lasts && isGated && place.kept.length > 0 && !isSame) await this.#clear(place);
    place.isForSession = this.#isSession;
    await this.exchange(place, tab);
    if (this.heldBy(place, tab).length === 0) place.mark = null;
    return continuation;
  }

  /** Exchanges the keys that the tab reaches for tokens and lets go of those that open nothing. */
  async exchange(place: SimulatedPlace, tab: SimulatedTab): Promise<void> {
    const held = this.heldBy(place, tab);
    const before = tab.grants;
    tab.grants = new Map();
    if (held.length === 0) return;
    const answer = await this.frame('/tokens', { keys: held.map(({ key }) => key), visit: tab.visit });
    const { grants } = read<TokensAnswer>(answer);
    const gone = held.filter((_, at) => !grants[at]);
    for (const [at, { key, conversation }] of held.entries()) {
      const grant = grants[at];
      if (grant && grant.conversation.id !== conversation) throw new Error(`The key of ${conversation} opens another.`);
      if (grant) tab.grants.set(grant.conversation.id, grant);
      else {
        place.former.keys.push(key);
        const old = before.get(conversation);
        if (old && !this.#isSession) place.former.tokens.push({ token: old.token, conversation });
      }
    }
    if (gone.length === 0) return;
    const left = held.filter((one) => !gone.includes(one));
    if (this.#lasts) place.kept = left;
    else tab.own = left;
  }

  /** Sends a message in the newest conversation that goes on, or begins one; answers its id and number. */
  async send(place: SimulatedPlace, text: string, order: readonly string[]): Promise<string> {
    if (!place.tabs[0]) await this.load(place, 0);
    const tab = place.tabs[0] as SimulatedTab;
    const live = this.newestLive(tab, order);
    if (live) {
      const { token, conversation } = live;
      const sent = await this.frame(`/conversations/${conversation.id}/messages`, message(text), token);
      read(sent);
      return conversation.id;
    }
    const key = buildKey();
    const { visitor, visit } = tab;
    const sent = await this.frame('/conversations', buildStart({ text, visitor, visit }), key);
    const grant = read<StartConversationAnswer>(sent);
    this.#take(place, tab, key, grant);
    return grant.conversation.id;
  }

  newestLive(tab: SimulatedTab, order: readonly string[]): Grant | null {
    const live = [...tab.grants.values()].filter(({ conversation }) => conversation.status !== 'ended');
    return live.sort((a, b) => order.indexOf(a.conversation.id) - order.indexOf(b.conversation.id)).at(-1) ?? null;
  }

  /** [XD5] The visitor's click on the offer. */
  async takeUp(place: SimulatedPlace, handoff: string): Promise<void> {
    const tab = place.tabs[0] as SimulatedTab;
    const key = buildKey();
    const answer = await this.frame('/continuations', { handoff, visitor: tab.visitor }, key);
    this.#take(place, tab, key, read<ContinuationAnswer>(answer));
  }

  /** Leaves by a link to another domain: registers a code and answers it; null where links are not touched. */
  async leaveFor(
    place: SimulatedPlace,
    target: string,
    order: readonly string[],
    isByHand: boolean,
  ): Promise<string | null> {
    const tab = place.tabs[0] as SimulatedTab;
    if (!tab.visitor || !tab.visit) return null;
    if (!isByHand && this.tag.page(place.url).session?.class === 'unpartitioned') return null;
    codes += 1;
    const code = `ho_${String(codes).padStart(22, '0')}`;
    const proof = this.newestLive(tab, order)?.proof ?? null;
    const body = { v: 1, code, visitor: tab.visitor, visit: tab.visit, target: new URL(target).host, proof };
    const answer = await this.tag.send(place.url, 'handoffs', body);
    if (answer.status !== 204) throw new Error(`hand-off: ${answer.status} ${answer.body}`);
    return code;
  }

  /** [VIS6] `Porchlight('logout')` in the first tab. */
  async logOut(place: SimulatedPlace): Promise<void> {
    await this.load(place, 0);
    await this.#forget(place, 'logout');
    await this.#clear(place);
  }

  /** [CON4] */
  async withdraw(place: SimulatedPlace): Promise<void> {
    await this.load(place, 0);
    await this.#forget(place, 'withdrawn');
    place.consents = false;
  }

  /** The browser closes and opens again, without its tabs. */
  restart(): void {
    this.tag.restart();
    for (const place of this.places) {
      place.tabs = [null, null];
      if (place.mark === 'session') place.mark = null;
    }
  }

  /** All data of the site and of the service is cleared, as by hand in the browser's settings. */
  wipe(): void {
    this.tag.jars.clear();
    this.tag.pages.clear();
    for (const place of this.places)
      Object.assign(place, {
        kept: [],
        mark: null,
        consents: true,
        tabs: [null, null],
      } satisfies Partial<SimulatedPlace>);
  }

  frame(path: string, body: object | null, credential?: string): Promise<Answer> {
    return this.#ask(`/m/${this.#site.id}${path}`, {
      method: body === null ? 'GET' : 'POST',
      headers: {
        ...(body === null ? {} : { origin: this.#server.config.origins.service }),
        ...(credential ? { authorization: `Bearer ${credential}` } : {}),
      },
      body,
    });
  }

  #take(place: SimulatedPlace, tab: SimulatedTab, key: string, grant: Grant): void {
    const held = { key, conversation: grant.conversation.id, visitor: grant.visitor };
    if (this.#lasts) place.kept = [...place.kept, held];
    else tab.own = [...tab.own, held];
    tab.grants.set(grant.conversation.id, grant);
    place.isForSession = this.#isSession;
    this.#writeMark(place);
  }

  #writeMark(place: SimulatedPlace): void {
    place.mark = this.#isSession ? 'session' : 'lasting';
  }

  async #forget(place: SimulatedPlace, why: 'logout' | 'withdrawn'): Promise<void> {
    const tab = place.tabs[0] as SimulatedTab;
    await this.tag.send(place.url, 'forget', { v: 1, why, visitor: tab.visitor, visit: tab.visit });
    Object.assign(this.tag.page(place.url), { visitor: null, visit: null, session: null });
    for (const one of place.tabs) if (one) Object.assign(one, { visitor: null, visit: null });
  }

  /** What the frame does at a logout, and with what another session left [CNV15, CNV16]. */
  async #clear(place: SimulatedPlace): Promise<void> {
    const tabs = place.tabs.filter((tab) => tab !== null);
    const keys = [...place.kept, ...tabs.flatMap(({ own }) => own)].map(({ key }) => key);
    for (const tab of tabs)
      for (const [conversation, { token }] of tab.grants) place.former.tokens.push({ token, conversation });
    place.former.keys.push(...keys);
    if (keys.length > 0) await this.frame('/revocations', { keys: keys.slice(0, 20) });
    place.kept = [];
    place.mark = null;
    for (const tab of tabs) Object.assign(tab, { own: [], grants: new Map() });
  }
}

export function message(text: string) {
  codes += 1;
  return { clientId: `client-${codes}-${text.length}`, text };
}

/** The answer's body; throws where the server refused. */
export function read<T>(answer: Answer): T {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
  return answer.body === '' ? (null as T) : answer.json<T>();
}
