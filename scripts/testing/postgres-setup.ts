import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { type PostgresCluster, startPostgresCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which it starts when it is first asked. */
    postgresStarterUrl: string;
  }
}

/** Starts one PostgreSQL for the whole run, and only when a test asks for it; vitest calls this once. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Promise<PostgresCluster> | null = null;
  const starter = createServer(async (_request, response) => {
    cluster ??= startPostgresCluster({ isDurable: false });
    try {
      response.end((await cluster).url);
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  starter.listen(0, '127.0.0.1');
  await once(starter, 'listening');
  const address = starter.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free on 127.0.0.1');
  project.provide('postgresStarterUrl', `http://127.0.0.1:${address.port}/`);
  return async () => {
    starter.close();
    starter.closeAllConnections();
    await cluster?.then((started) => started.stop()).catch(() => undefined);
  };
}
