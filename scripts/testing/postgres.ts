import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of its own. */
export interface TestDatabase {
  readonly url: string;
  /** Deletes the database, cutting off whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes an empty PostgreSQL database; the first call of a run starts the server and takes about a second.
 *
 * Throws when PostgreSQL cannot be started on this machine.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject('postgresStarterUrl'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(answer, `CREATE DATABASE ${name}`);
  const url = new URL(answer);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(answer, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
