import type { Condition, Entry, Lifetime } from './entry.ts';
import type { EntryKey } from './register.ts';

/** What a language says about entries; the English of each entry stands in the register itself. */
export type RegisterTexts = {
  lifetimeOf(lifetime: Lifetime): string;
  purposeOf(entry: Entry): string;
  valueOf(entry: Entry): string;
  conditions: Record<Condition, string>;
};

/** Purpose and value of every entry, for a language other than English. */
export type EntryTexts = Record<EntryKey, { purpose: string; value: string }>;

/** How a language says lifetimes and conditions. */
type Words = {
  days(count: number): string;
  renewed(life: string): string;
  fromFirst(life: string): string;
  session: string;
  tab: string;
  kept: string;
  stale(seconds: number): string;
  conditions: Record<Condition, string>;
};

/** The texts of a language, from what its entries say and how it says lifetimes. */
export function textsFrom(entries: EntryTexts, words: Words): RegisterTexts {
  return {
    lifetimeOf(lifetime) {
      switch (lifetime.kind) {
        case 'persistent': {
          const life = words.days(Math.round(lifetime.maxAgeS / 86_400));
          if (lifetime.isRenewed) return words.renewed(life);
          return lifetime.isSiteSet ? words.fromFirst(life) : life;
        }
        case 'session':
          return words.session;
        case 'tab':
          return words.tab;
        case 'kept':
          return lifetime.staleAfterS === null ? words.kept : words.stale(lifetime.staleAfterS);
      }
    },
    purposeOf: ({ key, purpose }) => (entries as Record<string, { purpose: string }>)[key]?.purpose ?? purpose,
    valueOf: ({ key, valueText }) => (entries as Record<string, { value: string }>)[key]?.value ?? valueText,
    conditions: words.conditions,
  };
}
