import { limits } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { FileStore } from '../platform/files/index.ts';
import { deleteUnclaimed } from './commands.ts';
import { findKnownObjects } from './store.ts';

const sweepMs = 60_000;
const searchMs = 24 * 60 * 60_000;
const atOnce = 200;

/** [FILE10] Deletes uploads that no message named, and objects that no row names. */
export class Leftovers {
  readonly #o: { storage: Storage; clock: Clock; files: FileStore };
  #sweptAt: number;
  #searchedAt = 0;

  constructor(options: { storage: Storage; clock: Clock; files: FileStore }) {
    this.#o = options;
    this.#sweptAt = options.clock.now();
  }

  /** Does what is due; called often. */
  async sweep(): Promise<void> {
    const { storage, clock, files } = this.#o;
    const now = clock.now();
    if (now - this.#sweptAt < sweepMs) return;
    this.#sweptAt = now;
    const beforeMs = now - limits.unclaimedUploadMs;
    await files.remove(await storage.execute(deleteUnclaimed, { beforeMs, limit: atOnce }));
    if (now - this.#searchedAt < searchMs) return;
    this.#searchedAt = now;
    await this.#search(beforeMs);
  }

  /** A process that was killed between writing an object and naming it left it behind. */
  async #search(beforeMs: number): Promise<void> {
    const { storage, files } = this.#o;
    const removeUnknown = async (names: string[]) => {
      const known = await findKnownObjects(storage.read, names);
      await files.remove(names.filter((name) => !known.has(name)));
    };
    let names: string[] = [];
    for await (const name of files.list(beforeMs)) {
      names.push(name);
      if (names.length < atOnce) continue;
      await removeUnknown(names);
      names = [];
    }
    if (names.length > 0) await removeUnknown(names);
  }
}
