#!/usr/bin/env node
import { readConfig } from '@porchlight/server';
import { commandNames, isCommandName, usage } from './usage.ts';

const [name = '', ...rest] = process.argv.slice(2);
const isJson = rest.includes('--json');
const flags = rest.filter((flag) => flag !== '--json');

if (name === 'help' || flags.includes('--help')) {
  console.log(usage());
} else if (!isCommandName(name)) {
  console.error(`"${name}" is no command. Known are ${commandNames.join(', ')}.\n\n${usage()}`);
  process.exitCode = 2;
} else {
  await run(name).catch((error: unknown) => {
    console.error(`\n${messageOf(error)}`);
    process.exitCode = 1;
  });
}

async function run(command: (typeof commandNames)[number]): Promise<void> {
  if (command === 'articles') {
    const { carryArticles } = await import('./articles.ts');
    process.exitCode = await carryArticles(flags);
    return;
  }
  const { rootDir } = await import('@porchlight/server');
  const config = readConfig(
    command === 'serve' || command === 'migrate' ? 'serve' : 'start',
    flags,
    process.env,
    rootDir,
  );
  if (command === 'start' || command === 'serve') {
    const { serve } = await import('./serve.ts');
    await serve(config, isJson);
  } else {
    const { prepare } = await import('./prepare.ts');
    await prepare(command, config);
  }
}

/** Faults that people can mend are told in words; others with their stack, since they are ours. */
function messageOf(error: unknown): string {
  const known = ['AppError', 'ConfigError', 'PortError', 'DatabaseTooNewError', 'DatabaseUnusableError'];
  if (error instanceof Error && known.includes(error.name)) return error.message;
  if (error instanceof Error && error.message.startsWith('The browser bundles')) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
