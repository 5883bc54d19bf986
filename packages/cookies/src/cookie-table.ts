import { entryName } from './cookie-text.ts';
import type { CookieMode, Entry, Lifetime, Surface } from './entry.ts';
import { register } from './register.ts';

/** One line of a site's cookie list [REG4]. */
export type CookieRow = {
  name: string;
  purpose: string;
  store: Entry['store'];
  party: Entry['party'];
  setBy: Entry['setBy'];
  lifetime: string;
  /** Seconds; null where the entry ends with the session or the tab, or has no end of its own. */
  maxAgeS: number | null;
  attributes: string;
  category: Entry['category'];
  appliesTo: Entry['appliesTo'];
  surface: Surface;
  value: string;
  /** The entry it stands in for where the browser refuses that one's store, or null. */
  insteadOf: string | null;
  counterpart: string | null;
};

export type TableOptions = { site: string; mode: CookieMode; isHttps: boolean; surface?: Surface };

/** What Porchlight keeps in browsers for this site in this mode: the source of cookie page, JSON and CSV [REG4]. */
export function cookieTable({ site, mode, isHttps, surface }: TableOptions): CookieRow[] {
  return register.flatMap((entry) => {
    const lifetime = entry.modes[mode];
    if (lifetime === undefined || (surface !== undefined && entry.surface !== surface)) return [];
    return [
      {
        name: entryName(entry, { site, isHttps }),
        purpose: entry.purpose,
        store: entry.store,
        party: entry.party,
        setBy: entry.setBy,
        lifetime: lifetimeText(lifetime),
        maxAgeS: lifetime.kind === 'persistent' ? lifetime.maxAgeS : null,
        attributes: attributesText(entry, isHttps),
        category: entry.category,
        appliesTo: entry.appliesTo,
        surface: entry.surface,
        value: entry.valueText,
        insteadOf: entry.insteadOf,
        counterpart: entry.counterpart,
      },
    ];
  });
}

/** The same list as CSV (RFC 4180), with a head line; cells that a spreadsheet would run as formulas are quoted as text. */
export function cookieTableCsv(rows: readonly CookieRow[]): string {
  const columns: (keyof CookieRow)[] = [
    'name',
    'purpose',
    'category',
    'store',
    'party',
    'setBy',
    'lifetime',
    'attributes',
    'appliesTo',
    'surface',
    'value',
    'insteadOf',
    'counterpart',
  ];
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => csvCell(row[column])).join(','))];
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A lifetime in words. */
export function lifetimeText(lifetime: Lifetime): string {
  switch (lifetime.kind) {
    case 'persistent':
      return `${Math.round(lifetime.maxAgeS / 86_400)} days${lifetime.isRenewed ? ', renewed by visits' : ''}`;
    case 'session':
      return 'until the browser closes';
    case 'tab':
      return 'until the tab closes';
    case 'kept':
      return lifetime.staleAfterS === null
        ? 'until cleared'
        : `until cleared; ignored ${Math.round(lifetime.staleAfterS / 3_600)} hours after its last use`;
  }
}

/** A cookie's attributes as they are sent; empty for stored values. */
export function attributesText({ attributes }: Entry, isHttps: boolean): string {
  if (attributes === null) return '';
  return [
    'Path=/',
    ...(attributes.scope === 'registrable' ? ['Domain=registrable domain'] : []),
    ...(attributes.isHttpOnly ? ['HttpOnly'] : []),
    ...(isHttps ? ['Secure'] : []),
    `SameSite=${attributes.sameSite}`,
    ...(attributes.isPartitioned ? ['Partitioned'] : []),
  ].join('; ');
}
