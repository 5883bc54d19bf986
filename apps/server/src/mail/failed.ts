import type { FailedJob } from '@porchlight/protocol';
import type { JobsTable } from '../platform/jobs/index.ts';
import { mailJob, type QueuedMail } from './queue.ts';

/** What a job is, in names of ours, and whom it was for. */
export function describeJob({ id, kind, payload }: Pick<JobsTable, 'id' | 'kind' | 'payload'>) {
  const mail = kind === mailJob ? (JSON.parse(payload) as QueuedMail) : null;
  const to = mail?.to ?? null;
  return { what: mail?.template ?? kind, to, mail, target: { kind: 'mail', id, name: to ?? kind } };
}

/** A job that was given up, as admins see it: nothing of what it would have sent. */
export function presentFailed(row: JobsTable, now: number): FailedJob {
  const { what, to, mail } = describeJob(row);
  return {
    id: row.id,
    what,
    to,
    createdAt: row.created_at,
    failedAt: row.dead_at ?? row.run_at,
    error: row.last_error ?? '',
    isOver: mail !== null && 'expiresAt' in mail && mail.expiresAt <= now,
  };
}
