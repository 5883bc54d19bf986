export { enqueue } from './commands.ts';
export { type JobCounts, type JobHandler, JobRefused, JobWorker } from './worker.ts';
