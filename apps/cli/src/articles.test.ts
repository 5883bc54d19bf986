import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from '@porchlight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'porchlight-carry-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const hosts = ['service', 'workspace', 'help', 'files'].map((one) => `--${one}-url=https://${one}.example`);
  const settings = args[0] === 'seed' ? [] : hosts;
  const { INIT_CWD: _, ...env } = process.env;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts', ...args, `--data=${folder}/data`, ...settings],
      { cwd: rootDir, env },
    );
    return { code: 0, out: stdout, error: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, error: stderr };
  }
}

describe('porchlight articles', () => {
  it('[HC24] carries the help center into a folder and back', { timeout: 60_000 }, async () => {
    expect(await run('seed')).toMatchObject({ code: 0 });
    const out = path.join(folder, 'out');
    const exported = await run('articles', 'export', out);
    expect(exported).toMatchObject({ code: 0, out: expect.stringContaining('files are in') });
    expect((await readdir(out)).sort()).toEqual(['de', 'en', 'porchlight.yaml']);
    expect(await run('articles', 'export', out)).toMatchObject({
      code: 1,
      error: expect.stringContaining('not empty'),
    });

    const file = path.join(out, 'en/go-to-postgresql.md');
    await writeFile(file, (await readFile(file, 'utf8')).replace('title: Go to PostgreSQL', 'title: On to PostgreSQL'));
    await writeFile(path.join(out, 'en/bad.md'), 'No front matter.');
    const imported = await run('articles', 'import', out);
    expect(imported.out).toContain('en/bad.md: not taken, front-matter-invalid');
    expect(imported.out).toMatch(/Texts: 0 added, 1 changed, \d+ as they were\. Topics: 0\. Images: 0\./);
    expect(imported.code).toBe(1);
    expect(await run('articles', 'import', out, '--site=st_nothing')).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no such site. There are: st_lanterna'),
    });
    expect(await run('articles', 'give')).toMatchObject({ code: 2, error: expect.stringContaining('articles export') });
  });
});
