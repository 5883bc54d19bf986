import type { Messages } from './en.ts';

export type { Messages } from './en.ts';

/** Each comes when it is needed. */
const catalogues: Record<string, () => Promise<Messages>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
};
const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

export type Language = {
  /** Language of the catalogue in use, for `lang`. */
  tag: string;
  dir: 'ltr' | 'rtl';
  texts: Messages;
  time(at: number): string;
  /** Names the day: today, yesterday, or its date; `now` in ms. */
  day(at: number, now: number): string;
  /** A name of the day that is equal exactly for times of one day. */
  dayKey(at: number): string;
};

/** Loads the catalogue for a language tag as the site set it, English where there is none; throws where it cannot be had. */
export async function loadLanguage(wanted: string): Promise<Language> {
  const base = wanted.toLowerCase().split('-')[0] ?? '';
  const texts = await catalogues[base]?.().catch(() => null);
  // Dates follow the site's own region (`de-AT`) as long as words and dates speak one language.
  const tag = texts ? wanted : 'en';
  const time = formatter(tag, { hour: 'numeric', minute: '2-digit' });
  const day = formatter(tag, { weekday: 'long', day: 'numeric', month: 'long' });
  const dayWithYear = formatter(tag, { day: 'numeric', month: 'long', year: 'numeric' });
  const chosen = texts ?? (await import('./en.ts')).en;
  const dayKey = (at: number) => new Date(at).toDateString();
  return {
    tag,
    dir: rightToLeft.has(base) ? 'rtl' : 'ltr',
    texts: chosen,
    time: (at) => time.format(at),
    dayKey,
    day(at, now) {
      if (dayKey(at) === dayKey(now)) return chosen.today;
      const yesterday = new Date(now);
      yesterday.setDate(yesterday.getDate() - 1);
      if (dayKey(at) === dayKey(yesterday.getTime())) return chosen.yesterday;
      const isNear = Math.abs(now - at) < 300 * 86_400_000;
      return (isNear ? day : dayWithYear).format(at);
    },
  };
}

function formatter(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(tag, options);
  } catch {
    // The site's setting is not a language tag.
    return new Intl.DateTimeFormat('en', options);
  }
}
