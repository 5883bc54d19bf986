import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { dismissJob, reviveJobs } from '../platform/jobs/index.ts';
import { describeJob } from './failed.ts';

export const jobNotFound = () =>
  appError('job_not_found', 'This was sent, tried again or put away meanwhile. Load the list again.');

/** Tries again what was given up, one (throws `job_not_found`) or all, and writes it down [AUTH15]. */
export const retryJobs = defineCommand<{ id: string | null; by: Audited; now: number }, null>({
  name: 'mail.retry-jobs',
  async run(db, { id, by, now }) {
    const revived = await reviveJobs(db, { id, now });
    if (id !== null && revived.length === 0) throw jobNotFound();
    for (const row of revived)
      await record(db, { ...by, at: now, what: 'mail.tried-again', target: describeJob(row).target });
    return null;
  },
});

/** Forgets what was given up, and writes it down [AUTH15]. Throws `job_not_found`. */
export const putJobAway = defineCommand<{ id: string; by: Audited; now: number }, null>({
  name: 'mail.put-job-away',
  async run(db, { id, by, now }) {
    const row = await dismissJob(db, id);
    if (!row) throw jobNotFound();
    const { target, what } = describeJob(row);
    await record(db, { ...by, at: now, what: 'mail.put-away', target, before: { mail: what, error: row.last_error } });
    return null;
  },
});
