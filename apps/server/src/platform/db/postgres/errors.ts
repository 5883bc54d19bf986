import type { Refusal } from '../refusals.ts';

interface PostgresError {
  /** SQLSTATE, or the system's name of a network error. */
  readonly code: string;
}

function codeOf(error: unknown): string {
  const code = (error as PostgresError | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** A serialization failure or deadlock: the same command may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return codeOf(error) === '40001' || codeOf(error) === '40P01';
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === '23505';
}

/** A write where only reads are allowed: of a writer the server's doing (a standby), of a reader ours. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006';
}

const connectionErrors = /^(08|57P0|58|XX|F0|25006)|^E[A-Z]+$/;
const connectionMessages = /Connection terminated|Client has encountered/;
const poolIsExhausted = /timeout exceeded when trying to connect/;

/** Tells whether the storage itself refused, and how; null for a fault of the command. */
export function readRefusal(error: unknown): Refusal | null {
  const code = codeOf(error);
  if (code === '53100') return 'full';
  if (/^53|^55P03$|^57014$/.test(code) || isRetryable(error)) return 'busy';
  if (connectionErrors.test(code)) return 'failed';
  const message = error instanceof Error && code === '' ? error.message : '';
  if (poolIsExhausted.test(message)) return 'busy';
  return connectionMessages.test(message) ? 'failed' : null;
}
