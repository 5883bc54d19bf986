import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { DoctorCodesTable } from './tables.ts';

export const keepCode = defineCommand<{ row: DoctorCodesTable; by: Audited; now: number }, null>({
  name: 'doctor.keep-code',
  async run(db, { row, by, now }) {
    await store.insertCode(db, row, now);
    await record(db, { ...by, at: now, what: 'doctor.code-made', site: row.site_id });
    return null;
  },
});

export const takeCheck = defineCommand<store.CodeUse, DoctorCodesTable | null>({
  name: 'doctor.take-check',
  run: store.useCode,
  isSingleStatement: true,
});
