import type { CookieMode } from '@porchlight/protocol';
import type { Operation } from './operations.ts';
import {
  type Conversation,
  type Family,
  type Held,
  type Key,
  type Place,
  placeOf,
  type Tab,
  type World,
} from './world.ts';

// Who may read and write what, written from the rules of docs/spec alone: it knows no code of the product. What a frame
// shows is the set of conversations of a page; what was written is a list of texts.

/** The visit that each place is in, where somebody has seen it; else the model makes them up. */
export type Visits = readonly (string | null)[] | null;

/** What must be seen of an operation besides what is shown afterwards. */
export type Expected = {
  /** Whether the page that was reached offers to continue; null where either may be, and nobody clicks. */
  isOffered: boolean | null;
  /** The conversation that was written to. */
  wroteTo: number | null;
};

const hourMs = 3_600_000;
const visitIdleMs = hourMs / 2;
const nothing: Expected = { isOffered: null, wroteTo: null };

/** What a tab shows now. */
export function shownIn(world: World, place: Place, tab: Tab): Set<number> {
  return new Set([...heldBy(world, place, tab).keys(), ...tab.brought]);
}

/** What a page that was opened there now would show. */
export function wouldShow(world: World, place: Place): Set<number> {
  const shown = new Set<number>();
  if (lasts(world, place)) {
    if (isSameSession(world, place)) for (const [id, { key }] of place.kept) if (!isOver(world, key)) shown.add(id);
  } else if (place.recovery && isGood(world, place, place.recovery))
    for (const [id, key] of place.recovery.keys) if (!isOver(world, key)) shown.add(id);
  if (place.signedIn) for (const id of conversationsOf(world, place.signedIn)) shown.add(id);
  return shown;
}

/** Does one operation; tells what must be seen of it. */
export function step(world: World, operation: Operation, visits: Visits = null): Expected {
  const expected = apply(world, operation, visits);
  world.now += 1_000;
  for (const place of world.places) for (const tab of place.tabs) if (tab) exchange(world, place, tab);
  return expected;
}

/** Whether an operation does what it says, or, where it makes no sense here, loads the page alone. */
export function isDone(world: World, { kind, by, on }: Operation): boolean {
  const place = placeOf(world, by, on);
  const isPlain = world.kinds[by] === 'split' || world.kinds[by] === 'chips';
  // Who goes by another's ids ends the other's visitor with them, which is another history.
  if (kind === 'log-in') return isPlain && place.consents && !world.thieves.has(by);
  if (kind === 'log-out') return !world.thieves.has(by);
  if (kind === 'steal-ids') return placesOf(world, by).every((one) => one.signedIn === null && one.account === null);
  return true;
}

function apply(world: World, operation: Operation, visits: Visits): Expected {
  const { by, on } = operation;
  const place = placeOf(world, by, on);
  const open = (one: Place, index = 0) => load(world, one, index, visits);
  if (!isDone(world, operation)) {
    open(place);
    return nothing;
  }
  switch (operation.kind) {
    case 'navigate':
      open(place);
      return nothing;
    case 'new-tab':
      open(place, 1);
      return nothing;
    case 'close-tab':
      place.tabs = [place.tabs[1] ?? null, null];
      return nothing;
    case 'send':
      if (!place.tabs[0]) open(place);
      return { isOffered: null, wroteTo: write(world, place, place.tabs[0] as Tab) };
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
    case 'log-in':
      logIn(world, place, operation.who, visits);
      return nothing;
    case 'log-out':
      // [VIS6] The tab at hand says so; the frame's other tabs follow [CNV15].
      open(place);
      clear(place);
      place.people = new Set([newName(world)]);
      return nothing;
    case 'clear-storage':
      for (const one of placesOf(world, by)) leave(one);
      return nothing;
    case 'block-cookies':
      for (const one of placesOf(world, by)) leave(one);
      world.kinds[by] = 'none';
      return nothing;
    case 'withdraw':
      // [CON4] Ends what counts the visitor, and with the ids the login; the chat is what the visitor asked for.
      open(place);
      place.consents = false;
      place.visit = null;
      signOut(place);
      return nothing;
    case 'consent':
      place.consents = true;
      open(place);
      return nothing;
    case 'restart':
      restart(world, by);
      return nothing;
    case 'change-mode':
      world.mode = operation.mode;
      world.hasChangedMode = true;
      return nothing;
    case 'advance':
      world.now += operation.hours * hourMs;
      for (const one of world.places) one.visit = null;
      return nothing;
    case 'hand-off':
      return handOff(world, place, placeOf(world, by, 1 - on), operation.clicks, true, visits);
    case 'planted-link': {
      const target = placeOf(world, 1 - by, 1 - on);
      return handOff(world, place, target, operation.clicks, world.setting.isSameNetwork, visits);
    }
    case 'steal-ids':
      // [VIS1] Whatever was copied: it names somebody and opens nothing.
      world.thieves.add(by);
      open(place);
      return nothing;
    case 'replay-recovery': {
      // [CNV3] One that was used, and whose successor was seen: somebody has a copy.
      const family = place.recovery;
      if (family && family.issued >= 3) endFamily(place, family);
      return nothing;
    }
    case 'undo-alias':
      return nothing;
  }
}

/** [CNV16] The keys of an earlier session of a session mode are cleared before they are shown. */
function load(world: World, place: Place, index: number, visits: Visits): void {
  const login = place.signedIn ? { who: place.signedIn, at: world.now } : null;
  const tab: Tab = { own: new Map(), login, brought: new Set() };
  // The second tab beside the first; alone it is the first.
  place.tabs[place.tabs[0] ? index : 0] = tab;
  if (place.consents)
    enter(world, place, visits ? (visits[world.places.indexOf(place)] ?? null) : (place.visit ?? newName(world)));
  if (lasts(world, place) && !isSameSession(world, place)) clearKept(place);
  if (place.mark) place.mark = isSession(world.mode) ? 'session' : 'lasting';
  place.isForSession = isSession(world.mode);
  if (!lasts(world, place)) recover(world, place, tab);
  exchange(world, place, tab);
  if (shownIn(world, place, tab).size === 0) place.mark = null;
}

function enter(world: World, place: Place, visit: string | null): void {
  if (place.visit !== visit) place.visitSince = world.now;
  place.visit = visit;
}

/** [CNV2, CNV6, CNV7, MODE17] What a frame shows by its keys, in this visit and with this login. */
function exchange(world: World, place: Place, tab: Tab): void {
  const held = heldBy(world, place, tab);
  if (tab.login && world.now - tab.login.at >= 24 * hourMs) tab.login = null;
  const who = tab.login?.who ?? null;
  for (const [id, { key }] of held) {
    const conversation = world.conversations[id] as Conversation;
    const isAnothers = who !== null && [conversation.contact, key.beside].some((one) => one !== null && one !== who);
    if (isOver(world, key) || isAnothers || !isShown(world, place, conversation, key)) held.delete(id);
    else {
      if (isSession(world.mode) || world.setting.history !== 'all') key.usedAt = world.now;
      if (place.visit && !conversation.isEnded) key.visit = place.visit;
      if (who) join(world, place, conversation, key, who);
    }
  }
  tab.brought = new Set(who ? conversationsOf(world, who).filter((id) => !held.has(id)) : []);
}

/** [CNV6] */
function isShown({ setting, now }: World, place: Place, conversation: Conversation, key: Key): boolean {
  if (setting.history === 'all' || (setting.history === 'open' && !conversation.isEnded)) return true;
  if (place.visit && key.visit) return place.visit === key.visit;
  return now - key.usedAt <= visitIdleMs;
}

/** [CNV7] A guest's conversation becomes that of the contact who logs in beside it, as the site's policy says. */
function join(world: World, place: Place, conversation: Conversation, key: Key, who: string): void {
  key.beside = who;
  // One that began before there was consent to a visit is of the visit that followed at once.
  const since = place.visitSince - (conversation.visit === null ? visitIdleMs : 0);
  const isOfVisit = place.visit !== null && (conversation.visit === place.visit || key.madeAt >= since);
  if (conversation.contact !== null || world.setting.join === 'apart') return;
  if (world.setting.join === 'visit' && !isOfVisit) return;
  conversation.contact = who;
  conversation.people.add(who);
}

/** [CNV7] Known to other known never joins: the former one is forgotten first. */
function logIn(world: World, place: Place, who: string, visits: Visits): void {
  if (place.signedIn !== who) place.signedIn = null;
  load(world, place, 0, visits);
  if (place.account !== null && place.account !== who) {
    clear(place);
    place.people = new Set();
  }
  place.people.add(who);
  place.account = who;
  place.signedIn = who;
  enter(world, place, visits ? (visits[world.places.indexOf(place)] ?? null) : (place.visit ?? newName(world)));
  const tab = place.tabs[0] as Tab;
  tab.login = { who, at: world.now };
  exchange(world, place, tab);
}

function write(world: World, place: Place, tab: Tab): number {
  const live = [...shownIn(world, place, tab)].filter((id) => !world.conversations[id]?.isEnded);
  const target = live.length > 0 ? Math.max(...live) : begin(world, place, tab);
  world.conversations[target]?.texts.push(visitorText(world));
  return target;
}

function begin(world: World, place: Place, tab: Tab): number {
  const contact = tab.login?.who ?? null;
  const people = new Set(place.people);
  const conversation = { people, contact, visit: place.visit, isEnded: false, texts: [] };
  const id = world.conversations.push(conversation) - 1;
  grant(world, place, tab, id);
  return id;
}

function grant(world: World, place: Place, tab: Tab, id: number): void {
  const key: Key = { madeAt: world.now, usedAt: world.now, visit: place.visit, beside: null };
  heldBy(world, place, tab).set(id, { key, isOwn: true });
  place.isForSession = isSession(world.mode);
  place.mark = isSession(world.mode) ? 'session' : 'lasting';
  if (!lasts(world, place)) noteForRecovery(world, place, tab);
}

/** [CNV3] What a frame without lasting storage holds can be found again by a token that the page keeps. */
function noteForRecovery(world: World, place: Place, tab: Tab): void {
  if (isSession(world.mode)) place.marker ??= ++world.count;
  const known = place.recovery && isGood(world, place, place.recovery) ? place.recovery : null;
  const marker = isSession(world.mode) ? place.marker : null;
  const family = known ?? { keys: new Map(), marker, issued: 0, isDead: false, madeAt: world.now, usedAt: world.now };
  // Keys of another recovery enter none: a copy of them must end with it.
  for (const [id, { key, isOwn }] of tab.own) if (isOwn) family.keys.set(id, key);
  family.issued += 1;
  family.usedAt = world.now;
  place.recovery = family;
}

function recover(world: World, place: Place, tab: Tab): void {
  const family = place.recovery;
  if (!family) return;
  if (!isGood(world, place, family)) {
    place.recovery = null;
    return;
  }
  family.issued += 1;
  family.usedAt = world.now;
  for (const [id, key] of family.keys) if (!isOver(world, key)) tab.own.set(id, { key, isOwn: false });
}

function isGood(world: World, place: Place, family: Family): boolean {
  const isBound = family.marker !== null || isSession(world.mode);
  const marker = isSession(world.mode) ? place.marker : null;
  if (family.isDead || (isBound && (marker === null || marker !== family.marker))) return false;
  const usedAt = Math.max(family.usedAt, ...[...family.keys.values()].map((key) => key.usedAt));
  return !isOver(world, { madeAt: family.madeAt, usedAt });
}

function endFamily(place: Place, family: Family): void {
  family.isDead = true;
  place.wasRobbed = true;
  for (const tab of place.tabs)
    for (const [id, { isOwn }] of tab?.own ?? []) if (!isOwn && family.keys.has(id)) tab?.own.delete(id);
}

/**
 * [XD3, XD5] A link with a code leads from a page to another domain; the code is good for a browser that looks like the
 * one that made it. What the frame there proved by a key of its own is offered, and a click gives another key.
 */
function handOff(world: World, from: Place, to: Place, clicks: boolean, isGoodCode: boolean, visits: Visits): Expected {
  load(world, from, 0, visits);
  const tab = from.tabs[0] as Tab;
  const live = [...shownIn(world, from, tab)].filter((id) => !world.conversations[id]?.isEnded);
  const carried = live.length > 0 ? Math.max(...live) : null;
  const isOwn = carried !== null && heldBy(world, from, tab).has(carried);
  load(world, to, 0, visits);
  const isProved = isGoodCode && isOwn && from.consents && to.consents;
  if (isProved && isUntouched(world, from, to)) return nothing;
  if (isProved && clicks && carried !== null) {
    grant(world, to, to.tabs[0] as Tab, carried);
    for (const name of to.people) world.conversations[carried]?.people.add(name);
  }
  return { isOffered: isProved, wroteTo: null };
}

/** [XD2] No link is touched where cookies of the service reach all sites, as far as the browser still shows that they do. */
export function isUntouched(world: World, from: Place, to: Place): boolean {
  return from.browser === to.browser && world.kinds[from.browser] === 'shared' && world.mode.includes('third-party');
}

/** On a shared computer somebody else may sit down where the session's end took all; what outlives it is the same person's. */
function restart(world: World, browser: number): void {
  const next = newName(world);
  for (const place of placesOf(world, browser)) {
    place.tabs = [null, null];
    place.signedIn = null;
    if (isSession(world.mode)) place.visit = null;
    if (isSession(world.mode) && place.marker !== null) place.recovery = null;
    place.marker = null;
    if (place.mark !== 'session') continue;
    place.mark = null;
    place.people = new Set([next]);
    place.account = null;
  }
}

/** [VIS6] Keys, mark, login and what the tabs show. */
function clear(place: Place): void {
  clearKept(place);
  signOut(place);
  place.account = null;
  place.visit = null;
  if (place.recovery) place.recovery.isDead = true;
  place.recovery = null;
}

function clearKept(place: Place): void {
  place.kept.clear();
  place.mark = null;
  for (const tab of place.tabs) {
    tab?.own.clear();
    tab?.brought.clear();
  }
}

function signOut(place: Place): void {
  place.signedIn = null;
  for (const tab of place.tabs) if (tab) Object.assign(tab, { login: null, brought: new Set() });
}

/** All that the browser holds is gone, its tabs too. */
function leave(place: Place): void {
  clearKept(place);
  signOut(place);
  Object.assign(place, { tabs: [null, null], consents: true, recovery: null, marker: null, visit: null });
}

function isSameSession(world: World, place: Place): boolean {
  const isForSession = isSession(world.mode) || place.isForSession;
  return !isForSession || place.kept.size === 0 || place.mark !== null;
}

export function isSession(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}

/** [MODE17] */
function isOver(world: World, key: Pick<Key, 'madeAt' | 'usedAt'>): boolean {
  return isSession(world.mode) && (world.now - key.usedAt > 4 * hourMs || world.now - key.madeAt > 24 * hourMs);
}

function heldBy(world: World, place: Place, tab: Tab): Held {
  return lasts(world, place) ? place.kept : tab.own;
}

/** [CNV3] Whether the frame's storage outlives its page. */
function lasts(world: World, place: Place): boolean {
  return world.kinds[place.browser] !== 'none';
}

function conversationsOf(world: World, who: string): number[] {
  return world.conversations.flatMap(({ contact }, id) => (contact === who ? [id] : []));
}

/** The conversation that an agent turns to: the numbers wrap around those that go on. */
export function liveOne(world: World, which: number): number | null {
  const live = world.conversations.flatMap(({ isEnded }, id) => (isEnded ? [] : [id]));
  return live[which % Math.max(1, live.length)] ?? null;
}

function placesOf(world: World, browser: number): Place[] {
  return world.places.filter((place) => place.browser === browser);
}

function newName(world: World): string {
  world.count += 1;
  return `name-${world.count}`;
}

export const visitorText = (world: World): string => `visitor at ${padded(world.now)}`;
export const agentText = (world: World): string => `agent at ${padded(world.now)}`;

/** No text is a part of another one. */
const padded = (ms: number): string => String(ms).padStart(12, '0');
