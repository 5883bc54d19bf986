import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';

type Change = {
  added: { name: string; body: string }[];
  /** Names that the present version has again, as after going back to it. */
  returned: string[];
  replaced: string[];
  now: number;
  /** Replaced before this: dropped. */
  dropBefore: number;
};

export const keepAssets = defineCommand<Change, null>({
  name: 'delivery.keep-assets',
  async run(db, { added, returned, replaced, now, dropBefore }) {
    await store.insertAssets(
      db,
      added.map((asset) => ({ ...asset, replaced_at: null })),
    );
    await store.markReplaced(db, returned, null);
    await store.markReplaced(db, replaced, now);
    await store.deleteReplaced(db, dropBefore);
    return null;
  },
});
