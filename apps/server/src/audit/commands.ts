import { defineCommand } from '../platform/db/index.ts';
import { type Recorded, record } from './record.ts';

/** For what changes nothing else: an export, a login that failed. */
export const recordAlone = defineCommand<Recorded, null>({
  name: 'audit.record',
  async run(db, entry) {
    await record(db, entry);
    return null;
  },
});

/** Every command of this feature. */
export const commands = [recordAlone];
