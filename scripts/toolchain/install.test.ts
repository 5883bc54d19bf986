import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMissing, isInstalled } from './install.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-mac': { version: '2.0.0', optional: true },
    'packages/ours': {},
  },
};
const installed = { packages: { 'node_modules/a': { version: '1.0.0' }, 'packages/ours': {} } };

describe('what is installed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-install-'));
    mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/node/bin/node'), '');
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify(installed));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is fresh when npm by hand brought it, and stays so by its stamp', () => {
    expect(isInstalled(folder)).toBe(true);
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), '{"packages":{}}');
    expect(isInstalled(folder)).toBe(true);
  });

  it('is stale when the lockfile wants another version', () => {
    expect(isInstalled(folder)).toBe(true);
    const newer = { packages: { ...lock.packages, 'node_modules/a': { version: '1.1.0' } } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(newer));
    expect(isInstalled(folder)).toBe(false);
  });

  it('is stale in a fresh clone, after an installation that was cut off, and without the pinned Node', () => {
    rmSync(join(folder, 'node_modules/.package-lock.json'));
    expect(isInstalled(folder)).toBe(false);
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify(installed));
    rmSync(join(folder, 'node_modules/node/bin/node'));
    expect(isInstalled(folder)).toBe(false);
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(isInstalled(folder)).toBe(false);
  });

  it('lacks a package that is missing or in another version', () => {
    expect(findMissing(lock, installed)).toEqual([]);
    expect(findMissing(lock, { packages: {} })).toEqual(['node_modules/a', 'packages/ours']);
    expect(findMissing(lock, { packages: { ...installed.packages, 'node_modules/a': { version: '0.9.0' } } })).toEqual([
      'node_modules/a',
    ]);
  });

  it('lacks an optional build for this machine, but none for others', () => {
    const build = { version: '1.0.0', optional: true };
    const wanted = {
      packages: {
        'node_modules/gnu': { ...build, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
        'node_modules/musl': { ...build, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
        'node_modules/any-libc': { ...build, os: ['linux'], cpu: ['x64'] },
        'node_modules/mac': { ...build, os: ['darwin'], cpu: ['arm64'] },
      },
    };
    const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' };
    expect(findMissing(wanted, { packages: {} }, machine)).toEqual(['node_modules/gnu', 'node_modules/any-libc']);
  });
});
