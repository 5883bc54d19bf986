import { describe, expect, it } from 'vitest';
import { refusals } from '../refusals.ts';
import { Batches } from './batches.ts';

describe('a batch that fails', () => {
  it('runs its commands one by one, so that one bad input does not fail the others', async () => {
    const batches = new Batches<number, number>(
      async () => {
        throw new Error('one of them is bad');
      },
      async (input) => {
        if (input === 2) throw new Error('bad');
        return input * 10;
      },
    );
    const answers = await Promise.allSettled([1, 2, 3].map((input) => batches.add(input)));
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
      10,
      'bad',
      30,
    ]);
  });

  it('is refused whole where the database is the reason: each one alone would wait as long again', async () => {
    let alone = 0;
    const batches = new Batches<number, number>(
      async () => {
        throw refusals.failed();
      },
      async (input) => {
        alone += 1;
        return input;
      },
    );
    const answers = await Promise.allSettled([1, 2, 3].map((input) => batches.add(input)));
    expect(answers.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(Array(3).fill('storage_failed'));
    expect(alone).toBe(0);
  });
});
