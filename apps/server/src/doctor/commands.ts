import { defineCommand } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { DoctorCodesTable } from './tables.ts';

export const keepCode = defineCommand<{ row: DoctorCodesTable; now: number }, null>({
  name: 'doctor.keep-code',
  async run(db, { row, now }) {
    await store.insertCode(db, row, now);
    return null;
  },
});

export const takeCheck = defineCommand<store.CodeUse, DoctorCodesTable | null>({
  name: 'doctor.take-check',
  run: store.useCode,
  isSingleStatement: true,
});
