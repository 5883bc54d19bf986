import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ForeignEntry, readForeignEntries } from '@porchlight/cookies';
import type { Sender, SmtpSettings } from '../mail/smtp.ts';
import type { Surface } from '../platform/http/index.ts';
import { type RawSettings, type Setting, type SettingKey, settings } from './settings.ts';

export { settingsMarkdown } from './settings.ts';

/** `start` is the demo on loopback, `serve` is production. */
export type RunMode = 'start' | 'serve';

export type Config = {
  runMode: RunMode;
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  /** Origins as browsers see them; the port of loopback addresses is filled in once it is known. */
  origins: Record<'service' | 'workspace' | 'help' | 'files', string> & { shop: string | null; blog: string | null };
  tls: { cert: string; key: string } | null;
  trustedProxies: string[];
  /** What others set beside us, as the operator declares it [REG4]. */
  foreignCookies: ForeignEntry[];
  /** What is asked about each comment on an article besides our own checks; null for nothing. */
  commentChecker: string | null;
  /** Where mails are handed over, and whom they come from; null where none can be sent, or they stay in the demo. */
  mail: { smtp: SmtpSettings; from: Sender } | null;
  /** Name of this node, where a load balancer wants to tell nodes apart [LB1]. */
  affinity: string | null;
  /** Whether passwords open logins even where admins turned them off [AUTH22]. */
  passwords: 'as-set' | 'on';
  newVisitorsPerMinute: number;
  /** Whether other servers that somebody names may be on this machine, by plain http: in the demo alone. */
  allowsLoopback: boolean;
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
};

/** Thrown with every problem of the configuration at once. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads flags and environment as one (a flag wins), checks all of it, and throws ConfigError listing every
 * problem. `rootDir` is where relative paths begin; `readFile` reads certificates.
 */
export function readConfig(
  runMode: RunMode,
  flags: readonly string[],
  env: Record<string, string | undefined>,
  rootDir: string,
  readFile: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Config {
  const problems: string[] = [];
  const texts = readTexts(flags, env, problems);
  const raw = {} as Record<SettingKey, unknown>;
  for (const [key, one] of Object.entries(settings) as [SettingKey, Setting][]) {
    const given = texts.get(key);
    const text = given?.text ?? one.fallback;
    try {
      raw[key] = text === null ? null : one.read(text);
    } catch (error) {
      problems.push(`${given?.source ?? one.flag}: ${(error as Error).message}`);
      raw[key] = null;
    }
  }
  const values = raw as RawSettings;
  const origins = readOrigins(runMode, values, texts, problems);
  const tls = readTls(values, rootDir, readFile, problems);
  const foreignCookies = readForeignCookies(values, rootDir, readFile, problems);
  const mail = readMail(runMode, values, texts, problems);
  const host = runMode === 'serve' && !texts.has('host') ? '0.0.0.0' : (values.host ?? '127.0.0.1');
  if (runMode === 'start' && !loopbackHosts.has(host)) {
    problems.push(
      `--host: "${host}" is not loopback, and the demo has known passwords. Use "npm run serve" to be reachable from elsewhere.`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    runMode,
    port: values.port ?? 8080,
    host,
    dataDir: path.resolve(rootDir, values.data ?? 'data'),
    databaseUrl: values.databaseUrl,
    origins,
    tls,
    trustedProxies: values.trustedProxies ?? [],
    foreignCookies,
    commentChecker: values.commentChecker,
    mail,
    affinity: values.affinity,
    allowsLoopback: runMode === 'start',
    passwords: values.passwords ?? 'as-set',
    newVisitorsPerMinute: values.newVisitorsPerMinute ?? 1200,
    logLevel: values.logLevel ?? 'warn',
  };
}

type GivenText = { text: string; source: string };

function readTexts(
  flags: readonly string[],
  env: Record<string, string | undefined>,
  problems: string[],
): Map<SettingKey, GivenText> {
  const texts = new Map<SettingKey, GivenText>();
  const byEnv = new Map(Object.values(settings).map((one) => [one.env, one]));
  const byFlag = new Map(Object.values(settings).map((one) => [one.flag, one]));
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('PORCHLIGHT_') || text === undefined) continue;
    const one = byEnv.get(name);
    if (one) texts.set(one.key as SettingKey, { text, source: name });
    else if (name !== 'PORCHLIGHT_CHROMIUM')
      problems.push(`${name}: no such setting. Known are ${[...byEnv.keys()].join(', ')}.`);
  }
  for (let at = 0; at < flags.length; at += 1) {
    const [flag = '', ...inline] = (flags[at] ?? '').split('=');
    const one = byFlag.get(flag);
    if (!one) {
      problems.push(`${flags[at]}: no such flag. Known are ${[...byFlag.keys()].join(', ')}.`);
      continue;
    }
    const next = flags[at + 1];
    const isNextOwn = inline.length === 0 && next !== undefined && !next.startsWith('--');
    if (isNextOwn) at += 1;
    const text = inline.length > 0 ? inline.join('=') : isNextOwn ? next : undefined;
    if (text === undefined || text === '') problems.push(`${flag}: a value is missing. Write ${flag} <value>.`);
    else texts.set(one.key as SettingKey, { text, source: flag });
  }
  return texts;
}

function readOrigins(
  runMode: RunMode,
  values: RawSettings,
  texts: ReadonlyMap<SettingKey, GivenText>,
  problems: string[],
): Config['origins'] {
  const given = {
    service: values.serviceUrl,
    workspace: values.workspaceUrl,
    help: values.helpUrl,
    files: values.filesUrl,
  };
  if (runMode === 'start') {
    const local = (name: string) => `http://${name}.localhost`;
    for (const [name, origin] of Object.entries(given)) {
      if (origin)
        problems.push(`--${name}-url: the demo chooses its own addresses. Use "npm run serve" with public ones.`);
    }
    return {
      service: local('chat'),
      workspace: local('work'),
      help: local('help'),
      files: local('files'),
      shop: local('shop'),
      blog: local('blog'),
    };
  }
  for (const [name, origin] of Object.entries(given)) {
    if (!origin && texts.has(`${name as keyof typeof given}Url`)) continue;
    if (!origin)
      problems.push(
        `--${name}-url: missing. Production needs the public address of the ${name} host, for example https://${name}.example.`,
      );
    else if (origin.startsWith('http:') && !/^http:\/\/([^/:]+\.)?localhost(:|$)/.test(origin)) {
      problems.push(
        `--${name}-url: "${origin}" is not https. Browsers keep identity only over https; put TLS in front or give --tls-cert.`,
      );
    }
  }
  const all = Object.values(given).filter(Boolean);
  if (new Set(all).size < all.length)
    problems.push(
      '--service-url, --workspace-url, --help-url, --files-url: each needs a host of its own, so that one cannot read the other’s cookies.',
    );
  const schemes = new Set(all.map((origin) => origin?.split(':')[0]));
  if (schemes.size > 1)
    problems.push('--service-url, --workspace-url, --help-url, --files-url: use the same scheme for all four.');
  return {
    service: given.service ?? '',
    workspace: given.workspace ?? '',
    help: given.help ?? '',
    files: given.files ?? '',
    shop: null,
    blog: null,
  };
}

function readTls(
  values: RawSettings,
  rootDir: string,
  readFile: (file: string) => string,
  problems: string[],
): Config['tls'] {
  if (!values.tlsCert && !values.tlsKey) return null;
  if (!values.tlsCert || !values.tlsKey) {
    problems.push('--tls-cert and --tls-key: give both or none.');
    return null;
  }
  try {
    return {
      cert: readFile(path.resolve(rootDir, values.tlsCert)),
      key: readFile(path.resolve(rootDir, values.tlsKey)),
    };
  } catch (error) {
    problems.push(`--tls-cert, --tls-key: cannot be read (${(error as Error).message}). Check path and permissions.`);
    return null;
  }
}

function readForeignCookies(
  values: RawSettings,
  rootDir: string,
  readFile: (file: string) => string,
  problems: string[],
): ForeignEntry[] {
  if (!values.foreignCookies) return [];
  try {
    return readForeignEntries(readFile(path.resolve(rootDir, values.foreignCookies)));
  } catch (error) {
    problems.push(`--foreign-cookies: ${(error as Error).message}`);
    return [];
  }
}

function readMail(
  runMode: RunMode,
  values: RawSettings,
  texts: ReadonlyMap<SettingKey, GivenText>,
  problems: string[],
): Config['mail'] {
  if (runMode === 'start') {
    if (texts.has('smtpUrl') || texts.has('mailFrom'))
      problems.push('--smtp-url, --mail-from: the demo sends no mail but shows it at /dev/mail. Use "npm run serve".');
    return null;
  }
  if (values.smtpUrl && values.mailFrom) return { smtp: values.smtpUrl, from: values.mailFrom };
  if (texts.has('smtpUrl') !== texts.has('mailFrom')) problems.push('--smtp-url and --mail-from: give both or none.');
  return null;
}

/** Fills the port that is really listened on into loopback origins that name none. */
export function withPort(config: Config, port: number): Config {
  if (config.runMode === 'serve') return { ...config, port };
  const fill = <T extends string | null>(origin: T) => (origin ? (`${origin}:${port}` as T) : origin);
  const { service, workspace, help, files, shop, blog } = config.origins;
  return {
    ...config,
    port,
    origins: {
      service: fill(service),
      workspace: fill(workspace),
      help: fill(help),
      files: fill(files),
      shop: fill(shop),
      blog: fill(blog),
    },
  };
}

/** Maps each `Host` header that this installation answers to its surface. */
export function hostsOf(config: Config): Map<string, Surface> {
  const hosts = new Map<string, Surface>();
  for (const [surface, origin] of Object.entries(config.origins)) {
    if (origin) hosts.set(new URL(origin).host, surface as Surface);
  }
  return hosts;
}
