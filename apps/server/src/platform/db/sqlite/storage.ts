import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { type Command, loadCommands } from '../command.ts';
import type { Db } from '../dialect.ts';
import { Health } from '../health.ts';
import { DatabaseTooNewError, DatabaseUnusableError, migrate } from '../migrations.ts';
import { maxWaiting, refusals } from '../refusals.ts';
import type { Storage, StorageHealth, StorageOptions, StorageStats } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { kyselyOver, openReader, openWriter } from './connection.ts';
import {
  type CarriedError,
  type CarriedRefusal,
  type FromWriter,
  type GroupDone,
  outcome,
  type Requests,
  type ToWriter,
  unpackError,
  type WriterData,
} from './messages.ts';

/** Opens the embedded database, `porchlight.db` in `dataDir`, and starts its writer thread. */
export async function openSqliteStorage(options: StorageOptions): Promise<Storage> {
  const path = join(options.dataDir, 'porchlight.db');
  try {
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    await migrateFile(path, options);
  } catch (error) {
    if (error instanceof DatabaseTooNewError || (error as { code?: string }).code === undefined) throw error;
    throw new DatabaseUnusableError(
      `The database ${path} cannot be opened: ${(error as Error).message}. ` +
        'Check that the folder exists, that this user may write to it, and that the disk has room.',
      { cause: error },
    );
  }
  const names = new Set((await loadCommands(options.registryUrl)).keys());
  const reader = openReader(path);
  const storage = new SqliteStorage(
    { path, dataDir: options.dataDir, registryUrl: options.registryUrl },
    reader,
    names,
  );
  try {
    await storage.start();
  } catch (error) {
    reader.close();
    throw error;
  }
  return storage;
}

async function migrateFile(path: string, { migrations, clock }: StorageOptions): Promise<void> {
  const database = openWriter(path, 'migrator');
  try {
    database.exec('BEGIN IMMEDIATE');
    await migrate(kyselyOver<unknown>(database), 'sqlite', migrations, clock);
    const broken = database.prepare('PRAGMA foreign_key_check').all();
    if (broken.length > 0) throw new Error(`The migrations break ${broken.length} foreign keys.`);
    database.exec('COMMIT');
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK');
    database.close();
  }
}

const maxPostsUnanswered = 4;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

class SqliteStorage implements Storage {
  readonly dialect = 'sqlite';
  readonly read: Db;
  readonly #data: WriterData;
  readonly #reader: DatabaseSync;
  readonly #names: ReadonlySet<string>;
  readonly #health = new Health();
  readonly #waiting = new Map<number, Waiting>();
  #writer: Worker | null = null;
  #outbox: Requests = [];
  #isPostScheduled = false;
  #postsUnanswered = 0;
  #lastId = 0;
  #commands = 0;
  #commits = 0;
  #isClosing = false;
  #onDrained: (() => void) | null = null;

  constructor(data: WriterData, reader: DatabaseSync, names: ReadonlySet<string>) {
    this.#data = data;
    this.#reader = reader;
    this.#names = names;
    this.read = kyselyOver<Tables>(reader);
  }

  get health(): StorageHealth {
    return this.#health.current;
  }

  get stats(): StorageStats {
    return { commands: this.#commands, commits: this.#commits, waiting: this.#waiting.size };
  }

  onHealth(listener: (health: StorageHealth) => void): () => void {
    return this.#health.listen(listener);
  }

  /** Starts the writer thread and waits until it can take commands. */
  async start(): Promise<void> {
    const writer = new Worker(new URL('./writer.ts', import.meta.url), { workerData: this.#data, name: 'writer' });
    this.#writer = writer;
    await new Promise<void>((resolve, reject) => {
      writer.once('error', reject);
      writer.on('message', (message: FromWriter) => {
        if (message === 'ready') resolve();
        else this.#settle(message);
      });
      writer.once('exit', () => this.#lose(writer));
    });
    // Whatever ends the thread later is told by `exit`; without a listener it would end the process.
    writer.on('error', (error: Error) => {
      this.#lose(writer, error);
    });
  }

  execute<Input, Result>(command: Command<Input, Result>, input: Input): Promise<Result> {
    if (this.#isClosing) return Promise.reject(refusals.shuttingDown());
    if (this.#waiting.size >= maxWaiting) return Promise.reject(refusals.busy());
    if (!this.#names.has(command.name))
      return Promise.reject(new Error(`Command "${command.name}" is not registered.`));
    return new Promise<Result>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#outbox.push(id, command.name, input);
      this.#schedulePost();
    });
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#waiting.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    const writer = this.#writer;
    if (writer) {
      this.#writer = null;
      const exited = new Promise((resolve) => writer.once('exit', resolve));
      writer.postMessage('close' satisfies ToWriter);
      await exited;
    }
    this.#reader.close();
  }

  /**
   * One message for all that this turn of the event loop brings, and none while the writer has one to work on and one
   * to go on with: waking another thread costs more than a command.
   */
  #schedulePost(): void {
    if (this.#isPostScheduled || this.#outbox.length === 0 || this.#postsUnanswered >= maxPostsUnanswered) return;
    this.#isPostScheduled = true;
    setImmediate(() => {
      this.#isPostScheduled = false;
      this.#post();
    });
  }

  #post(): void {
    const requests = this.#outbox;
    this.#outbox = [];
    if (requests.length === 0) return;
    this.#postsUnanswered += 1;
    if (!this.#writer) {
      this.#restart(requests);
      return;
    }
    try {
      this.#writer.postMessage(requests);
    } catch (error) {
      this.#postOneByOne(this.#writer, requests, error as Error);
    }
  }

  /** One input that cannot be cloned must not take the others with it. */
  #postOneByOne(writer: Worker, requests: Requests, error: Error): void {
    this.#postsUnanswered -= 1;
    for (let at = 0; at < requests.length; at += 3) {
      try {
        writer.postMessage(requests.slice(at, at + 3));
        this.#postsUnanswered += 1;
      } catch {
        this.#take(requests[at] as number)?.reject(error);
      }
    }
    this.#tellDrained();
  }

  #restart(requests: Requests): void {
    this.start().then(
      () => this.#writer?.postMessage(requests),
      (error: Error) => {
        this.#writer = null;
        for (let at = 0; at < requests.length; at += 3)
          this.#take(requests[at] as number)?.reject(refusals.failed(error));
        this.#tellDrained();
      },
    );
  }

  #settle({ answers, messages, health, isCommitted }: GroupDone): void {
    this.#postsUnanswered -= messages;
    this.#schedulePost();
    if (isCommitted) this.#commits += 1;
    if (health) this.#health.set(health);
    for (let at = 0; at < answers.length; at += 3) {
      const waiting = this.#take(answers[at] as number);
      if (!waiting) continue;
      const kind = answers[at + 1];
      const value = answers[at + 2];
      if (kind === outcome.result) {
        this.#commands += 1;
        waiting.resolve(value);
      } else if (kind === outcome.error) {
        waiting.reject(unpackError(value as CarriedError));
      } else {
        const { reason, cause } = value as CarriedRefusal;
        waiting.reject(refusals[reason](unpackError(cause)));
      }
    }
    this.#tellDrained();
  }

  /** The writer thread ended by itself: nobody knows what became of its commands. The next one starts it again. */
  #lose(writer: Worker, error?: Error): void {
    if (this.#writer !== writer) return;
    this.#writer = null;
    this.#health.set('failed');
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#outbox = [];
    this.#postsUnanswered = 0;
    for (const waiting of lost) waiting.reject(refusals.failed(error));
    this.#tellDrained();
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #tellDrained(): void {
    if (this.#waiting.size === 0) this.#onDrained?.();
  }
}
