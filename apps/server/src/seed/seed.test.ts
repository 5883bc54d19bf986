import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSetupLink } from '../accounts/index.ts';
import { type Config, readConfig } from '../config/index.ts';
import { realClock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { openDatabase, startPorchlight } from '../porchlight.ts';
import { Sites } from '../sites/index.ts';
import { demoLogins, refuseDemo, seedDemo } from './index.ts';

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

let dataDir: string;
let config: Config;
let storage: Storage;
beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-seed-'));
  config = readConfig('start', ['--port=0', `--data=${dataDir}`], {}, '/');
  storage = await openDatabase(config);
});
afterEach(async () => {
  await storage.close();
  rmSync(dataDir, { recursive: true, force: true });
});
const namesIn = async (table: 'members' | 'sites') =>
  (await storage.read.selectFrom(table).select('name').execute()).map((one) => one.name).sort();
const seed = (one = storage) => seedDemo({ storage: one, config, clock: realClock });

it('[CFG3] a first start that was cut off anywhere leaves logins that the second one completes', async () => {
  for (let number = 1; number <= 4; number += 1) await expect(seed(endingAt(storage, number))).rejects.toThrow('ended');
  await seed();
  expect(await namesIn('members')).toEqual(
    Object.values(demoLogins)
      .map((one) => one.name)
      .sort(),
  );
  expect(await namesIn('sites')).toEqual(['Lanterna & Larder']);
});

it('[CFG4] production does not start on a database with the demo’s logins', async () => {
  await expect(refuseDemo(storage)).resolves.toBeUndefined();
  await expect(seed(endingAt(storage, 2))).rejects.toThrow('ended');
  const urls = ['service', 'workspace', 'help', 'files'].map((name) => `--${name}-url=https://${name}.example`);
  const serve = readConfig('serve', [...urls, '--port=0', '--host=127.0.0.1', `--data=${dataDir}`], {}, '/');
  await expect(startPorchlight(serve)).rejects.toThrow(/holds the demo, whose passwords everybody knows.*--data/);
});

it('[CFG4] the demo does not start on the database of an installation', async () => {
  await createSetupLink(storage, realClock);
  await new Sites(storage, realClock).addSite({ name: 'Own', domains: ['own.example'] });
  await expect(seed()).rejects.toThrow(/no demo.*npm run serve/);
  expect([await namesIn('members'), await namesIn('sites')]).toEqual([[], ['Own']]);
});
