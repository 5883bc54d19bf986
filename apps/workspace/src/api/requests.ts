import type { ErrorBody, ErrorCode, ErrorKind } from '@porchlight/protocol';
import { t } from '../messages/index.ts';

/** Which of the two sessions of this origin a request belongs to [AUTH1]. */
export type Interface = 'agent' | 'admin';

/** A refusal by the server, or no answer at all (`offline`). `message` is for people when no better text exists. */
export class ApiError extends Error {
  readonly kind: ErrorKind | 'offline';
  readonly code: ErrorCode | 'offline' | 'unknown';
  readonly problems: { path: string; message: string }[];
  /** Seconds after which the server lets another attempt through; null when it did not say. */
  readonly retryAfterS: number | null;

  constructor(
    kind: ErrorKind | 'offline',
    code: ErrorCode | 'offline' | 'unknown',
    message: string,
    problems: { path: string; message: string }[] = [],
    retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.code = code;
    this.problems = problems;
    this.retryAfterS = retryAfterS;
  }

  /** Whether the same request may succeed later without anybody changing it. */
  get isPassing(): boolean {
    return ['offline', 'unavailable', 'internal', 'limited'].includes(this.kind);
  }
}

let confirmIdentity: (at: Interface) => Promise<boolean> = async () => false;

/** Says who asks the member to confirm that it is they; it answers whether they did [REM2]. */
export function onConfirmationNeeded(ask: (at: Interface) => Promise<boolean>): void {
  confirmIdentity = ask;
}

/** Sends a request; what the server wants confirmed first is confirmed by the member, and sent again. */
export async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  try {
    return await send<T>(method, path, body, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'confirmation_needed') throw error;
    const isConfirmed = await confirmIdentity(path.startsWith('/api/admin/') ? 'admin' : 'agent');
    if (!isConfirmed) throw new ApiError('forbidden', 'unknown', t.account.notConfirmed);
    return send<T>(method, path, body, signal);
  }
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const isBytes = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
      body: body === undefined ? null : isBytes ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (cause) {
    throw new ApiError('offline', 'offline', cause instanceof Error ? cause.message : 'The server cannot be reached.');
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  throw readError(response, answer);
}

/** What a refusal says; one that is none of the server's own, for example of a proxy, by its status. */
export function readError(response: Response, answer: unknown): ApiError {
  const error = (answer as Partial<ErrorBody> | null)?.error;
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterS = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  if (!error) {
    const kind = response.status >= 502 ? 'unavailable' : response.status === 404 ? 'not-found' : 'internal';
    return new ApiError(kind, 'unknown', `The server answered ${response.status}.`, [], retryAfterS);
  }
  return new ApiError(error.kind, error.code, error.message, error.problems ?? [], retryAfterS);
}

export const get = <T>(path: string) => request<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, body);

/** The fields of a search that say something. */
export function searchOf(fields: Record<string, string | number | null>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, String(value)]])),
  );
}
