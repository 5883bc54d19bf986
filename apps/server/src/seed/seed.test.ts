import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../config/index.ts';
import { realClock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { openDatabase } from '../porchlight.ts';
import { demoLogins, seedDemo } from './index.ts';

/** A storage whose process ends at the command with this number. */
function endingAt(storage: Storage, number: number): Storage {
  let commands = 0;
  return {
    ...storage,
    dialect: storage.dialect,
    read: storage.read,
    execute(command, input) {
      commands += 1;
      return commands < number ? storage.execute(command, input) : Promise.reject(new Error('ended here'));
    },
  };
}

it('[CFG3] a first start that was cut off anywhere leaves logins that the second one completes', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-seed-'));
  const config = readConfig('start', ['--port=0', `--data=${dataDir}`], {}, '/');
  const storage = await openDatabase(config);
  for (let number = 1; number <= 4; number += 1)
    await expect(seedDemo({ storage: endingAt(storage, number), config, clock: realClock })).rejects.toThrow('ended');
  await seedDemo({ storage, config, clock: realClock });
  const read = (table: 'members' | 'sites') => storage.read.selectFrom(table).select('name').execute();
  expect((await read('members')).map((one) => one.name).sort()).toEqual(
    Object.values(demoLogins)
      .map((one) => one.name)
      .sort(),
  );
  expect(await read('sites')).toEqual([{ name: 'Lanterna & Larder' }]);
  await storage.close();
  rmSync(dataDir, { recursive: true, force: true });
});
