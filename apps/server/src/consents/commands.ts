import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { ConsentsTable } from './tables.ts';

export const recordConsent = defineCommand<ConsentsTable, null>({
  name: 'consents.record',
  async run(db, row) {
    await store.insertConsent(db, row);
    return null;
  },
});
