import { expect, it } from 'vitest';
import { comparePairs } from './statistics.ts';

/** Numbers between 0 and 1 that are the same each time. */
function* chances(): Generator<number, never> {
  for (let state = 7; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

function pairs(count: number, differenceMs: number): [number, number][] {
  const chance = chances();
  const next = () => 30 + 4 * chance.next().value;
  return Array.from({ length: count }, () => [next() + differenceMs, next()]);
}

it('finds a difference that is smaller than what single measurements differ by', () => {
  const found = comparePairs(pairs(400, 0.5));
  expect(found.chance).toBeLessThan(0.001);
  expect(found.low).toBeGreaterThan(0);
  expect([found.low < found.median, found.median < found.high, found.largerShare > 0.5]).toEqual([true, true, true]);
});

it('finds none where there is none', () => {
  const found = comparePairs(pairs(400, 0));
  expect(found.chance).toBeGreaterThan(0.05);
  expect([found.low < 0, found.high > 0]).toEqual([true, true]);
});

it('agrees with a worked example', () => {
  // Ranks 1 to 20, the four smallest of them negative: a sum of 200, 3.547 deviations from the middle.
  const example = Array.from({ length: 20 }, (_, at): [number, number] => [at < 4 ? -(at + 1) : at + 1, 0]);
  expect(comparePairs(example).chance).toBeCloseTo(0.00039, 5);
  expect(comparePairs(Array.from({ length: 20 }, () => [1, 1] as const))).toMatchObject({ chance: 1, median: 0 });
});

it('refuses to tell anything from a few', () => {
  expect(() => comparePairs(pairs(19, 0))).toThrow('19 pairs are too few');
});
