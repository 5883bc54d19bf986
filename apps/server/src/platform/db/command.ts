import type { Db } from './dialect.ts';

/**
 * A named write. It runs in a transaction (PostgreSQL) or in a savepoint of the writer thread (SQLite), so
 * `input` and the result must be plain data that can be cloned, and nothing but `db` may be awaited.
 */
export interface Command<Input, Result> {
  /** Unique, `feature.verb-noun`; the writer thread finds the command by it. */
  readonly name: string;
  run(db: Db, input: Input): Promise<Result>;
  /**
   * Runs many at once and answers in the order of `inputs`; a batch that throws is rolled back and its commands
   * are run one by one with `run`.
   */
  runBatch?(db: Db, inputs: Input[]): Promise<Result[]>;
  /** True when each run sends at most one statement: PostgreSQL then needs no transaction around it. */
  readonly isSingleStatement?: boolean;
  /** PostgreSQL: runs once more after a unique violation, where a look-up before the insert can lose a race. */
  readonly retryOnConflict?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of commands holds every input and result type.
export type AnyCommand = Command<any, any>;

/** Gives a command its types; features export what this returns and `commands.ts` lists it. */
export function defineCommand<Input, Result>(command: Command<Input, Result>): Command<Input, Result> {
  return command;
}

/**
 * Imports the module at `registryUrl` and indexes its `commands` by name.
 *
 * Throws when the module exports no such list or two commands share a name.
 */
export async function loadCommands(registryUrl: string): Promise<ReadonlyMap<string, AnyCommand>> {
  const module = (await import(registryUrl)) as { commands?: unknown };
  if (!Array.isArray(module.commands)) throw new Error(`${registryUrl} exports no list named "commands".`);
  const byName = new Map<string, AnyCommand>();
  for (const command of module.commands as AnyCommand[]) {
    if (byName.has(command.name)) throw new Error(`Two commands are named "${command.name}".`);
    byName.set(command.name, command);
  }
  return byName;
}
