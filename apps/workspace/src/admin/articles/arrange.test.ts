import type { ArticleId, CategoryId, HelpCenterAnswer } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { applyMove, dropOf, type Item, type Step, stepOf } from './arrange.ts';

const topic = (id: string, parent: string | null = null) => ({
  id: id as CategoryId,
  parent: parent as CategoryId | null,
  position: 0,
  texts: {},
});
const article = (id: string, category: string) => ({
  id: id as ArticleId,
  category: category as CategoryId,
  visibility: 'everyone' as const,
  groups: [],
  position: 0,
  texts: {},
  votes: { yes: 0, no: 0 },
});
const center: HelpCenterAnswer = {
  languages: ['en'],
  defaultLanguage: 'en',
  address: '',
  categories: [topic('A'), topic('B'), topic('b1', 'B'), topic('C')],
  groups: [],
  articles: [article('a1', 'A'), article('a2', 'A'), article('x', 'b1')],
};
const shape = ({ categories, articles }: HelpCenterAnswer) =>
  categories
    .map(({ id, parent }) => {
      const own = articles.filter((one) => one.category === id).map((one) => one.id);
      return `${parent ? `${parent}/` : ''}${id}:${own.join('')}`;
    })
    .join(' ');
const item = (id: string): Item =>
  /^[A-Z]|^b/.test(id) ? { kind: 'category', id: id as CategoryId } : { kind: 'article', id: id as ArticleId };

describe('a step in the tree', () => {
  it.each<[string, Step, string | null]>([
    ['a2', 'up', 'A:a2a1 B: B/b1:x C:'],
    ['a1', 'down', 'A:a2a1 B: B/b1:x C:'],
    ['a1', 'up', null],
    ['a2', 'down', 'A:a1 B:a2 B/b1:x C:'],
    ['x', 'up', 'A:a1a2 B:x B/b1: C:'],
    ['x', 'down', 'A:a1a2 B: B/b1: C:x'],
    ['x', 'in', null],
    ['A', 'up', null],
    ['A', 'down', 'B: B/b1:x A:a1a2 C:'],
    ['C', 'up', 'A:a1a2 C: B: B/b1:x'],
    ['C', 'in', 'A:a1a2 B: B/b1:x B/C:'],
    ['B', 'in', null],
    ['b1', 'out', 'A:a1a2 B: b1:x C:'],
    ['C', 'out', null],
  ])('moves %s %s', (id, step, expected) => {
    const move = stepOf(center, item(id), step);
    expect(move && shape(applyMove(center, move))).toBe(expected);
  });
});

describe('a drop in the tree', () => {
  it.each<[string, string, 'upper' | 'lower', string | null]>([
    ['x', 'a2', 'upper', 'A:a1xa2 B: B/b1: C:'],
    ['x', 'a2', 'lower', 'A:a1a2x B: B/b1: C:'],
    ['x', 'A', 'upper', 'A:xa1a2 B: B/b1: C:'],
    ['C', 'A', 'upper', 'C: A:a1a2 B: B/b1:x'],
    ['C', 'b1', 'lower', 'A:a1a2 B: B/b1:x B/C:'],
    ['A', 'x', 'upper', null],
    ['B', 'b1', 'upper', null],
    ['a1', 'a1', 'lower', null],
  ])('of %s upon %s, %s half', (id, onto, half, expected) => {
    const move = dropOf(center, item(id), item(onto), half);
    expect(move && shape(applyMove(center, move))).toBe(expected);
  });
});
