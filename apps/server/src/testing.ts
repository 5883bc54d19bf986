import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ErrorBody,
  errorCodes,
  type Member,
  type PageViewRequest,
  type Role,
  type SiteId,
  statusOfKind,
} from '@porchlight/protocol';
import { sql } from 'kysely';
import { createTestDatabase } from '../../../scripts/testing/postgres.ts';
import { type App, createApp } from './app.ts';
import { type Config, readConfig, withPort } from './config/index.ts';
import { buildAsset } from './delivery/assets.ts';
import type { Bundles } from './delivery/index.ts';
import { CapturedMailer } from './mail/index.ts';
import { type Bus, createLocalBus } from './platform/bus/index.ts';
import { type Clock, fakeClock } from './platform/clock/index.ts';
import type { Storage, Tables } from './platform/db/index.ts';
import { newId, newSecret } from './platform/ids/index.ts';
import { openDatabase } from './porchlight.ts';
import type { Site } from './sites/index.ts';

/** Bundles of a line each: what is tested here is who gets them, and with which headers. */
export function buildBundles(): Bundles {
  return {
    tag: 'const settings=__PORCHLIGHT_SETTINGS__;',
    bubble: { path: '/assets/bubble-1.js', integrity: 'sha384-x' },
    banner: { path: '/assets/banner-1.js', integrity: 'sha384-b' },
    consentMode: { path: '/assets/consent-mode-1.js', integrity: 'sha384-c' },
    handoff: { path: '/assets/handoff-1.js', integrity: 'sha384-h' },
    doctorFrame: { path: '/assets/doctor-frame-1.js', integrity: 'sha384-d' },
    messenger: { script: '/assets/messenger-1.js', styles: ['/assets/messenger-1.css'] },
    serviceAssets: new Map([['bubble-1.js', buildAsset('bubble()', 'text/javascript; charset=utf-8')]]),
    workspacePage: '<!doctype html><title>Workspace</title>',
    workspaceAssets: new Map([['index-1.js', buildAsset('workspace()', 'text/javascript; charset=utf-8')]]),
    workspaceFiles: new Map(),
  };
}

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  json: <T>() => T;
};
export type Ask = { method?: string; headers?: Record<string, string>; body?: string | object | null };

export type TestServer = {
  app: App;
  config: Config;
  clock: ReturnType<typeof fakeClock>;
  storage: Storage;
  bus: Bus;
  bundles: Bundles;
  site: Site;
  /** Mails that were sent, newest first; run `app.jobs.runDue()` to send what waits. */
  mails: CapturedMailer['mails'];
  /** Asks a surface by its Host header; an object body goes as JSON. */
  ask(surface: 'service' | 'workspace' | 'help' | 'files', url: string, ask?: Ask): Promise<Answer>;
  /** Adds a member and logs them in; answers with the session's cookie. */
  logIn(
    kind: 'agent' | 'admin',
    name?: string,
    /** What they may do, if not all that `kind` stands for. */
    limited?: { roles?: Role[]; sites?: SiteId[] },
  ): Promise<{ member: Member; cookie: string }>;
  close(): Promise<void>;
};

export const testOrigin = 'https://shop.example';
export const testAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** What everything that is stored is tested on. */
export const databaseKinds = ['sqlite', 'postgres'] as const;

/** Starts the real server on a database of this kind, which is dropped when it closes. */
export async function startTestServerOn(
  kind: (typeof databaseKinds)[number],
  options: Omit<Parameters<typeof startTestServer>[0] & object, 'databaseUrl'> = {},
): Promise<TestServer> {
  if (kind === 'sqlite') return startTestServer(options);
  const database = await createTestDatabase();
  const server = await startTestServer({ ...options, databaseUrl: database.url });
  return {
    ...server,
    async close() {
      await server.close();
      await database.drop();
    },
  };
}

/** Starts the real server with a real database in a folder of its own, on a free port, with a clock that stands still. */
export async function startTestServer(
  options: {
    databaseUrl?: string;
    env?: Record<string, string>;
    /** Kept at the end; a server started on it again goes on with the same site. */
    dataDir?: string;
    /** Instead of those of a line each. */
    bundles?: Bundles;
    nowMs?: number;
    /** As browsers see it; with https, as if a proxy ended TLS in front. */
    scheme?: 'http' | 'https';
    /** What the hosts of the surfaces lie under. */
    domain?: string;
    /** False as where nobody said how mail is sent; else mails are kept. */
    hasMail?: boolean;
  } = {},
): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'porchlight-test-'));
  const clock = fakeClock(options.nowMs ?? Date.parse('2026-03-02T10:00:00Z'));
  const domain = options.domain ?? 'localhost';
  const flags = ['service', 'workspace', 'help', 'files'].map(
    (name) => `--${name}-url=${options.scheme ?? 'http'}://${name}.${domain}`,
  );
  const read = readConfig(
    'serve',
    [...flags, '--port=0', '--host=127.0.0.1', '--log-level=error', `--data=${dataDir}`],
    options.env ?? {},
    '/',
  );
  const given = { ...read, databaseUrl: options.databaseUrl ?? null };
  const storage = await openDatabase(given, clock as Clock);
  const bus = createLocalBus({ onError: (error) => console.error(error) });
  const bundles = options.bundles ?? buildBundles();
  const mailer = options.hasMail === false ? null : new CapturedMailer(clock as Clock);
  const app = await createApp({
    config: given,
    clock,
    storage,
    bus,
    bundles,
    findCountry: () => 'DE',
    mailer,
    epoch: 'test',
  });
  await app.http.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.http.app.server.address() as { port: number };
  const config = withPort(given, port);
  const [known] = app.sites.readAll();
  const site = known ?? (await app.sites.addSite({ name: 'Test shop', domains: ['shop.example', '*.shop.example'] }));
  let members = 0;

  const ask: TestServer['ask'] = (surface, url, { method = 'GET', headers = {}, body = null } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === null || typeof body === 'string' ? body : JSON.stringify(body);
      const request = httpRequest(
        {
          port,
          host: '127.0.0.1',
          path: url,
          method,
          headers: {
            host: `${surface}.${domain}`,
            'user-agent': testAgent,
            ...(text === null
              ? {}
              : {
                  'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
                  // The client leaves it out with DELETE.
                  'content-length': String(Buffer.byteLength(text)),
                }),
            ...headers,
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const all = Buffer.concat(parts).toString();
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: all,
              json: <T>() => JSON.parse(all) as T,
            });
          });
        },
      );
      request.on('error', reject);
      request.end(text ?? undefined);
    });

  return {
    app,
    config,
    clock,
    storage,
    bus,
    bundles,
    site,
    get mails() {
      return mailer?.mails ?? [];
    },
    ask,
    async logIn(kind, name = kind, limited = {}) {
      members += 1;
      const email = `${kind}-${members}@example.org`;
      const password = 'a long enough pass phrase';
      const member = await app.accounts.addMember({ name, email, password, roles: [kind], ...limited });
      const answer = await ask('workspace', `/api/${kind}/login`, {
        method: 'POST',
        headers: { origin: `${options.scheme ?? 'http'}://workspace.${domain}` },
        body: { email, password },
      });
      return { member, cookie: String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '' };
    },
    async close() {
      await app.close();
      await storage.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A page view as the tag sends it. */
export function buildPageView(overrides: Partial<PageViewRequest> = {}): PageViewRequest {
  return {
    v: 1,
    visitor: null,
    visit: null,
    jar: 'first-party-cookie',
    steps: [],
    session: null,
    others: [],
    handoff: null,
    adopted: [],
    tab: newId('tb'),
    view: newId('pv'),
    kind: 'load',
    url: 'https://shop.example/lamps',
    title: 'Lamps',
    referrer: '',
    language: 'en',
    timeZone: 'Europe/Berlin',
    screen: { width: 1440, height: 900 },
    sections: [],
    attributes: {},
    previous: null,
    consent: 'granted',
    ...overrides,
  };
}

/** A request of the tag, from a page of the test site. */
export function fromPage(body: object | string, origin = testOrigin): Ask {
  return { method: 'POST', headers: { origin }, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A request of the messenger's frame, with a key or access token. */
export function fromFrame(body: object | null, credential?: string, method = body === null ? 'GET' : 'POST'): Ask {
  return {
    method,
    headers: {
      ...(method === 'GET' ? {} : { origin: 'http://service.localhost' }),
      ...(credential ? { authorization: `Bearer ${credential}` } : {}),
    },
    body,
  };
}

/** A request of the workspace, with a session. */
export function fromWorkspace(cookie: string, body?: object): Ask {
  return {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, origin: 'http://workspace.localhost' },
    body: body ?? null,
  };
}

/** Status and code of a refusal; throws where the answer is none that a person could act on. */
export function refusalOf(answer: Answer): [status: number, code: string] {
  const { error } = answer.json<ErrorBody>();
  // 421 is a kind of not found that proxies know to send elsewhere.
  const status = error.code === 'unknown_host' ? 421 : statusOfKind[error.kind];
  const isWhole = error.kind === errorCodes[error.code] && status === answer.status;
  if (!isWhole || !/^[A-Z].{15,}\.$/s.test(error.message)) throw new Error(`No proper refusal: ${answer.body}`);
  return [answer.status, error.code];
}

/** How many rows each of the tables holds, to show that a refusal wrote nothing. */
export async function countRows(storage: Storage, tables: readonly (keyof Tables)[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      storage.read,
    );
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
}

/** A new conversation key, as a frame makes it. */
export function buildKey(): string {
  return newSecret();
}

/** A request that starts a conversation. */
export function buildStart(overrides: Record<string, unknown> = {}) {
  return {
    clientId: newId('ms'),
    text: 'Hello, is anybody there?',
    visitor: null,
    visit: null,
    offer: null,
    contact: { name: null, email: null },
    ...overrides,
  };
}
