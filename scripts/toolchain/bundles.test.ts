import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundles, isStale, readState, writeStamp } from './bundles.mjs';
import { touchedBundles, touchesServer } from './dev.mjs';

describe('a bundle', () => {
  let folder: string;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-bundles-'));
    write('package-lock.json', '{}');
    write('packages/protocol/src/index.ts', 'export {};');
    write('packages/tag/src/tag.ts', 'export {};');
    write('packages/tag/dist/tag.js', '');
    writeStamp(folder, 'tag', readState(folder, bundles.tag.sources));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is fresh as long as nothing changes', () => {
    expect(isStale(folder, 'tag')).toBe(false);
  });

  it.each(['packages/tag/src/tag.ts', 'packages/protocol/src/index.ts', 'package-lock.json'])(
    'is stale after a change of %s',
    (path) => {
      write(path, 'export const changed = 1;');
      expect(isStale(folder, 'tag')).toBe(true);
    },
  );

  it('is stale when a file was saved with the same length, added, or taken away', () => {
    utimesSync(join(folder, 'packages/tag/src/tag.ts'), 1, 1);
    expect(isStale(folder, 'tag')).toBe(true);
    writeStamp(folder, 'tag', readState(folder, bundles.tag.sources));
    write('packages/tag/src/new.ts', '');
    expect(isStale(folder, 'tag')).toBe(true);
    writeStamp(folder, 'tag', readState(folder, bundles.tag.sources));
    rmSync(join(folder, 'packages/tag/src/new.ts'));
    expect(isStale(folder, 'tag')).toBe(true);
  });

  it('is stale when its result is gone', () => {
    rmSync(join(folder, 'packages/tag/dist'), { recursive: true });
    expect(isStale(folder, 'tag')).toBe(true);
  });

  it('does not depend on tests, built files, or the sources of others', () => {
    write('packages/tag/src/tag.test.ts', '');
    write('packages/tag/dist/more.js', '');
    write('packages/tag/node_modules/x/index.js', '');
    write('apps/workspace/src/main.tsx', '');
    expect(isStale(folder, 'tag')).toBe(false);
  });
});

it('a change in development builds what it touches and starts the server anew where that runs it', () => {
  expect(touchedBundles(['packages/messenger/src/main.tsx'])).toEqual(['messenger']);
  expect(touchesServer(['packages/messenger/src/main.tsx'])).toBe(false);
  expect(touchedBundles(['packages/protocol/src/tag.ts'])).toEqual(['tag', 'messenger', 'workspace', 'libraries']);
  expect(touchesServer(['packages/protocol/src/tag.ts'])).toBe(true);
  expect(touchedBundles(['apps/server/src/app.ts'])).toEqual(['program']);
  expect(touchedBundles(['apps/cli/src/main.ts'])).toEqual([]);
  expect(touchesServer(['apps/cli/src/main.ts'])).toBe(true);
  expect(touchesServer(['apps/server/src/app.ts'])).toBe(true);
});
