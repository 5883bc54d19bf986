import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorBody, Role } from '@porchlight/protocol';
import { migrations } from '../migrations/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { type StorageKind, storages } from '../platform/db/testing.ts';
import { createHttp } from '../platform/http/index.ts';
import { createAccounts } from './index.ts';

export const host = 'work.localhost:8080';
export const workspaceOrigin = `http://${host}`;
export const ownPage = { 'sec-fetch-site': 'same-origin', origin: workspaceOrigin };
export const password = 'quiet otter under the porch';

/** An empty storage that knows the commands of this feature. */
export function openAccountStorage({ open }: StorageKind) {
  return open({
    registryUrl: new URL('../commands.ts', import.meta.url).href,
    migrations,
  });
}

type Answer<T> = {
  status: number;
  headers: IncomingMessage['headers'];
  body: T & ErrorBody;
  cookie: string | null;
  cookies: string[];
};

/** The feature on a real HTTP server over a real SQLite, with a clock that tests move. */
export async function buildServer({
  isHttps = false,
  trustedProxies = ['127.0.0.1'],
  kind = storages()[0] as StorageKind,
  nowMs = Date.UTC(2026, 10, 22),
  /** What a login through a provider needs: a provider on this machine, and what the operator says. */
  provider = {} as { allowsLoopback?: boolean; arePasswordsForced?: boolean; providerTimeoutMs?: number },
} = {}) {
  const { storage, close } = await openAccountStorage(kind);
  const clock = fakeClock(nowMs);
  const revoked: string[] = [];
  const bus = createLocalBus({
    onError: (error) => {
      throw error;
    },
  });
  bus.subscribe('revoked', (message) => revoked.push(...(message as { ids: string[] }).ids));
  const http = createHttp({
    hosts: new Map([
      [host, 'workspace'],
      ['chat.localhost:8080', 'service'],
    ]),
    trustedProxies,
    isHttps,
    logLevel: 'silent',
    tls: null,
  });
  const site = { id: 'st_aaaaaaaaaaaaaaaaaaaaaa', name: 'Shop' } as const;
  const told: string[] = [];
  const met: string[] = [];
  const accounts = createAccounts({
    storage,
    clock,
    bus,
    isHttps,
    workspaceOrigin,
    readSites: () => [site],
    findSiteOf: { conversation: async () => null, visit: async () => null, visitor: async () => null },
    secret: 'the secret of this installation',
    findCountry: () => 'DE',
    ...provider,
    // Most logins of tests come from a browser that keeps nothing.
    tellAccount: async (member, event) => void (event === 'new-device' ? met : told).push(`${event} ${member.name}`),
  });
  accounts.addTo(http);
  await http.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = http.app.server.address() as AddressInfo;

  /** Sends one request from the workspace's own page, unless `headers` say otherwise (undefined leaves one out). */
  async function send<T = unknown>(
    method: string,
    path: string,
    options: {
      body?: unknown;
      raw?: string;
      cookie?: string | null;
      headers?: Record<string, string | undefined>;
    } = {},
  ): Promise<Answer<T>> {
    const raw = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const headers = {
      host,
      ...(method === 'GET' ? {} : ownPage),
      ...(raw === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(raw)) }),
      ...(options.cookie ? { cookie: options.cookie } : {}),
      ...options.headers,
    };
    const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const sent = request({ port, host: '127.0.0.1', method, path, headers: Object.fromEntries(present), agent: false });
    // The server may answer and hang up before it has taken a body that is too large.
    sent.on('error', () => {});
    sent.end(raw);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response) text += part;
    const cookies = (response.headers['set-cookie'] ?? []).map((one) => one.split(';')[0] ?? '');
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as T & ErrorBody,
      cookie: cookies[0] ?? null,
      cookies,
    };
  }

  return {
    accounts,
    storage,
    clock,
    revoked,
    told,
    met,
    http,
    send,
    addMember: (name: string, roles: Role[]) =>
      accounts.addMember({ name, email: `${name.toLowerCase()}@shop.example`, password, roles }),
    /** Logs in and answers with the cookie to send. */
    async logIn(kind: 'agent' | 'admin', name: string, remember = false): Promise<string> {
      const email = `${name.toLowerCase()}@shop.example`;
      const { cookies, status } = await send('POST', `/api/${kind}/login`, { body: { email, password, remember } });
      if (status !== 200 || !cookies[0]) throw new Error(`The login of ${name} was answered with ${status}.`);
      return cookies.join('; ');
    },
    async stop(): Promise<void> {
      await http.app.close();
      await close();
    },
  };
}
