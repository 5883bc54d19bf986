import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresCluster, startPostgresCluster } from '../scripts/testing/postgres-cluster.ts';
import { type Program, startProgram } from './programs.ts';

/** What a measurement may start; all of it is ended and deleted afterwards. */
export interface Workbench {
  readonly isQuick: boolean;
  /** Tells on standard error what is being measured. */
  say(step: string): void;
  start<Announcement>(args: readonly string[], env?: Record<string, string>): Promise<Program<Announcement>>;
  /** Ends with the measurement, before the programs do. */
  own<Thing extends { stop(): Promise<void> }>(thing: Thing): Thing;
  makeFolder(): Promise<string>;
  /** An empty database on a PostgreSQL that syncs to disk; the server is started when it is first asked for. */
  makeDatabase(name: string): Promise<string>;
}

/** Runs `measure` and tidies up after it, whatever happens. */
export async function withWorkbench<Result>(
  isQuick: boolean,
  measure: (bench: Workbench) => Promise<Result>,
): Promise<Result> {
  const stops: (() => Promise<unknown>)[] = [];
  let cluster: PostgresCluster | null = null;
  const bench: Workbench = {
    isQuick,
    say: (step) => process.stderr.write(`- ${step}\n`),
    async start<Announcement>(args: readonly string[], env?: Record<string, string>) {
      const program = await startProgram<Announcement>(args, env);
      stops.push(() => program.stop());
      return program;
    },
    own(thing) {
      stops.push(() => thing.stop());
      return thing;
    },
    async makeFolder() {
      const folder = await mkdtemp(join(tmpdir(), 'porchlight-bench-'));
      stops.push(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    async makeDatabase(name) {
      if (!cluster) {
        const started = await startPostgresCluster({ isDurable: true });
        cluster = started;
        stops.push(() => started.stop());
      }
      const client = new pg.Client({ connectionString: cluster.url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      const url = new URL(cluster.url);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
  try {
    return await measure(bench);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
