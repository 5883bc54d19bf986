import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/asvs.md', root), 'utf8');

/** The requirements of ASVS 5.0 that the page is about, by section: levels 1 and 2, and what else it speaks of. */
const sections: Record<string, number[]> = {
  'V6.1': [1, 2, 3],
  'V6.2': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  'V6.3': [1, 2, 3, 8],
  'V6.4': [1, 2, 3, 4],
  'V6.5': [1, 2, 3, 4, 5],
  'V6.6': [1, 2, 3],
  'V6.8': [1, 2, 3],
  'V7.1': [1, 2, 3],
  'V7.2': [1, 2, 3, 4],
  'V7.3': [1, 2],
  'V7.4': [1, 2, 3, 4, 5],
  'V7.5': [1, 2, 3],
  'V7.6': [1, 2],
  'V9.1': [1, 2, 3],
  'V9.2': [1, 2, 3, 4],
  'V3.3': [1, 2, 3, 4, 5],
  'V3.4': [1, 2, 3, 4, 5, 6, 8],
  'V3.5': [1, 2, 3, 4, 5, 6, 7],
  'V3.6': [1],
};
const wanted = Object.entries(sections).flatMap(([section, list]) => list.map((number) => `${section}.${number}`));

type Row = { id: string; state: string; how: string; tests: { file: string; name: string }[] };

const rows = page
  .split('\n')
  .filter((line) => /^\| V\d/.test(line))
  .map((line): Row => {
    const [id = '', state = '', how = '', tests = ''] = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    return { id, state, how, tests: readTests(tests) };
  });

/** `file`: name, with a line break between two; a dash for none. */
function readTests(cell: string): Row['tests'] {
  return cell
    .split('<br>')
    .filter((one) => one !== '–')
    .map((one) => {
      const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(one) ?? [];
      return { file: /^(apps|packages|e2e|scripts|bench)\//.test(file) ? file : `apps/server/src/${file}`, name };
    });
}

describe('the table of docs/asvs.md', () => {
  it('has a row for each requirement, in its order, and none that is open', () => {
    expect(rows.map(({ id }) => id)).toEqual(wanted);
    expect(rows.filter(({ state }) => state !== 'met' && state !== 'not applicable')).toEqual([]);
    expect(rows.filter(({ how }) => how.length < 10)).toEqual([]);
  });

  it('names a test for what is met, and a reason alone for what is not applicable', () => {
    expect(rows.filter(({ state, tests }) => (state === 'met') !== tests.length > 0)).toEqual([]);
  });

  it.each(rows.flatMap(({ id, tests }) => tests.map((test) => [id, test] as const)))(
    '%s: the test is there under its name: $name',
    (_id, { file, name }) => {
      expect([file, existsSync(new URL(file, root))]).toEqual([file, true]);
      const source = readFileSync(new URL(file, root), 'utf8');
      expect([file, name.length > 5 && source.includes(name)]).toEqual([file, true]);
    },
  );

  it('leads to places that are there', () => {
    for (const [, anchor = ''] of page.matchAll(/\]\(#([\w-]+)\)/g)) {
      const heading = new RegExp(`^#+ ${anchor.replaceAll('-', ' ')}$`, 'im');
      expect([anchor, heading.test(page)]).toEqual([anchor, true]);
    }
    for (const [, path = ''] of page.matchAll(/\]\(([\w./-]+\.md)\)/g))
      expect([path, existsSync(new URL(`docs/${path}`, root))]).toEqual([path, true]);
  });
});
