import type {
  ContinuationAnswer,
  Grant,
  IdentifyAnswer,
  PageViewAnswer,
  RecoveryAnswer,
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

/** A key that a frame holds; what it opens is not known before it was exchanged. */
type Held = { key: string; conversation: string | null; visitor: VisitorId | null; isRecoverable: boolean };

/** A page with the frame in it: what it found by its keys and its login when it last exchanged them. */
export type SimulatedTab = { own: Held[]; login: string | null; grants: Map<string, Grant> };

type AskServer = (url: string, ask: Ask) => Promise<Answer>;

let count = 0;

/** What a browser keeps on one domain of the site: the frame's storage in that partition, and the page's entries. */
export class SimulatedPlace {
  readonly url: string;
  kept: Held[] = [];
  mark: 'session' | 'lasting' | null = null;
  isForSession = false;
  consents = true;
  /** Whom the site's own login knows here: each page says so. */
  signedIn: string | null = null;
  visitor: VisitorId | null = null;
  visit: VisitId | null = null;
  /** [CNV3] the page's recovery token, all that it had, and the session cookie that they are bound to. */
  recovery: string | null = null;
  recoveries: string[] = [];
  marker: string | null = null;
  tabs: (SimulatedTab | null)[] = [null, null];
  /** Credentials that were ended: nothing may be opened with them any more. */
  readonly former = { keys: [] as string[], tokens: [] as { token: string; conversation: string }[] };

  constructor(url: string) {
    this.url = url;
  }

  get openTabs(): SimulatedTab[] {
    return this.tabs.filter((tab) => tab !== null);
  }

  signOut(): void {
    this.signedIn = null;
    for (const tab of this.openTabs) tab.login = null;
  }

  /** Everything is cleared by hand, in the browser's settings. */
  wipe(): void {
    Object.assign(this, new SimulatedPlace(this.url), { former: this.former });
  }
}

/** The tag and the messenger's frame in one browser, as far as the server can tell: by the protocol, without their code. */
export class SimulatedBrowser {
  readonly #server: TestServer;
  readonly #site: Site;
  readonly #ask: AskServer;
  /** The site's own signed word on who somebody is. */
  readonly #sign: (who: string) => string;
  readonly tag: TestBrowser;
  readonly places = [new SimulatedPlace(urls[0]), new SimulatedPlace(urls[1])] as const;

  constructor(options: { server: TestServer; site: Site; kind: Kind; ask: AskServer; sign: (who: string) => string }) {
    this.#server = options.server;
    this.#site = options.site;
    this.#ask = options.ask;
    this.#sign = options.sign;
    const near = { ...options.server, ask: (_surface: string, url: string, ask: Ask = {}) => options.ask(url, ask) };
    this.tag = new TestBrowser(near, options.site, options.kind);
  }

  get #isSession(): boolean {
    const { mode } = this.#server.app.sites.getSite(this.#site.id);
    return mode === 'third-party-session' || mode === 'first-party-session';
  }
  get #lasts(): boolean {
    return this.tag.kind !== 'none';
  }

  /** Opens a page in a tab and its frame. `handoff` is the code that its address carries; answers what is offered. */
  async load(
    place: SimulatedPlace,
    index: number,
    handoff: string | null = null,
  ): Promise<PageViewAnswer['continuation']> {
    const tab: SimulatedTab = { own: [], login: null, grants: new Map() };
    place.tabs[place.tabs[0] ? index : 0] = tab;
    let continuation: PageViewAnswer['continuation'] = null;
    if (place.consents) {
      const viewed = await this.tag.view(place.url, { handoff: handoff as never });
      place.visitor = viewed.asked?.visitor ?? viewed.answer.visitor;
      place.visit = viewed.answer.visit;
      continuation = viewed.answer.continuation;
    }
    if (place.signedIn) await this.#identify(place, tab, place.signedIn);
    if (place.mark) this.#writeMark(place);
    const isSame = place.mark !== null || place.kept.some(({ visitor }) => visitor && visitor === place.visitor);
    const isGated = this.#isSession || place.isForSession;
    if (this.#lasts && isGated && place.kept.length > 0 && !isSame) await this.#clear(place);
    place.isForSession = this.#isSession;
    if (!this.#lasts) await this.#recover(place, tab);
    await this.exchange(place, tab);
    if (tab.grants.size === 0) place.mark = null;
    return continuation;
  }

  /** Exchanges the keys that the tab reaches for tokens and lets go of those that open nothing. */
  async exchange(place: SimulatedPlace, tab: SimulatedTab): Promise<void> {
    const held = this.#lasts ? place.kept : tab.own;
    tab.grants = new Map();
    if (held.length === 0 && tab.login === null) return;
    const asked = { keys: held.map(({ key }) => key), visit: place.visit, login: tab.login };
    const { grants, keys = [], isLoginOver } = read<TokensAnswer>(await this.frame('/tokens', asked));
    if (isLoginOver) tab.login = null;
    const left: Held[] = [];
    for (const [at, one] of held.entries()) {
      const grant = grants[at];
      if (!grant) continue;
      const { id } = grant.conversation;
      if (one.conversation !== null && id !== one.conversation)
        throw new Error(`The key of ${one.conversation} opens another.`);
      tab.grants.set(id, grant);
      left.push({ ...one, conversation: id, visitor: grant.visitor });
    }
    for (const at of keys.keys()) {
      const grant = grants[held.length + at];
      if (grant) tab.grants.set(grant.conversation.id, grant);
    }
    if (this.#lasts) place.kept = left;
    else tab.own = left;
  }

  /** Sends a message in the newest conversation that goes on, or begins one; answers its id. */
  async send(place: SimulatedPlace, text: string, order: readonly string[]): Promise<string> {
    if (!place.tabs[0]) await this.load(place, 0);
    const tab = place.tabs[0] as SimulatedTab;
    const live = newestLive(tab, order);
    if (live) {
      const { token, conversation } = live;
      read(await this.frame(`/conversations/${conversation.id}/messages`, message(text), token));
      return conversation.id;
    }
    const key = buildKey();
    const { visitor, visit } = place;
    const sent = await this.frame('/conversations', buildStart({ text, visitor, visit, login: tab.login }), key);
    const grant = read<StartConversationAnswer>(sent);
    await this.#take(place, tab, key, grant);
    return grant.conversation.id;
  }

  /** [XD5] The visitor's click on the offer. */
  async takeUp(place: SimulatedPlace, handoff: string): Promise<void> {
    const key = buildKey();
    const answer = await this.frame('/continuations', { handoff, visitor: place.visitor }, key);
    await this.#take(place, place.tabs[0] as SimulatedTab, key, read<ContinuationAnswer>(answer));
  }

  /** Leaves by a link to another domain: registers a code and answers it; null where links are not touched. */
  async leaveFor(
    place: SimulatedPlace,
    target: string,
    order: readonly string[],
    isByHand: boolean,
  ): Promise<string | null> {
    const { visitor, visit } = place;
    if (!place.consents || !visitor || !visit) return null;
    if (!isByHand && this.tag.page(place.url).session?.class === 'unpartitioned') return null;
    count += 1;
    const code = `ho_${String(count).padStart(22, '0')}`;
    const proof = newestLive(place.tabs[0] as SimulatedTab, order)?.proof ?? null;
    const body = { v: 1, code, visitor, visit, target: new URL(target).host, proof };
    const answer = await this.tag.send(place.url, 'handoffs', body);
    if (answer.status !== 204) throw new Error(`hand-off: ${answer.status} ${answer.body}`);
    return code;
  }

  /** [CNV7] The user logs in to the site, whose page says so. */
  async logIn(place: SimulatedPlace, who: string): Promise<void> {
    if (place.signedIn !== who) place.signedIn = null;
    await this.load(place, 0);
    const tab = place.tabs[0] as SimulatedTab;
    await this.#identify(place, tab, who);
    await this.exchange(place, tab);
  }

  /** [VIS6] `Porchlight('logout')` in the first tab. */
  async logOut(place: SimulatedPlace): Promise<void> {
    await this.load(place, 0);
    await this.#forget(place, 'logout');
    await this.#clear(place);
    place.signOut();
  }

  /** [CON4] Withdraws consent in the first tab. */
  async withdraw(place: SimulatedPlace): Promise<void> {
    await this.load(place, 0);
    await this.#forget(place, 'withdrawn');
    place.consents = false;
    place.signOut();
  }

  /** [CNV3] Somebody else sends a token that was used, and whose successor was. */
  async replayRecovery(place: SimulatedPlace): Promise<void> {
    const [oldest, , ...others] = place.recoveries;
    if (!oldest || others.length === 0) return;
    const marker = this.#isSession ? place.marker : null;
    const answer = await this.frame('/recoveries', { token: oldest, keys: [], marker });
    if (answer.status < 400) throw new Error('A recovery token was good again after its successor was used.');
  }

  /** The browser closes and opens again, without its tabs. */
  restart(): void {
    this.tag.restart();
    for (const place of this.places) {
      Object.assign(place, { tabs: [null, null], signedIn: null });
      if (place.mark === 'session') place.mark = null;
      // [CNV3] Cleared before it is read when the session that it was bound to is gone.
      if (this.#isSession && place.marker !== null) place.recovery = null;
      place.marker = null;
    }
  }

  /** All data of the site and of the service is cleared, as by hand in the browser's settings. */
  wipe(): void {
    this.tag.jars.clear();
    this.tag.pages.clear();
    for (const place of this.places) place.wipe();
  }

  /** A request of the messenger's frame. */
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

  /** [CNV7] Where the page's user is another one than before, the frame forgets that one first. */
  async #identify(place: SimulatedPlace, tab: SimulatedTab, who: string): Promise<void> {
    const { visitor, visit } = place;
    const sent = await this.tag.send(place.url, 'identities', { v: 1, visitor, visit, token: this.#sign(who) });
    const answer = read<IdentifyAnswer>(sent);
    if (answer.isSwitched) await this.#clear(place);
    const page = this.tag.page(place.url);
    page.visitor = answer.keep === 'visitor-and-visit' ? answer.visitor : null;
    page.visit = answer.visit;
    Object.assign(place, { visitor: answer.visitor, visit: answer.visit, signedIn: who });
    tab.login = answer.login;
  }

  async #take(place: SimulatedPlace, tab: SimulatedTab, key: string, grant: Grant): Promise<void> {
    const held: Held = { key, conversation: grant.conversation.id, visitor: grant.visitor, isRecoverable: false };
    if (this.#lasts) place.kept = [...place.kept, held];
    else tab.own = [...tab.own, held];
    tab.grants.set(grant.conversation.id, grant);
    place.isForSession = this.#isSession;
    this.#writeMark(place);
    if (!this.#lasts) await this.#noteForRecovery(place, tab);
  }

  /** [CNV3] What is new to the token is added to what it opens. */
  async #noteForRecovery(place: SimulatedPlace, tab: SimulatedTab): Promise<void> {
    count += 1;
    if (this.#isSession) place.marker ??= `marker-${count}`;
    const hadToken = place.recovery !== null;
    const fresh = hadToken ? tab.own.filter(({ isRecoverable }) => !isRecoverable) : tab.own;
    // A token that is worth nothing any more ends nothing of what is held here: that begins anew.
    const isNoted = (await this.#redeem(place, fresh)) ?? (hadToken && (await this.#redeem(place, tab.own)));
    if (isNoted) for (const one of tab.own) one.isRecoverable = true;
  }

  async #recover(place: SimulatedPlace, tab: SimulatedTab): Promise<void> {
    const answer = place.recovery === null ? null : await this.#redeem(place, []);
    tab.own = (answer?.keys ?? []).map((key) => ({ key, conversation: null, visitor: null, isRecoverable: true }));
  }

  async #redeem(place: SimulatedPlace, held: readonly Held[]): Promise<RecoveryAnswer | null> {
    const marker = this.#isSession ? place.marker : null;
    const asked = { token: place.recovery, keys: held.map(({ key }) => key), marker };
    const answer = await this.frame('/recoveries', asked);
    if (place.recovery === null) place.recoveries = [];
    const told = answer.status < 300 ? answer.json<RecoveryAnswer>() : null;
    place.recovery = told?.token ?? null;
    if (told) place.recoveries.push(told.token);
    return told;
  }

  #writeMark(place: SimulatedPlace): void {
    place.mark = this.#isSession ? 'session' : 'lasting';
  }

  async #forget(place: SimulatedPlace, why: 'logout' | 'withdrawn'): Promise<void> {
    const { visitor, visit } = place;
    await this.tag.send(place.url, 'forget', { v: 1, why, visitor, visit });
    Object.assign(this.tag.page(place.url), { visitor: null, visit: null, session: null });
    Object.assign(place, { visitor: null, visit: null });
  }

  /** What the frame does at a logout, and with what another session or another user left [CNV15, CNV16]. */
  async #clear(place: SimulatedPlace): Promise<void> {
    const keys = [...place.kept, ...place.openTabs.flatMap(({ own }) => own)].map(({ key }) => key);
    for (const { grants } of place.openTabs)
      for (const [conversation, { token }] of grants) place.former.tokens.push({ token, conversation });
    place.former.keys.push(...keys);
    if (keys.length > 0) await this.frame('/revocations', { keys: keys.slice(0, 20) });
    Object.assign(place, { kept: [], mark: null, recovery: null, recoveries: [] });
    for (const tab of place.openTabs) Object.assign(tab, { own: [], login: null, grants: new Map() });
  }
}

/** The conversation that a page writes to: the newest, by the order of their beginning, that is not ended. */
function newestLive(tab: SimulatedTab, order: readonly string[]): Grant | null {
  const live = [...tab.grants.values()].filter(({ conversation }) => conversation.status !== 'ended');
  return live.sort((a, b) => order.indexOf(a.conversation.id) - order.indexOf(b.conversation.id)).at(-1) ?? null;
}

export function message(text: string) {
  count += 1;
  return { clientId: `client-${count}-${text.length}`, text };
}

/** The answer's body; throws where the server refused. */
export function read<T>(answer: Answer): T {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
  return answer.body === '' ? (null as T) : answer.json<T>();
}
