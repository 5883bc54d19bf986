import { isSession, shownIn, wouldShow } from './model.ts';
import type { Operation } from './operations.ts';
import { type Place, placeOf, type World } from './world.ts';

/** What every place shows, or would show to who comes: by places, conversations. */
export type Portrait = Set<number>[];

export function portray(world: World): Portrait {
  return world.places.map((place) => {
    const open = place.tabs.flatMap((tab) => (tab ? [...shownIn(world, place, tab)] : []));
    return new Set([...wouldShow(world, place), ...open]);
  });
}

/**
 * What holds after every operation, whatever the history: nobody sees what is not theirs; only what may take a
 * conversation away, or give one, does. It is said here once more and otherwise than in the model's own steps.
 * `before` is how things stood, and `isAsSaid` whether the operation could be done then.
 */
export function assertStep(before: Portrait, isAsSaid: boolean, world: World, given: Operation): void {
  const after = portray(world);
  const operation: Operation = isAsSaid ? given : { kind: 'navigate', by: given.by, on: given.on };
  for (const [at, place] of world.places.entries()) {
    const had = before[at] as Set<number>;
    const has = after[at] as Set<number>;
    for (const id of has) {
      const people = world.conversations[id]?.people;
      if (![...place.people].some((name) => people?.has(name)))
        fail(place, `${[...place.people].join(' or ')} sees conversation ${id}`);
      if (!had.has(id) && !mayGain(world, operation, place, id)) fail(place, `gained ${id} by ${operation.kind}`);
    }
    for (const id of had)
      if (!has.has(id) && !mayLose(world, operation, place)) fail(place, `lost ${id} by ${operation.kind}`);
  }
}

/** By beginning one, by a click on what was offered, or by a login to what is the contact's. */
function mayGain(world: World, operation: Operation, place: Place, id: number): boolean {
  const { by, on } = operation;
  const { contact } = world.conversations[id] ?? {};
  if (contact && contact === place.signedIn) return true;
  if (operation.kind === 'send') return place === placeOf(world, by, on);
  if (operation.kind === 'hand-off') return operation.clicks && place === placeOf(world, by, 1 - on);
  // A key that idleness ended in a session mode does in another.
  if (operation.kind === 'change-mode') return true;
  return operation.kind === 'planted-link' && operation.clicks && place === placeOf(world, 1 - by, 1 - on);
}

/** Logging out, clearing, somebody else's login, or the end of what the site's mode or policy keeps. */
function mayLose(world: World, operation: Operation, place: Place): boolean {
  const isHere = place.browser === operation.by && place.domain === operation.on;
  const isOwn = place.browser === operation.by;
  // [CNV3] A token that was bound to a session, or was not, is none in a mode that asks for the other.
  // One that was stolen takes along what the page at hand still showed.
  if (world.kinds[place.browser] === 'none' && (world.hasChangedMode || place.wasRobbed)) return true;
  switch (operation.kind) {
    case 'log-in':
      // What somebody continued and then claimed by a login is no longer another's, wherever that one holds it.
      return isHere || (place.account !== null && place.account !== operation.who);
    case 'log-out':
    case 'withdraw':
    case 'replay-recovery':
      return isHere;
    case 'clear-storage':
    case 'block-cookies':
      return isOwn;
    case 'restart':
      // What a login brought ends with its page; the next one brings it again.
      return isOwn && (place.isForSession || place.account !== null);
    case 'advance':
      return isSession(world.mode) || world.setting.history !== 'all' || place.account !== null;
    case 'change-mode':
      return isSession(world.mode) || world.kinds[place.browser] === 'none';
    case 'hand-off':
    case 'planted-link':
    case 'send':
      // Whoever is known here, and continues what is another's, holds it no longer than that.
      return place.account !== null || world.setting.history !== 'all';
    default:
      // A new visit sees what the site's policy shows to who returns.
      return world.setting.history !== 'all' || place.account !== null;
  }
}

function fail(place: Place, what: string): never {
  throw new Error(`Browser ${place.browser} on domain ${place.domain}: ${what}`);
}
