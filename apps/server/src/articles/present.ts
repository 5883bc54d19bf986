import type {
  ArticleId,
  ArticleRow,
  ArticleTextRow,
  CategoryId,
  CategoryText,
  GroupId,
  HelpCategory,
  HelpLanguage,
} from '@porchlight/protocol';
import { type countVotes, type findTexts, sumVotes } from './store.ts';
import type { ArticlesTable, CategoriesTable, CategoryTextsTable } from './tables.ts';

type TextRow = Awaited<ReturnType<typeof findTexts>>[number];
type Votes = Awaited<ReturnType<typeof countVotes>>;

export function presentCategories(
  rows: readonly CategoriesTable[],
  texts: readonly CategoryTextsTable[],
): HelpCategory[] {
  const byCategory = new Map<CategoryId, Partial<Record<HelpLanguage, CategoryText>>>();
  for (const { category_id, language, title, description, slug } of texts)
    byCategory.set(category_id, { ...byCategory.get(category_id), [language]: { title, description, slug } });
  return rows.map(({ id, parent_id, position }) => ({
    id,
    parent: parent_id,
    position,
    texts: byCategory.get(id) ?? {},
  }));
}

export function presentArticles(
  rows: readonly ArticlesTable[],
  texts: readonly TextRow[],
  votes: Votes,
  groups: ReadonlyMap<ArticleId, GroupId[]>,
  defaultLanguage: HelpLanguage,
): ArticleRow[] {
  const textsOf = groupBy(texts, (text) => text.article_id);
  const votesOf = groupBy(votes, (vote) => vote.article_id);
  return rows.map(({ id, category_id, visibility, position }) => {
    const own = textsOf.get(id) ?? [];
    const source = own.find((text) => text.language === defaultLanguage);
    return {
      id,
      category: category_id,
      visibility,
      groups: groups.get(id) ?? [],
      position,
      texts: Object.fromEntries(
        own.map((text) => [text.language, presentText(text, source && source !== text ? source.edited_at : 0)]),
      ),
      votes: sumVotes(votesOf.get(id) ?? []),
    };
  });
}

function presentText(row: TextRow, sourceEditedAt: number): ArticleTextRow {
  const { title, slug, draft, live, scheduled, publish_at, edited_at } = row;
  return {
    title,
    slug,
    state: scheduled !== null ? 'scheduled' : live !== null ? 'published' : 'draft',
    draft,
    live,
    publishAt: publish_at,
    editedAt: edited_at,
    isStale: edited_at < sourceEditedAt,
  };
}

function groupBy<T>(items: readonly T[], read: (item: T) => ArticleId): Map<ArticleId, T[]> {
  const groups = new Map<ArticleId, T[]>();
  for (const item of items) {
    const group = groups.get(read(item));
    if (group) group.push(item);
    else groups.set(read(item), [item]);
  }
  return groups;
}
