import { firstPartyJar } from '@porchlight/cookies/jar';
import { openStored, scriptName, tabEntry, visitEntry, visitorEntry, windowEntry } from '@porchlight/cookies/script';
import {
  type Attributes,
  type BeatAnswer,
  type BeatRequest,
  type ClassAnswer,
  type ClassRequest,
  type ForgetRequest,
  limits,
  type PageViewAnswer,
  type PageViewRequest,
  type TabId,
  type TagEventsRequest,
  type VisitorId,
} from '@porchlight/protocol';
import { splitHandoff } from './arrival.ts';
import { identity, isIdentity, readAdopted, readSession, settleIdentity, usesCookies } from './identity.ts';
import { inCookies, inTab, type Level } from './keep.ts';
import { makeRandomId } from './random-id.ts';
import { post } from './service.ts';
import { settings } from './settings.ts';
import { consentNow, keep } from './site-state.ts';
import type { About, Told } from './tag-link.ts';
import { countVisibleTime } from './visible-time.ts';

// Page views, visible time, heartbeats and events of one document. The state is the module's, since a page runs the
// script once for each site, and names that are not properties weigh nothing there.

type View = Pick<PageViewRequest, 'view' | 'kind' | 'url' | 'title' | 'referrer' | 'previous'>;
type Pending = Pick<TagEventsRequest, 'events' | 'sections' | 'attributes'>;

const isVisible = () => document.visibilityState === 'visible';
const here = () => location.href.split('#')[0] as string;
const mayCollect = () => consentNow().analytics;
const nothingSaid = (): About => ({ sections: [], attributes: {} });
const nothingPending = (): Pending => ({ events: [], sections: null, attributes: null });
const tabStore = openStored(tabEntry, () => sessionStorage);
/** `gone` in it is a logout that the service has not confirmed [VIS6]. */
const windowStore = openStored(windowEntry, () => localStorage, settings.site);
const isGone = (value: string | null) => value?.[0] === 'g';
const time = countVisibleTime(() => performance.now(), isVisible());

/** The page shown now; null before the first view and after a withdrawal. */
let page: View | null = null;
/** Views not answered yet, oldest first. */
let waiting: View[] = [];
let isSending = false;
let isPaying = false;
/** Counts how often all was forgotten: an answer to what was asked before belongs to nobody. */
let epoch = 0;
/** What the service still has to be told to forget; page views wait for it. */
let owed: Omit<ForgetRequest, 'v'> | null = null;
let why: ForgetRequest['why'] = 'withdrawn';
/** [VIS4] ids that this page was given while another tab had kept one already. */
let others: VisitorId[] = [];
/** The service does not know the site, or not this origin: asking again changes nothing. */
let isRefused = false;
let isLeft = false;
let isStarted = false;
/** [XD3] the code that brought the visitor here; out of the address before anything can read it there. */
let handoff = takeHandoff();
let lastUrl = here();
/** Set while the address has changed and its page view is about to be made. */
let moveTimer: ReturnType<typeof setTimeout> | 0 = 0;
let tabId: TabId | null = null;
/** What the page says of itself; told with its view, and later changes by themselves. */
export const about: About = { sections: [], attributes: {} };
let pending = nothingPending();
let onAnswer: Told;

function takeHandoff(): PageViewRequest['handoff'] {
  const { href, code } = splitHandoff(location.href);
  try {
    if (href !== location.href) history.replaceState(history.state, '', href);
  } catch {
    // A sandbox that refuses; the server drops the parameter from what it stores.
  }
  // [XD4] without consent it is gone.
  return mayCollect() ? (code as PageViewRequest['handoff']) : null;
}

function tab(): { tab: TabId; isKept: boolean } {
  tabId ??= (tabStore.read() as TabId | null) ?? makeRandomId('tb');
  return { tab: tabId, isKept: tabStore.write(tabId) };
}

async function deliver(): Promise<void> {
  const view = waiting[0];
  const mayNow = view && !isSending && !isRefused && mayCollect();
  // Logged out on the page before, and the service did not hear of it.
  if (mayNow && isGone(windowStore.read())) owed ??= { why: 'logout', visitor: null, visit: null };
  if (owed) return pay();
  if (!mayNow) return;
  isSending = true;
  const then = epoch;
  const session = readSession();
  const ids = identity();
  const { tab: id, isKept } = tab();
  const jar = firstPartyJar(keep.canKeepCookies(), () => isKept);
  const { status, body } = await post(
    'views',
    {
      ...view,
      ...ids,
      ...jar,
      session,
      others,
      handoff,
      adopted: session ? [] : readAdopted(),
      tab: id,
      language: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
      screen: { width: screen.width, height: screen.height },
      ...(view === page ? about : nothingSaid()),
      consent: consentNow().isAnswered ? 'granted' : 'not-asked',
    } satisfies Omit<PageViewRequest, 'v'>,
    false,
    usesCookies(),
  );
  isSending = false;
  isRefused = status === 403 || status === 404;
  const told = body as PageViewAnswer;
  const isTold = isIdentity(told);
  if (isPast(then)) {
    if (isTold) forgetAgain(told);
    return deliver();
  }
  const held = keep.read(visitorEntry);
  if (isTold && held && held !== ids.visitor && held !== told.visitor) {
    // Two tabs of a fresh browser at once: the id that was kept first stays, and hears of this one.
    others = [told.visitor];
    return deliver();
  }
  if (isTold || status === 400) waiting.shift();
  if (!isTold) return;
  handoff = null;
  others = [];
  settleIdentity(told);
  onAnswer(told);
  flush();
  if (told.asksClass) {
    // [MODE7] one more round trip shows whether the cookies of the answer came to stay; further views wait for it.
    isSending = true;
    const { visitor, visit } = told;
    const asked: Omit<ClassRequest, 'v'> = { visitor, visit, ...jar };
    const found = { ...told, asksClass: false, ...((await post('class', asked, false, true)).body as ClassAnswer) };
    isSending = false;
    if (isIdentity(found) && found.class) {
      if (isPast(then)) forgetAgain(found);
      else settleIdentity(found);
      onAnswer({});
    }
  }
  return deliver();
}

/** [CON4, VIS6] withdrawn or logged out since: nothing of an answer may be kept, here or in the service's cookies. */
function isPast(then: number): boolean {
  return then !== epoch || !mayCollect();
}

function forgetAgain({ visitor, visit }: PageViewAnswer): void {
  // In the place of what is on its way to the service: that was of the ids before.
  owed = { why, visitor, visit };
  deliver();
}

async function pay(): Promise<void> {
  if (isPaying) return;
  isPaying = true;
  const debt = owed as object;
  const { status } = await post('forget', debt, true, usesCookies());
  isPaying = false;
  // Else asked again with the next heartbeat.
  if (status && status < 429) {
    if (owed === debt) owed = null;
    if (isGone(windowStore.read())) windowStore.remove();
    deliver();
  }
}

async function view(kind: View['kind'], title = document.title, url = here()): Promise<void> {
  moveTimer = 0;
  if (!mayCollect()) return;
  page = {
    view: makeRandomId('pv'),
    kind,
    url: url.slice(0, limits.urlChars),
    title: title.slice(0, limits.titleChars),
    referrer: (kind === 'load' ? document.referrer : kind === 'spa' && page ? page.url : '').slice(0, limits.urlChars),
    previous: page && kind !== 'restored' ? { view: page.view, visibleMs: time.readMs() } : null,
  };
  time.restart();
  // A page of a service that stays away must not grow for ever.
  waiting = [...waiting.slice(-19), page];
  return deliver();
}

/** [SES4] once for each change: routers often push, replace and set the title in one go. */
function moved(): void {
  if (here() === lastUrl) return;
  lastUrl = here();
  Object.assign(about, nothingSaid());
  clearTimeout(moveTimer);
  moveTimer = setTimeout(() => {
    moveTimer = 0;
    if (isStarted && page?.url !== lastUrl) view('spa');
    flush();
  }, 50);
}

async function beat(state: BeatRequest['state']): Promise<void> {
  const isLeaving = state !== 'visible';
  if (isRefused) return;
  // Forgotten, and allowed again in another tab.
  if (!page) return isLeaving || !isStarted ? undefined : owed ? pay() : start();
  // [CON4] withdrawn in another tab, which told the service.
  if (!mayCollect()) return clear(inCookies);
  if (waiting.length > 0) return isLeaving ? undefined : deliver();
  const { visitor, visit } = identity();
  if (!visitor || !visit) return;
  const { status, body } = await post(
    'beats',
    { visitor, visit, tab: tab().tab, view: page.view, visibleMs: time.readMs(), state } satisfies Omit<
      BeatRequest,
      'v'
    >,
    isLeaving,
  );
  const told = body as BeatAnswer | null;
  if ((told?.isVisitOver || status === 410) && isVisible()) view('resumed', page?.title, page?.url);
  if (told?.offer) onAnswer(told);
}

/** Sends what the page told since, once its page view is known to the service. */
function flush(): void {
  const { visitor, visit } = identity();
  const isEmpty = !pending.events[0] && !pending.sections && !pending.attributes;
  if (isEmpty || !page || moveTimer || waiting.length > 0 || !visitor || !visit || !mayCollect()) return;
  const body = { visitor, visit, view: page.view, ...pending } satisfies Omit<TagEventsRequest, 'v'>;
  pending = nothingPending();
  post('events', body, isLeft);
}

/** Begins to listen to the page; the first view goes with `start`. */
export function listen(told: Told): void {
  onAnswer = told;
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      moved();
    };
  }
  addEventListener('popstate', moved);
  document.addEventListener('visibilitychange', () => {
    time.set(isVisible());
    // After `pagehide` the page is left already; a browser tells both.
    if (!isLeft) beat(isVisible() ? 'visible' : 'hidden');
  });
  addEventListener('pagehide', () => {
    isLeft = true;
    time.set(false);
    flush();
    beat('left');
  });
  addEventListener('pageshow', (event) => {
    isLeft = false;
    time.set(isVisible());
    if (event.persisted) {
      time.restart();
      view('restored');
    }
  });
  addEventListener('storage', ({ key, newValue }) => {
    if (key === scriptName(windowEntry, settings.site) && isGone(newValue)) {
      // [VIS6] logged out in another tab, which may hold new ids by now.
      clear(inTab);
      onAnswer({});
    }
  });
  setInterval(() => {
    // [CON4] a tab in the background drops what another one withdrew, too.
    if (isVisible() || !mayCollect()) beat('visible');
  }, settings.beatMs);
}

/** Sends the first page view of this document, unless one was sent; done when it was answered or failed. */
export async function start(): Promise<void> {
  isStarted = true;
  if (!page) await view('load');
}

/** [CON4, VIS6] forgets all, here, in the browser and at the service; no page view is sent until `start`. */
export function forget(reason: ForgetRequest['why']): void {
  const ids = identity();
  if (page || ids.visitor || ids.visit) {
    why = reason;
    owed = { why, ...ids };
    // Other tabs hear it, and the next page makes up for it where the service cannot be told now.
    if (why === 'logout') windowStore.write(`gone.${Date.now()}`);
  }
  clear(inCookies);
  deliver();
}

function clear(from: Level): void {
  epoch++;
  page = tabId = handoff = null;
  waiting = [];
  others = [];
  pending = nothingPending();
  keep.remove(visitorEntry, from);
  keep.remove(visitEntry, from);
  tabStore.remove();
}

/** Counts a page view by the page's own word. */
export function newPage(said: About, title?: string, url?: string): void {
  lastUrl = here();
  clearTimeout(moveTimer);
  Object.assign(about, said);
  view(page ? 'spa' : 'load', title, url);
}

/** Says something of the present page; one whose view is still to be made tells it with that. */
export function tell(part: Partial<About>): void {
  Object.assign(about, part);
  if (!page || moveTimer) return;
  Object.assign(pending, part);
  setTimeout(flush);
}

/** Tells that something happened; dropped without consent, and beyond 20 that wait. */
export function addEvent(name: string, data: Attributes): void {
  if (pending.events.length === 20 || !mayCollect()) return;
  pending.events.push({ name, data });
  setTimeout(flush);
}
