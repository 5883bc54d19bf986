import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { up as accounts } from '../../migrations/0001-initial.ts';
import { up } from '../../migrations/0013-jobs-and-links.ts';
import { fakeClock } from '../clock/index.ts';
import type { Storage } from '../db/index.ts';
import { storages, type TestStorage } from '../db/testing.ts';
import * as jobCommands from './commands.ts';
import { attemptsAtMost, leaseJobs } from './commands.ts';
import { enqueueThen, revive } from './testing.ts';
import { type JobHandler, JobRefused, JobWorker, waitOf } from './worker.ts';

const start = Date.UTC(2026, 10, 22);

describe.each(storages())('jobs on $name', ({ open }) => {
  let test: TestStorage;
  let storage: Storage;
  let clock: ReturnType<typeof fakeClock>;
  let workers: JobWorker[];

  beforeEach(async () => {
    test = await open({
      registryUrl: new URL('./testing.ts', import.meta.url).href,
      migrations: [
        { id: '0001-initial', up: accounts },
        { id: '0013-jobs-and-links', up },
      ],
    });
    storage = test.storage;
    clock = fakeClock(start);
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await test.close();
  });

  function build(run: JobHandler): JobWorker {
    const worker = new JobWorker({ storage, clock, handlers: { note: run }, random: () => 1 });
    workers.push(worker);
    return worker;
  }
  const add = (payload: unknown, fails = false) =>
    storage.execute(enqueueThen, { kind: 'note', payload, now: clock.now(), fails });
  const read = () => storage.read.selectFrom('jobs').selectAll().orderBy('id').execute();

  it('[JOB1] a job is there exactly when the command that wanted it is', async () => {
    await expect(add('never', true)).rejects.toThrow();
    expect(await read()).toEqual([]);
    await add({ text: 'kept' });
    const done: unknown[] = [];
    await build(async (payload) => void done.push(payload)).runDue();
    expect(done).toEqual([{ text: 'kept' }]);
    expect(await read()).toEqual([]);
  });

  it('[JOB2] two workers at once do each job once', async () => {
    for (let at = 0; at < 12; at += 1) await add(at);
    const done: unknown[] = [];
    const run: JobHandler = async (payload) => void done.push(payload);
    const pair = [build(run), build(run)];
    for (let round = 0; round < 4; round += 1) await Promise.all(pair.map((worker) => worker.runDue()));
    expect(done.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await read()).toEqual([]);
  });

  it('[JOB2] what a crashed worker had is taken over when its lease is over, and its late word counts for nothing', async () => {
    await add('late');
    // A process that took the job and died: nothing of it ever says anything again.
    const [lost] = await storage.execute(leaseJobs, {
      kinds: ['note'],
      lease: 'dead',
      now: clock.now(),
      until: clock.now() + 120_000,
      limit: 1,
    });
    const done: unknown[] = [];
    const worker = build(async (payload) => void done.push(payload));
    await worker.runDue();
    expect(done).toEqual([]);
    clock.advance(120_000);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = build(async (payload) => {
      done.push(payload);
      await held;
    });
    await slow.sweep();
    expect(await storage.execute(jobCommands.finishJob, { id: lost?.id ?? '', lease: 'dead' })).toBe(false);
    await storage.execute(jobCommands.giveBackJob, {
      id: lost?.id ?? '',
      lease: 'dead',
      now: clock.now(),
      runAt: null,
      error: 'late',
    });
    expect(await slow.count()).toEqual({ waiting: 1, dead: 0 });
    release();
    await slow.settle();
    expect(done).toEqual(['late']);
    expect(await read()).toEqual([]);
  });

  it('[JOB3] tries again after growing waits, and gives up visibly', async () => {
    await add('broken');
    const begun: number[] = [];
    const worker = build(async () => {
      begun.push(clock.now() - start);
      throw new Error('refused for now');
    });
    for (let round = 0; round < 2 * attemptsAtMost; round += 1) {
      await worker.runDue();
      const [job] = await read();
      if (job?.dead_at === null) clock.set(job.run_at);
    }
    expect(begun.map((at, index) => at - (begun[index - 1] ?? 0))).toEqual([
      0, 15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 960_000,
    ]);
    expect(await worker.count()).toEqual({ waiting: 0, dead: 1 });
    expect((await read())[0]?.last_error).toBe('refused for now');
    expect(await storage.execute(revive, { now: clock.now() })).toBe(1);
    await worker.runDue();
    expect(begun).toHaveLength(attemptsAtMost + 1);
  });

  it('[JOB3] gives up at once what no further try can help', async () => {
    await add('hopeless');
    const worker = build(async () => {
      throw new JobRefused('no such mailbox');
    });
    await worker.runDue();
    expect(await worker.count()).toEqual({ waiting: 0, dead: 1 });
  });

  it('[JOB4] a job that takes each process down with it is given up, and those behind it are done', async () => {
    await add('poison');
    for (let round = 0; round < attemptsAtMost; round += 1) {
      const taken = await storage.execute(leaseJobs, {
        kinds: ['note'],
        lease: `crash-${round}`,
        now: clock.now(),
        until: clock.now() + 120_000,
        limit: 1,
      });
      expect(taken).toHaveLength(1);
      clock.advance(120_000);
    }
    await add('behind');
    const done: unknown[] = [];
    const worker = build(async (payload) => void done.push(payload));
    await worker.runDue();
    expect(done).toEqual(['behind']);
    expect(await worker.count()).toEqual({ waiting: 0, dead: 1 });
  });

  it('[JOB5] a stop gives back what does not end, uncounted, for the next process', async () => {
    await add('long');
    const worker = build(() => new Promise(() => undefined));
    await worker.sweep();
    await worker.stop();
    const [job] = await read();
    expect(job).toMatchObject({ attempts: 0, lease: null, dead_at: null });
    const done: unknown[] = [];
    await worker.sweep();
    await build(async (payload) => void done.push(payload)).runDue();
    expect(done).toEqual(['long']);
  });

  it('does nothing early, and nothing of a kind that it does not know', async () => {
    await storage.execute(enqueueThen, { kind: 'note', payload: 'later', now: start, runAt: start + 1_000 });
    await storage.execute(enqueueThen, { kind: 'other', payload: null, now: start });
    const done: unknown[] = [];
    const worker = build(async (payload) => void done.push(payload));
    await worker.runDue();
    expect(done).toEqual([]);
    clock.advance(1_000);
    await worker.runDue();
    expect(done).toEqual(['later']);
    expect(await worker.count()).toEqual({ waiting: 1, dead: 0 });
  });
});

describe('the wait before the next try', () => {
  it('[JOB3] doubles up to an hour and is spread by half', () => {
    expect(waitOf(1, 0)).toBe(7_500);
    expect(waitOf(1, 1)).toBe(15_000);
    expect(waitOf(30, 1)).toBe(3_600_000);
  });
});
