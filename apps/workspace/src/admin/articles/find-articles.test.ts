import type { ArticleRow, ArticleTextRow, HelpCenterAnswer } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { everything, findArticles, isSeeking, type Sought } from './find-articles.ts';

const text = (title: string, more: Partial<ArticleTextRow> = {}): ArticleTextRow => ({
  title,
  slug: 'x',
  state: 'published',
  draft: 1,
  live: 1,
  publishAt: null,
  editedAt: 0,
  isStale: false,
  ...more,
});
const article = (id: string, texts: ArticleRow['texts']) => ({ id, texts }) as ArticleRow;
const center = {
  languages: ['en', 'de'],
  articles: [
    article('both', { en: text('Move a lamp'), de: text('Eine Lampe rücken', { isStale: true }) }),
    article('draft', { en: text('Buy a lamp', { state: 'draft', live: null }) }),
    article('planned', { en: text('Sell'), de: text('Verkaufen', { state: 'scheduled', live: null }) }),
    article('changed', { en: text('Lend', { draft: 3, live: 2 }), de: text('Leihen') }),
    article('empty', {}),
  ],
} as unknown as HelpCenterAnswer;
const find = (sought: Partial<Sought>) => findArticles(center, { ...everything, ...sought }).map(({ id }) => id);

describe('articles in the list', () => {
  it('are found by words of a title in any language, without capitals and accents', () => {
    expect(find({})).toHaveLength(5);
    expect(find({ query: ' LAMP  move' })).toEqual(['both']);
    expect(find({ query: 'rucken' })).toEqual(['both']);
    expect(find({ query: 'lamp' })).toEqual(['both', 'draft']);
    // Words of two languages stand in no title together.
    expect(find({ query: 'move lampe' })).toEqual([]);
  });

  it.each<[Sought['kind'], string[]]>([
    ['published', ['both', 'planned', 'changed']],
    ['draft', ['draft', 'empty']],
    ['scheduled', ['planned']],
    ['changed', ['changed']],
    ['stale', ['both']],
    ['missing', ['draft', 'empty']],
  ])('are told apart: %s', (kind, ids) => {
    expect(find({ kind })).toEqual(ids);
  });

  it('are all there where nothing is looked for', () => {
    expect([
      isSeeking(everything),
      isSeeking({ query: ' ', kind: 'all' }),
      isSeeking({ query: '', kind: 'draft' }),
    ]).toEqual([false, false, true]);
  });
});
