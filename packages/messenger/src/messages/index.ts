import type { HelpLanguage } from '@porchlight/protocol';
import type { DeviceWords } from '../device/words/device-en.ts';
import type { HelpWords } from '../help/words/help-en.ts';
import type { Messages } from './en.ts';

export type { Messages } from './en.ts';

/** Each comes when it is needed. All are named here: the bundler lets later parts share what is in the first file only as long as that alone loads more. */
const catalogues: Record<
  HelpLanguage,
  [
    () => Promise<{ messages: Messages }>,
    device: () => Promise<{ words: DeviceWords }>,
    help: () => Promise<{ words: HelpWords }>,
  ]
> = {
  en: [() => import('./en.ts'), () => import('../device/words/device-en.ts'), () => import('../help/words/help-en.ts')],
  de: [() => import('./de.ts'), () => import('../device/words/device-de.ts'), () => import('../help/words/help-de.ts')],
  fr: [() => import('./fr.ts'), () => import('../device/words/device-fr.ts'), () => import('../help/words/help-fr.ts')],
  es: [() => import('./es.ts'), () => import('../device/words/device-es.ts'), () => import('../help/words/help-es.ts')],
  ar: [() => import('./ar.ts'), () => import('../device/words/device-ar.ts'), () => import('../help/words/help-ar.ts')],
};

export type Language = {
  /** Language of the catalogue in use, for `lang`. */
  tag: string;
  base: HelpLanguage;
  dir: 'ltr' | 'rtl';
  texts: Messages;
  /** Words that come with their part. */
  device(): Promise<{ words: DeviceWords }>;
  help(): Promise<{ words: HelpWords }>;
  time(at: number): string;
  /** Names the day: today, yesterday, or its date; `now` in ms. */
  day(at: number, now: number): string;
  /** A name of the day that is equal exactly for times of one day. */
  dayKey(at: number): string;
};

/** [LANG2] Tags of the languages that there are words in, as far as language and region. */
const spoken = /^(en|de|fr|es|ar)(-([a-z]{2}|\d{3}))?(?![a-z\d])/i;

/** Loads the catalogue for the first of these tags that has one, English where none has; throws where none can be had. */
export async function loadLanguage(wanted: readonly string[]): Promise<Language> {
  // Dates follow the region (`de-AT`) as long as words and dates speak one language.
  let [tag = 'en', base = 'en'] = wanted.map((one) => spoken.exec(one)).find((one) => one) ?? [];
  base = base.toLowerCase();
  let own = await catalogues[base as HelpLanguage][0]().catch(() => null);
  if (!own) {
    tag = base = 'en';
    own = await catalogues.en[0]();
  }
  const texts = own.messages;
  const [, device, help] = catalogues[base as HelpLanguage];
  // Numbers as in the sentences around them.
  const formatter = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { ...parts, numberingSystem: 'latn' });
  const time = formatter({ hour: 'numeric', minute: '2-digit' });
  const day = formatter({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayWithYear = formatter({ day: 'numeric', month: 'long', year: 'numeric' });
  const dayKey = (at: number) => new Date(at).toDateString();
  return {
    tag,
    base: base as HelpLanguage,
    dir: base === 'ar' ? 'rtl' : 'ltr',
    texts,
    device,
    help,
    time: (at) => time.format(at),
    dayKey,
    day(at, now) {
      if (dayKey(at) === dayKey(now)) return texts.today;
      const yesterday = new Date(now);
      yesterday.setDate(yesterday.getDate() - 1);
      if (dayKey(at) === dayKey(yesterday.getTime())) return texts.yesterday;
      const isNear = Math.abs(now - at) < 300 * 86_400_000;
      return (isNear ? day : dayWithYear).format(at);
    },
  };
}
