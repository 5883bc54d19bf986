import { firstPartyJar } from '@porchlight/cookies/jar';
import { isValueOf, openStored, tabEntry, visitEntry, visitorEntry } from '@porchlight/cookies/script';
import {
  type Attributes,
  type BeatAnswer,
  type BeatRequest,
  limits,
  type Offer,
  type PageViewAnswer,
  type PageViewRequest,
  type TabId,
  type TagEventsRequest,
  type VisitId,
  type VisitorId,
} from '@porchlight/protocol';
import { cleanAttributes, cleanList, cut } from './page-data.ts';
import { makeRandomId } from './random-id.ts';
import { post } from './service.ts';
import { settings } from './settings.ts';
import { consentNow, keep } from './site-state.ts';
import { countVisibleTime } from './visible-time.ts';

// Page views, visible time, heartbeats and events of one document. The state is the module's, since a page runs the
// script once for each site, and names that are not properties weigh nothing there.

type View = Pick<PageViewRequest, 'view' | 'kind' | 'url' | 'title' | 'referrer' | 'previous'>;
type Pending = Pick<TagEventsRequest, 'events' | 'sections' | 'attributes'>;

/** What the page may say about itself with `newPage`. */
export type PageData = { url?: unknown; title?: unknown; section?: unknown; sections?: unknown; attributes?: unknown };

const isVisible = () => document.visibilityState === 'visible';
const here = () => location.href.split('#')[0] as string;
const mayCollect = () => consentNow().analytics;
const nothingPending = (): Pending => ({ events: [], sections: null, attributes: null });
const tabStore = openStored(tabEntry, () => sessionStorage);
const time = countVisibleTime(() => performance.now(), isVisible());

/** The page shown now; null before the first view and after a withdrawal. */
let page: View | null = null;
/** Views not answered yet, oldest first. */
let waiting: View[] = [];
let isSending = false;
/** The service does not know the site, or not this origin: asking again changes nothing. */
let isRefused = false;
let isLeft = false;
let lastUrl = here();
/** Set while the address has changed and its page view is about to be made. */
let moveTimer: ReturnType<typeof setTimeout> | 0 = 0;
let tabId: TabId | null = null;
let sections: string[] = [];
let attributes: Attributes = {};
let pending = nothingPending();
let onAnswer: () => void;
let onOffer: (offer: Offer) => void;

/** The ids in use: what the jar holds, so that all tabs share one visit. */
export function identity() {
  return { visitor: keep.read(visitorEntry) as VisitorId | null, visit: keep.read(visitEntry) as VisitId | null };
}

function tab(): { tab: TabId; isKept: boolean } {
  tabId ??= (tabStore.read() as TabId | null) ?? makeRandomId('tb');
  return { tab: tabId, isKept: tabStore.write(tabId) };
}

async function deliver(): Promise<void> {
  const view = waiting[0];
  if (!view || isSending || isRefused || !mayCollect()) return;
  isSending = true;
  const { tab: id, isKept } = tab();
  const { status, body } = await post('views', {
    ...view,
    ...identity(),
    ...firstPartyJar(keep.canKeepCookies(), () => isKept),
    // The identity of the other modes joins here.
    session: null,
    others: [],
    handoff: null,
    adopted: [],
    tab: id,
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
    screen: { width: screen.width, height: screen.height },
    ...(view === page ? { sections, attributes } : { sections: [], attributes: {} }),
    consent: consentNow().isAnswered ? 'granted' : 'not-asked',
  } satisfies Omit<PageViewRequest, 'v'>);
  isSending = false;
  isRefused = status === 403 || status === 404;
  // Withdrawn while the answer was on its way: nothing of it may be kept.
  if (waiting[0] !== view) return deliver();
  const told = body as PageViewAnswer | null;
  const isTold = told && isValueOf(visitorEntry, told.visitor) && isValueOf(visitEntry, told.visit);
  if (isTold || status === 400) waiting.shift();
  if (!isTold || !mayCollect()) return;
  keep.write(visitorEntry, told.visitor, told.visitorMaxAgeS);
  keep.write(visitEntry, told.visit, null);
  onAnswer();
  if (told.offer) onOffer(told.offer);
  flush();
  return deliver();
}

async function view(kind: View['kind'], title = document.title, url = here()): Promise<void> {
  moveTimer = 0;
  if (!mayCollect()) return;
  page = {
    view: makeRandomId('pv'),
    kind,
    url: cut(url, limits.urlChars),
    title: cut(title, limits.titleChars),
    referrer: cut(kind === 'load' ? document.referrer : kind === 'spa' && page ? page.url : '', limits.urlChars),
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
  sections = [];
  attributes = {};
  clearTimeout(moveTimer);
  moveTimer = setTimeout(() => {
    moveTimer = 0;
    if (page?.url !== lastUrl) view('spa');
    flush();
  }, 50);
}

async function beat(state: BeatRequest['state']): Promise<void> {
  const isLeaving = state !== 'visible';
  if (isRefused || !page) return;
  // [CON4] withdrawn in another tab.
  if (!mayCollect()) return forget();
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
  if (told?.offer) onOffer(told.offer);
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
export function listen(told: () => void, offered: (offer: Offer) => void): void {
  onAnswer = told;
  onOffer = offered;
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
  setInterval(() => {
    if (isVisible()) beat('visible');
  }, settings.beatMs);
}

/** Sends the first page view of this document, unless one was sent; done when it was answered or failed. */
export async function start(): Promise<void> {
  if (!page) await view('load');
}

/** [CON4] forgets all, here and in the browser; nothing more is sent until `start`. */
export function forget(): void {
  page = tabId = null;
  waiting = [];
  pending = nothingPending();
  keep.remove(visitorEntry);
  keep.remove(visitEntry);
  tabStore.remove();
}

/** Keeps the id that the frame learned, where none is held and consent allows. */
export function adopt(visitor: VisitorId): void {
  if (mayCollect() && !identity().visitor && isValueOf(visitorEntry, visitor)) keep.write(visitorEntry, visitor, null);
}

/** Counts a page view by the page's own word. Throws on a malformed address. */
export function newPage(data: PageData = {}): void {
  const { url, title } = data;
  lastUrl = here();
  const address = url == null ? lastUrl : new URL(`${url}`, lastUrl).href;
  clearTimeout(moveTimer);
  sections = cleanList(data.sections ?? data.section);
  attributes = cleanAttributes(data.attributes);
  view(page ? 'spa' : 'load', title == null ? undefined : `${title}`, address);
}

/** Names the sections of the present page; a page whose view is still to be made tells them with it. */
export function setSections(value: unknown): void {
  sections = cleanList(value);
  tellLater({ sections });
}

/** Adds attributes to the present page. */
export function addAttributes(value: unknown): void {
  attributes = cleanAttributes({ ...attributes, ...(value as object) });
  tellLater({ attributes });
}

function tellLater(part: Partial<Pending>): void {
  if (!page || moveTimer) return;
  Object.assign(pending, part);
  setTimeout(flush);
}

/** Tells that something happened; dropped without consent, and beyond 20 that wait. */
export function addEvent(name: unknown, data: unknown): void {
  if (pending.events.length === 20 || !mayCollect()) return;
  pending.events.push({ name: cut(`${name}`, 80), data: cleanAttributes(data) });
  setTimeout(flush);
}

/** Tells what became of an offer. */
export function settle(offer: Offer['id'], outcome: 'shown' | 'accepted' | 'declined'): void {
  const { visitor, visit } = identity();
  if (visitor && visit) post('offers', { visitor, visit, offer, outcome }, true);
}
