import {
  type Config,
  createSetupLink,
  demoLogins,
  hasAdmin,
  type Porchlight,
  startPorchlight,
} from '@porchlight/server';

/** Starts the process, prints where everything is, and stops cleanly at SIGINT or SIGTERM. */
export async function serve(config: Config, isJson: boolean): Promise<void> {
  const out = isJson ? process.stderr : process.stdout;
  const began = performance.now();
  const running = await startPorchlight(config, { onStep: (step) => out.write(`- ${step}\n`) });
  const setupUrl = config.runMode === 'serve' ? await findSetupUrl(running) : null;
  const facts = describe(running, setupUrl);
  if (isJson) process.stdout.write(`${JSON.stringify(facts)}\n`);
  else out.write(table(facts, Math.round(performance.now() - began)));
  stopOnSignal(running);
}

/** The one-time link that makes the first admin; null when there is one already. */
async function findSetupUrl({ storage, config }: Porchlight): Promise<string | null> {
  if (await hasAdmin(storage)) return null;
  // In the fragment: no server, proxy or log ever sees it.
  const { token } = await createSetupLink(storage, { now: () => Date.now() });
  return `${config.origins.workspace}/setup#${token}`;
}

type Facts = Record<string, string | { role: string; email: string; password: string }[]>;

function describe({ config, app }: Porchlight, setupUrl: string | null): Facts {
  const { origins } = config;
  const data = config.databaseUrl === null ? config.dataDir : readSafeDatabase(config.databaseUrl);
  if (config.runMode === 'serve') {
    return {
      serviceUrl: origins.service,
      workspaceUrl: origins.workspace,
      adminUrl: `${origins.workspace}/admin`,
      helpCenterUrl: origins.help,
      filesUrl: origins.files,
      ...(setupUrl ? { setupUrl } : {}),
      ...(app.affinityCookie ? { affinityCookie: app.affinityCookie } : {}),
      data,
    };
  }
  return {
    shopUrl: `${origins.shop}/`,
    magazineUrl: `${origins.blog}/`,
    workspaceUrl: `${origins.workspace}/`,
    adminUrl: `${origins.workspace}/admin`,
    helpCenterUrl: `${origins.help}/`,
    serviceUrl: `${origins.service}`,
    mailUrl: `${origins.workspace}/dev/mail`,
    logins: [
      { role: 'agent', email: demoLogins.mia.email, password: demoLogins.mia.password },
      { role: 'agent', email: demoLogins.jonas.email, password: demoLogins.jonas.password },
      { role: 'admin', email: demoLogins.admin.email, password: demoLogins.admin.password },
    ],
    data,
  };
}

/** A database address without its password. */
function readSafeDatabase(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  // Drivers take one from here as well.
  parsed.searchParams.delete('password');
  return parsed.href;
}

const names: Record<string, string> = {
  shopUrl: 'Demo shop',
  magazineUrl: 'Demo magazine',
  workspaceUrl: 'Workspace (agents)',
  adminUrl: 'Admin',
  helpCenterUrl: 'Help center',
  serviceUrl: 'Service (tag, messenger)',
  mailUrl: 'Mails of the demo',
  filesUrl: 'Files',
  setupUrl: 'Make the first admin (once, within a day)',
  affinityCookie: 'Cookie of this node',
  data: 'Data',
};

function table(facts: Facts, startMs: number): string {
  const rows = Object.entries(facts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[names[key] ?? key, value] as const]
      : value.map((login) => [`Login as ${login.role}`, `${login.email}  ${login.password}`] as const),
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return `\nPorchlight is on, after ${startMs} ms.\n\n${lines.join('\n')}\n\n  Ctrl-C stops it.\n\n`;
}

function stopOnSignal(running: Porchlight): void {
  let askedAt: number | null = null;
  const stop = () => {
    // A second Ctrl-C means now; the same one may arrive twice, from the terminal and passed on by the start script.
    if (askedAt !== null && performance.now() - askedAt > 1000) process.exit(1);
    if (askedAt !== null) return;
    askedAt = performance.now();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
