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
