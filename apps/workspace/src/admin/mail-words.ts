import { ApiError } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';

/** What to tell where something was to be mailed. */
export function describeMail(error: unknown): string {
  if (error instanceof ApiError && error.code === 'mail_not_set_up') return t.mail.notSetUp;
  if (error instanceof ApiError && error.code === 'permission_missing') return t.invitations.tooFar;
  return describeError(error);
}
