import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../errors/index.ts';
import * as notes from './fixtures/commands.ts';
import { buildNote, notesOf } from './fixtures/commands.ts';
import { maxWaiting } from './refusals.ts';
import type { Storage } from './storage.ts';
import { storages, type TestStorage } from './testing.ts';

async function readIds(storage: Storage): Promise<string[]> {
  const rows = await notesOf(storage.read).selectFrom('notes').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}

/** Takes the lock that a write needs, from outside. */
async function holdLock(test: TestStorage): Promise<{ release(): Promise<void> }> {
  if (test.options.databaseUrl === null) {
    const other = new DatabaseSync(join(test.options.dataDir, 'porchlight.db'));
    other.exec('BEGIN IMMEDIATE');
    return {
      async release() {
        other.close();
      },
    };
  }
  const client = new pg.Client({ connectionString: test.options.databaseUrl });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE');
  return { release: () => client.end() };
}

describe.each(storages())('storage on $name', ({ open }) => {
  let test: TestStorage;
  let storage: Storage;

  beforeEach(async () => {
    test = await open(notes);
    storage = test.storage;
  });
  afterEach(() => test.close());

  it('answers when what was written can be read', async () => {
    expect(await storage.execute(notes.insertNote, buildNote())).toBe('a');
    expect(await notesOf(storage.read).selectFrom('notes').selectAll().executeTakeFirst()).toEqual(buildNote());
  });

  it('reads large integers and sums as numbers', async () => {
    await storage.execute(notes.insertNote, buildNote({ version: 1_800_000_000_000 }));
    const row = await notesOf(storage.read)
      .selectFrom('notes')
      .select(({ fn }) => [fn.countAll().as('count'), fn.sum('version').as('sum'), fn.max('version').as('max')])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ count: 1, sum: 1_800_000_000_000, max: 1_800_000_000_000 });
  });

  it('takes back what a failing command wrote, and nothing of its neighbours', async () => {
    const [first, refused, broken, last] = await Promise.allSettled([
      storage.execute(notes.insertNote, buildNote({ id: 'first' })),
      storage.execute(notes.refuseNote, buildNote({ id: 'refused' })),
      storage.execute(notes.breakNote, buildNote({ id: 'broken' })),
      storage.execute(notes.insertNote, buildNote({ id: 'last' })),
    ]);
    expect([first.status, refused.status, broken.status, last.status]).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await readIds(storage)).toEqual(['first', 'last']);
    expect(storage.health).toBe('ok');
  });

  it('hands on the error of a command whole', async () => {
    const refused = await storage.execute(notes.refuseNote, buildNote()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({
      code: 'invalid_body',
      kind: 'invalid',
      message: 'Not this one.',
      problems: [{ path: 'text', message: 'too short' }],
      retryAfterS: 7,
    });
    const broken = await storage.execute(notes.breakNote, buildNote()).catch((error: unknown) => error);
    expect(broken).not.toBeInstanceOf(AppError);
    expect(broken).toMatchObject({ name: 'TypeError', message: 'a fault of ours' });
    expect((broken as Error).stack).toContain('fixtures/commands.ts');
  });

  it('commits what comes together in few commits', async () => {
    const before = storage.stats;
    const ids = Array.from({ length: 300 }, (_, at) => String(at));
    const answers = await Promise.all(ids.map((id) => storage.execute(notes.addNote, buildNote({ id }))));
    expect(answers).toEqual(ids);
    expect(storage.stats.commands - before.commands).toBe(300);
    expect(storage.stats.commits - before.commits).toBeLessThan(10);
    expect(await readIds(storage)).toHaveLength(300);
  });

  it('saves the rest of a batch of which one is wrong', async () => {
    await storage.execute(notes.insertNote, buildNote({ id: '3' }));
    const ids = Array.from({ length: 6 }, (_, at) => String(at));
    const answers = await Promise.allSettled(ids.map((id) => storage.execute(notes.addNote, buildNote({ id }))));
    expect(answers.map((answer) => answer.status === 'fulfilled')).toEqual([true, true, true, false, true, true]);
    expect(await readIds(storage)).toEqual(ids);
  });

  it('answers a repeat as a repeat, also when both come at once', async () => {
    const note = buildNote({ id: 'once' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => storage.execute(notes.sendNote, note)));
    expect(answers.filter((answer) => !answer.isRepeat)).toHaveLength(1);
    await expect(storage.execute(notes.sendNote, { ...note, text: 'other' })).rejects.toMatchObject({
      code: 'client_id_reused',
    });
    expect(await readIds(storage)).toEqual(['once']);
  });

  it('lets commands through that wait for each other', async () => {
    const orders = [1, 2].flatMap(() => [
      ['a', 'b'],
      ['b', 'a'],
    ]);
    await Promise.all(orders.map((order) => storage.execute(notes.count, order)));
    expect(await storage.execute(notes.count, ['a', 'b'])).toEqual([5, 5]);
  });

  it('inserts in bulk, leaving out or writing over what is there', async () => {
    const a = buildNote({ id: 'a', text: 'first' });
    const b = buildNote({ id: 'b' });
    expect(await storage.execute(notes.bulkNotes, { rows: [] })).toBe(0);
    expect(await storage.execute(notes.bulkNotes, { rows: [a] })).toBe(1);
    const again = { ...a, text: 'again', version: 2 };
    expect(await storage.execute(notes.bulkNotes, { rows: [again, b, b], onConflict: 'ignore' })).toBe(1);
    const onConflict = { columns: ['id'], update: ['text'] };
    const newest = { ...a, text: 'newest', version: 3 };
    const c = buildNote({ id: 'c', version: 8 });
    await storage.execute(notes.bulkNotes, {
      rows: [again, newest, c, { ...c, text: 'twice', version: 9 }],
      onConflict,
    });
    expect(await notesOf(storage.read).selectFrom('notes').selectAll().orderBy('id').execute()).toEqual([
      { id: 'a', text: 'newest', version: 1 },
      b,
      { id: 'c', text: 'twice', version: 8 },
    ]);
    await expect(storage.execute(notes.bulkNotes, { rows: [a] })).rejects.toThrow(/unique/i);
  });

  it('runs a statement written by hand for many rows', async () => {
    await storage.execute(notes.bulkNotes, { rows: [buildNote({ id: 'a' }), buildNote({ id: 'b' })] });
    const renamed = await storage.execute(notes.renameNotes, [
      ['a', 'one'],
      ['b', 'two'],
      ['missing', 'three'],
    ]);
    expect(renamed.sort()).toEqual(['a', 'b']);
    const rows = await notesOf(storage.read).selectFrom('notes').select('text').orderBy('id').execute();
    expect(rows.map((row) => row.text)).toEqual(['one', 'two']);
  });

  it('never writes through its reader', async () => {
    await expect(notesOf(storage.read).insertInto('notes').values(buildNote()).execute()).rejects.toThrow(
      /read.?only/i,
    );
  });

  it('refuses a command that is not registered', async () => {
    const stranger = { name: 'notes.stranger', run: async () => null };
    await expect(storage.execute(stranger, null)).rejects.toThrow('"notes.stranger" is not registered');
  });

  it('refuses more than it can hold, and answers the others', async () => {
    const given = Array.from({ length: maxWaiting + 1 }, (_, at) => String(at));
    const answers = await Promise.allSettled(given.map((id) => storage.execute(notes.addNote, buildNote({ id }))));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatchObject({ code: 'storage_busy', kind: 'unavailable', retryAfterS: 1 });
    expect(await readIds(storage)).toHaveLength(maxWaiting);
  });

  it('answers what it accepted before it closes, and refuses what comes after', async () => {
    const accepted = Promise.all(
      Array.from({ length: 100 }, (_, at) => storage.execute(notes.insertNote, buildNote({ id: String(at) }))),
    );
    const closed = storage.close();
    await expect(storage.execute(notes.insertNote, buildNote())).rejects.toMatchObject({ code: 'shutting_down' });
    await closed;
    expect(await accepted).toHaveLength(100);
  });

  it('waits for somebody else who holds the lock', async () => {
    const lock = await holdLock(test);
    const answer = storage.execute(notes.insertNote, buildNote());
    await lock.release();
    expect(await answer).toBe('a');
  });

  it('refuses after five seconds of waiting for a lock, and recovers', async () => {
    const lock = await holdLock(test);
    const startedAt = performance.now();
    await expect(storage.execute(notes.insertNote, buildNote())).rejects.toMatchObject({ code: 'storage_busy' });
    expect(performance.now() - startedAt).toBeGreaterThan(4_500);
    expect(storage.health).toBe('ok');
    await lock.release();
    expect(await storage.execute(notes.insertNote, buildNote())).toBe('a');
  });
});
