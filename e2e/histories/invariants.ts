import { type Place, placeOf, shownIn, type World, wouldShow } from './model.ts';
import type { Operation } from './operations.ts';

/** What every place shows, or would show to who comes: by places, conversations. */
export type Portrait = Set<number>[];

export function portray(world: World): Portrait {
  return world.places.map(
    (place) =>
      new Set([...wouldShow(world, place), ...openTabs(place).flatMap((tab) => [...shownIn(world, place, tab)])]),
  );
}

function openTabs(place: Place) {
  return place.tabs.filter((tab) => tab !== null);
}

/**
 * What holds after every operation, whatever the history: nobody sees what is not theirs; only what may take a
 * conversation away, or give one, does. It is said here once more and otherwise than in the model's own steps.
 */
export function assertStep(before: Portrait, world: World, operation: Operation): void {
  const after = portray(world);
  for (const [at, place] of world.places.entries()) {
    const had = before[at] as Set<number>;
    const has = after[at] as Set<number>;
    for (const id of has) {
      const people = world.conversations[id]?.people;
      if (!people?.has(place.person)) fail(place, `${place.person} sees conversation ${id}`);
      if (!had.has(id) && !mayGain(world, operation, place))
        fail(place, `gained conversation ${id} by ${operation.kind}`);
    }
    for (const id of had)
      if (!has.has(id) && !mayLose(world, operation, place))
        fail(place, `lost conversation ${id} by ${operation.kind}`);
  }
}

/** By beginning one, or by a click on what was offered; a key that idleness ended in a session mode does in another. */
function mayGain(world: World, operation: Operation, place: Place): boolean {
  const { by, on } = operation;
  if (operation.kind === 'send') return place === placeOf(world, by, on);
  if (operation.kind === 'hand-off') return operation.clicks && place === placeOf(world, by, 1 - on);
  if (operation.kind === 'change-mode') return place.kept.size > 0;
  return operation.kind === 'planted-link' && operation.clicks && place === placeOf(world, 1 - by, 1 - on);
}

/** Logging out, clearing, or the end of a session where the mode keeps nothing beyond it; and pages that are left where nothing lasts. */
function mayLose(world: World, operation: Operation, place: Place): boolean {
  const isOwn = place.browser === operation.by;
  const endsWithSession = world.mode === 'third-party-session' || world.mode === 'first-party-session';
  if (!isOwn && operation.kind !== 'planted-link' && operation.kind !== 'advance' && operation.kind !== 'change-mode')
    return false;
  if (world.kinds[place.browser] === 'none') return true;
  switch (operation.kind) {
    case 'log-out':
      return place.domain === operation.on;
    case 'clear-storage':
    case 'block-cookies':
      return true;
    case 'restart':
      return place.isForSession;
    case 'advance':
    case 'change-mode':
      return endsWithSession;
    default:
      return false;
  }
}

function fail(place: Place, what: string): never {
  throw new Error(`Browser ${place.browser} on domain ${place.domain}: ${what}`);
}
