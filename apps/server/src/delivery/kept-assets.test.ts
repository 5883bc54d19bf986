import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { buildBundles, startTestServer } from '../testing.ts';
import { buildAsset } from './assets.ts';
import { keptMs } from './kept-assets.ts';

describe.each([
  { name: 'sqlite', open: async () => null },
  { name: 'postgres', open: createTestDatabase },
])('an update on $name', ({ open }) => {
  const dayMs = 86_400_000;
  let dataDir: string;
  let database: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    database = await open();
    dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-update-'));
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(dataDir, { recursive: true });
  });

  /** Starts a version whose bubble has this name, on the same data, and asks for files. */
  async function runVersion(version: string, nowMs: number, files: string[]) {
    const bundles = {
      ...buildBundles(),
      bubble: { path: `/assets/${version}.js`, integrity: 'sha384-x' },
      serviceAssets: new Map([[`${version}.js`, buildAsset(`bubble('${version}')`, 'text/javascript; charset=utf-8')]]),
    };
    const started = await startTestServer({ dataDir, bundles, nowMs, ...(database && { databaseUrl: database.url }) });
    const answers = [];
    for (const file of files) {
      const { status, body, headers } = await started.ask('service', `/assets/${file}.js`);
      answers.push(status === 200 ? [body, headers['cache-control'], headers['content-type']] : status);
    }
    await started.close();
    return answers;
  }
  const served = (version: string) => [
    `bubble('${version}')`,
    'public, max-age=31536000, immutable',
    'text/javascript; charset=utf-8',
  ];

  it('[LOAD1] leaves the scripts of the version before for pages that were opened under it, for 30 days', async () => {
    const start = Date.parse('2026-03-02T10:00:00Z');
    expect(await runVersion('v1', start, ['v1'])).toEqual([served('v1')]);
    // A version that ran for long is kept from the day that it was replaced.
    const updated = start + 90 * dayMs;
    expect(await runVersion('v2', updated, ['v1', 'v2'])).toEqual([served('v1'), served('v2')]);
    expect(await runVersion('v2', updated + keptMs, ['v1'])).toEqual([served('v1')]);
    expect(await runVersion('v2', updated + keptMs + 1, ['v1', 'v2'])).toEqual([404, served('v2')]);
  });

  it('[LOAD1] that is taken back leaves both', async () => {
    const start = Date.parse('2026-09-02T10:00:00Z');
    await runVersion('v3', start, []);
    await runVersion('v4', start + dayMs, []);
    expect(await runVersion('v3', start + 2 * dayMs, ['v3', 'v4'])).toEqual([served('v3'), served('v4')]);
    // Back for longer than replaced files are kept: it counts from its new replacement.
    expect(await runVersion('v5', start + 40 * dayMs, ['v3', 'v4'])).toEqual([served('v3'), 404]);
  });
});
