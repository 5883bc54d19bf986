import type { ArticleId, CategoryId, HelpCenterAnswer, MoveRequest } from '@porchlight/protocol';
import { inOrder } from './topics.ts';

export type Item = { kind: 'article'; id: ArticleId } | { kind: 'category'; id: CategoryId };
export type Step = 'up' | 'down' | 'in' | 'out';

/** The help center as it is after a move; the server numbers the places. */
export function applyMove(center: HelpCenterAnswer, move: MoveRequest): HelpCenterAnswer {
  if (move.kind === 'article') {
    const own = center.articles.find((one) => one.id === move.id);
    if (!own) return center;
    const others = center.articles.filter((one) => one.id !== move.id);
    const at = others.findIndex((one) => one.id === move.before);
    const moved = { ...own, category: move.into };
    return { ...center, articles: others.toSpliced(at < 0 ? others.length : at, 0, moved) };
  }
  const own = center.categories.find((one) => one.id === move.id);
  if (!own) return center;
  const others = center.categories.filter((one) => one.id !== move.id);
  const at = others.findIndex((one) => one.id === move.before);
  const moved = { ...own, parent: move.into };
  return { ...center, categories: others.toSpliced(at < 0 ? others.length : at, 0, moved) };
}

/** What lies in the same place, in its order. */
export function siblingsOf(center: HelpCenterAnswer, item: Item): Item[] {
  if (item.kind === 'article') {
    const into = center.articles.find((one) => one.id === item.id)?.category;
    return center.articles.filter((one) => one.category === into).map(({ id }) => ({ kind: 'article', id }));
  }
  const parent = center.categories.find((one) => one.id === item.id)?.parent;
  return center.categories.filter((one) => one.parent === parent).map(({ id }) => ({ kind: 'category', id }));
}

/**
 * One step with a key: up and down among its likes, an article at the end of a topic on into the next; a topic in beneath
 * the one above it, and out again. Null where there is no such step.
 */
export function stepOf(center: HelpCenterAnswer, item: Item, step: Step): MoveRequest | null {
  return item.kind === 'article' ? stepOfArticle(center, item.id, step) : stepOfCategory(center, item.id, step);
}

function stepOfArticle(center: HelpCenterAnswer, id: ArticleId, step: Step): MoveRequest | null {
  const own = center.articles.find((one) => one.id === id);
  if (!own || step === 'in' || step === 'out') return null;
  const lying = (category: CategoryId) => center.articles.filter((one) => one.category === category);
  const siblings = lying(own.category);
  const at = siblings.indexOf(own);
  if (step === 'up' && at > 0) return { kind: 'article', id, into: own.category, before: siblings[at - 1]?.id ?? null };
  if (step === 'down' && at < siblings.length - 1)
    return { kind: 'article', id, into: own.category, before: siblings[at + 2]?.id ?? null };
  const topics = inOrder(center);
  const here = topics.findIndex((one) => one.id === own.category);
  const next = topics[step === 'up' ? here - 1 : here + 1];
  if (!next) return null;
  return { kind: 'article', id, into: next.id, before: step === 'up' ? null : (lying(next.id)[0]?.id ?? null) };
}

function stepOfCategory(center: HelpCenterAnswer, id: CategoryId, step: Step): MoveRequest | null {
  const own = center.categories.find((one) => one.id === id);
  if (!own) return null;
  const siblings = center.categories.filter((one) => one.parent === own.parent);
  const at = siblings.indexOf(own);
  const into = own.parent;
  switch (step) {
    case 'up':
      return at > 0 ? { kind: 'category', id, into, before: siblings[at - 1]?.id ?? null } : null;
    case 'down':
      return at < siblings.length - 1 ? { kind: 'category', id, into, before: siblings[at + 2]?.id ?? null } : null;
    case 'in': {
      const above = siblings[at - 1];
      const hasChildren = center.categories.some((one) => one.parent === id);
      return above && into === null && !hasChildren ? { kind: 'category', id, into: above.id, before: null } : null;
    }
    case 'out': {
      if (into === null) return null;
      const roots = center.categories.filter((one) => one.parent === null);
      const after = roots[roots.findIndex((one) => one.id === into) + 1];
      return { kind: 'category', id, into: null, before: after?.id ?? null };
    }
  }
}

/** Where something that is dropped upon a row goes; null where it cannot lie there. */
export function dropOf(center: HelpCenterAnswer, item: Item, onto: Item, half: 'upper' | 'lower'): MoveRequest | null {
  if (item.id === onto.id) return null;
  if (item.kind === 'article' && onto.kind === 'category')
    return { kind: 'article', id: item.id, into: onto.id, before: firstIn(center, onto.id, item.id) };
  if (item.kind !== onto.kind) return null;
  const siblings = siblingsOf(center, onto).filter((one) => one.id !== item.id);
  const at = siblings.findIndex((one) => one.id === onto.id);
  const before = siblings[half === 'upper' ? at : at + 1]?.id ?? null;
  if (item.kind === 'article') {
    const into = center.articles.find((one) => one.id === onto.id)?.category;
    return into ? { kind: 'article', id: item.id, into, before: before as ArticleId | null } : null;
  }
  const into = center.categories.find((one) => one.id === onto.id)?.parent ?? null;
  const hasChildren = center.categories.some((one) => one.parent === item.id);
  if (into !== null && (hasChildren || into === item.id)) return null;
  return { kind: 'category', id: item.id, into, before: before as CategoryId | null };
}

function firstIn(center: HelpCenterAnswer, category: CategoryId, but: ArticleId): ArticleId | null {
  return center.articles.find((one) => one.category === category && one.id !== but)?.id ?? null;
}
