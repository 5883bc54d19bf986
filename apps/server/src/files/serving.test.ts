import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposition, readRange } from './serving.ts';

describe('a range', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-999', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=999999999999999-', 'unsatisfiable'],
    [undefined, null],
    ['', null],
    ['bytes=-', null],
    ['bytes=20-10', null],
    ['bytes=0-0,1-1', null],
    [`bytes=${Array.from({ length: 1_000 }, (_, at) => `${at}-${at}`).join(',')}`, null],
    ['bytes=0-0, 5-', null],
    ['items=0-5', null],
    ['bytes=a-b', null],
    ['bytes=0x1-5', null],
    ['bytes=1.5-2', null],
    ['bytes=--5', null],
    ['bytes=99999999999999999999-', null],
  ])('[FILE8] of 100 bytes by %j', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });

  it('[FILE8] never leaves the file, whatever is asked', () => {
    const number = fc.oneof(fc.nat(), fc.constant(''));
    fc.assert(
      fc.property(number, number, fc.nat({ max: 1_000 }), (first, last, size) => {
        const range = readRange(`bytes=${first}-${last}`, size);
        if (range === null || range === 'unsatisfiable') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.end).toBeLessThan(size);
      }),
    );
  });
});

describe('a disposition', () => {
  it.each([
    ['notes.txt', 'attachment; filename="notes.txt"; filename*=UTF-8\'\'notes.txt'],
    ['Übersicht.pdf', 'attachment; filename="_bersicht.pdf"; filename*=UTF-8\'\'%C3%9Cbersicht.pdf'],
    ['a"b\\c.txt', 'attachment; filename="a_b_c.txt"; filename*=UTF-8\'\'a%22b%5Cc.txt'],
    ["it's (1)*.txt", "attachment; filename=\"it's (1)*.txt\"; filename*=UTF-8''it%27s%20%281%29%2A.txt"],
    ['50%20.txt', 'attachment; filename="50_20.txt"; filename*=UTF-8\'\'50%2520.txt'],
  ])('[FILE8] carries the name %j', (name, expected) => {
    expect(disposition('attachment', name)).toBe(expected);
  });
});
