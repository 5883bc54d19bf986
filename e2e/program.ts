import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { rootDir } from '@porchlight/server';

export type StartFacts = {
  shopUrl: string;
  magazineUrl: string;
  workspaceUrl: string;
  adminUrl: string;
  helpCenterUrl: string;
  serviceUrl: string;
  logins: { role: string; email: string; password: string }[];
  data: string;
};

export type Program = {
  facts: StartFacts;
  child: ChildProcess;
  /** Ends it as asked and waits until it is gone; answers with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** What the tests are told by the environment; the program refuses settings that it does not know. */
const testSettings = ['PORCHLIGHT_NIGHTLY', 'PORCHLIGHT_SEED'];

/** Starts the product as a process of its own and waits for its addresses; throws what it said when it ends before. */
export async function startProgram(
  flags: string[],
  command: 'start' | 'serve' = 'start',
  env: Record<string, string> = {},
): Promise<Program> {
  const args = ['--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts', command, '--json', ...flags];
  const own = Object.entries(process.env).filter(([name]) => !testSettings.includes(name));
  const child = spawn(process.execPath, args, {
    cwd: rootDir,
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-20_000);
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (!line.startsWith('{')) continue;
    return {
      facts: JSON.parse(line) as StartFacts,
      child,
      async end(signal) {
        child.kill(signal);
        await gone;
        return child.exitCode;
      },
    };
  }
  await gone;
  throw new ProgramEnded(child.exitCode, said);
}

/** The program ended before it served anything. */
export class ProgramEnded extends Error {
  readonly code: number | null;
  readonly said: string;
  constructor(code: number | null, said: string) {
    super(`The program ended with ${code}:\n${said}`);
    this.code = code;
    this.said = said;
  }
}
