import { access } from 'node:fs/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from './postgres.ts';
import { startPostgresCluster } from './postgres-cluster.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

it('gives each test a database of its own and takes it away again', async () => {
  const first = await createTestDatabase();
  const second = await createTestDatabase();
  await query(first.url, 'CREATE TABLE only_here (id int)');
  expect(await query(second.url, "SELECT to_regclass('only_here') AS found")).toEqual([{ found: null }]);
  await first.drop();
  await second.drop();
  await expect(query(first.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
});

it('listens on loopback alone, asks for a password, and leaves nothing behind', async () => {
  const cluster = await startPostgresCluster({ isDurable: true });
  const settings = (await query(
    cluster.url,
    "SELECT current_setting('listen_addresses') AS hosts, current_setting('data_directory') AS folder, current_setting('fsync') AS fsync",
  )) as { hosts: string; folder: string; fsync: string }[];
  expect(settings[0]).toMatchObject({ hosts: '127.0.0.1', fsync: 'on' });
  const withoutPassword = new URL(cluster.url);
  withoutPassword.password = 'wrong';
  await expect(query(withoutPassword.href, 'SELECT 1')).rejects.toThrow(/password/);
  await cluster.stop();
  await expect(access(settings[0]?.folder ?? '')).rejects.toThrow(/ENOENT/);
});
