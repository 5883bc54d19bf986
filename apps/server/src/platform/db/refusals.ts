import { type AppError, appError } from '../errors/index.ts';

/** Commands that may wait at once; more are refused, so that memory and waiting times stay bounded. */
export const maxWaiting = 20_000;

/** What a caller is told when the storage itself is the reason; the cause goes to the log, not to the client. */
export const refusals = {
  full: (cause?: unknown): AppError =>
    appError('storage_full', 'The disk is full, so nothing can be saved. Try again when there is room.', {
      retryAfterS: 30,
      cause,
    }),
  busy: (cause?: unknown): AppError =>
    appError('storage_busy', 'Too much is being saved at the moment. Try again in a second.', {
      retryAfterS: 1,
      cause,
    }),
  failed: (cause?: unknown): AppError =>
    appError('storage_failed', 'The database did not save this. Try again in a few seconds.', {
      retryAfterS: 5,
      cause,
    }),
  shuttingDown: (): AppError =>
    appError('shutting_down', 'The server is restarting. Try again in a few seconds.', { retryAfterS: 3 }),
} as const;

export type Refusal = Exclude<keyof typeof refusals, 'shuttingDown'>;
