import { expect, it } from 'vitest';
import { closingLine } from './checks.mjs';

it('tells the success of a check in one line', () => {
  const sizes =
    '  \n  tag\n  Size limit: 4 kB\n  Size:       3.55 kB brotlied\n  \n  bubble, lazy\n  Size limit: 8 kB\n  Size:       5 kB brotlied\n';
  expect(closingLine(sizes)).toBe('tag 3.55 kB of 4 kB; bubble, lazy 5 kB of 8 kB');
  expect(closingLine('\n✔ no dependency violations found\n\n‼ a hint\n  more of it\n')).toBe(
    'no dependency violations found',
  );
  expect(closingLine('first\nlast\n')).toBe('last');
  expect(closingLine('')).toBe('');
});
