import { limits } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { fakeFile } from '../testing/fake-database.ts';
import { chooseFiles, cleanFileName, splitName } from './file-choice.ts';

describe('names of files', () => {
  it.each([
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['a\u200bb\u0000c\u2066.txt', 'abc.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\photos\\lamp.jpg', 'lamp.jpg'],
    ['..', 'file'],
    ['', 'file'],
    ['\ud800.txt', '\ufffd.txt'],
    ['مرحبا.pdf', 'مرحبا.pdf'],
  ])('%j becomes %j', (raw, clean) => expect(cleanFileName(raw)).toBe(clean));

  it('are cut before their ending', () => {
    const name = cleanFileName(`${'x'.repeat(500)}.jpeg`);
    expect(name).toHaveLength(limits.fileNameChars);
    expect(name).toMatch(/x\.jpeg$/);
    expect(splitName(name).ending).toBe('.jpeg');
    expect(splitName('.hidden')).toEqual({ stem: '.hidden', ending: '' });
  });
});

describe('what may go along', () => {
  it('[OUT5] is told by size and number alone, before anything is read', () => {
    const huge = fakeFile('film.mp4', 1024 ** 3);
    const files = [huge, fakeFile('empty.txt', 0), fakeFile('a.txt', 1), fakeFile('largest.bin', limits.fileBytes)];
    const { taken, problems } = chooseFiles(files, 1, 0);
    expect(taken.map(({ name }) => name)).toEqual(['a.txt', 'largest.bin']);
    expect(problems).toEqual([
      { kind: 'folder', name: '', size: 0, count: 1 },
      { kind: 'large', name: 'film.mp4', size: 1024 ** 3, count: 1 },
      { kind: 'empty', name: 'empty.txt', size: 0, count: 1 },
    ]);
  });

  it('is as many as fit beside those that are there', () => {
    const files = Array.from({ length: 500 }, (_, at) => fakeFile(`${at}.txt`, 1));
    const { taken, problems } = chooseFiles(files, 0, 4);
    expect(taken).toHaveLength(limits.filesPerMessage - 4);
    expect(problems).toMatchObject([{ kind: 'many', count: 494 }]);
  });
});
