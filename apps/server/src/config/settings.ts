import { isIP } from 'node:net';
import { readSender, readSmtpUrl } from '../mail/smtp.ts';

/** One setting: the flag, the environment variable, and how its text becomes a value. */
export type Setting = {
  key: string;
  flag: string;
  env: string;
  /** As shown in the table; the text that stands in when nothing is given. Null: no value. */
  fallback: string | null;
  describe: string;
  /** Turns text into a value; throws an Error that says what to do. */
  read(text: string): unknown;
};

function setting<K extends string, T>(key: K, fallback: string | null, describe: string, read: (text: string) => T) {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const env = `PORCHLIGHT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  return { key, flag, env, fallback, describe, read };
}

const readText = (text: string) => text;

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`"${text}" is no port. Give a number from 0 to 65535 (0 lets the system choose).`);
  return port;
}

function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is no count. Give a whole number.`);
  return Number(text);
}

/** An origin without path, for example `https://chat.example`. */
function readOrigin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`"${text}" is no address. Give one like https://chat.example.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`"${text}" must begin with https:// (or http:// on loopback).`);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new Error(`"${text}" has more than a host. Give the bare address, like ${url.protocol}//${url.host}.`);
  }
  return url.origin;
}

/** An address of another server, for example `https://checker.example/comments`. */
function readSecureAddress(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username || url.password || url.hash)
    throw new Error('Give an https address without a password, like https://checker.example/comments.');
  return url.href;
}

function readDatabaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\/.+/.test(text))
    throw new Error('Only postgres://… is understood. Leave it out to use the embedded database.');
  return text;
}

function readProxies(text: string): string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  for (const part of parts) {
    const [address = '', bits, ...rest] = part.split('/');
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    if (most < 0 || rest.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      throw new Error(`"${part}" is no address or range. Give for example 10.0.0.0/8,127.0.0.1.`);
  }
  return parts;
}

function readNodeName(text: string): string {
  if (!/^[\w.:-]{1,100}$/.test(text))
    throw new Error(`"${text}" is no name of a node. Give letters, digits, and . : _ -, 100 at most.`);
  return text;
}

function readOneOf<T extends string>(...values: T[]) {
  return (text: string): T => {
    if (!(values as string[]).includes(text)) throw new Error(`"${text}" is none of ${values.join(', ')}.`);
    return text as T;
  };
}

/** All settings, in the order of the README's table. */
export const settings = {
  port: setting('port', '8080', 'Port to listen on. 0 lets the system choose.', readPort),
  host: setting('host', '127.0.0.1', 'Address to listen on. Demo data exists on loopback only.', readText),
  data: setting(
    'data',
    'data',
    'Folder of the files of messages, and of the embedded database. From the project folder.',
    readText,
  ),
  databaseUrl: setting(
    'databaseUrl',
    null,
    'postgres://… to use PostgreSQL 15 or newer instead of the embedded database.',
    readDatabaseUrl,
  ),
  serviceUrl: setting(
    'serviceUrl',
    null,
    'Public address of the service: tag, messenger, requests of visitors.',
    readOrigin,
  ),
  workspaceUrl: setting('workspaceUrl', null, 'Public address of the workspace and the admin.', readOrigin),
  helpUrl: setting('helpUrl', null, 'Public address of the help center.', readOrigin),
  filesUrl: setting('filesUrl', null, 'Public address for uploads; it never gets a cookie.', readOrigin),
  tlsCert: setting(
    'tlsCert',
    null,
    'File with the certificate chain (PEM), when no proxy ends TLS in front.',
    readText,
  ),
  tlsKey: setting('tlsKey', null, 'File with the certificate’s key (PEM).', readText),
  trustedProxies: setting(
    'trustedProxies',
    null,
    'Proxies whose forwarding headers are believed: addresses or ranges, by comma.',
    readProxies,
  ),
  foreignCookies: setting(
    'foreignCookies',
    null,
    'JSON file with the cookies that others set beside Porchlight, to be shown with its own ([how](docs/foreign-cookies.md)).',
    readText,
  ),
  commentChecker: setting(
    'commentChecker',
    null,
    'https address that each comment on an article is sent to for a verdict ([how](docs/comment-checker.md)).',
    readSecureAddress,
  ),
  smtpUrl: setting(
    'smtpUrl',
    null,
    'Mail server: smtps://user:password@host, or smtp://… with STARTTLS (`?tls=none` for a relay without). Without it nobody can be invited or get a new password by mail.',
    readSmtpUrl,
  ),
  mailFrom: setting(
    'mailFrom',
    null,
    'Address that mails come from: chat@shop.example, or Shop <chat@shop.example>.',
    readSender,
  ),
  affinity: setting(
    'affinity',
    null,
    'Name of this node, where a load balancer keeps members on theirs by the cookie pl_node ([how](docs/proxies.md#several-nodes)).',
    readNodeName,
  ),
  passwords: setting(
    'passwords',
    'as-set',
    'as-set, or on: members log in by password even where that was turned off for the organisation’s login service ([when](docs/openid-connect.md)).',
    readOneOf('as-set', 'on'),
  ),
  newVisitorsPerMinute: setting(
    'newVisitorsPerMinute',
    '1200',
    'New visitors that one address may bring in a minute; known ones are never limited.',
    readCount,
  ),
  logLevel: setting(
    'logLevel',
    'warn',
    'What is logged: silent, error, warn, info or debug.',
    readOneOf('silent', 'error', 'warn', 'info', 'debug'),
  ),
} as const;

export type SettingKey = keyof typeof settings;
export type RawSettings = { [K in SettingKey]: ReturnType<(typeof settings)[K]['read']> | null };

/** The configuration table of the README, as Markdown. */
export function settingsMarkdown(): string {
  const rows = Object.values(settings).map(
    (one) =>
      `| \`${one.flag}\` | \`${one.env}\` | ${one.fallback === null ? '–' : `\`${one.fallback}\``} | ${one.describe} |`,
  );
  return ['| flag | environment | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
