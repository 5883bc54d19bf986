import { readAddress } from '../../mail/index.ts';
import { appError } from '../../platform/errors/index.ts';
import type { Site } from '../../sites/index.ts';
import { emailKeyOf } from '../rules.ts';
import type { CodePurpose, UserSessionsTable } from './tables.ts';

export type UserSessionLimits = { idleMs: number; absoluteMs: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** [AUTH30] */
export const defaultUserLimits: UserSessionLimits = { idleMs: 2 * hourMs, absoluteMs: 7 * dayMs };

/** [AUTH32] Life of a mailed code, in ms. */
export const codeLifeMs: Record<CodePurpose, number> = {
  registration: hourMs,
  invitation: 7 * dayMs,
  reset: hourMs,
  'email-change': hourMs,
  'email-changed': 7 * dayMs,
  known: hourMs,
  conversations: hourMs,
};
/** Codes that were over this long ago count for nothing any more. */
export const codeKeptMs = dayMs;
/** Mails of one kind that an address gets in an hour. */
export const mailsAtMost = 3;

/** [AUTH30] Whether a session is over, by its absolute end or because nobody opened a page. */
export function isUserSessionOver(
  session: Pick<UserSessionsTable, 'last_input_at' | 'expires_at'>,
  { idleMs }: UserSessionLimits,
  now: number,
): boolean {
  return now >= session.expires_at || now >= session.last_input_at + idleMs;
}

/** What a user's address is found by: both spellings of an international domain are one. */
export function userKeyOf(email: string): string {
  return emailKeyOf(readAddress(email) ?? email);
}

/** Throws `registration_closed` where the site lets nobody in on this way. */
export function assertOpen({ registration }: Site, purpose: CodePurpose): void {
  if (registration === 'open' || (registration === 'invitation' && purpose === 'invitation')) return;
  throw appError('registration_closed', 'No new accounts are made here at the moment.');
}

/** An address as mail is sent to it; throws `mail_not_set_up` and `address_invalid`. */
export function readMailAddress(email: string, { isMailOn }: { isMailOn: boolean }): string {
  if (!isMailOn) throw appError('mail_not_set_up', 'No mail can be sent from here yet. Try again later.');
  const to = readAddress(email);
  if (to === null) throw appError('address_invalid', 'No mail can be sent to this address. Check it.');
  return to;
}
