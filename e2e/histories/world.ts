import type { CookieMode } from '@porchlight/protocol';
import type { Setting } from './operations.ts';

// What there is in the model of `model.ts`: browsers, their places on the site, and conversations.

/** A key to a conversation: the times that decide over its end [MODE17], the visit that used it last [CNV6], and the login beside which it was shown [CNV7]. */
export type Key = { madeAt: number; usedAt: number; visit: string | null; beside: string | null };
/** `isOwn`: made by the frame itself and not given by a recovery. */
export type Held = Map<number, { key: Key; isOwn: boolean }>;

/** [CNV3] What a recovery token opens; `issued` counts the tokens. */
export type Family = {
  keys: Map<number, Key>;
  marker: number | null;
  issued: number;
  isDead: boolean;
  madeAt: number;
  usedAt: number;
};

/** One tab of a place: keys in its memory, where the frame's storage does not last, and what a login brought. */
export type Tab = { own: Held; login: { who: string; at: number } | null; brought: Set<number> };

/** One browser on one domain of the site: the storage partition of the frame there, and what the page keeps. */
export type Place = {
  browser: number;
  domain: number;
  /** Who sits there, as far as the site can know, by all the names that they have. */
  people: Set<string>;
  /** Whom the site's own login knows here, and whom it knew last. */
  signedIn: string | null;
  account: string | null;
  consents: boolean;
  kept: Held;
  recovery: Family | null;
  /** A token of it was used again: all that it opened ended. */
  wasRobbed: boolean;
  /** The page's session cookie that a recovery is bound to in session modes. */
  marker: number | null;
  /** [CNV16] the page's mark that there is a conversation, and whether it outlives the browser's session. */
  mark: 'session' | 'lasting' | null;
  /** [CNV16] what is kept was last shown in a mode that ends with the session, whatever the mode is now. */
  isForSession: boolean;
  visit: string | null;
  visitSince: number;
  tabs: (Tab | null)[];
};

export type Conversation = {
  people: Set<string>;
  contact: string | null;
  visit: string | null;
  isEnded: boolean;
  texts: string[];
};

export type World = {
  setting: Setting;
  mode: CookieMode;
  now: number;
  kinds: Setting['kinds'];
  places: Place[];
  conversations: Conversation[];
  /** Browsers that took on the ids of another. */
  thieves: Set<number>;
  hasChangedMode: boolean;
  count: number;
};

/** The site before anything has happened: two browsers, each on two domains. */
export function openWorld(setting: Setting): World {
  const places = [0, 1].flatMap((browser) => [0, 1].map((domain) => openPlace(browser, domain)));
  const kinds: Setting['kinds'] = [...setting.kinds];
  const fresh = { now: 0, conversations: [], thieves: new Set<number>(), hasChangedMode: false, count: 2 };
  return { setting, mode: setting.mode, kinds, places, ...fresh };
}

function openPlace(browser: number, domain: number): Place {
  return {
    browser,
    domain,
    people: new Set([`person-${browser}`]),
    signedIn: null,
    account: null,
    consents: true,
    kept: new Map(),
    recovery: null,
    wasRobbed: false,
    marker: null,
    mark: null,
    isForSession: false,
    visit: null,
    visitSince: 0,
    tabs: [null, null],
  };
}

/** Where a browser is on a domain. */
export function placeOf(world: World, browser: number, domain: number): Place {
  return world.places[browser * 2 + domain] as Place;
}
