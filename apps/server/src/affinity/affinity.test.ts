import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing.ts';
import { nodeMark } from './index.ts';

const node = 'porch-7.internal.example:8080';
const ownPage = { origin: 'http://workspace.localhost', 'sec-fetch-site': 'same-origin' };

/** What a browser is told of the node, by one answer. */
const marksIn = (headers: Record<string, string | string[] | undefined>) =>
  [headers['set-cookie'] ?? []].flat().filter((one) => one.includes('pl_node'));

describe('the mark of a node', () => {
  it('[LB1] names no host and no address, is the same after each start, and another for each node and installation', () => {
    const mark = nodeMark('a secret', node);
    expect(mark).toMatch(/^[\w-]{22}$/);
    expect(nodeMark('a secret', node)).toBe(mark);
    expect(new Set([mark, nodeMark('a secret', 'porch-8'), nodeMark('another', node)]).size).toBe(3);
  });
});

describe('a node with a name', () => {
  let server: TestServer;
  let own: string;
  let session: string;
  beforeAll(async () => {
    server = await startTestServer({ env: { PORCHLIGHT_AFFINITY: node } });
    own = server.app.affinityCookie ?? '';
    session = (await server.logIn('agent')).cookie;
  });
  afterAll(() => server.close());

  it('[LB1] marks browsers of the workspace, for their session, and says nothing where they have its mark', async () => {
    expect(own).toMatch(/^pl_node=[\w-]{22}$/);
    const told = [`${own}; Path=/; HttpOnly; SameSite=Lax`];
    expect(marksIn((await server.ask('workspace', '/')).headers)).toEqual(told);
    expect(marksIn((await server.ask('workspace', '/api/agent/session')).headers)).toEqual(told);
    expect(marksIn((await server.ask('workspace', '/', { headers: { cookie: own } })).headers)).toEqual([]);
  });

  it('[LB1] marks nothing that caches keep for everybody, and nobody on other hosts', async () => {
    expect(marksIn((await server.ask('workspace', '/assets/index-1.js')).headers)).toEqual([]);
    expect(marksIn((await server.ask('service', '/assets/bubble-1.js')).headers)).toEqual([]);
    expect(marksIn((await server.ask('service', `/tag/${server.site.id}.js`)).headers)).toEqual([]);
    expect(marksIn((await server.ask('help', '/')).headers)).toEqual([]);
    expect(marksIn((await server.ask('files', '/')).headers)).toEqual([]);
  });

  it.each([
    ['none', ''],
    ['its own', 'own'],
    ['another node’s', `pl_node=${nodeMark('a secret', 'porch-8')}`],
    ['a forged one', `pl_node=${'A'.repeat(22)}`],
    ['a cut one', 'pl_node=A'],
    ['an address', 'pl_node=127.0.0.1:9090'],
    ['markup', 'pl_node=<script>'],
    ['two', `pl_node=${'A'.repeat(22)}; pl_node=${'B'.repeat(22)}`],
    ['4,000 letters', `pl_node=${'A'.repeat(4_000)}`],
  ])('[LB1] answers alike whatever mark comes: %s', async (_name, given) => {
    const mark = given === 'own' ? own : given;
    const ask = async (method: string, url: string, cookie: string, body: object | null = null) => {
      const headers = { ...ownPage, ...(cookie ? { cookie } : {}) };
      const answer = await server.ask('workspace', url, { method, headers, body });
      return [answer.status, answer.body];
    };
    const withMark = [session, mark].filter(Boolean).join('; ');
    expect(await ask('GET', '/api/agent/session', withMark)).toEqual(await ask('GET', '/api/agent/session', session));
    expect(await ask('GET', '/api/agent/session', mark)).toEqual(await ask('GET', '/api/agent/session', ''));
    expect((await ask('POST', '/api/agent/socket-tokens', withMark))[0]).toBe(201);
    expect((await ask('POST', '/api/agent/socket-tokens', mark))[0]).toBe(401);
  });
});

describe('a node without a name', () => {
  it('[LB1] sets no mark', async () => {
    const server = await startTestServer();
    try {
      expect(server.app.affinityCookie).toBeNull();
      expect(marksIn((await server.ask('workspace', '/')).headers)).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
