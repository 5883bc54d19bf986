import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSockets, type Sockets } from './index.ts';

const good = { host: 'work.localhost:8080', origin: 'http://work.localhost:8080' };
const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

describe('sockets', () => {
  const server = createServer((_request, response) => response.end('page'));
  let port = 0;
  let sockets: Sockets;
  let accepted: string[];

  beforeEach(async () => {
    accepted = [];
    sockets = createSockets({
      findSurface: (host) => (host === good.host ? { surface: 'workspace', origin: good.origin } : null),
      onSocket(socket, surface) {
        accepted.push(surface);
        socket.own({ onFrame: () => {}, onPong: () => {}, onClosed: () => {} });
        socket.end('shutting-down');
      },
    });
    server.removeAllListeners('upgrade');
    sockets.attach(server);
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    sockets.close();
    server.closeAllConnections();
  });

  /** Sends a request as given and reads whatever answer comes. */
  async function ask(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
    const sent = request({ port, host: '127.0.0.1', path, headers, agent: false });
    sent.end();
    const upgraded = once(sent, 'upgrade').then(() => ({ status: 101, body: '' }));
    const answered = once(sent, 'response').then(async ([answer]) => {
      const response = answer as IncomingMessage;
      let body = '';
      for await (const part of response) body += part;
      return { status: response.statusCode ?? 0, body };
    });
    return Promise.race([upgraded, answered]);
  }

  it('takes a handshake of the own origin', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: good });
    const [status] = await once(socket, 'close');
    expect([status, accepted]).toEqual([4008, ['workspace']]);
  });

  it.each([
    ['another path', '/other', good, 404, 'route_not_found'],
    ['a path below', '/socket/x', good, 404, 'route_not_found'],
    ['an unknown host', '/socket', { ...good, host: 'evil.example' }, 404, 'route_not_found'],
    ['[RT13] a query', '/socket?token=secret', good, 400, 'invalid_query'],
    ['no origin', '/socket', { host: good.host }, 403, 'origin_missing'],
    ['the origin null', '/socket', { ...good, origin: 'null' }, 403, 'origin_refused'],
    ['a foreign origin', '/socket', { ...good, origin: 'http://shop.localhost:8080' }, 403, 'origin_refused'],
    ['another port', '/socket', { ...good, origin: 'http://work.localhost' }, 403, 'origin_refused'],
    ['another scheme', '/socket', { ...good, origin: 'https://work.localhost:8080' }, 403, 'origin_refused'],
    ['a longer host', '/socket', { ...good, origin: 'http://work.localhost:8080.evil.example' }, 403, 'origin_refused'],
  ])('refuses %s with an error body', async (_name, path, headers, status, code) => {
    const answer = await ask(path, { ...handshake, ...headers });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error.code).toBe(code);
    expect(accepted).toEqual([]);
  });

  it.each([
    ['a missing key', { 'sec-websocket-key': 'short' }],
    ['an old version', { 'sec-websocket-version': '7' }],
  ])('refuses a malformed handshake: %s', async (_name, broken) => {
    const answer = await ask('/socket', { ...handshake, ...good, ...broken });
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, 'invalid_body']);
  });

  it('answers other upgrades as ordinary requests', async () => {
    const answer = await ask('/', { ...good, connection: 'Upgrade', upgrade: 'h2c' });
    expect(answer).toEqual({ status: 200, body: 'page' });
  });

  it('refuses handshakes once it is closed', async () => {
    sockets.close();
    const answer = await ask('/socket', { ...handshake, ...good });
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([503, 'shutting_down']);
  });
});
