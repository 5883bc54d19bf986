import type { CookieMode } from '@porchlight/protocol';

/** What a mode comes to for a visitor, as the spec's table of outcomes has it [MODE1–5]. */
export type ModeFacts = {
  /** Whether a visitor who comes back after closing the browser is known. */
  isKnownLater: boolean;
  /** How another domain of the site knows the visitor: by a shared cookie where the browser has one, or by a link. */
  acrossDomains: 'cookie' | 'link';
  thirdPartyCookies: 'none' | 'session' | 'lasting';
};

/** The modes in the order in which they are offered, the one for most sites first. */
export const offeredModes = [
  'first-party',
  'first-party-session',
  'first-party-with-third-party-session',
  'third-party',
  'third-party-session',
] as const satisfies CookieMode[];

export const modeFacts: Record<CookieMode, ModeFacts> = {
  'first-party': { isKnownLater: true, acrossDomains: 'link', thirdPartyCookies: 'none' },
  'first-party-session': { isKnownLater: false, acrossDomains: 'link', thirdPartyCookies: 'none' },
  'first-party-with-third-party-session': { isKnownLater: true, acrossDomains: 'cookie', thirdPartyCookies: 'session' },
  'third-party': { isKnownLater: true, acrossDomains: 'cookie', thirdPartyCookies: 'lasting' },
  'third-party-session': { isKnownLater: false, acrossDomains: 'cookie', thirdPartyCookies: 'session' },
};

/** What happens with the identities that browsers hold when a mode follows another [MODE12, MODE16, MODE17]. */
export type Consequence = 'carried' | 'ends-with-browser' | 'lasts' | 'service-cleared' | 'service-added';

/** The consequences of a change in the order in which they are told; none where nothing changes. */
export function findConsequences(from: CookieMode, to: CookieMode): Consequence[] {
  if (from === to) return [];
  const [before, after] = [modeFacts[from], modeFacts[to]];
  const all: (Consequence | false)[] = [
    (after.isKnownLater || !before.isKnownLater) && 'carried',
    before.isKnownLater && !after.isKnownLater && 'ends-with-browser',
    !before.isKnownLater && after.isKnownLater && 'lasts',
    before.thirdPartyCookies !== 'none' && after.thirdPartyCookies === 'none' && 'service-cleared',
    before.thirdPartyCookies === 'none' && after.thirdPartyCookies !== 'none' && 'service-added',
  ];
  return all.filter((one) => one !== false);
}

/** Days after the first visit that the CNIL's exemption for audience measurement allows [MODE13]. */
export const exemptDays = 390;

/** The lives that are offered besides a number of one's own. */
export type Lifetime = { lifetimeDays: number; isProlonged: boolean };
export const offeredLifetimes = {
  year: { lifetimeDays: 365, isProlonged: true },
  exempt: { lifetimeDays: exemptDays, isProlonged: false },
} as const satisfies Record<string, Lifetime>;

export type LifetimeChoice = keyof typeof offeredLifetimes | 'own';

/** Which of the offered lives a setting is. */
export function nameLifetime({ lifetimeDays, isProlonged }: Lifetime): LifetimeChoice {
  for (const name of ['year', 'exempt'] as const) {
    const offered = offeredLifetimes[name];
    if (offered.lifetimeDays === lifetimeDays && offered.isProlonged === isProlonged) return name;
  }
  return 'own';
}

/** Reads a number of days as it is typed; null when it is none that a cookie may live. */
export function readDays(typed: string): number | null {
  const days = Number(typed);
  return typed.trim() !== '' && Number.isInteger(days) && days >= 1 && days <= 400 ? days : null;
}
