import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appError } from '../errors/index.ts';
import { createHttp, type Http, readBy } from './index.ts';

let http: Http;
afterEach(() => http.app.close());

function build(options: Partial<Parameters<typeof createHttp>[0]> = {}): Http {
  http = createHttp({
    hosts: new Map([
      ['chat.example', 'service'],
      ['work.example:8443', 'workspace'],
    ]),
    trustedProxies: [],
    isHttps: true,
    logLevel: 'silent',
    tls: null,
    ...options,
  });
  return http;
}

const onService = { constraints: { surface: 'service' }, config: { access: 'public' } } as const;
const get = (url: string, headers: Record<string, string> = {}) =>
  http.app.inject({ url, headers: { host: 'chat.example', ...headers } });

describe('a route', () => {
  it('[SRF1] without surface or access check is refused at the start', () => {
    build();
    const handler = async () => 'open';
    expect(() => http.app.get('/a', handler)).toThrow(/names no surface or no access check/);
    expect(() => http.app.get('/b', { config: { access: 'public' } }, handler)).toThrow(/no surface/);
    expect(() => http.app.get('/c', { constraints: { surface: 'service' } }, handler)).toThrow(/no access check/);
  });

  it('[SRF1] that names a check which nobody added answers nothing', async () => {
    build().app.get('/a', { ...onService, config: { access: 'forgotten' } }, async () => 'open');
    const answer = await get('/a');
    expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain('forgotten');
  });

  it('[SRF1] is checked before its body is read, and leaves who asks to the handler', async () => {
    build();
    http.addAccess('nobody', () => {
      throw appError('session_missing', 'You are not logged in here. Log in first.');
    });
    http.addAccess('ann', async () => 'Ann');
    expect(() => http.addAccess('ann', () => null)).toThrow(/exists already/);
    http.app.post('/closed', { ...onService, config: { access: 'nobody' } }, async () => 'open');
    http.app.get('/open', { ...onService, config: { access: 'ann' } }, async (request) => ({ hello: request.actor }));
    const closed = await http.app.inject({
      method: 'POST',
      url: '/closed',
      headers: { host: 'chat.example', 'content-type': 'application/json' },
      payload: '{"broken',
    });
    expect(closed.statusCode).toBe(401);
    expect((await get('/open')).json()).toEqual({ hello: 'Ann' });
  });

  it('[SRF1] is found by its host, whatever its case, and by no other', async () => {
    build().app.get('/a', onService, async () => 'here');
    expect((await get('/a', { host: 'CHAT.example' })).statusCode).toBe(200);
    expect((await get('/a', { host: 'work.example:8443' })).statusCode).toBe(404);
    expect((await get('/a', { host: 'work.example' })).statusCode).toBe(421);
    expect((await get('/a', { host: 'evil.example', 'x-forwarded-host': 'chat.example' })).statusCode).toBe(421);
    expect((await get('/A')).statusCode).toBe(404);
  });
});

describe('a failure', () => {
  it('[SRF4] of ours is told without what caused it', async () => {
    build().app.get('/a', onService, async () => {
      throw new Error('SELECT password FROM members');
    });
    const answer = await get('/a');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ error: { kind: 'internal', code: 'internal' } });
    expect(answer.body).not.toContain('password');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('[SRF4] that ends by itself says when to try again, in whole seconds', async () => {
    build().app.get('/a', onService, async () => {
      throw appError('storage_full', 'The disk is full. Try again later.', { retryAfterS: 1.2 });
    });
    const answer = await get('/a');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('[SRF4] of a body names its problems, and at most twenty', async () => {
    build();
    const schema = z.object({ list: z.array(z.number()) });
    try {
      readBy(schema, { list: Array(50).fill('x') });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_body', problems: { length: 20 } });
      expect((error as { problems: object[] }).problems[0]).toMatchObject({ path: 'list.0' });
    }
    expect(readBy(schema, { list: [1], more: true })).toEqual({ list: [1] });
    expect(Object.getPrototypeOf(readBy(schema, JSON.parse('{"list":[],"__proto__":{"a":1}}')))).toBe(Object.prototype);
  });
});

describe('a route whose check asks for a permission', () => {
  it('[AUTH8] keeps the server from starting as long as it does not say which it needs', async () => {
    build();
    http.addAccess('member', () => null, { asksPermission: true });
    const route = (config: object) => ({
      constraints: { surface: 'service' },
      config: { access: 'member', ...config },
    });
    http.app.get('/open', route({ needs: null }), async () => 'open');
    http.app.get('/read', route({ needs: 'sites.read' }), async () => 'read');
    http.app.get('/silent', route({}), async () => 'silent');
    await expect(http.app.ready()).rejects.toThrow('Route GET /silent does not name the permission that it needs.');
  });
});

describe('the address of who asks', () => {
  const from = async (trustedProxies: string[], forwarded: string) => {
    build({ trustedProxies }).app.get('/a', onService, async (request) => request.ip);
    const answer = await http.app.inject({
      url: '/a',
      headers: { host: 'chat.example', 'x-forwarded-for': forwarded },
      remoteAddress: '10.0.0.7',
    });
    return answer.body;
  };

  it.each([
    ['nobody is trusted', [], '203.0.113.9', '10.0.0.7'],
    ['another proxy is trusted', ['10.0.0.8'], '203.0.113.9', '10.0.0.7'],
    ['the proxy is trusted', ['10.0.0.0/8'], '203.0.113.9', '203.0.113.9'],
    ['the client forged a part', ['10.0.0.7'], '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['several proxies are trusted', ['10.0.0.7', '192.0.2.0/24'], '203.0.113.9, 192.0.2.4', '203.0.113.9'],
  ])('[AUTH0] is believed as told only when the proxy is trusted: %s', async (_name, trusted, forwarded, expected) => {
    expect(await from(trusted, forwarded)).toBe(expected);
  });
});
