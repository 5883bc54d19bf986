import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const commands = new URL('./commands.ts', import.meta.url).href;

/** Prints the addresses of all modules that a thread loads for the commands. */
const program = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  await import('${commands}');
  console.log(loaded.join('\\n'));
`;

it('commands bring neither server nor schemas to the thread that writes: they would be there twice', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout).toContain('/conversations/commands.ts');
  expect(stdout.split('\n').filter((url) => /node_modules\/(fastify|zod)\//.test(url))).toEqual([]);
});
