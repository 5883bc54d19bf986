import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PageViewAnswer, SiteId } from '@porchlight/protocol';
import { type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeMark } from '../apps/server/src/affinity/index.ts';
import { ownHostSnippet, ownPathSnippet } from '../apps/workspace/src/admin/recognition/proxy-snippets.ts';
import { ownPage, type ProxyName, proxyNames, WebServer } from './proxies.ts';

const documentation = readFileSync(new URL('../docs/proxies.md', import.meta.url), 'utf8');

/** A snippet of the documentation, by the mark before it. */
function snippet(mark: string): string {
  const found = documentation.match(new RegExp(`<!-- ${mark} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\``))?.[1];
  if (!found) throw new Error(`docs/proxies.md has no snippet "${mark}".`);
  return found;
}

const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const origin = 'https://shop.example';
/** A client on an address of its own, which is not among the trusted ones. */
const client = '127.0.0.2';

type Running = { server: Porchlight; site: SiteId; folder: string };

/** The product as in production, behind a proxy on 127.0.0.1. */
async function startBehindProxy(service: string): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-behind-'));
  const others = ['workspace', 'help', 'files'].map((name) => `--${name}-url=https://${name}.porch.example`);
  const flags = [`--service-url=${service}`, ...others, '--port=0', '--host=127.0.0.1', '--trusted-proxies=127.0.0.1'];
  const server = await startPorchlight(
    readConfig('serve', [...flags, `--data=${folder}`, '--log-level=error'], {}, rootDir),
  );
  const { sites } = server.app;
  const site = await sites.addSite({ name: 'Shop', domains: ['shop.example'] });
  await sites.changeSite(site.id, { consentPolicy: 'off', ipStorage: 'whole' });
  return { server, site: site.id, folder };
}

async function stop({ server, folder }: Running): Promise<void> {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

const viewOf = (number: number) => ({
  v: 1,
  visitor: null,
  visit: null,
  jar: 'first-party-cookie',
  steps: [],
  session: null,
  others: [],
  handoff: null,
  adopted: [],
  tab: `tb_${'t'.repeat(22)}`,
  view: `pv_${String(number).padStart(22, '0')}`,
  kind: 'load',
  url: `${origin}/lamps`,
  title: 'Lamps',
  referrer: '',
  language: 'en',
  timeZone: 'Europe/Berlin',
  screen: { width: 1440, height: 900 },
  sections: [],
  attributes: {},
  previous: null,
  consent: 'not-asked',
});
let views = 0;

/** A page view as a browser sends it from a page of the shop. */
function view(fetchSite: 'same-origin' | 'same-site', headers: Record<string, string> = {}) {
  views += 1;
  return {
    method: 'POST',
    from: client,
    body: viewOf(views),
    headers: { origin, 'user-agent': agent, 'sec-fetch-site': fetchSite, ...headers },
  };
}

const cookiesOf = (headers: Record<string, string | string[] | undefined>) => [headers['set-cookie'] ?? []].flat();

/** The address that the visit was stored with. */
async function addressOf({ server }: Running, body: string): Promise<string | null> {
  const { visit } = JSON.parse(body) as PageViewAnswer;
  const row = await server.storage.read
    .selectFrom('visits')
    .select('details')
    .where('id', '=', visit)
    .executeTakeFirst();
  return (JSON.parse(row?.details ?? '{}') as { ip: string | null }).ip;
}

describe('the snippets', () => {
  it('[MODE9] are those that the admin shows', () => {
    const ownHost = ownHostSnippet('chat.shop.example');
    const ownPath = ownPathSnippet('shop.example', 'https://chat.example');
    for (const name of proxyNames) {
      expect(ownHost[name]).toBe(snippet(`own-host: ${name}`));
      expect(ownPath[name]).toBe(snippet(`own-path: ${name}`));
    }
  });
});

describe('the command beside them', () => {
  it.each(['docs/proxies.md', 'README.md'])('[CFG1] of %s is taken as it stands there', (file) => {
    const text = readFileSync(path.join(rootDir, file), 'utf8');
    const command = /npm run serve -- \\\n((?:.*\\\n)*.*)\n/.exec(text)?.[1] ?? '';
    const flags = command.replaceAll('\\\n', ' ').trim().split(/\s+/);
    expect(readConfig('serve', flags, {}, rootDir)).toMatchObject({
      host: '127.0.0.1',
      trustedProxies: ['127.0.0.1'],
      origins: { service: 'https://chat.shop.example' },
    });
  });
});

describe.each(proxyNames)('%s', (name: ProxyName) => {
  describe('before a service host under the site’s domain', () => {
    let running: Running;
    let proxy: WebServer;
    beforeAll(async () => {
      running = await startBehindProxy('https://chat.shop.example');
      const upstreams = { '127.0.0.1:8080': `127.0.0.1:${running.server.config.port}` };
      proxy = await WebServer.start({ name, hosts: [snippet(`own-host: ${name}`)], upstreams });
    });
    afterAll(async () => {
      await proxy?.stop();
      await stop(running);
    });

    it('[MODE9] passes tag, frame and socket, and the visitor’s cookie is the server’s', async () => {
      const { site } = running;
      expect((await proxy.ask('chat.shop.example', `/tag/${site}.js`)).status).toBe(200);
      expect((await proxy.ask('chat.shop.example', `/m/${site}/frame`)).status).toBe(200);
      const socket = await proxy.ask('chat.shop.example', '/socket', {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          origin: 'https://chat.shop.example',
          'sec-websocket-key': Buffer.alloc(16, 'k').toString('base64'),
          'sec-websocket-version': '13',
        },
      });
      expect(socket.status).toBe(101);

      const first = await proxy.ask('chat.shop.example', `/t/${site}/views`, view('same-site'));
      const answer = JSON.parse(first.body) as PageViewAnswer;
      expect([first.status, answer.keep]).toEqual([201, 'visit']);
      expect(cookiesOf(first.headers)).toEqual([
        `__Host-pl_vid-${site}=${answer.visitor}; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax`,
      ]);
      const cookie = cookiesOf(first.headers)[0]?.split(';')[0] ?? '';
      const again = await proxy.ask('chat.shop.example', `/t/${site}/views`, view('same-site', { cookie }));
      expect(JSON.parse(again.body)).toMatchObject({ visitor: answer.visitor });
    });

    it('[AUTH0] tells the visitor’s address, whatever the visitor claims', async () => {
      const forged = { 'x-forwarded-for': '203.0.113.9' };
      const { body } = await proxy.ask('chat.shop.example', `/t/${running.site}/views`, view('same-site', forged));
      expect(await addressOf(running, body)).toBe(client);
    });
  });

  describe('with a path of the site’s own host', () => {
    let running: Running;
    let proxy: WebServer;
    beforeAll(async () => {
      running = await startBehindProxy('https://chat.example');
      const upstreams = {
        [name === 'nginx' ? 'proxy_pass https://chat.example' : 'reverse_proxy https://chat.example']:
          `${name === 'nginx' ? 'proxy_pass' : 'reverse_proxy'} http://127.0.0.1:${running.server.config.port}`,
      };
      proxy = await WebServer.start({
        name,
        hosts: [],
        paths: { 'shop.example': snippet(`own-path: ${name}`) },
        upstreams,
      });
    });
    afterAll(async () => {
      await proxy?.stop();
      await stop(running);
    });
    const ask = (url: string, asked = {}) => proxy.ask('shop.example', url, asked);

    it('[MODE9] passes the tag, its scripts and its requests, and the visitor’s cookie is the server’s', async () => {
      const { site } = running;
      const tag = await ask(`/porchlight/tag/${site}.js`);
      expect(tag.status).toBe(200);
      const bubble = /\/assets\/bubble-\w+\.js/.exec(tag.body)?.[0];
      expect((await ask(`/porchlight${bubble}`)).status).toBe(200);

      const first = await ask(`/porchlight/t/${site}/views`, view('same-origin'));
      const answer = JSON.parse(first.body) as PageViewAnswer;
      expect([first.status, answer.keep]).toEqual([201, 'visit']);
      expect(cookiesOf(first.headers)).toEqual([
        `pl_vid-${site}=${answer.visitor}; Path=/; Max-Age=31536000; Domain=shop.example; HttpOnly; Secure; SameSite=Lax`,
      ]);
      const cookie = cookiesOf(first.headers)[0]?.split(';')[0] ?? '';
      const again = await ask(`/porchlight/t/${site}/views`, view('same-origin', { cookie }));
      expect(JSON.parse(again.body)).toMatchObject({ visitor: answer.visitor });
    });

    it('[AUTH0] tells the visitor’s address, whatever the visitor claims', async () => {
      const forged = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'evil.example' };
      const first = await ask(`/porchlight/t/${running.site}/views`, view('same-origin', forged));
      expect(await addressOf(running, first.body)).toBe(client);
      expect(cookiesOf(first.headers)[0]).toContain('Domain=shop.example;');
    });

    it('[MODE9] leaves everything else to the site, the messenger’s frame above all', async () => {
      const { site } = running;
      for (const url of [
        `/porchlight/m/${site}/frame`,
        '/porchlight/',
        '/porchlight/socket',
        '/porchlight/api/sites',
        `/porchlight/t/../m/${site}/frame`,
        `/porchlight/t/..%2fm/${site}/frame`,
        `/porchlight/t/%2e%2e/m/${site}/frame`,
        `/porchlight/tag/..%2f..%2fm/${site}/frame`,
        `/porchlight//m/${site}/frame`,
        `/t/${site}/views`,
      ]) {
        const { status, body } = await ask(url);
        expect([url, status, body.includes('id="boot"')]).toEqual([url, expect.toSatisfy((it) => it >= 400), false]);
      }
      expect((await ask(`/porchlight/m/${site}/frame`)).body).toBe(ownPage);
    });
  });
});

describe('a path that leads to a service behind a proxy of its own', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startBehindProxy('https://chat.example');
  });
  afterAll(() => stop(running));

  const ownHost = (name: ProxyName) => snippet(`own-host: ${name}`).replaceAll('chat.shop.example', 'chat.example');

  /** The first view through the shop's nginx and then the service's own server. */
  async function viewThroughBoth(name: ProxyName, service: string) {
    const upstreams = {
      '127.0.0.1:8080': `127.0.0.1:${running.server.config.port}`,
      'trusted_proxies 192.0.2.10': 'trusted_proxies 127.0.0.1',
    };
    const inner = await WebServer.start({ name, hosts: [service], upstreams });
    const outer = await WebServer.start({
      name: 'nginx',
      hosts: [],
      paths: { 'shop.example': snippet('own-path: nginx') },
      upstreams: {
        'proxy_pass https://chat.example': `proxy_ssl_name chat.example;proxy_pass https://127.0.0.1:${inner.port}`,
      },
    });
    const answer = await outer.ask('shop.example', `/porchlight/t/${running.site}/views`, view('same-origin'));
    await outer.stop();
    await inner.stop();
    return answer;
  }

  it.each<[ProxyName, string]>([
    ['nginx', ownHost('nginx')],
    ['caddy', snippet('chained: caddy')],
  ])('[MODE9, AUTH0] is recognised through %s where both are named', async (name, service) => {
    const { status, headers, body } = await viewThroughBoth(name, service);
    expect([status, cookiesOf(headers)]).toEqual([201, [expect.stringContaining('; Domain=shop.example; HttpOnly')]]);
    expect(await addressOf(running, body)).toBe(client);
  });

  it('[MODE9] is a page as any other where Caddy was not told whom to believe', async () => {
    const { status, headers, body } = await viewThroughBoth('caddy', ownHost('caddy'));
    expect([status, cookiesOf(headers)]).toEqual([201, []]);
    expect(JSON.parse(body)).toMatchObject({ keep: 'visitor-and-visit' });
  });
});

describe('without the proxy', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startBehindProxy('https://chat.example');
  });
  afterAll(() => stop(running));

  /** Asks the product itself from an address; only 127.0.0.1 is a trusted proxy. */
  const askDirectly = (from: string, url: string, headers: Record<string, string>, body: object | null = null) =>
    new Promise<{ status: number; cookies: string[]; body: string }>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: running.server.config.port,
          localAddress: from,
          agent: false,
          method: body ? 'POST' : 'GET',
          path: url,
          headers: { host: 'chat.example', 'user-agent': agent, 'content-type': 'text/plain', ...headers },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, cookies: cookiesOf(answer.headers), body: text }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body && JSON.stringify(body));
    });
  const forged = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'shop.example',
    'x-forwarded-proto': 'https',
  };

  it('[AUTH0, MODE9] nobody’s word is taken for address or host', async () => {
    const { headers, body } = view('same-origin', forged);
    const answer = await askDirectly(client, `/t/${running.site}/views`, headers, body);
    expect([answer.status, answer.cookies]).toEqual([201, []]);
    expect(await addressOf(running, answer.body)).toBe(client);
  });

  it('[MODE9] a proxy that passes everything on still gets no messenger for the site’s host', async () => {
    const frame = `/m/${running.site}/frame`;
    expect((await askDirectly('127.0.0.1', frame, {})).status).toBe(200);
    expect((await askDirectly('127.0.0.1', frame, { 'x-forwarded-host': 'chat.example' })).status).toBe(200);
    const answer = await askDirectly('127.0.0.1', frame, forged);
    expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('unknown_host')]);
  });
});

describe.each(proxyNames)('several nodes behind %s', (name: ProxyName) => {
  const marks = ['node-1', 'node-2'].map((node) => nodeMark('a secret', node));
  let nodes: Server[] = [];
  let proxy: WebServer;
  beforeAll(async () => {
    nodes = await Promise.all(['first', 'second'].map(startNode));
    const upstreams = Object.fromEntries([
      ...nodes.map((node, at) => [`node-${at + 1}.internal:8080`, `127.0.0.1:${(node.address() as AddressInfo).port}`]),
      ...marks.map((mark, at) => [`MARK_${at + 1}`, mark]),
    ]);
    proxy = await WebServer.start({ name, hosts: [snippet(`several-nodes: ${name}`)], upstreams });
  });
  afterAll(async () => {
    await proxy?.stop();
    for (const node of nodes) node.close();
  });

  const nodeFor = async (cookie: string) => {
    const { status, body } = await proxy.ask('work.shop.example', '/', { headers: cookie ? { cookie } : {} });
    return [status, body];
  };

  it('[LB1] members stay on their node by its mark, and come to one with any other or none', async () => {
    const [first, second] = marks.map((mark) => `__Host-pl_node=${mark}`);
    expect(await nodeFor(`${first}`)).toEqual([200, 'first']);
    expect(await nodeFor(`porchlight_agent=x; ${second}; pl_desk=1`)).toEqual([200, 'second']);
    for (const other of ['', '__Host-pl_node=', `__Host-pl_node=${'A'.repeat(22)}`, `${second}A`, `not${second}`])
      expect([other, await nodeFor(other)]).toEqual([other, [200, 'first']]);
    nodes[1]!.closeAllConnections();
    await new Promise((resolve) => nodes[1]!.close(resolve));
    expect(await nodeFor(`${second}`)).toEqual([200, 'first']);
  });
});

/** What stands for a node: it says which one it is. */
async function startNode(says: string): Promise<Server> {
  const node = createServer((_request, response) => response.end(says)).listen(0, '127.0.0.1');
  await new Promise((resolve) => node.once('listening', resolve));
  return node;
}
