import type { Condition, Entry, Lifetime } from './entry.ts';
import type { EntryKey } from './register.ts';
import { german } from './texts-de.ts';

/** The languages of the lists that are made for people [REG4]. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a language says about entries; the English of each entry stands in the register itself. */
export type RegisterTexts = {
  lifetimeOf(lifetime: Lifetime): string;
  purposeOf(entry: Entry): string;
  valueOf(entry: Entry): string;
  conditions: Record<Condition, string>;
};

const english: RegisterTexts = {
  lifetimeOf(lifetime) {
    switch (lifetime.kind) {
      case 'persistent': {
        const days = Math.round(lifetime.maxAgeS / 86_400);
        const life = days === 1 ? '1 day' : `${days} days`;
        if (lifetime.isRenewed) return `${life}, renewed by visits`;
        return lifetime.isSiteSet ? `${life} from the first visit` : life;
      }
      case 'session':
        return 'until the browser closes';
      case 'tab':
        return 'until the tab closes';
      case 'kept':
        return lifetime.staleAfterS === null
          ? 'until cleared'
          : `until cleared; ignored ${Math.round(lifetime.staleAfterS / 3_600)} hours after its last use`;
    }
  },
  purposeOf: (entry) => entry.purpose,
  valueOf: (entry) => entry.valueText,
  conditions: {
    'cookies-refused': 'in the tab, where cookies are refused',
    'third-party-taken': 'where the browser takes cookies of other domains',
    'partitioned-taken': 'where the browser takes cookies of other domains that are kept apart by site',
    'not-shared': 'where the browser does not say that it shares the service’s cookies between sites',
    'same-site-service': 'where the service’s host lies under the site’s own domain',
    'proxied-path': 'where the site passes a path of its own on to the service',
  },
};

/** The texts of a language. */
export function textsOf(language: Language): RegisterTexts {
  return language === 'de' ? german : english;
}

/** Purpose and value of every entry, for a language other than English. */
export type EntryTexts = Record<EntryKey, { purpose: string; value: string }>;
