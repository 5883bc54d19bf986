/** The writer thread: the only connection that writes. Started by `storage.ts`. */
import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type AnyCommand, loadCommands } from '../command.ts';
import type { Db } from '../dialect.ts';
import type { Refusal } from '../refusals.ts';
import type { StorageHealth } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { kyselyOver, openWriter } from './connection.ts';
import { readRefusal } from './errors.ts';
import { type FromWriter, outcome, packError, type ToWriter, type WriterData } from './messages.ts';

/** A group that keeps being fed is committed after this many commands, so that nobody waits for ever. */
const maxGroup = 1_000;
/** `runBatch` is given at most this many at once. */
const maxBatch = 500;

interface Request {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

const { path, dataDir, registryUrl } = workerData as WriterData;
const port = parentPort as MessagePort;
const commands = await loadCommands(registryUrl);
const database: DatabaseSync = openWriter(path, 'writer');
const db: Db = kyselyOver<Tables>(database);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
const rollback = database.prepare('ROLLBACK');
const savepoint = database.prepare('SAVEPOINT command');
const rollbackToSavepoint = database.prepare('ROLLBACK TO command');
const releaseSavepoint = database.prepare('RELEASE command');
const changes = database.prepare('SELECT total_changes() AS count');

const waiting: Request[] = [];
let messagesTaken = 0;
let isWorking = false;
let isClosing = false;
let health: StorageHealth = 'ok';

/** The storage refused: the group cannot be saved. */
class GroupRefused extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

port.on('message', (message: ToWriter) => {
  accept(message);
  if (!isWorking) void work();
});
tell('ready');

function tell(message: FromWriter): void {
  port.postMessage(message);
}

function accept(message: ToWriter): void {
  if (message === 'close') {
    isClosing = true;
    return;
  }
  messagesTaken += 1;
  for (let at = 0; at < message.length; at += 3) {
    waiting.push({ id: message[at] as number, name: message[at + 1] as string, input: message[at + 2] });
  }
}

function takeMessages(): number {
  const taken = messagesTaken;
  messagesTaken = 0;
  return taken;
}

/** Takes in what lies in the port without waiting for a turn of the event loop. */
function acceptQueued(): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) accept(next.message as ToWriter);
}

async function work(): Promise<void> {
  isWorking = true;
  while (waiting.length > 0) {
    await runGroup();
    acceptQueued();
  }
  isWorking = false;
  if (isClosing) {
    database.close();
    port.close();
  }
}

/** Runs commands until none is waiting, commits them together, and only then answers. */
async function runGroup(): Promise<void> {
  const answers: unknown[] = [];
  const taken: Request[] = [];
  try {
    refuseOn(() => begin.run());
    const changesBefore = health === 'ok' ? 0 : changes.get()?.count;
    while (taken.length < maxGroup) {
      if (waiting.length === 0) acceptQueued();
      if (waiting.length === 0) break;
      const batch = takeBatch();
      taken.push(...batch);
      await runBatch(batch, answers);
    }
    // A group that wrote nothing proves nothing about a disk that was full.
    const isProof = health === 'ok' || changes.get()?.count !== changesBefore;
    refuseOn(() => commit.run());
    if (isProof) health = 'ok';
    tell({ answers, messages: takeMessages(), health: isProof ? health : null, isCommitted: true });
  } catch (error) {
    const { reason, cause } = refusalOf(error);
    if (database.isTransaction) rollback.run();
    taken.push(...waiting.splice(0));
    const carried = { reason, cause: packError(cause) };
    if (reason !== 'busy') health = reason;
    tell({
      answers: taken.flatMap((request) => [request.id, outcome.refusal, carried]),
      messages: takeMessages(),
      health: reason === 'busy' ? null : health,
      isCommitted: false,
    });
  }
}

/** The next command, with those right behind it that may run in the same batch. */
function takeBatch(): Request[] {
  const { name } = waiting[0]!;
  let size = 1;
  if (commands.get(name)?.runBatch) {
    while (size < maxBatch && waiting[size]?.name === name) size += 1;
  }
  return waiting.splice(0, size);
}

async function runBatch(batch: Request[], answers: unknown[]): Promise<void> {
  const command = commands.get(batch[0]!.name);
  if (!command) {
    const error = packError(new Error(`No command is named "${batch[0]!.name}".`));
    for (const request of batch) answers.push(request.id, outcome.error, error);
    return;
  }
  if (batch.length > 1) {
    const results = await attempt(command.name, () =>
      command.runBatch!(
        db,
        batch.map((request) => request.input),
      ),
    );
    if ('value' in results && results.value.length === batch.length) {
      batch.forEach((request, at) => {
        answers.push(request.id, outcome.result, results.value[at]);
      });
      return;
    }
  }
  for (const request of batch) await runOne(command, request, answers);
}

async function runOne(command: AnyCommand, request: Request, answers: unknown[]): Promise<void> {
  const result = await attempt(command.name, () => command.run(db, request.input));
  if ('value' in result) answers.push(request.id, outcome.result, result.value);
  else answers.push(request.id, outcome.error, packError(result.error));
}

/** Runs `body` in a savepoint of its own, which is rolled back when it throws. Throws when the storage refuses. */
async function attempt<Value>(
  name: string,
  body: () => Promise<Value>,
): Promise<{ value: Value } | { error: unknown }> {
  refuseOn(() => savepoint.run());
  let hasTurned = false;
  // Whoever awaits a timer or I/O here would hold the database's only writer open.
  const turn = setImmediate(() => {
    hasTurned = true;
  });
  try {
    const value = await body();
    if (hasTurned) throw new Error(`Command "${name}" awaited something other than its database.`);
    if (!database.isTransaction) throw new GroupRefused('failed', new Error('SQLite ended the transaction.'));
    refuseOn(() => releaseSavepoint.run());
    return { value };
  } catch (error) {
    if (error instanceof GroupRefused) throw error;
    const reason = readRefusal(error, dataDir);
    if (reason || !database.isTransaction) throw new GroupRefused(reason ?? 'failed', error);
    refuseOn(() => {
      rollbackToSavepoint.run();
      releaseSavepoint.run();
    });
    return { error };
  } finally {
    clearImmediate(turn);
  }
}

/** Runs a statement that manages the transaction; whatever goes wrong there is the storage's doing. */
function refuseOn(statement: () => void): void {
  try {
    statement();
  } catch (error) {
    throw new GroupRefused(readRefusal(error, dataDir) ?? 'failed', error);
  }
}

function refusalOf(error: unknown): { reason: Refusal; cause: unknown } {
  return error instanceof GroupRefused
    ? { reason: error.reason, cause: error.cause }
    : { reason: 'failed', cause: error };
}
