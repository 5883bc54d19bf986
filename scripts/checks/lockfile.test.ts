import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Locked = { resolved?: string; optionalDependencies?: Record<string, string> };

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Locked>;
};

it('the lockfile names no registry, so that any mirror serves it', () => {
  const hosts = Object.entries(packages).filter(([, { resolved }]) => resolved?.includes('://'));
  expect(hosts.map(([path]) => path)).toEqual([]);
});

// npm leaves out what its registry did not have at the time, and npm ci then refuses the lockfile everywhere.
it('the lockfile knows the builds of each tool for every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
