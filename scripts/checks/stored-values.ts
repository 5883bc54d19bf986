import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../toolchain/processes.mjs';
import { findRawWrites } from './raw-writes.ts';

// [REG2] Whatever is kept in a browser goes through the register's entries in packages/cookies.
const isExempt = (path: string): boolean =>
  path.startsWith('packages/cookies/') ||
  // The demo sites play a customer's own pages; what those keep is theirs and not in our register.
  path.startsWith('apps/demo/') ||
  // What tests stand on runs in no visitor's browser.
  /\/testing(\.ts$|\/)|\.test\.tsx?$/.test(path);

const paths = globSync('{packages,apps}/*/src/**/*.{ts,tsx,js,mjs}', {
  cwd: root,
  exclude: (name) => name === 'node_modules',
}).filter((path) => !isExempt(path));
const findings = paths.flatMap((path) => findRawWrites(path, readFileSync(join(root, path), 'utf8')));
for (const { path, line, what } of findings) {
  console.log(`${path}:${line} ${what}: keep it through an entry of packages/cookies (REG2)`);
}
console.log(`${paths.length} files, ${findings.length} raw writes to the browser's stores`);
process.exitCode = findings.length > 0 || paths.length === 0 ? 1 : 0;
