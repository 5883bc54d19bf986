import { expect, it } from 'vitest';
import { compareRules, readCitations, readRules } from './rule-book.mjs';

const spec = `# Modes
- **MODE6** The fallback goes by class.
  - **MODE7** The class is found by a round trip; see **MODE1**.
* **REG2** Goes through the register.
Text with **SES4** in it states nothing.
`;

const tests = `
it('[MODE6] falls back', () => {});
it.each([1, 2])('[MODE7, REG2] for %s', () => {});
test.concurrent("steps down [MODE6][MODE7]", async () => {});
it(
  \`[SES4] over a line
   break\`, () => {});
const values = cookies['REG1']; const list = [REG3];
const table = [['[REG4] made in a table', 1]];
`;

it('reads a rule where a list item begins with its id', () => {
  expect(readRules('modes.md', spec)).toEqual([
    { id: 'MODE6', file: 'modes.md', line: 2 },
    { id: 'MODE7', file: 'modes.md', line: 3 },
    { id: 'REG2', file: 'modes.md', line: 4 },
  ]);
});

it('reads citations from names of tests, several at once, and from nowhere else', () => {
  expect(readCitations('a.test.ts', tests).map(({ id, line }) => `${id}:${line}`)).toEqual([
    'MODE6:2',
    'MODE7:3',
    'REG2:3',
    'MODE6:4',
    'MODE7:4',
    'SES4:5',
    'REG4:9',
  ]);
});

it('tells rules without a test, rules stated twice, and citations of unknown rules', () => {
  const rules = [...readRules('modes.md', spec), { id: 'REG2', file: 'register.md', line: 1 }];
  const citations = readCitations('a.test.ts', "it('[MODE6] …')\nit('[MODE99] …')");
  const result = compareRules(rules, citations);
  expect(result.untested.map(({ id }) => id)).toEqual(['MODE7', 'REG2']);
  expect(result.twice).toEqual([{ id: 'REG2', file: 'register.md', line: 1 }]);
  expect(result.unknown.map(({ id, line }) => `${id}:${line}`)).toEqual(['MODE99:2']);
});
