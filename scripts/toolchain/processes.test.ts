import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { exitCode, run } from './processes.mjs';

const processes = new URL('./processes.mjs', import.meta.url).href;

// A child that counts the signals it gets and ends by itself, with 7, a moment after the first.
const child = `
  let got = [];
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
    if (got.push(signal) === 1) setTimeout(() => { console.log(got.join(' ')); process.exit(7); }, 300);
  });
  setInterval(() => {}, 1000);
  console.log('ready');
`;
const parent = `
  import { runInForeground } from '${processes}';
  process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(child)}]).ended;
`;

async function startParent(): Promise<{ process: ChildProcessByStdio<null, Readable, null>; output: () => string }> {
  const started = spawn(process.execPath, ['--input-type=module', '-e', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  while (!output.includes('ready')) await once(started.stdout, 'data');
  return { process: started, output: () => output };
}

describe('a child in the foreground', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'gets %s once however often it is sent, and its exit code is ours',
    async (signal) => {
      const { process: started, output } = await startParent();
      const ended = once(started, 'close');
      started.kill(signal);
      started.kill(signal);
      // A machine under load may keep both waiting for long.
      const again = setInterval(() => started.kill(signal), 8_000);
      expect(await ended).toEqual([7, null]);
      clearInterval(again);
      expect(output()).toBe(`ready\n${signal}\n`);
    },
    60_000,
  );
});

it('tells the end of a child as a shell would', async () => {
  expect(exitCode(3, null)).toBe(3);
  expect(exitCode(null, 'SIGKILL')).toBe(137);
  expect(await run('no-such-program', [], { stdout: 'pipe', isQuiet: true })).toMatchObject({ code: 127 });
  expect(
    await run(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(2)'], {
      stdout: 'pipe',
      isQuiet: true,
    }),
  ).toEqual({ code: 2, output: expect.stringMatching(/^(out\nerr|err\nout)\n$/) });
});
