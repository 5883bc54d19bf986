import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../.cache/browsers/', import.meta.url));
const prefix = 'porchlight-browser-';

type Note = { profile: string; owner: number; startedAt: string };

/** A folder for a browser's profile. */
export function makeProfile(): string {
  return mkdtempSync(path.join(tmpdir(), prefix));
}

export function dropProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Notes a process that works for the profile, so that the next run can end it where this one could not. */
export function noteChild(pid: number | undefined, profile: string): void {
  if (pid === undefined) return;
  mkdirSync(folder, { recursive: true });
  const note: Note = { profile, owner: process.pid, startedAt: readStartedAt(pid) };
  writeFileSync(path.join(folder, `${pid}`), JSON.stringify(note));
}

export function forgetChild(pid: number | undefined): void {
  rmSync(path.join(folder, `${pid}`), { force: true });
}

/** Ends what an earlier run left behind: processes that it noted, whose owner is gone and that still are the same. */
export function endLeftovers(): void {
  for (const name of readFolder()) {
    const file = path.join(folder, name);
    const { profile, owner, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as Note;
    if (readStartedAt(owner) !== '') continue;
    // Numbers of processes come round again: only the one that was noted is ended.
    if (startedAt !== '' && readStartedAt(Number(name)) === startedAt) process.kill(Number(name), 'SIGKILL');
    rmSync(file, { force: true });
    if (path.basename(profile).startsWith(prefix)) dropProfile(profile);
  }
}

/** Ends at once all that this process noted: for a run that is broken off. */
export function endOwn(): void {
  for (const name of readFolder()) {
    const { profile, owner } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Note;
    if (owner !== process.pid) continue;
    if (readStartedAt(Number(name)) !== '') process.kill(Number(name), 'SIGKILL');
    forgetChild(Number(name));
    if (path.basename(profile).startsWith(prefix)) dropProfile(profile);
  }
}

/** Starts a helper that ends with `stop`; its output is dropped but for the descriptors that `stdio` pipes. */
export function startChild(command: string, args: readonly string[], profile: string, options: SpawnOptions = {}) {
  const child: ChildProcess = spawn(command, args, { stdio: 'ignore', ...options });
  noteChild(child.pid, profile);
  const gone = once(child, 'exit');
  return {
    child,
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        const deadline = setTimeout(() => child.kill('SIGKILL'), 5_000);
        await gone;
        clearTimeout(deadline);
      }
      forgetChild(child.pid);
    },
  };
}

function readFolder(): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** When a process started, in ticks since the machine did; empty where there is none, or no Linux. */
function readStartedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the 20th field behind it is the time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
