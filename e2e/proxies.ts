import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProxy } from '../scripts/toolchain/test-tools.mjs';
import { type Certificates, makeCertificates } from './browsers/certificates.ts';

export type ProxyName = 'nginx' | 'caddy';
export const proxyNames: ProxyName[] = ['nginx', 'caddy'];

/** Where a snippet's upstream really is, by what the documentation writes for it. */
export type Upstreams = Record<string, string>;

/** One web server with the snippets of the documentation: `hosts` stand alone, `paths` within the block of a host. */
export type Setup = { name: ProxyName; hosts: string[]; paths?: Record<string, string>; upstreams: Upstreams };

/** What a host says itself where no snippet takes the request: the site's own page. */
export const ownPage = 'a page of the site itself';

export type Asked = { method?: string; headers?: Record<string, string>; body?: object; from?: string };
export type Told = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** A running nginx or Caddy on a loopback port, which stands for 443. */
export class WebServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #certificates: Certificates;
  #said = '';

  private constructor(child: ChildProcess, port: number, folder: string, certificates: Certificates) {
    this.#child = child;
    this.port = port;
    this.#folder = folder;
    this.#certificates = certificates;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        this.#said = (this.#said + part).slice(-10_000);
      });
  }

  /** Starts it with the snippets as they are, but for port, certificate and upstream; throws what it said when it ends. */
  static async start(setup: Setup): Promise<WebServer> {
    const program = findProxy(setup.name);
    if (program === null) {
      throw new Error(
        `${setup.name} is missing. Run this, then the tests again: sudo apt-get update && sudo apt-get install -y --no-install-recommends nginx-light caddy`,
      );
    }
    const folder = mkdtempSync(path.join(tmpdir(), `porchlight-${setup.name}-`));
    const port = await findFreePort();
    const certificates = makeCertificates(['shop.example', '*.shop.example', 'chat.example']);
    writeFileSync(path.join(folder, 'cert.pem'), certificates.cert);
    writeFileSync(path.join(folder, 'key.pem'), certificates.key);
    const config = path.join(folder, 'config');
    writeFileSync(config, setup.name === 'nginx' ? nginxConfig(setup, port, folder) : caddyConfig(setup, port, folder));
    const args =
      setup.name === 'nginx'
        ? ['-c', config, '-p', folder, '-e', 'stderr']
        : ['run', '--config', config, '--adapter', 'caddyfile'];
    const child = spawn(program, args, {
      // Caddy keeps what it knows below these.
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const proxy = new WebServer(child, port, folder, certificates);
    await proxy.#untilListening();
    return proxy;
  }

  /** Asks a host over TLS, as if on 443; `from` is the client's own address. */
  ask(
    host: string,
    url: string,
    { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Asked = {},
  ): Promise<Told> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          localAddress: from,
          servername: host,
          ca: this.#certificates.ca,
          agent: false,
          path: url,
          method,
          headers: { host, ...(body ? { 'content-type': 'text/plain' } : {}), ...headers },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
          answer.on('error', reject);
        },
      );
      outgoing.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: '' });
      });
      outgoing.on('error', reject);
      outgoing.end(body && JSON.stringify(body));
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilListening(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (this.#child.exitCode !== null)
        throw new Error(`The proxy ended with ${this.#child.exitCode}:\n${this.#said}`);
      try {
        await this.ask('shop.example', '/');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`The proxy does not listen:\n${this.#said}`);
  }
}

/** Puts the true upstream where the documentation has an address of its own; the longest first. */
function withUpstreams(snippet: string, upstreams: Upstreams): string {
  return Object.entries(upstreams).reduce((text, [written, real]) => text.replaceAll(written, real), snippet);
}

function nginxConfig({ hosts, paths = {}, upstreams }: Setup, port: number, folder: string): string {
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(path.join(folder, name));
  const blocks = [
    ...hosts,
    ...Object.entries(paths).map(
      ([host, snippet]) =>
        `server {\nlisten 443 ssl;\nserver_name ${host};\n${snippet}\nlocation / { return 404 "${ownPage}"; }\n}`,
    ),
    'server {\nlisten 443 ssl default_server;\nserver_name _;\nreturn 404;\n}',
  ].map((snippet) => withUpstreams(snippet, upstreams).replaceAll('listen 443', `listen 127.0.0.1:${port}`));
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
pid ${folder}/nginx.pid;
worker_processes 1;
events { worker_connections 128; }
http {
access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name.replace('client_', '')};`).join('\n')}
ssl_certificate ${folder}/cert.pem;
ssl_certificate_key ${folder}/key.pem;
${blocks.join('\n')}
}`;
}

function caddyConfig({ hosts, paths = {}, upstreams }: Setup, port: number, folder: string): string {
  const tls = `tls ${folder}/cert.pem ${folder}/key.pem`;
  const blocks = [
    ...hosts.map((snippet) => snippet.replace('{\n', `{\n  ${tls}\n`)),
    ...Object.entries(paths).map(
      ([host, snippet]) => `${host} {\n${tls}\n${snippet}\nhandle {\nrespond "${ownPage}" 404\n}\n}`,
    ),
  ].map((snippet) => withUpstreams(snippet, upstreams));
  return `{
admin off
auto_https disable_redirects
default_bind 127.0.0.1
https_port ${port}
servers {
protocols h1
}
}
${blocks.join('\n')}
`;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
