import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type Certificates, makeCertificates } from './certificates.ts';
import { answerProbe } from './probe.ts';

/** Three unrelated registrable domains, and a host of the service under the shop's own. */
export const hosts = {
  shop: 'shop.test',
  sub: 'sub.shop.test',
  www: 'www.shop.test',
  blog: 'blog.test',
  chat: 'chat.test',
  work: 'work.chat.test',
  help: 'help.chat.test',
  files: 'files.chat.test',
  nearChat: 'chat.shop.test',
  nearWork: 'work.shop.test',
  nearHelp: 'help.shop.test',
  nearFiles: 'files.shop.test',
} as const;
export type HostName = keyof typeof hosts;

/** A page of a customer's site. */
export type CustomerPage = { html: string; headers?: Record<string, string> };

/** What became of one request to the service, as the wire saw it. */
export type SeenRequest = {
  at: number;
  method: string;
  host: string;
  path: string;
  origin: string | null;
  /** `Sec-Fetch-Storage-Access`, where the browser sends it. */
  storageAccess: string | null;
  sentCookies: string[];
  setCookies: string[];
  requestBytes: number;
  answerBytes: number;
  status: number;
};

/** How the service answers: by itself, not at all, or as something in front of it would. */
export type ServiceState = 'up' | 'down' | 'error' | 'html';

const quietMs = 200;

/** Where a customer's proxy passes the service on, below its own host. */
export const proxiedPath = '/porchlight/';

/**
 * The test's own internet: one loopback port that speaks TLS, plain HTTP and CONNECT, and serves all hosts by name.
 *
 * Customers' pages are served from memory, hosts of the service are passed on to the product, and every other name is
 * refused, so that no browser reaches anything beyond this machine.
 */
export class Network {
  readonly certificates: Certificates = makeCertificates(
    [...new Set(Object.values(hosts))].flatMap((host) => (host.split('.').length === 2 ? [host, `*.${host}`] : [])),
  );
  readonly seen: SeenRequest[] = [];
  readonly #pages = new Map<string, CustomerPage>();
  readonly #upstreams = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #state: ServiceState = 'up';
  /** False: as a proxy that knows of no WebSockets. */
  passesSockets = true;
  #openCount = 0;
  #lastAt = 0;
  #pageCount = 0;
  port = 0;

  constructor() {
    const answer: RequestListener = (incoming, outgoing) => this.#answer(incoming, outgoing);
    const plain = createServer(answer);
    const secure = createSecureServer({ cert: this.certificates.cert, key: this.certificates.key }, answer);
    for (const server of [plain, secure]) {
      server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
        this.#upgrade(incoming, socket, head),
      );
      server.on('clientError', (_error, socket: Duplex) => socket.destroy());
    }
    const sort = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      socket.once('data', (first: Buffer) => {
        socket.pause();
        socket.unshift(first);
        // 0x16 begins a TLS handshake, which reads from the socket by itself.
        if (first[0] === 0x16) return secure.emit('connection', socket);
        plain.emit('connection', socket);
        return socket.resume();
      });
    };
    // WebKit has no flag for names: it asks for every connection here, as its proxy.
    plain.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      const [host = '', port] = (incoming.url ?? '').split(':');
      if (!host.endsWith('.test') || Number(port) !== this.port) return socket.destroy();
      const through = connect(this.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.write(head);
        socket.pipe(through).pipe(socket);
      });
      for (const end of [socket, through]) end.on('error', () => [socket, through].map((one) => one.destroy()));
    });
    this.#server = createSocketServer(sort);
  }

  static async open(): Promise<Network> {
    const network = new Network();
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    network.port = (network.#server.address() as AddressInfo).port;
    return network;
  }

  origin(name: HostName, scheme: 'https' | 'http' = 'https'): string {
    return `${scheme}://${hosts[name]}:${this.port}`;
  }

  /** `host:port`, as a site's list of domains has it. */
  domain(name: HostName): string {
    return `${hosts[name]}:${this.port}`;
  }

  /** Passes the hosts on to a server of the product on this loopback port. */
  passOn(names: readonly HostName[], port: number): void {
    for (const name of names) this.#upstreams.set(hosts[name], port);
  }

  set serviceState(state: ServiceState) {
    this.#state = state;
    if (state === 'down') for (const socket of this.#sockets) socket.destroy();
  }

  /** Adds a page and answers with its path, which no page had before; every customer's host serves it. */
  addPage(page: CustomerPage | ((path: string) => CustomerPage)): string {
    this.#pageCount += 1;
    const path = `/page/${this.#pageCount}`;
    this.#pages.set(path, typeof page === 'function' ? page(path) : page);
    return path;
  }

  /** Waits until the service has answered all, and was asked nothing for a moment. */
  async quiet(): Promise<void> {
    while (this.#openCount > 0 || Date.now() - this.#lastAt < quietMs) await setTimeout(20);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { host, path } = readTarget(incoming);
    const isProxied = path.startsWith(proxiedPath) && this.#upstreams.has(hosts.chat);
    if (path.startsWith('/probe/')) answerProbe(incoming, outgoing, path);
    else if (this.#upstreams.has(host) || isProxied) this.#pass(incoming, outgoing, host, path, isProxied);
    else this.#servePage(outgoing, host, path);
  }

  #servePage(outgoing: ServerResponse, host: string, path: string): void {
    const page = Object.values<string>(hosts).includes(host) ? this.#pages.get(path.split('?')[0] ?? '') : undefined;
    if (!page) return void outgoing.writeHead(404).end();
    outgoing.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      ...page.headers,
    });
    outgoing.end(page.html);
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse, host: string, path: string, isProxied: boolean): void {
    if (this.#state === 'down') return void incoming.socket.destroy();
    if (this.#state === 'error') return void outgoing.writeHead(500, { 'access-control-allow-origin': '*' }).end('{}');
    if (this.#state === 'html')
      return void outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Soon</title>');
    const seen: SeenRequest = {
      at: Date.now(),
      method: incoming.method ?? '',
      host,
      path,
      origin: incoming.headers.origin ?? null,
      storageAccess: String(incoming.headers['sec-fetch-storage-access'] ?? '') || null,
      sentCookies: (incoming.headers.cookie ?? '').split(/; */).filter(Boolean),
      setCookies: [],
      requestBytes: Number(incoming.headers['content-length'] ?? 0),
      answerBytes: 0,
      status: 0,
    };
    this.seen.push(seen);
    this.#openCount += 1;
    outgoing.once('close', () => {
      this.#openCount -= 1;
      this.#lastAt = Date.now();
    });
    const through = request(
      {
        host: '127.0.0.1',
        port: this.#upstreams.get(isProxied ? hosts.chat : host),
        method: incoming.method,
        path: isProxied ? path.slice(proxiedPath.length - 1) : path,
        headers: forwarded(incoming, isProxied ? `${hosts.chat}:${this.port}` : null),
      },
      (answer) => {
        seen.status = answer.statusCode ?? 0;
        seen.setCookies = answer.headers['set-cookie'] ?? [];
        answer.on('data', (part: Buffer) => {
          seen.answerBytes += part.length;
        });
        outgoing.writeHead(seen.status, answer.headers);
        answer.pipe(outgoing);
      },
    );
    through.on('error', () => incoming.socket.destroy());
    incoming.pipe(through);
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, path } = readTarget(incoming);
    const port = this.#upstreams.get(host);
    if (port === undefined || this.#state !== 'up' || !this.passesSockets) return void socket.destroy();
    const through = connect(port, '127.0.0.1', () => {
      const headers = Object.entries(forwarded(incoming, null)).map(([name, value]) => `${name}: ${value}\r\n`);
      through.write(`GET ${path} HTTP/1.1\r\n${headers.join('')}\r\n`);
      through.write(head);
      socket.pipe(through).pipe(socket);
    });
    for (const end of [socket, through]) end.on('error', () => [socket, through].map((one) => one.destroy()));
  }
}

/** Host without port, and path; a proxy's client names both in one address. */
function readTarget(incoming: IncomingMessage): { host: string; path: string } {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'unknown'}`);
  return { host: url.hostname, path: `${url.pathname}${url.search}` };
}

/** What a proxy that ends TLS passes on; `host` is set where the path of another host leads to the service. */
function forwarded(incoming: IncomingMessage, host: string | null): Record<string, string> {
  const isSecure = 'encrypted' in incoming.socket;
  const own = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith('proxy-') ? [] : [[name, String(value)] as const],
  );
  return {
    ...Object.fromEntries(own),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': isSecure ? 'https' : 'http',
    'x-forwarded-host': String(incoming.headers.host ?? ''),
    ...(host ? { host } : {}),
  };
}
