import { entryName } from './cookie-text.ts';
import type { CookieMode, Entry, Surface } from './entry.ts';
import type { ForeignEntry } from './foreign.ts';
import { type Language, textsOf } from './languages.ts';
import { conditionOf, existsOver, lifetimeOfSite } from './lifetimes.ts';
import { register } from './register.ts';

/** One line of a site's cookie list [REG4]. */
export type CookieRow = {
  name: string;
  purpose: string;
  store: Entry['store'];
  party: Entry['party'] | 'other';
  setBy: Entry['setBy'] | 'other';
  lifetime: string;
  /** Seconds; null where the entry ends with the session or the tab, or has no end of its own. */
  maxAgeS: number | null;
  attributes: string;
  category: Entry['category'];
  appliesTo: Entry['appliesTo'];
  surface: Surface | null;
  value: string;
  /** What it needs to appear, in words; empty where it always does. */
  when: string;
  /** The entry it stands in for under `when`, or null. */
  insteadOf: string | null;
  counterpart: string | null;
  /** Who sets it, where that is not Porchlight but something the operator runs beside it; else null. */
  foreign: string | null;
};

export type TableOptions = {
  site: string;
  mode: CookieMode;
  isHttps: boolean;
  surface?: Surface;
  /** As the site chose [MODE13]; the register's default where left out. */
  lifetimeDays?: number;
  isProlonged?: boolean;
  language?: Language;
  /** What others set beside us, as the operator declared it. */
  foreign?: readonly ForeignEntry[];
};

/** What is kept in browsers for this site in this mode: the source of cookie page, JSON and CSV [REG4]. */
export function cookieTable(options: TableOptions): CookieRow[] {
  const { site, mode, isHttps, surface, lifetimeDays = 365, isProlonged = true, language = 'en' } = options;
  const texts = textsOf(language);
  const own = register.flatMap((entry): CookieRow[] => {
    const given = entry.modes[mode];
    if (given === undefined || !existsOver(entry, isHttps)) return [];
    if (surface !== undefined && entry.surface !== surface) return [];
    const lifetime = lifetimeOfSite(given, { lifetimeDays, isProlonged });
    const condition = conditionOf(entry, mode, isHttps);
    return [
      {
        name: entryName(entry, { site, isHttps }),
        purpose: texts.purposeOf(entry),
        store: entry.store,
        party: entry.party,
        setBy: entry.setBy,
        lifetime: texts.lifetimeOf(lifetime),
        maxAgeS: lifetime.kind === 'persistent' ? lifetime.maxAgeS : null,
        attributes: attributesText(entry, isHttps),
        category: entry.category,
        appliesTo: entry.appliesTo,
        surface: entry.surface,
        value: texts.valueOf(entry),
        when: condition === null ? '' : texts.conditions[condition],
        insteadOf: entry.insteadOf,
        counterpart: entry.counterpart,
        foreign: null,
      },
    ];
  });
  if (surface !== undefined) return own;
  return [...own, ...(options.foreign ?? []).map((entry) => foreignRow(entry, language))];
}

function foreignRow(entry: ForeignEntry, language: Language): CookieRow {
  const { maxAgeS } = entry;
  const lifetime =
    maxAgeS === null ? ({ kind: 'session' } as const) : ({ kind: 'persistent', maxAgeS, isRenewed: false } as const);
  return {
    name: entry.name,
    purpose: typeof entry.purpose === 'string' ? entry.purpose : (entry.purpose[language] ?? entry.purpose.en),
    store: entry.store,
    party: 'other',
    setBy: 'other',
    lifetime: textsOf(language).lifetimeOf(lifetime),
    maxAgeS,
    attributes: '',
    category: entry.category,
    appliesTo: 'visitor',
    surface: null,
    value: '',
    when: '',
    insteadOf: null,
    counterpart: null,
    foreign: entry.setBy,
  };
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
    'when',
    'insteadOf',
    'counterpart',
    'foreign',
  ];
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => csvCell(row[column])).join(','))];
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
