import type { SiteId } from '@porchlight/protocol';
import { type Audited, differenceOf, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { readSiteRow } from './present.ts';
import * as store from './store.ts';
import type { SitesTable } from './tables.ts';

export const insertSite = defineCommand<{ row: SitesTable; by: Audited }, null>({
  name: 'sites.insert',
  async run(db, { row, by }) {
    await store.insertSite(db, row);
    const target = { kind: 'site', id: row.id, name: row.name };
    const after = { name: row.name, domains: readSiteRow(row).domains };
    await record(db, { ...by, at: row.created_at, what: 'site.added', site: row.id, target, after });
    return null;
  },
});

/** Changes a site and writes down what was there before [AUTH15]. */
export const updateSite = defineCommand<
  { site: SiteId; columns: Partial<Omit<SitesTable, 'id'>>; by: Audited; at: number },
  null
>({
  name: 'sites.update',
  async run(db, { site, columns, by, at }) {
    const before = await store.findSite(db, site);
    await store.updateSite(db, site, columns);
    const after = await store.findSite(db, site);
    if (!before || !after) return null;
    const change = differenceOf(readSiteRow(before), readSiteRow(after));
    if (Object.keys(change.after).length === 0) return null;
    const target = { kind: 'site', id: site, name: before.name };
    await record(db, { ...by, at, what: 'site.changed', site, target, ...change });
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
