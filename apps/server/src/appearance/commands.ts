import type { ColourScheme, SiteId } from '@porchlight/protocol';
import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { AppearancesTable, LogosTable } from './tables.ts';

type By = { by: Audited; at: number };

/** [HC21] Colours and links. */
export const saveAppearance = defineCommand<{ row: AppearancesTable } & By, null>({
  name: 'appearance.save',
  async run(db, { row, by, at }) {
    const before = await store.findAppearance(db, row.site_id);
    await store.saveAppearance(db, row);
    await record(db, { ...by, at, what: 'help-center.appearance-changed', site: row.site_id, before, after: row });
    return null;
  },
});

/** [HC21] A logo for one scheme; null takes it away. */
export const saveLogo = defineCommand<{ site: SiteId; scheme: ColourScheme; logo: LogosTable | null } & By, null>({
  name: 'appearance.save-logo',
  async run(db, { site, scheme, logo, by, at }) {
    const before = (await store.findLogos(db, site)).find((one) => one.scheme === scheme);
    if (logo) await store.saveLogo(db, logo);
    else await store.deleteLogo(db, site, scheme);
    const of = (row: LogosTable | null | undefined) => ({ scheme, logo: row?.hash ?? null });
    const change = { before: of(before), after: of(logo) };
    await record(db, { ...by, at, what: 'help-center.logo-changed', site, ...change });
    return null;
  },
});
