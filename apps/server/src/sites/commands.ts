import type { SiteId } from '@porchlight/protocol';
import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { SitesTable } from './tables.ts';

export const insertSite = defineCommand<SitesTable, null>({
  name: 'sites.insert',
  async run(db, row) {
    await store.insertSite(db, row);
    return null;
  },
});

export const updateSite = defineCommand<{ site: SiteId; columns: Partial<Omit<SitesTable, 'id'>> }, null>({
  name: 'sites.update',
  async run(db, { site, columns }) {
    await store.updateSite(db, site, columns);
    return null;
  },
});

export const markFirstPageView = defineCommand<{ site: SiteId; at: number }, null>({
  name: 'sites.mark-first-page-view',
  async run(db, { site, at }) {
    await store.markFirstPageView(db, site, at);
    return null;
  },
});

export const addRefusals = defineCommand<{ site: SiteId; origin: string; count: number; at: number }[], null>({
  name: 'sites.add-refusals',
  async run(db, rows) {
    await store.addRefusals(db, rows);
    return null;
  },
});
