import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../../../../scripts/testing/postgres.ts';
import { realClock } from '../../clock/index.ts';
import { buildNote, insertNote, migrations, registryUrl } from '../fixtures/commands.ts';
import { openStorage } from '../open-storage.ts';

/** A wire to the database that can be cut. */
async function openWire(to: URL) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    if (isCut) near.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(to);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    cut(cut: boolean) {
      isCut = cut;
      if (cut) for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

it('a database that is away refuses reads by the same codes as writes, and both go on when it is back', async () => {
  const database = await createTestDatabase();
  const wire = await openWire(new URL(database.url));
  const storage = await openStorage({
    databaseUrl: wire.url,
    dataDir: '/nowhere',
    registryUrl,
    migrations,
    clock: realClock,
  });
  const read = () => sql<{ one: number }>`select 1 as one`.execute(storage.read);
  const write = (id: string) => storage.execute(insertNote, buildNote({ id }));
  await read();
  wire.cut(true);
  const refused = expect.objectContaining({ code: 'storage_failed', kind: 'unavailable' });
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(read()).rejects.toEqual(refused);
    await expect(write('refused')).rejects.toEqual(refused);
  }
  wire.cut(false);
  await expect.poll(async () => (await read()).rows).toEqual([{ one: 1 }]);
  await expect(write('taken')).resolves.toBeDefined();
  await storage.close();
  wire.close();
  await database.drop();
});
