import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareRules, readCitations, readRules } from './checks/rule-book.mjs';
import { root } from './toolchain/processes.mjs';

// Lists the rules of docs/spec/ that no test name cites, and the citations of rules that do not exist.
/**
 * @param {string} folder
 * @param {RegExp} name
 */
const read = (folder, name) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${path}`)
    .filter((path) => name.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
    .sort()
    .map((path) => /** @type {const} */ ([path, readFileSync(join(root, path), 'utf8')]));

const rules = read('docs/spec', /\.md$/).flatMap(([path, text]) => readRules(path, text));
const citations = ['apps', 'packages', 'e2e', 'bench', 'scripts']
  .flatMap((folder) => read(folder, /\.test\.tsx?$/))
  .filter(([path]) => !path.endsWith('rule-book.test.ts'))
  .flatMap(([path, text]) => readCitations(path, text));
const { twice, untested, unknown } = compareRules(rules, citations);

/**
 * @param {string} title
 * @param {readonly import('./checks/rule-book.mjs').Mention[]} mentions
 */
function list(title, mentions) {
  if (mentions.length === 0) return;
  console.log(`${title}:`);
  for (const { id, file, line } of mentions) console.log(`  ${id.padEnd(8)} ${file}:${line}`);
}
list('Rules without a test', untested);
list('Rules stated twice', twice);
list('Tests that cite an unknown rule', unknown);
console.log(
  `${rules.length} rules, ${rules.length - untested.length - twice.length} proven by tests, ${unknown.length} unknown citations`,
);
if (rules.length === 0) console.log('docs/spec/ states no rules; something is wrong with this check');
process.exitCode = untested.length + twice.length + unknown.length > 0 || rules.length === 0 ? 1 : 0;
