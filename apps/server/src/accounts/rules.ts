import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Interface, SessionsTable } from './tables.ts';

export type SessionLimits = Record<Interface, { idleMs: number; absoluteMs: number }>;

/** Where a login came from. */
export type Origin = { userAgent: string; ip: string };

/** So much is kept of what a browser says that it is. */
export const userAgentChars = 400;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** [AUTH2] */
export const defaultSessionLimits: SessionLimits = {
  agent: { idleMs: hourMs, absoluteMs: 24 * hourMs },
  admin: { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs },
};

/** Use of a session is written at most this often: it ends up to this much early, and a busy agent costs few writes. */
export const touchEveryMs = 30_000;
/** After another token has taken its place, a session's token still serves requests that were on their way. */
export const renewedGraceMs = 10_000;
/** For this long after a login or a confirmation nobody is asked again who they are. */
export const confirmedMs = 10 * minuteMs;
/** [REM1] How long a browser may be remembered, counted from the login with a password; using it does not prolong it. */
export const rememberedMs = 30 * 24 * hourMs;
/** [REM1] A validator that was replaced this shortly ago comes from a tab that asked at the same moment. */
const racedMs = 10_000;
/** [AUTH14] How long a browser is known that nobody logs in with; browsers keep no mark for longer. */
export const knownBrowserMs = 400 * 24 * hourMs;
/** Life of a set-up link. */
export const setupLinkMs = 24 * hourMs;

/** [AUTH3] Lengths in code points of the NFKC form. */
export const passwordLength = { min: 12, max: 1_024 } as const;

/** [AUTH2] Tells whether a session is over, by its absolute end or because nobody touched anything. */
export function isSessionOver(
  session: Pick<SessionsTable, 'interface' | 'last_input_at' | 'expires_at'>,
  limits: SessionLimits,
  now: number,
): boolean {
  return now >= session.expires_at || now >= session.last_input_at + limits[session.interface].idleMs;
}

/** Whether `at` lies within `spanMs` of `now`, on either side: a clock that was moved back lengthens nothing. */
function isWithin(at: number | null, now: number, spanMs: number): boolean {
  return at !== null && Math.abs(now - at) < spanMs;
}

/** Whether a session's former token may still be used. */
export function isInGrace({ renewed_at }: Pick<SessionsTable, 'renewed_at'>, now: number): boolean {
  return isWithin(renewed_at, now, renewedGraceMs);
}

/** [REM2] Whether the member proved lately who they are. */
export function isConfirmed({ confirmedAt }: { confirmedAt: number | null }, now: number): boolean {
  return isWithin(confirmedAt, now, confirmedMs);
}

/** [REM1] Whether a validator was replaced so lately that its coming again tells of no theft. */
export function isRaced(rotatedAt: number, now: number): boolean {
  return isWithin(rotatedAt, now, racedMs);
}

/**
 * What an address is found by: two spellings that people take for one address give one key. Some browsers turn a domain
 * with other letters into its ASCII form while it is typed, others do not.
 */
export function emailKeyOf(email: string): string {
  // PostgreSQL keeps no NUL; with this in its place an address is still nobody's.
  const text = email.toWellFormed().replaceAll('\0', '\ufffd').trim().normalize('NFC').toLowerCase();
  const at = text.lastIndexOf('@') + 1;
  return text.slice(0, at) + (at > 0 ? domainToASCII(text.slice(at)) || text.slice(at) : text);
}

/** [AUTH3] The form in which a password is measured, checked and hashed: keyboards differ in how they compose letters. */
export function normalPassword(password: string): string {
  return password.toWellFormed().normalize('NFKC');
}

/** The part of an address by which attempts are counted: an IPv6 customer has a whole /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':')}::/64`;
}
