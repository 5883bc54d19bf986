import type { doctorTexts } from './doctor-texts-en.ts';

export type FindingKey = keyof typeof doctorTexts.findings;

/** A finding in words: what is so, what it means, and, where something is to be done, what. */
export type FindingWords = readonly [title: string, text: string, todo?: string];

/** Everything the doctor says, in one language; `{name}` is a value to fill in. */
export type DoctorTexts = Omit<typeof doctorTexts, 'findings' | 'facts'> & {
  findings: Record<FindingKey, FindingWords>;
  facts: Record<keyof typeof doctorTexts.facts, string>;
};

/** The first of these languages that there are texts in; English where there is none. */
export function doctorLanguage(languages: readonly string[]): 'en' | 'de' {
  const found = languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((lang) => lang === 'de' || lang === 'en');
  return found === 'de' ? 'de' : 'en';
}

/** Puts values into a text. */
export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);
}
