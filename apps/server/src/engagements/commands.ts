import type { OfferId, SiteId, VisitId } from '@porchlight/protocol';
import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { OffersTable } from './tables.ts';

export const insertOffer = defineCommand<OffersTable, null>({
  name: 'engagements.insert-offer',
  async run(db, row) {
    await store.insertOffer(db, row);
    return null;
  },
});

export const settleOffer = defineCommand<
  { site: SiteId; visit: VisitId; id: OfferId; outcome: OffersTable['outcome']; at: number },
  boolean
>({
  name: 'engagements.settle-offer',
  run: (db, input) => store.settleOffer(db, input),
});
