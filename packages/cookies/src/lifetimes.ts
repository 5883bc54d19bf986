import type { Condition, CookieMode, Entry, Lifetime } from './entry.ts';

/** [MODE13] the default life of a persistent entry, renewed by visits. */
export const yearS = 31_536_000;
export const dayS = 86_400;

/** Identity that lasts: as long as the site says. */
export const lasting: Lifetime = { kind: 'persistent', maxAgeS: yearS, isRenewed: true, isSiteSet: true };
export const session: Lifetime = { kind: 'session' };
export const tab: Lifetime = { kind: 'tab' };

/**
 * The messenger clears what nobody came back to, by `pl_used`; in session modes [MODE2, MODE5] also what an earlier
 * session left, and the server ends keys within a day [MODE17].
 */
export const kept = { kind: 'kept', staleAfterS: yearS } as const;
export const keptForSession = { kind: 'kept', staleAfterS: dayS } as const;

/** The same in all modes. */
export function inEveryMode<T>(value: T): Record<CookieMode, T> {
  return {
    'third-party': value,
    'third-party-session': value,
    'first-party-with-third-party-session': value,
    'first-party': value,
    'first-party-session': value,
  };
}

/** The modes that last, and those that keep nothing beyond the browser's session. */
export const byEnd = {
  lasting: <T>(value: T) => ({
    'third-party': value,
    'first-party-with-third-party-session': value,
    'first-party': value,
  }),
  withSession: <T>(value: T) => ({ 'third-party-session': value, 'first-party-session': value }),
};

/** [MODE1–5] first-party identity: persistent, but never longer than the mode allows its third-party sibling. */
export const identityLife: Record<CookieMode, Lifetime> = {
  'third-party': lasting,
  'third-party-session': session,
  'first-party-with-third-party-session': lasting,
  'first-party': lasting,
  'first-party-session': session,
};

/** [MODE1–3] the modes that keep identity on the service's host, as long as `visitor` says in the first of them. */
export function inThirdPartyModes<T>(inFirst: T, inOthers: T) {
  return {
    'third-party': inFirst,
    'third-party-session': inOthers,
    'first-party-with-third-party-session': inOthers,
  };
}

/** Where a site's choice of lifetime holds, that; else what the register says. */
export function lifetimeOfSite(
  lifetime: Lifetime,
  { lifetimeDays, isProlonged }: { lifetimeDays: number; isProlonged: boolean },
): Lifetime {
  if (lifetime.kind !== 'persistent' || !lifetime.isSiteSet) return lifetime;
  return { ...lifetime, maxAgeS: lifetimeDays * dayS, isRenewed: isProlonged };
}

/** The condition of an entry in a mode; on plain http no third-party mode is served, so nothing hangs on its class [MODE10]. */
export function conditionOf(entry: Entry, mode: CookieMode, isHttps: boolean): Condition | null {
  const condition = entry.when[mode] ?? null;
  return condition === 'not-shared' && !isHttps ? null : condition;
}

/** Whether the entry can be there at all: SameSite=None and what a browser splits by site need https [MODE10]. */
export function existsOver(entry: Entry, isHttps: boolean): boolean {
  return isHttps || entry.attributes?.sameSite !== 'None';
}
