import { expect, it } from 'vitest';
import { niceMost } from './help-report-chart.tsx';

it.each([
  [0, 2],
  [1, 2],
  [3, 4],
  [5, 10],
  [11, 20],
  [41, 100],
  [100, 100],
  [4_001, 10_000],
])('[HC28] a chart whose largest day has %i ends at %i', (most, end) => {
  expect(niceMost(most)).toBe(end);
});
