import { describe, expect, it } from 'vitest';
import { filesOf, isPasteOfFiles } from './attach.tsx';

const named = (name: string) => ({ name }) as File;

function data(files: File[], folders: number[] = [], text = ''): DataTransfer {
  const items = [
    { kind: 'string' },
    ...files.map((_, at) => ({ kind: 'file', webkitGetAsEntry: () => ({ isDirectory: folders.includes(at) }) })),
  ];
  return { files, items, getData: () => text } as unknown as DataTransfer;
}

describe('what is dropped or pasted', () => {
  it('[OUT5] tells folders from files', () => {
    const [files, folders] = filesOf(data([named('a.txt'), named('photos'), named('b.txt')], [1]));
    expect([files.map(({ name }) => name), folders]).toEqual([['a.txt', 'b.txt'], 1]);
  });

  it.each([
    ['a picture', [named('image.png')], '', true],
    ['a file copied as such, which brings its name', [named('notes.pdf')], 'notes.pdf', true],
    ['words of a document, which bring their picture', [named('image.png')], 'Some words', false],
    ['words', [], 'Some words', false],
  ] as const)('takes %s for what it is', (_what, files, text, isFiles) => {
    expect(isPasteOfFiles(data([...files], [], text))).toBe(isFiles);
  });
});
