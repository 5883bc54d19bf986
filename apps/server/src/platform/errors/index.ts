import { type ErrorBody, type ErrorCode, type ErrorKind, errorCodes, statusOfKind } from '@porchlight/protocol';

type Extra = { problems?: { path: string; message: string }[]; retryAfterS?: number; cause?: unknown };

/** A failure that a client is told about: a stable code, its kind, and a message that says what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly problems: { path: string; message: string }[] | undefined;
  /** Seconds after which another try makes sense. */
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, extra: Extra = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'AppError';
    this.code = code;
    this.kind = errorCodes[code];
    this.problems = extra.problems;
    this.retryAfterS = extra.retryAfterS;
  }

  get status(): number {
    return statusOfKind[this.kind];
  }

  toBody(): ErrorBody {
    const error = { kind: this.kind, code: this.code, message: this.message };
    return { error: this.problems ? { ...error, problems: this.problems } : error };
  }
}

/** Makes an AppError; `message` is for people and says what to do. */
export function appError(code: ErrorCode, message: string, extra: Extra = {}): AppError {
  return new AppError(code, message, extra);
}
