import { describe, expect, it } from 'vitest';
import { readStartFlags } from './flags.mjs';
import { programArguments } from './program.mjs';

describe('flags of the start script', () => {
  it('pass on to the program, in order and untouched', () => {
    const read = readStartFlags(['--port', '9000', '--json', '--nonsense=1', '--help']);
    expect(read).toEqual({
      command: 'start',
      isDev: false,
      isJson: true,
      passed: ['--port', '9000', '--json', '--nonsense=1', '--help'],
    });
  });

  it('choose what runs, and are then gone', () => {
    expect(readStartFlags(['--serve', '--port=1'])).toMatchObject({ command: 'serve', passed: ['--port=1'] });
    expect(readStartFlags(['--seed'])).toMatchObject({ command: 'seed', passed: [] });
    expect(readStartFlags(['--articles', 'export', './x'])).toMatchObject({
      command: 'articles',
      passed: ['export', './x'],
    });
    expect(readStartFlags(['--dev', '--data', 'x'])).toMatchObject({ isDev: true, passed: ['--data', 'x'] });
  });

  it('are all the program’s after a double dash', () => {
    expect(readStartFlags(['--', '--seed', '--dev'])).toMatchObject({
      command: 'start',
      isDev: false,
      passed: ['--seed', '--dev'],
    });
  });

  it('follow the command of the program', () => {
    expect(programArguments('serve', ['--port', '1']).slice(-4)).toEqual([
      'apps/cli/src/main.ts',
      'serve',
      '--port',
      '1',
    ]);
  });
});
