import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { pinnedNode, root, run } from './processes.mjs';
import { seconds } from './steps.mjs';

/** @typedef {{ name: string, command: string, args: readonly string[], fix?: string }} Check */

/** @param {string} name */
const tool = (name) => join(root, 'node_modules/.bin', name);

/**
 * What holds for the whole source besides its tests; the slow ones first, so that two at a time end together.
 *
 * @returns {Check[]}
 */
export function listChecks() {
  const projects = ['.', 'packages/messenger', 'apps/workspace'].filter((path) =>
    existsSync(join(root, path, 'tsconfig.json')),
  );
  return [
    ...projects.map((path) => ({
      name: path === '.' ? 'types' : `types of ${path}`,
      command: tool('tsc'),
      args: ['-p', path],
    })),
    {
      name: 'import directions',
      command: tool('depcruise'),
      args: ['apps', 'packages', 'e2e', 'bench', 'scripts', '--config', '.dependency-cruiser.cjs'],
    },
    { name: 'dead code', command: tool('knip'), args: ['--no-progress', '--no-config-hints'] },
    {
      name: 'format and lint',
      command: tool('biome'),
      args: ['check', '--error-on-warnings', '--max-diagnostics=50'],
      fix: 'npx biome check --write',
    },
    { name: 'rules', command: pinnedNode, args: ['scripts/rules.mjs'] },
    { name: 'register', command: pinnedNode, args: ['scripts/checks/stored-values.ts'] },
    { name: 'sizes', command: tool('size-limit'), args: [] },
  ];
}

/**
 * Runs all checks, two at a time, shows what those say that fail, and goes on to the last.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<string[]>} the names of the checks that failed
 */
export async function runChecks(steps) {
  const waiting = listChecks();
  /** @type {string[]} */
  const failed = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { code, output } = await run(check.command, check.args, { stdout: 'pipe', isQuiet: true });
      const time = seconds(performance.now() - startedAt);
      const closing = closingLine(stripVTControlCharacters(output));
      if (code === 0) {
        steps.say(`  ok      ${check.name} (${time})${closing === '' ? '' : `: ${closing}`}`);
      } else {
        failed.push(check.name);
        steps.say(`${output.trimEnd()}\n  FAILED  ${check.name} (${time})${check.fix ? `; try: ${check.fix}` : ''}`);
      }
    }
  };
  await Promise.all([work(), work()]);
  return failed;
}

/**
 * What a tool says of its success in one line: all sizes with their limits, the line with the tick, or its last line.
 *
 * @param {string} output
 */
export function closingLine(output) {
  const sizes = [...output.matchAll(/^ {2}(\S.*)\n {2}Size limit: (.*)\n {2}Size: +(.*) brotlied/gm)];
  if (sizes.length > 0) return sizes.map(([, name, limit, size]) => `${name} ${size} of ${limit}`).join('; ');
  const lines = output.trimEnd().split('\n');
  return (lines.find((line) => line.includes('✔')) ?? lines.at(-1) ?? '').replace('✔', '').trim();
}
