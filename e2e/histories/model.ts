import type { CookieMode } from '@porchlight/protocol';
import type { Operation, Setting } from './operations.ts';

// Who may read and write what, written from the rules of docs/spec alone: it knows no code of the product. What a frame
// shows is the set of conversations of a page; what was written is a list of texts.

/** A key that a frame holds, by the times that decide over its end [MODE17]. */
type Key = { madeAt: number; usedAt: number };
type Held = Map<number, Key>;

/** One tab of a place. Where the frame's storage does not last, the keys live in it. */
export type Tab = { own: Held };

/** One browser on one domain of the site: the storage partition of the frame there, and what the page keeps. */
export type Place = {
  browser: number;
  domain: number;
  /** Who sits there, as far as the site can know: another person after a logout. */
  person: string;
  consents: boolean;
  kept: Held;
  /** [CNV16] the page's mark that there is a conversation, and whether it outlives the browser's session. */
  mark: 'session' | 'lasting' | null;
  /** [CNV16] what is kept was last shown in a mode that ends with the session, whatever the mode is now. */
  isForSession: boolean;
  tabs: (Tab | null)[];
};

export type Conversation = { people: Set<string>; isEnded: boolean; texts: string[] };

export type World = {
  setting: Setting;
  mode: CookieMode;
  now: number;
  kinds: Setting['kinds'];
  places: Place[];
  conversations: Conversation[];
  people: number;
};

/** What must be seen of an operation besides what is shown afterwards. */
export type Expected = {
  /** Whether the page that was reached offers to continue; null where either may be, and nobody clicks. */
  isOffered: boolean | null;
  /** The conversation that was written to. */
  wroteTo: number | null;
};

const hourMs = 3_600_000;

export function openWorld(setting: Setting): World {
  const places = [0, 1].flatMap((browser) =>
    [0, 1].map((domain): Place => {
      return {
        browser,
        domain,
        person: `person-${browser}`,
        consents: true,
        kept: new Map(),
        mark: null,
        isForSession: false,
        tabs: [null, null],
      };
    }),
  );
  return { setting, mode: setting.mode, now: 0, kinds: [...setting.kinds], places, conversations: [], people: 2 };
}

export function placeOf(world: World, browser: number, domain: number): Place {
  return world.places[browser * 2 + domain] as Place;
}

/** What a tab shows now. */
export function shownIn(world: World, place: Place, tab: Tab): Set<number> {
  return new Set((lasts(world, place) ? place.kept : tab.own).keys());
}

/** What a page that was opened there now would show. */
export function wouldShow(world: World, place: Place): Set<number> {
  if (!lasts(world, place) || !isSameSession(world, place)) return new Set();
  return new Set([...place.kept].filter(([, key]) => !isOver(world, key)).map(([id]) => id));
}

/** Does one operation; tells what must be seen of it. */
export function step(world: World, operation: Operation): Expected {
  const expected = apply(world, operation);
  world.now += 1_000;
  renew(world);
  return expected;
}

function apply(world: World, operation: Operation): Expected {
  const nothing: Expected = { isOffered: null, wroteTo: null };
  const { by, on } = operation;
  const place = placeOf(world, by, on);
  switch (operation.kind) {
    case 'navigate':
      load(world, place, 0);
      return nothing;
    case 'new-tab':
      load(world, place, 1);
      return nothing;
    case 'close-tab':
      place.tabs = [place.tabs[1] ?? null, null];
      return nothing;
    case 'send':
      return { isOffered: null, wroteTo: write(world, place) };
    case 'agent-sends': {
      const target = liveOne(world, operation.which);
      if (target !== null) world.conversations[target]?.texts.push(agentText(world));
      return { isOffered: null, wroteTo: target };
    }
    case 'agent-ends': {
      const target = liveOne(world, operation.which);
      if (target !== null) (world.conversations[target] as Conversation).isEnded = true;
      return nothing;
    }
    case 'log-out':
      // [VIS6] The tab at hand says so; the frame's other tabs follow [CNV15].
      load(world, place, 0);
      clear(place);
      place.person = newPerson(world);
      return nothing;
    case 'clear-storage':
      for (const one of placesOf(world, by)) leave(one);
      return nothing;
    case 'block-cookies':
      for (const one of placesOf(world, by)) leave(one);
      world.kinds[by] = 'none';
      return nothing;
    case 'withdraw':
      // [CON4] Ends what counts the visitor; the chat is what the visitor asked for.
      load(world, place, 0);
      place.consents = false;
      return nothing;
    case 'consent':
      place.consents = true;
      load(world, place, 0);
      return nothing;
    case 'restart':
      restart(world, by);
      return nothing;
    case 'change-mode':
      world.mode = operation.mode;
      return nothing;
    case 'advance':
      world.now += operation.hours * hourMs;
      return nothing;
    case 'hand-off':
      return handOff(world, place, placeOf(world, by, 1 - on), operation.clicks, true);
    case 'planted-link':
      return handOff(world, place, placeOf(world, 1 - by, 1 - on), operation.clicks, world.setting.isSameNetwork);
    case 'steal-ids':
      // [VIS1] Whatever was copied: it names somebody and opens nothing.
      load(world, place, 0);
      return nothing;
    case 'undo-alias':
      return nothing;
  }
}

/** [CNV16] The keys of an earlier session of a session mode are cleared before they are shown. */
function load(world: World, place: Place, index: number): void {
  const tab: Tab = { own: new Map() };
  // The second tab beside the first; alone it is the first.
  place.tabs[place.tabs[0] ? index : 0] = tab;
  if (!lasts(world, place)) {
    if (place.mark) place.mark = isSession(world.mode) ? 'session' : 'lasting';
    forgetMark(world, place, tab);
    return;
  }
  if (!isSameSession(world, place)) clear(place);
  place.isForSession = isSession(world.mode);
  if (place.mark) place.mark = isSession(world.mode) ? 'session' : 'lasting';
  for (const [id, key] of place.kept) if (isOver(world, key)) place.kept.delete(id);
  forgetMark(world, place, tab);
}

function forgetMark(world: World, place: Place, tab: Tab): void {
  if (shownIn(world, place, tab).size === 0) place.mark = null;
}

function write(world: World, place: Place): number {
  const tab = place.tabs[0] ?? opened(world, place);
  const live = [...shownIn(world, place, tab)].filter((id) => !world.conversations[id]?.isEnded);
  const target = live.length > 0 ? Math.max(...live) : begin(world, place, tab);
  world.conversations[target]?.texts.push(visitorText(world));
  return target;
}

function begin(world: World, place: Place, tab: Tab): number {
  const id = world.conversations.push({ people: new Set([place.person]), isEnded: false, texts: [] }) - 1;
  grant(world, place, tab, id);
  return id;
}

function grant(world: World, place: Place, tab: Tab, id: number): void {
  const key = { madeAt: world.now, usedAt: world.now };
  if (lasts(world, place)) place.kept.set(id, key);
  else tab.own.set(id, key);
  place.isForSession = isSession(world.mode);
  place.mark = isSession(world.mode) ? 'session' : 'lasting';
}

function opened(world: World, place: Place): Tab {
  load(world, place, 0);
  return place.tabs[0] as Tab;
}

/**
 * [XD3, XD5] A link with a code leads from a page to another domain; the code is good for a browser that looks like the
 * one that made it. What the frame there proved is offered, and a click gives a key of its own.
 */
function handOff(world: World, from: Place, to: Place, clicks: boolean, isGood: boolean): Expected {
  load(world, from, 0);
  const tab = from.tabs[0] as Tab;
  const live = [...shownIn(world, from, tab)].filter((id) => !world.conversations[id]?.isEnded);
  const carried = live.length > 0 ? Math.max(...live) : null;
  load(world, to, 0);
  const isProved = isGood && carried !== null && from.consents && to.consents;
  // [XD2] No link is touched where cookies of the service reach all sites, as far as the browser still shows that they do.
  if (isProved && from.browser === to.browser && world.kinds[from.browser] === 'shared' && isThirdParty(world.mode))
    return { isOffered: null, wroteTo: null };
  if (isProved && clicks) {
    grant(world, to, to.tabs[0] as Tab, carried);
    world.conversations[carried]?.people.add(to.person);
  }
  return { isOffered: isProved, wroteTo: null };
}

/** On a shared computer somebody else may sit down where the session's end took all; what outlives it is the same person's. */
function restart(world: World, browser: number): void {
  const next = newPerson(world);
  for (const place of placesOf(world, browser)) {
    place.tabs = [null, null];
    if (place.mark !== 'session') continue;
    place.mark = null;
    place.person = next;
  }
}

/** [CNV2] Open pages renew their tokens by the keys as long as they are open. */
function renew(world: World): void {
  for (const place of world.places) {
    const open = place.tabs.filter((tab) => tab !== null);
    if (open.length === 0) continue;
    const all = lasts(world, place) ? [place.kept] : open.map(({ own }) => own);
    for (const held of all)
      for (const [id, key] of held) {
        if (isOver(world, key)) held.delete(id);
        else if (isSession(world.mode)) key.usedAt = world.now;
      }
  }
}

/** Keys, mark and what the tabs show. */
function clear(place: Place): void {
  place.kept.clear();
  place.mark = null;
  for (const tab of place.tabs) tab?.own.clear();
}

/** All that the browser holds is gone, its tabs too. */
function leave(place: Place): void {
  clear(place);
  place.tabs = [null, null];
  place.consents = true;
}

function isSameSession(world: World, place: Place): boolean {
  const isForSession = isSession(world.mode) || place.isForSession;
  return !isForSession || place.kept.size === 0 || place.mark !== null;
}

function isSession(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}

function isThirdParty(mode: CookieMode): boolean {
  return mode.includes('third-party');
}

/** [MODE17] */
function isOver(world: World, key: Key): boolean {
  return isSession(world.mode) && (world.now - key.usedAt > 4 * hourMs || world.now - key.madeAt > 24 * hourMs);
}

/** [CNV3] Whether the frame's storage outlives its page. */
export function lasts(world: World, place: Place): boolean {
  return world.kinds[place.browser] !== 'none';
}

/** The conversation that an agent turns to: the numbers wrap around those that go on. */
function liveOne(world: World, which: number): number | null {
  const live = world.conversations.flatMap(({ isEnded }, id) => (isEnded ? [] : [id]));
  return live[which % Math.max(1, live.length)] ?? null;
}

function placesOf(world: World, browser: number): Place[] {
  return world.places.filter((place) => place.browser === browser);
}

function newPerson(world: World): string {
  world.people += 1;
  return `person-${world.people}`;
}

export const visitorText = (world: World): string => `visitor at ${world.now}`;
export const agentText = (world: World): string => `agent at ${world.now}`;
