import { cleanLine, limits } from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';

/** What a token says about a person, as it is kept; null: it says nothing of that. */
export type Claims = { externalId: string; name: string | null; email: string | null; isEmailVerified: boolean };

/** A signed token's body, before anything of it is believed. */
export type Payload = { [claim: string]: unknown };

/** Clocks of two servers differ a little. */
const skewMs = 60_000;
const externalIdChars = 200;
const emailChars = 254;

/**
 * [CNV7] What a token whose signature is good says at `nowMs`. Throws `identity_token_expired` and
 * `identity_token_invalid`, with what the site's developer has to change.
 */
export function readClaims(payload: Payload, site: string, nowMs: number): Claims {
  assertAudience(payload, site);
  assertTimes(payload, nowMs);
  const { sub, email } = payload;
  if (typeof sub !== 'string')
    throw invalid('The token names nobody. Put the user’s id into “sub”, as a string: numbers are not taken.');
  if (sub.trim() === '' || sub.length > externalIdChars || cleanLine(sub, sub.length) !== sub)
    throw invalid(`The token’s “sub” must have 1 to ${externalIdChars} characters, without spaces at its ends.`);
  const name = typeof payload.name === 'string' ? cleanLine(payload.name, limits.visitorNameChars) || null : null;
  const address = typeof email === 'string' && isAddress(email) ? email : null;
  return {
    externalId: sub,
    name,
    email: address,
    isEmailVerified: address !== null && payload.email_verified === true,
  };
}

/** One audience, and this one: a token for others may be in others' hands. */
function assertAudience({ aud }: Payload, site: string): void {
  const [only, ...more] = [aud].flat();
  if (only !== site || more.length > 0)
    throw invalid(`The token is not for this site. Its “aud” must be ${site} and nothing else.`);
}

function assertTimes({ exp, nbf, iat }: Payload, nowMs: number): void {
  const [ends, begins, made] = [exp, nbf, iat].map((time, at) => {
    if (time === undefined && at > 0) return null;
    if (typeof time !== 'number' || !Number.isFinite(time))
      throw invalid('The token’s times must be numbers of seconds since 1970, and “exp” must be among them.');
    return time * 1_000;
  }) as [number, number | null, number | null];
  if (ends <= nowMs - skewMs)
    throw appError('identity_token_expired', 'The token’s time is over. Make a new one for each page.');
  if ((begins ?? 0) > nowMs + skewMs || (made ?? 0) > nowMs + skewMs)
    throw invalid('The token is of the future. Check the clock of the server that made it.');
  const longest = limits.identityTokenMs + skewMs;
  if (ends > nowMs + longest || (made !== null && ends - made > longest))
    throw invalid('The token lives too long. Set “exp” to at most an hour after the token is made.');
}

function isAddress(text: string): boolean {
  return text.length <= emailChars && cleanLine(text, emailChars) === text && /^[^\s@]+@[^\s@]+$/.test(text);
}

/** A refusal of a token that is no better later. */
export function invalid(message: string) {
  return appError('identity_token_invalid', message);
}
