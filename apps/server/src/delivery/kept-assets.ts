import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { type Asset, buildAsset, typeOf } from './assets.ts';
import { keepAssets } from './commands.ts';
import * as store from './store.ts';

/** How long a replaced file is still served: pages that were opened, or put to sleep, before an update (LOAD1). */
export const keptMs = 30 * 86_400_000;

type Options = { storage: Storage; clock: Clock; present: ReadonlyMap<string, Asset> };

/**
 * [LOAD1] keeps the present version's files in the database and answers with those of earlier ones that are still
 * served, by name. The database, because a container or a fresh clone brings the new version's files alone.
 */
export async function readKeptAssets({ storage, clock, present }: Options): Promise<Map<string, Asset>> {
  const known = await store.findKeptNames(storage.read);
  const knownNames = new Set(known.map(({ name }) => name));
  const now = clock.now();
  const change = {
    added: [...present]
      .filter(([name]) => !knownNames.has(name))
      .map(([name, { body }]) => ({ name, body: body.toString('base64') })),
    returned: known.filter((one) => one.replaced_at !== null && present.has(one.name)).map(({ name }) => name),
    replaced: known.filter((one) => one.replaced_at === null && !present.has(one.name)).map(({ name }) => name),
    now,
    dropBefore: now - keptMs,
  };
  const isDue = known.some((one) => one.replaced_at !== null && one.replaced_at < change.dropBefore);
  if (isDue || [change.added, change.returned, change.replaced].some((list) => list.length > 0)) {
    await storage.execute(keepAssets, change);
  }
  const earlier = await store.findReplaced(storage.read);
  return new Map(earlier.map(({ name, body }) => [name, buildAsset(Buffer.from(body, 'base64'), typeOf(name) ?? '')]));
}
