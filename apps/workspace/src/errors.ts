import { ApiError } from './api.ts';
import { formatWait } from './dates.ts';
import { t } from './messages/index.ts';

/** What to tell a person about a failure: our own words by kind, the server's where they say more. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.internal;
  switch (error.kind) {
    case 'offline':
      return t.errors.offline;
    case 'unavailable':
      return error.code === 'unknown' ? t.errors.unavailable : error.message;
    case 'internal':
      return t.errors.internal;
    case 'limited':
      return error.retryAfterS === null ? t.errors.limitedSoon : t.errors.limited(formatWait(error.retryAfterS));
    case 'forbidden':
      return forbidden()[error.code] ?? error.message;
    default:
      return error.message;
  }
}

const forbidden = (): Partial<Record<string, string>> => ({
  role_missing: t.errors.forbidden,
  password_wrong: t.account.passwordWrong,
});

/** The problem that the server found with one field; undefined when it found none. */
export function problemAt(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message;
}
