import { limits } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { chooseFiles, fitPicture, formatSize, nameFiles } from './choose.ts';

/** A file of any size that holds nothing. */
function fileOf(size: number, name = 'a.txt'): File {
  const file = new File(['x'], name);
  Object.defineProperty(file, 'size', { value: size });
  return file;
}

describe('choosing files', () => {
  it('takes as many as a message may have, and says once that others were left out', () => {
    const files = Array.from({ length: 500 }, (_, at) => fileOf(1, `${at}.txt`));
    const { taken, problems } = chooseFiles(files, 4);
    expect(taken.map(({ name }) => name)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt', '5.txt']);
    expect(problems).toEqual([expect.stringContaining('10 files at most')]);
  });

  it('leaves empty and too large ones out, each by name', () => {
    const { taken, problems } = chooseFiles(
      [fileOf(0, 'none.txt'), fileOf(limits.fileBytes + 1, 'film.mov'), fileOf(limits.fileBytes, 'fits.mov')],
      0,
    );
    expect(taken.map(({ name }) => name)).toEqual(['fits.mov']);
    expect(problems).toEqual([expect.stringContaining('none.txt is empty'), expect.stringContaining('film.mov')]);
    expect(problems[1]).toContain('20 MB');
  });
});

describe('a file', () => {
  it('has a size that people read', () => {
    expect([1, 900, 1_024, 1_536, 348_160, 20_971_520].map(formatSize)).toEqual([
      '1 byte',
      '900 bytes',
      '1 kB',
      '1.5 kB',
      '340 kB',
      '20 MB',
    ]);
  });

  it('stands for the words of a message that has none', () => {
    expect([nameFiles(1), nameFiles(3)]).toEqual(['File', '3 files']);
  });

  it('keeps the shape of a picture within bounds', () => {
    expect(fitPicture({ width: 2_800, height: 1_400 })).toEqual({ width: 280, height: 140 });
    expect(fitPicture({ width: 100, height: 80 })).toEqual({ width: 100, height: 80 });
    expect(fitPicture({ width: 600, height: 6_000 })).toEqual({ width: 48, height: 240 });
    expect(fitPicture({ width: 1, height: 1 })).toEqual({ width: 48, height: 48 });
  });
});
