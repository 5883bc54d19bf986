import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutboundFetch } from './fetch.ts';
import { createReadText, isPublicAddress } from './index.ts';

let server: Server;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let port: number;
beforeEach(async () => {
  asked = [];
  answer = (_request, response) => response.end('{"keys":[]}');
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const here = (path = '/') => `http://localhost:${port}${path}`;
const readHere = createReadText({ allowsLoopback: true, maxBytes: 1_000 });
const readSoon = createReadText({ allowsLoopback: true, timeoutMs: 100 });

describe('an address that somebody typed', () => {
  it('[VIS9] is read as text', async () => {
    expect(await readHere(here('/keys.json'))).toBe('{"keys":[]}');
    expect(asked[0]?.headers).toMatchObject({ accept: 'application/json', host: `localhost:${port}` });
    expect(asked[0]?.headers.cookie).toBeUndefined();
  });

  it.each([
    'http://shop.example/keys',
    'ftp://shop.example/keys',
    'file:///etc/passwd',
    'data:application/json,{}',
    'https://ann:secret@shop.example/',
    'keys.json',
    '',
    'http://127.0.0.1/',
    'http://localhost/',
  ])('[VIS9] is https and nothing else: %s', async (url) => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    await expect(createReadText({ resolve })(url)).rejects.toMatchObject({ failure: 'address' });
    expect(asked).toEqual([]);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://10.1.2.3/',
    'https://172.31.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
  ])('[VIS9] is none of a private network, however it is written: %s', async (url) => {
    await expect(createReadText()(url)).rejects.toMatchObject({ failure: 'address' });
    await expect(
      createReadText({ allowsLoopback: true })(url.replace(/127\.0\.0\.1|127\.1|::1/, '10.0.0.1')),
    ).rejects.toBeInstanceOf(Error);
  });

  it.each([
    ['a private address', ['10.0.0.7']],
    ['this machine', ['127.0.0.1']],
    ['a public and a private address', ['93.184.215.14', '192.168.0.1']],
    ['an address of IPv6 that leads back', ['::ffff:10.0.0.7']],
  ])('[VIS9] is refused where its name means %s', async (_name, addresses) => {
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await expect(createReadText({ resolve })('https://keys.shop.example/')).rejects.toMatchObject({
      failure: 'address',
    });
  });

  it('[VIS9] is looked up once: what the name means a moment later does not count', async () => {
    let lookedUp = 0;
    const resolve = async () => {
      lookedUp += 1;
      return [{ address: lookedUp === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
    };
    await expect(createReadText({ resolve, timeoutMs: 100 })(`https://rebound.example:${port}/`)).rejects.toThrow();
    expect([lookedUp, asked.length]).toEqual([1, 0]);
  });

  it.each(['http://10.0.0.1/', 'https://169.254.169.254/', 'http://localhost:1/', '/elsewhere'])(
    '[VIS9] leads nowhere else: a redirect to %s is not followed',
    async (location) => {
      answer = (_request, response) => response.writeHead(302, { location }).end();
      await expect(readHere(here())).rejects.toMatchObject({ failure: 'redirect' });
      expect(asked).toHaveLength(1);
    },
  );

  it('[VIS9] that hangs is given up, before and in the middle of an answer', async () => {
    answer = () => undefined;
    await expect(readSoon(here())).rejects.toMatchObject({ failure: 'late' });
    answer = (_request, response) => response.write('{');
    await expect(readSoon(here())).rejects.toMatchObject({ failure: 'late' });
    const resolve = () => new Promise<never>(() => undefined);
    await expect(createReadText({ resolve, timeoutMs: 50 })('https://slow.example/')).rejects.toMatchObject({
      failure: 'late',
    });
  });

  it('[VIS9] with more than is wanted is given up before it is read', async () => {
    let written = 0;
    let isClosed = false;
    answer = (_request, response) => {
      response.on('close', () => {
        isClosed = true;
      });
      const part = 'x'.repeat(65_536);
      const write = () => {
        while (written < 10_000_000 && !isClosed) {
          written += part.length;
          if (!response.write(part)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    };
    await expect(readHere(here())).rejects.toMatchObject({ failure: 'large' });
    expect(written).toBeLessThan(10_000_000);
  });

  it.each([404, 500, 204])('[VIS9] that answers with %i says nothing', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(readHere(here())).rejects.toMatchObject({ failure: 'status' });
  });

  it('[VIS9] that nobody is at, or that breaks off, is unreachable', async () => {
    answer = (request) => request.socket.destroy();
    await expect(readHere(here())).rejects.toMatchObject({ failure: 'unreachable' });
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => request.socket.destroy());
    };
    await expect(readHere(here())).rejects.toMatchObject({ failure: 'unreachable' });
    const resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    await expect(createReadText({ resolve })('https://nobody.example/')).rejects.toMatchObject({
      failure: 'unreachable',
    });
    await expect(createReadText({ resolve: async () => [] })('https://nobody.example/')).rejects.toMatchObject({
      failure: 'unreachable',
    });
  });
});

describe('an IP address', () => {
  it.each([
    ['93.184.215.14', true],
    ['1.1.1.1', true],
    ['2606:4700:4700::1111', true],
    ['2a00:1450:4001:82f::200e', true],
    ['172.32.0.1', true],
    ['172.16.0.1', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['224.0.0.1', false],
    ['198.18.0.1', false],
    ['203.0.113.9', false],
    ['::', false],
    ['::1', false],
    ['fc00::1', false],
    ['fe80::1%eth0', false],
    ['ff02::1', false],
    ['2001:db8::1', false],
    ['2001::1', false],
    ['2002:a00:1::', false],
    ['64:ff9b::a00:1', false],
    ['::ffff:8.8.8.8', false],
    ['localhost', false],
    ['', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('a service that an admin names', () => {
  const asGet = { method: 'GET', headers: { accept: 'application/json' } };
  const fetchHere = createOutboundFetch({ allowsLoopback: true, maxBytes: 1_000, timeoutMs: 200 });

  it('[AUTH18] is asked and told, with its status and type', async () => {
    const bodies: string[] = [];
    answer = async (request, response) => {
      for await (const part of request) bodies.push(String(part));
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"x"}');
    };
    const body = new URLSearchParams({ code: 'a b' });
    const got = await fetchHere(here('/token'), { method: 'POST', headers: { authorization: 'Basic x' }, body });
    expect([got.status, got.headers.get('content-type'), await got.json()]).toEqual([
      400,
      'application/json',
      { error: 'x' },
    ]);
    expect([bodies.join(''), asked[0]?.headers.authorization]).toEqual(['code=a+b', 'Basic x']);
    answer = (_request, response) => response.writeHead(204).end();
    expect((await fetchHere(here(), asGet)).status).toBe(204);
  });

  it('[AUTH18] leads nowhere else, ends in time, and is short', async () => {
    answer = (_request, response) => response.writeHead(307, { location: here('/b') }).end();
    await expect(fetchHere(here(), asGet)).rejects.toMatchObject({ failure: 'redirect' });
    answer = (_request, response) => response.end('x'.repeat(2_000));
    await expect(fetchHere(here(), asGet)).rejects.toMatchObject({ failure: 'large' });
    answer = () => undefined;
    await expect(fetchHere(here(), asGet)).rejects.toMatchObject({ failure: 'late' });
    answer = (_request, response) => response.destroy();
    await expect(fetchHere(here(), asGet)).rejects.toMatchObject({ failure: 'unreachable' });
    const never = createOutboundFetch({ resolve: () => new Promise(() => undefined), timeoutMs: 50 });
    await expect(never('https://id.shop.example', asGet)).rejects.toMatchObject({ failure: 'late' });
    const aborted = { ...asGet, signal: AbortSignal.abort() };
    await expect(fetchHere(here(), aborted)).rejects.toThrow();
  });

  it.each(['127.0.0.1', '169.254.169.254', '0.0.0.0', '::1', 'fe80::1', '::ffff:127.0.0.1', '224.0.0.1'])(
    '[AUTH18] is not at %s, whatever its name',
    async (address) => {
      const resolve = async () => [
        { address: '10.0.0.7', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      const named = createOutboundFetch({ resolve });
      await expect(named('https://id.shop.example', asGet)).rejects.toMatchObject({ failure: 'address' });
    },
  );

  it('[AUTH18] may be in a private network, by https', async () => {
    const resolve = async () => [{ address: '10.255.255.1', family: 4 }];
    const named = createOutboundFetch({ resolve, timeoutMs: 50 });
    const failure = await named('https://id.shop.example', asGet).catch((error: { failure: string }) => error.failure);
    expect(['late', 'unreachable']).toContain(failure);
    await expect(named('http://id.shop.example', asGet)).rejects.toMatchObject({ failure: 'address' });
  });
});
