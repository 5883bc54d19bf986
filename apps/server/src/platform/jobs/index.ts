export { dismissJob, enqueue, findDeadJobs, reviveJobs } from './commands.ts';
export type { JobsTable } from './tables.ts';
export { type JobCounts, type JobHandler, JobRefused, JobWorker } from './worker.ts';
