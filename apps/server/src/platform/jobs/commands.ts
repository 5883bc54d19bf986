import { dialectOf } from '../db/dialect.ts';
import { type Db, defineCommand } from '../db/index.ts';
import { newSortableId } from '../ids/index.ts';
import type { JobsTable } from './tables.ts';

/** How often a job is begun before it is given up. */
export const attemptsAtMost = 8;
const errorChars = 300;
/** How long one can look at what was given up. */
const deadKeptMs = 90 * 86_400_000;

/**
 * Adds a job inside the command that wants it: it is there exactly when that command is. `payload` must hold no
 * secret; `runAt` in ms, now where left out.
 */
export async function enqueue(
  db: Db,
  { kind, payload, now, runAt = now }: { kind: string; payload: unknown; now: number; runAt?: number },
): Promise<void> {
  await db
    .insertInto('jobs')
    .values({
      // Sorts by its time; the prefix of any id would do.
      id: newSortableId('ms', now),
      kind,
      payload: JSON.stringify(payload),
      run_at: runAt,
      attempts: 0,
      lease: null,
      created_at: now,
      dead_at: null,
      last_error: null,
    })
    .execute();
}

type LeaseInput = { kinds: string[]; lease: string; now: number; until: number; limit: number };

/**
 * [JOB2] Takes jobs that are due for one worker until `until`. What was begun too often without an end, because each
 * try took the process down, is given up here.
 */
export const leaseJobs = defineCommand<LeaseInput, JobsTable[]>({
  name: 'jobs.lease',
  async run(db, { kinds, lease, now, until, limit }) {
    const due = db
      .selectFrom('jobs')
      .select('id')
      .where('dead_at', 'is', null)
      .where('run_at', '<=', now)
      .where('kind', 'in', kinds)
      .orderBy('run_at')
      .orderBy('id')
      .limit(limit);
    // The embedded database has one writer; on the other, two workers pass over what each of them takes.
    const ids = await (dialectOf(db) === 'postgres' ? due.forUpdate().skipLocked() : due).execute();
    if (ids.length === 0) return [];
    const taken = await db
      .updateTable('jobs')
      .set((eb) => ({ lease, run_at: until, attempts: eb('attempts', '+', 1) }))
      .where(
        'id',
        'in',
        ids.map((one) => one.id),
      )
      .returningAll()
      .execute();
    const poison = taken.filter((job) => job.attempts > attemptsAtMost).map((job) => job.id);
    if (poison.length > 0)
      await db
        .updateTable('jobs')
        .set({ dead_at: now, lease: null, last_error: 'Begun too often without an end.' })
        .where('id', 'in', poison)
        .execute();
    return taken.filter((job) => !poison.includes(job.id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  },
});

type Owned = { id: string; lease: string };

/** False where another worker has taken the job over meanwhile. */
export const finishJob = defineCommand<Owned, boolean>({
  name: 'jobs.finish',
  isSingleStatement: true,
  async run(db, { id, lease }) {
    const rows = await db.deleteFrom('jobs').where('id', '=', id).where('lease', '=', lease).returning('id').execute();
    return rows.length > 0;
  },
});

/** Gives a job back until `runAt`, or for good where that is null; `isUncounted` for one that was only interrupted. */
export const giveBackJob = defineCommand<
  Owned & { now: number; runAt: number | null; error: string | null; isUncounted?: boolean },
  null
>({
  name: 'jobs.give-back',
  isSingleStatement: true,
  async run(db, { id, lease, now, runAt, error, isUncounted }) {
    await db
      .updateTable('jobs')
      .set((eb) => ({
        lease: null,
        run_at: runAt ?? now,
        dead_at: runAt === null ? now : null,
        ...(error === null ? {} : { last_error: error.slice(0, errorChars).toWellFormed() }),
        ...(isUncounted ? { attempts: eb('attempts', '-', 1) } : {}),
      }))
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
    return null;
  },
});

/** Tries again what was given up, one job or all (`id` null); answers with them. For use inside a command. */
export async function reviveJobs(db: Db, { id, now }: { id: string | null; now: number }): Promise<JobsTable[]> {
  let query = db
    .updateTable('jobs')
    .set({ dead_at: null, run_at: now, attempts: 0, lease: null })
    .where('dead_at', 'is not', null);
  if (id !== null) query = query.where('id', '=', id);
  return query.returningAll().execute();
}

/** Forgets a job that was given up; null where there is none. For use inside a command. */
export async function dismissJob(db: Db, id: string): Promise<JobsTable | null> {
  const row = await db
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('dead_at', 'is not', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** What was given up, the latest first. */
export function findDeadJobs(db: Db, limit: number): Promise<JobsTable[]> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('dead_at', 'is not', null)
    .orderBy('dead_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export const forgetDeadJobs = defineCommand<{ now: number }, null>({
  name: 'jobs.forget-dead',
  isSingleStatement: true,
  async run(db, { now }) {
    await db
      .deleteFrom('jobs')
      .where('dead_at', '<=', now - deadKeptMs)
      .execute();
    return null;
  },
});
