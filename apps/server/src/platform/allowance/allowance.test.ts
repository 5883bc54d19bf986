import { expect, it } from 'vitest';
import { AppError } from '../errors/index.ts';
import { createAllowance } from './index.ts';

it('[ING3, MSG5] gives each sender so many in a time, and says how long to wait for more', async () => {
  const take = createAllowance({ points: 3, durationS: 10, code: 'too_many_messages', message: 'Wait a little.' });
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => take('ann')));
  expect(taken.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  const refusal = await take('ann').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({ code: 'too_many_messages', status: 429, message: 'Wait a little.' });
  expect((refusal as AppError).retryAfterS).toBeGreaterThanOrEqual(1);
  expect((refusal as AppError).retryAfterS).toBeLessThanOrEqual(10);
  await expect(take('bo')).resolves.toBeUndefined();
});

it('may be none at all', async () => {
  const take = createAllowance({ points: 0, durationS: 60, code: 'too_many_visitors', message: 'Nobody may come.' });
  await expect(take('ann')).rejects.toMatchObject({ code: 'too_many_visitors' });
});
