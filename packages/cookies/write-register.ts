import { readFile, writeFile } from 'node:fs/promises';
import { registerMarkdown } from './src/markdown.ts';

const page = new URL('../../docs/spec/register.md', import.meta.url);
const [begin, end] = ['<!-- register: written by packages/cookies/write-register.ts -->', '<!-- end of register -->'];

const text = await readFile(page, 'utf8');
const from = text.indexOf(begin);
const to = text.indexOf(end);
if (from < 0 || to < from) throw new Error('docs/spec/register.md has lost the marks between which the tables stand.');
await writeFile(page, `${text.slice(0, from + begin.length)}\n\n${registerMarkdown()}\n\n${text.slice(to)}`);
