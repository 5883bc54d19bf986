import { AppError } from '../../errors/index.ts';
import type { Refusal } from '../refusals.ts';
import type { StorageHealth } from '../storage.ts';

/** What the writer thread is started with. */
export interface WriterData {
  readonly path: string;
  readonly dataDir: string;
  readonly registryUrl: string;
}

/** Flat, since it is cloned: number of the request, name of the command, input; and so on. */
export type Requests = unknown[];

export type ToWriter = Requests | 'close';

/** The answers of one group, flat: number of the request, `outcome`, then the result, the error or the refusal. */
export interface GroupDone {
  readonly answers: unknown[];
  /** Messages taken in since the last group. */
  readonly messages: number;
  /** Null when the group says nothing about it. */
  readonly health: StorageHealth | null;
  readonly isCommitted: boolean;
}

export type FromWriter = GroupDone | 'ready';

export const outcome = { result: 0, error: 1, refusal: 2 } as const;

/** An error as it crosses the thread, where classes are lost. */
export interface CarriedError {
  readonly app: { code: AppError['code']; problems: AppError['problems']; retryAfterS: number | undefined } | null;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export interface CarriedRefusal {
  readonly reason: Refusal;
  readonly cause: CarriedError;
}

export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { app: null, name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  if (!(error instanceof AppError)) return { app: null, name, message, stack };
  return { app: { code: error.code, problems: error.problems, retryAfterS: error.retryAfterS }, name, message, stack };
}

export function unpackError({ app, name, message, stack }: CarriedError): Error {
  if (app) {
    return new AppError(app.code, message, {
      ...(app.problems ? { problems: app.problems } : {}),
      ...(app.retryAfterS === undefined ? {} : { retryAfterS: app.retryAfterS }),
    });
  }
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
