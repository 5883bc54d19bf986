import type { PageRecord, VisitRecord } from '@porchlight/protocol';

/** What of a visit can be searched, besides its pages. */
export type Searched = {
  record: VisitRecord;
  label: string;
  contact: { name: string | null; email: string | null };
};

/** The words of a search, each to be found; at most ten, since more say nothing more. */
export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
}

/**
 * Tells whether every word stands somewhere in a visit, and which is the newest page with one of them: null where the
 * words are all found elsewhere.
 */
export function matchVisit(
  words: readonly string[],
  { record, label, contact }: Searched,
): { isMatch: boolean; page: PageRecord | null } {
  const about = [
    label,
    contact.name,
    contact.email,
    record.id,
    record.visitor,
    record.browser,
    record.os,
    record.device,
    record.country,
    record.language,
  ]
    .join(' ')
    .toLowerCase();
  const pages = record.pages.map((page) => ({ page, text: `${page.url} ${page.title}`.toLowerCase() }));
  const isMatch = words.every((word) => about.includes(word) || pages.some(({ text }) => text.includes(word)));
  const page = pages.findLast(({ text }) => words.some((word) => !about.includes(word) && text.includes(word)))?.page;
  return { isMatch, page: page ?? null };
}

/** Enough of a hash or id to tell it from others, and too little to be used. */
export function shortForm(text: string): string {
  return text.slice(0, 8);
}
