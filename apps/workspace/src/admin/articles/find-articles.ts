import type { ArticleRow, ArticleTextRow, HelpCenterAnswer } from '@porchlight/protocol';

/** What an editor looks for in the list. */
export const articleKinds = ['all', 'published', 'draft', 'scheduled', 'changed', 'stale', 'missing'] as const;
export type ArticleKind = (typeof articleKinds)[number];
export type Sought = { query: string; kind: ArticleKind };

export const everything: Sought = { query: '', kind: 'all' };

/** Whether somebody looks for something at all. */
export function isSeeking({ query, kind }: Sought): boolean {
  return query.trim() !== '' || kind !== 'all';
}

/** Whether a text says something that readers do not see yet. */
export function isChanged({ live, draft }: Pick<ArticleTextRow, 'live' | 'draft'>): boolean {
  return live !== null && live !== draft;
}

/** The articles that have all these words in a title, and in some language are what is looked for. */
export function findArticles({ articles, languages }: HelpCenterAnswer, sought: Sought): ArticleRow[] {
  const words = plain(sought.query).split(/\s+/).filter(Boolean);
  return articles.filter((article) => {
    const texts = Object.values(article.texts);
    const titles = texts.map(({ title }) => plain(title));
    const hasWords = words.length === 0 || titles.some((title) => words.every((word) => title.includes(word)));
    return hasWords && isOfKind(article, texts, languages, sought.kind);
  });
}

function isOfKind(
  { texts: byLanguage }: ArticleRow,
  texts: ArticleTextRow[],
  languages: HelpCenterAnswer['languages'],
  kind: ArticleKind,
): boolean {
  switch (kind) {
    case 'all':
      return true;
    case 'changed':
      return texts.some(isChanged);
    case 'stale':
      return texts.some(({ isStale }) => isStale);
    case 'missing':
      return languages.some((one) => !byLanguage[one]);
    case 'draft':
      // What was never written is a draft too.
      return texts.length === 0 || texts.some(({ state }) => state === kind);
    default:
      return texts.some(({ state }) => state === kind);
  }
}

/** Without capitals and accents, which nobody types to find something. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
