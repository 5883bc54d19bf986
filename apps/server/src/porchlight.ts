import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type App, createApp } from './app.ts';
import { type Config, withPort } from './config/index.ts';
import { loadBundles } from './delivery/index.ts';
import { CapturedMailer, createSmtpMailer, type Mailer } from './mail/index.ts';
import { migrations } from './migrations/index.ts';
import { openCountryFinder } from './platform/agents/index.ts';
import { createLocalBus } from './platform/bus/index.ts';
import { type Clock, realClock } from './platform/clock/index.ts';
import { openStorage, type Storage } from './platform/db/index.ts';
import { refuseDemo, seedDemo } from './seed/index.ts';

export const rootDir = fileURLToPath(new URL('../../../', import.meta.url));

export type Porchlight = {
  /** With the port that is listened on. */
  config: Config;
  app: App;
  storage: Storage;
  close(): Promise<void>;
};

export type StartOptions = {
  clock?: Clock;
  /** Told before each step, for the progress on the terminal. */
  onStep?: (step: string) => void;
  sweepMs?: number;
  /** Where the browser bundles lie as they do in the repository, which is where they are taken from otherwise. */
  bundlesFrom?: string;
};

/** The port cannot be listened on; the message says what to do. */
export class PortError extends Error {
  override readonly name = 'PortError';
}

/** Opens the database with its schema brought up to date. */
export function openDatabase(config: Config, clock: Clock = realClock): Promise<Storage> {
  return openStorage({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    registryUrl: new URL('./commands.ts', import.meta.url).href,
    migrations,
    clock,
  });
}

/** Starts everything in one process and listens; throws PortError, DatabaseTooNewError, DatabaseUnusableError. */
export async function startPorchlight(
  given: Config,
  { clock = realClock, onStep = () => undefined, sweepMs = 1_000, bundlesFrom = rootDir }: StartOptions = {},
): Promise<Porchlight> {
  // The port first: nothing is opened, migrated or seeded when another program has it.
  const config = withPort(given, await probePort(given));
  onStep('Opening the database');
  const storage = await openDatabase(config, clock);
  try {
    const bus = createLocalBus({ onError: (error, topic) => console.error(`A subscriber of ${topic} failed:`, error) });
    if (config.runMode === 'start') {
      onStep('Looking after the demo data');
      await seedDemo({ storage, config, clock });
    } else await refuseDemo(storage);
    onStep('Starting');
    const running = await createApp({
      config,
      clock,
      storage,
      bus,
      bundles: loadBundles(bundlesFrom),
      findCountry: openCountryFinder(),
      mailer: chooseMailer(config, clock),
      epoch: randomUUID(),
    });
    storage.onHealth((health) => {
      if (health === 'ok') running.http.app.log.warn('The database takes writes again.');
      else if (health === 'full')
        running.http.app.log.error(
          'The disk is full: writes are refused until there is room. Free some space; nothing that was confirmed is lost.',
        );
      else running.http.app.log.error('The database refuses writes; the next one tries again.');
    });
    await listen(running, config);
    const timer = setInterval(
      () => void running.sweep().catch((error: unknown) => running.http.app.log.error({ err: error }, 'sweep failed')),
      sweepMs,
    );
    return {
      config,
      app: running,
      storage,
      async close() {
        clearInterval(timer);
        await running.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** The demo keeps its mails; production sends them where somebody said how. */
function chooseMailer({ runMode, mail, origins }: Config, clock: Clock): Mailer | null {
  if (runMode === 'start') return new CapturedMailer(clock);
  return mail && createSmtpMailer({ ...mail, host: new URL(origins.workspace).hostname });
}

async function listen(app: App, config: Config): Promise<void> {
  try {
    await app.http.app.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw portError(error, config);
  }
}

/** Finds out whether the port is free, and which one the system chooses for 0. */
async function probePort(config: Config): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: config.port, host: config.host }, () => resolve((server.address() as AddressInfo).port));
    });
  } catch (error) {
    throw portError(error, config);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function portError(error: unknown, config: Config): Error {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE')
    return new PortError(
      `Port ${config.port} is in use by another program. Stop that one, or choose another with --port.`,
    );
  if (code === 'EACCES')
    return new PortError(`Port ${config.port} may not be used by this user. Choose one above 1023 with --port.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new PortError(`This machine has no address ${config.host}. Correct --host.`);
  return error as Error;
}
