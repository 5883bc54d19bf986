import { defineCommand } from '../db/index.ts';
import * as jobs from './commands.ts';

/** A command that wants a job, and may fail afterwards. */
export const enqueueThen = defineCommand<
  { kind: string; payload: unknown; now: number; runAt?: number; fails?: boolean },
  null
>({
  name: 'jobs-testing.enqueue-then',
  async run(db, { fails, ...job }) {
    await jobs.enqueue(db, job);
    if (fails) throw new Error('The command failed.');
    return null;
  },
});

/** Tries all again that was given up. */
export const revive = defineCommand<{ now: number }, number>({
  name: 'jobs-testing.revive',
  run: async (db, { now }) => (await jobs.reviveJobs(db, { id: null, now })).length,
});

export const commands = [enqueueThen, jobs.leaseJobs, jobs.finishJob, jobs.giveBackJob, revive, jobs.forgetDeadJobs];
