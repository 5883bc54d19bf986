import { roles as allRoles, cleanLine, limits, type OidcSettings, type Role } from '@porchlight/protocol';

/** What a provider says of somebody, as far as it is used here. */
export type Claims = Record<string, unknown>;

const valuesAtMost = 1_000;

/** The values of a claim: of that name, or, where there is none, at the end of a path with dots. Only texts count. */
export function readClaim(claims: Claims, name: string): string[] {
  const found = Object.hasOwn(claims, name)
    ? claims[name]
    : name.split('.').reduce<unknown>((within, part) => {
        if (typeof within !== 'object' || within === null || !Object.hasOwn(within, part)) return undefined;
        return (within as Claims)[part];
      }, claims);
  const values = Array.isArray(found) ? found : [found];
  return values.slice(0, valuesAtMost).filter((value) => typeof value === 'string');
}

/**
 * [AUTH21] The roles that a provider's claims mean here; `null` where roles are given here alone, empty where nothing
 * matched and there is no role for that.
 */
export function rolesOfClaims(
  { rolesClaim, roleMap, defaultRole }: Pick<OidcSettings, 'rolesClaim' | 'roleMap' | 'defaultRole'>,
  claims: Claims,
): Role[] | null {
  if (rolesClaim === null) return null;
  const values = new Set(readClaim(claims, rolesClaim));
  const meant = new Set(roleMap.filter(({ value }) => values.has(value)).map(({ role }) => role));
  if (meant.size === 0 && defaultRole !== null) return [defaultRole];
  return allRoles.filter((role) => meant.has(role));
}

const address = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;

/** [AUTH20] An address that the provider vouches for; null where it does not, in so many words (`email_verified: true`). */
export function readVerifiedEmail({ email, email_verified: isVerified }: Claims): string | null {
  if (typeof email !== 'string' || isVerified !== true || email.length > 254) return null;
  const text = email.trim().normalize('NFC');
  return address.test(text) ? text : null;
}

/** What to call somebody new. */
export function readName(claims: Claims, email: string): string {
  const parts = [claims.given_name, claims.family_name].filter((part) => typeof part === 'string').join(' ');
  for (const text of [claims.name, parts, claims.preferred_username]) {
    const name = typeof text === 'string' ? cleanLine(text, limits.visitorNameChars) : '';
    if (name !== '') return name;
  }
  return cleanLine(email.split('@')[0] ?? '', limits.visitorNameChars);
}

/** Tells whether something that the settings need is missing, so that the provider is asked for more. */
export function lacksClaims({ rolesClaim }: Pick<OidcSettings, 'rolesClaim'>, claims: Claims): boolean {
  return claims.email === undefined || (rolesClaim !== null && readClaim(claims, rolesClaim).length === 0);
}
