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
  type TagSettings,
  type VisitId,
  type VisitorId,
} from '@porchlight/protocol';
import type { Keep } from './keep.ts';
import { cleanAttributes, cleanList, cut } from './page-data.ts';
import { makeRandomId } from './random-id.ts';
import { countVisibleTime } from './visible-time.ts';

type View = Pick<PageViewRequest, 'view' | 'kind' | 'url' | 'title' | 'referrer' | 'previous'>;

export type Identity = { visitor: VisitorId | null; visit: VisitId | null };

/** What the page may say about itself with `newPage`. */
export type PageData = { url?: unknown; title?: unknown; section?: unknown; sections?: unknown; attributes?: unknown };

export type Collector = {
  /** Sends the first page view of this document, unless one was sent; done when it was answered or failed. */
  start(): Promise<void>;
  /** [CON4] forgets all, here and in the browser; nothing more is sent until `start`. */
  forget(): void;
  identity(): Identity;
  adopt(visitor: VisitorId): void;
  newPage(data: PageData): void;
  setSections(sections: unknown): void;
  setAttributes(attributes: unknown): void;
  addEvent(name: unknown, data: unknown): void;
  settle(body: { offer: Offer['id']; outcome: 'shown' | 'accepted' | 'declined' }): void;
  post(path: string, body: object, isLeaving?: boolean): Promise<Answer>;
};

/** `status` is 0 when there was no answer; `body` is null unless it is JSON of a success. */
type Answer = { status: number; body: unknown };

export type CollectorOptions = {
  settings: TagSettings;
  keep: Keep;
  /** [CON2] asked before each request, so that a withdrawal in another tab holds here too. */
  mayCollect: () => boolean;
  isGranted: () => boolean;
  onAnswer: () => void;
  onOffer: (offer: Offer) => void;
};

/** Page views, visible time, heartbeats and events of one document. */
export function makeCollector(options: CollectorOptions): Collector {
  const { settings, keep } = options;
  const doc = document;
  const isVisible = () => doc.visibilityState === 'visible';
  const here = () => location.href.split('#')[0] as string;
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
  let moveTimer: ReturnType<typeof setTimeout> | undefined;
  let tabId: TabId | undefined;
  let sections: string[] = [];
  let attributes: Attributes = {};
  let pending: Pick<TagEventsRequest, 'events' | 'sections' | 'attributes'> = nothingPending();

  const identity = () => ({
    visitor: keep.read(visitorEntry) as VisitorId | null,
    visit: keep.read(visitEntry) as VisitId | null,
  });

  const tabStore = openStored(tabEntry, () => sessionStorage);
  const tab = () => {
    tabId ??= (tabStore.read() as TabId | null) ?? makeRandomId('tb');
    return { tab: tabId, isKept: tabStore.write(tabId) };
  };

  const post = async (path: string, body: object, isLeaving = false): Promise<Answer> => {
    try {
      const response = await fetch(`${settings.service}/t/${settings.site}/${path}`, {
        method: 'POST',
        body: JSON.stringify({ v: 1, ...body }),
        // [MODE16] no third-party cookie, provably.
        credentials: 'omit',
        // [SES5] keeps the true Origin, which sendBeacon loses under no-referrer.
        keepalive: isLeaving,
      });
      const { status } = response;
      if (status === 403 || status === 404) isRefused = true;
      return { status, body: response.ok && status !== 204 ? await response.json() : null };
    } catch {
      // Down, blocked, offline, or an answer that is not JSON: the page must not notice [LOAD2].
      return { status: 0, body: null };
    }
  };

  const deliver = async (): Promise<void> => {
    const view = waiting[0];
    if (!view || isSending || isRefused || !options.mayCollect()) return;
    isSending = true;
    const { tab: id, isKept } = tab();
    const answer = await post('views', {
      ...view,
      ...identity(),
      ...firstPartyJar(keep.canKeepCookies(), () => isKept),
      tab: id,
      language: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
      screen: { width: screen.width, height: screen.height },
      ...(view === page ? { sections, attributes } : { sections: [], attributes: {} }),
      consent: options.isGranted() ? 'granted' : 'not-asked',
    } satisfies Omit<PageViewRequest, 'v'>);
    isSending = false;
    const told = answer.body as PageViewAnswer | null;
    const isTold = told !== null && isValueOf(visitorEntry, told.visitor) && isValueOf(visitEntry, told.visit);
    // Withdrawn while the answer was on its way: nothing of it may be kept.
    if (waiting[0] !== view) return deliver();
    if (isTold || answer.status === 400) waiting.shift();
    if (!isTold || !options.mayCollect()) return;
    keep.write(visitorEntry, told.visitor, told.visitorMaxAgeS);
    keep.write(visitEntry, told.visit, null);
    options.onAnswer();
    if (told.offer) options.onOffer(told.offer);
    flush();
    return deliver();
  };

  const view = async (kind: View['kind'], title = doc.title, url = here()) => {
    if (!options.mayCollect()) return;
    page = {
      view: makeRandomId('pv'),
      kind,
      url: cut(url, limits.urlChars),
      title: cut(title, limits.titleChars),
      referrer: cut(kind === 'load' ? doc.referrer : kind === 'spa' && page ? page.url : '', limits.urlChars),
      previous: page && kind !== 'restored' ? { view: page.view, visibleMs: time.readMs() } : null,
    };
    time.restart();
    // A page of a service that stays away must not grow for ever.
    waiting = [...waiting.slice(-19), page];
    return deliver();
  };

  /** [SES4] once for each change: routers often push, replace and set the title in one go. */
  const moved = () => {
    if (here() === lastUrl) return;
    lastUrl = here();
    sections = [];
    attributes = {};
    clearTimeout(moveTimer);
    moveTimer = setTimeout(() => {
      if (page?.url !== lastUrl) view('spa');
    }, 50);
  };

  const beat = async (state: BeatRequest['state']) => {
    const isLeaving = state !== 'visible';
    if (isRefused || !page) return;
    // [CON4] withdrawn in another tab.
    if (!options.mayCollect()) return collector.forget();
    if (waiting.length > 0) return isLeaving ? undefined : deliver();
    const { visitor, visit } = identity();
    if (!visitor || !visit) return;
    const answer = await post(
      'beats',
      { visitor, visit, tab: tab().tab, view: page.view, visibleMs: time.readMs(), state } satisfies Omit<
        BeatRequest,
        'v'
      >,
      isLeaving,
    );
    const told = answer.body as BeatAnswer | null;
    if ((told?.isVisitOver || answer.status === 410) && isVisible()) view('resumed', page?.title, page?.url);
    if (told?.offer) options.onOffer(told.offer);
  };

  const flush = () => {
    const { visitor, visit } = identity();
    const isEmpty = pending.events.length === 0 && !pending.sections && !pending.attributes;
    if (isEmpty || !page || waiting.length > 0 || !visitor || !visit || !options.mayCollect()) return;
    const body = { visitor, visit, view: page.view, ...pending } satisfies Omit<TagEventsRequest, 'v'>;
    pending = nothingPending();
    post('events', body, isLeft);
  };

  const change = () => {
    if (pending.events.length + +!!pending.sections + +!!pending.attributes === 1) setTimeout(flush);
  };

  const collector: Collector = {
    identity,
    post,
    async start() {
      if (!page) await view('load');
    },
    forget() {
      page = null;
      waiting = [];
      pending = nothingPending();
      tabId = undefined;
      keep.remove(visitorEntry);
      keep.remove(visitEntry);
      tabStore.remove();
    },
    adopt(visitor) {
      if (options.mayCollect() && !keep.read(visitorEntry) && isValueOf(visitorEntry, visitor)) {
        keep.write(visitorEntry, visitor, null);
      }
    },
    newPage(data) {
      clearTimeout(moveTimer);
      lastUrl = here();
      sections = cleanList(data.sections ?? data.section);
      attributes = cleanAttributes(data.attributes);
      const { url, title } = data;
      view(
        page ? 'spa' : 'load',
        title == null ? undefined : `${title}`,
        url == null ? lastUrl : new URL(`${url}`, lastUrl).href,
      );
    },
    setSections(value) {
      sections = cleanList(value);
      if (page && waiting.length === 0) {
        pending.sections = sections;
        change();
      }
    },
    setAttributes(value) {
      attributes = cleanAttributes({ ...attributes, ...(value as object) });
      if (page && waiting.length === 0) {
        pending.attributes = attributes;
        change();
      }
    },
    addEvent(name, data) {
      if (pending.events.length === 20 || !options.mayCollect()) return;
      pending.events.push({ name: cut(`${name}`, 80), data: cleanAttributes(data) });
      change();
    },
    settle(body) {
      const { visitor, visit } = identity();
      if (visitor && visit) post('offers', { visitor, visit, ...body }, true);
    },
  };

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      moved();
    };
  }
  addEventListener('popstate', moved);
  doc.addEventListener('visibilitychange', () => {
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

  return collector;
}

function nothingPending(): Pick<TagEventsRequest, 'events' | 'sections' | 'attributes'> {
  return { events: [], sections: null, attributes: null };
}
