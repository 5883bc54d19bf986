import { connect } from 'node:net';
import type { ErrorBody } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from './platform/ids/index.ts';
import {
  type Answer,
  buildPageView,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
  testOrigin,
} from './testing.ts';

let server: TestServer;
let https: TestServer;
beforeAll(async () => {
  [server, https] = await Promise.all([startTestServer(), startTestServer({ scheme: 'https' })]);
});
afterAll(() => Promise.all([server.close(), https.close()]));

type Surface = Parameters<TestServer['ask']>[0];
const surfaces: Surface[] = ['service', 'workspace', 'help', 'files'];
const checks = [
  'public',
  'own-page',
  'agent',
  'admin',
  'site-page',
  'messenger-frame',
  'conversation-token',
  'doctor-code',
  'file-link',
  'portal',
  'portal-form',
  'messenger-form',
  'help-form',
  'mail-mark',
];

/** A path that fits a route, with ids that are well-formed and name nothing but the site. */
function pathOf(url: string): string {
  return url
    .replace(':site', server.site.id)
    .replace(':conversation', newId('cv'))
    .replace(':visitor', newId('vi'))
    .replace(':other', newId('vi'))
    .replace(':visit', newId('vs'))
    .replace(':file', 'index-1.js')
    .replace(':user', newId('us'))
    .replace(':invitation', 'nothing')
    .replace('*', 'queue');
}

/** A request as complete as a stranger can make it: right origin for the surface, a body, and no credential. */
function strangerAsks(method: string, surface: string): Parameters<TestServer['ask']>[2] {
  const origin = {
    headers: { origin: surface === 'workspace' ? 'http://workspace.localhost' : 'http://service.localhost' },
  };
  return method === 'GET' || method === 'HEAD' ? { method } : { method, ...origin, body: {} };
}

describe('every route', () => {
  it('[SRF1] names a surface and an access check that exists', () => {
    expect(server.app.http.routes.length).toBeGreaterThan(40);
    for (const route of server.app.http.routes) {
      expect(surfaces).toContain(route.surface);
      expect(checks).toContain(route.access);
    }
  });

  it('[SRF1] that is public is meant to be', () => {
    const open = server.app.http.routes.filter(({ access, method }) => access === 'public' && method === 'GET');
    expect(open.map(({ surface, url }) => `${surface} ${url}`).sort()).toEqual([
      'help /',
      'help /*',
      'help /.well-known/change-password',
      'help /.well-known/gpc.json',
      'help /:lang',
      'help /:lang/articles/:slug',
      'help /:lang/articles/:slug/comments',
      'help /:lang/categories/:slug',
      'help /:lang/search',
      'help /:lang/suggestions',
      'help /:site/:lang',
      'help /:site/:lang/articles/:slug',
      'help /:site/:lang/articles/:slug/comments',
      'help /:site/:lang/categories/:slug',
      'help /:site/:lang/search',
      'help /:site/:lang/suggestions',
      'help /:site/appearance/:file',
      'help /:site/cookies',
      'help /api/sites/:site/cookies.csv',
      'help /api/sites/:site/cookies.json',
      'help /images/:image/:file',
      'help /robots.txt',
      expect.stringMatching(/^help \/script\/page-\w+\.js$/),
      expect.stringMatching(/^help \/script\/search-\w+\.js$/),
      expect.stringMatching(/^help \/script\/suggest-\w+\.js$/),
      'help /sitemap.xml',
      expect.stringMatching(/^help \/style\/articles-\w+\.css$/),
      expect.stringMatching(/^help \/style\/forms-\w+\.css$/),
      expect.stringMatching(/^help \/style\/tickets-\w+\.css$/),
      'service /.well-known/gpc.json',
      'service /api/sites/:site/cookies.csv',
      'service /api/sites/:site/cookies.json',
      'service /assets/:file',
      'service /m/:site/doctor',
      'service /m/:site/frame',
      'service /tag/:file',
      'workspace /*',
      'workspace /.well-known/*',
      'workspace /.well-known/change-password',
      'workspace /api/sites/:site/cookies.csv',
      'workspace /api/sites/:site/cookies.json',
      'workspace /assets/:file',
      'workspace /images/:image/:file',
      expect.stringMatching(/^workspace \/style\/articles-\w+\.css$/),
    ]);
    const unsafe = server.app.http.routes.filter(
      ({ access, method }) => access === 'public' && !['GET', 'HEAD'].includes(method),
    );
    expect(unsafe).toEqual([]);
  });

  it('[SRF2] that is not public refuses a stranger by a stable code', async () => {
    const asked = server.app.http.routes.filter(
      ({ access, url }) =>
        // Pages of the help center are for guests, too, who are led to the login.
        !['public', 'own-page', 'portal'].includes(access) &&
        url !== '/m/:site/availability' &&
        url !== '/m/:site/help' &&
        // What proves something is in their bodies.
        url !== '/m/:site/held-codes' &&
        url !== '/:site/conversations/chats' &&
        url !== '/m/:site/tokens' &&
        url !== '/m/:site/recoveries' &&
        url !== '/m/:site/revocations',
    );
    expect(asked.length).toBeGreaterThan(30);
    for (const { method, url, surface } of asked) {
      const answer = await server.ask(surface as Surface, pathOf(url), strangerAsks(method, surface));
      const name = `${method} ${url}`;
      expect([name, answer.status]).toEqual([name, expect.toSatisfy((status) => status === 401 || status === 403)]);
      if (method !== 'HEAD') refusalOf(answer);
    }
  });

  it('[SRF2] of agents refuses admins, and the other way round', async () => {
    const cookies = { agent: (await server.logIn('admin')).cookie, admin: (await server.logIn('agent')).cookie };
    for (const { method, url, surface, access } of server.app.http.routes) {
      if (access !== 'agent' && access !== 'admin') continue;
      const own = fromWorkspace(cookies[access], method === 'GET' || method === 'HEAD' ? undefined : {});
      const answer = await server.ask(surface as Surface, pathOf(url), { ...own, method });
      expect([url, answer.status]).toEqual([url, 401]);
    }
  });

  it('[SRF2] that changes something refuses pages of other origins, with a session too', async () => {
    const cookies = { agent: (await server.logIn('agent')).cookie, admin: (await server.logIn('admin')).cookie };
    for (const { method, url, surface, access } of server.app.http.routes) {
      if (surface !== 'workspace' || ['GET', 'HEAD'].includes(method)) continue;
      const cookie = access === 'agent' || access === 'admin' ? cookies[access] : '';
      for (const origin of ['https://evil.example', 'http://service.localhost', 'null']) {
        const answer = await server.ask('workspace', pathOf(url), { method, headers: { cookie, origin }, body: {} });
        expect([url, ...refusalOf(answer)]).toEqual([url, 403, 'request_not_same_origin']);
      }
    }
  });

  it('[SRF1] answers on its own surface alone', async () => {
    for (const { method, url, surface } of server.app.http.routes) {
      for (const other of surfaces) {
        const isThere = server.app.http.routes.some(
          (route) =>
            route.surface === other &&
            route.method === method &&
            (route.url === url || (route.url === '/*' && method !== 'POST')),
        );
        if (other === surface || isThere) continue;
        const answer = await server.ask(other, pathOf(url), strangerAsks(method, other));
        const name = `${method} ${url} on ${other}`;
        expect([name, answer.status]).toEqual([name, 404]);
      }
    }
  });

  it('[SRF1] is nowhere on a host that is none of ours', async () => {
    for (const { method, url, surface } of server.app.http.routes) {
      for (const host of [
        'evil.example',
        `${surface}.localhost.evil.example`,
        `${surface}.localhost:81`,
        '127.0.0.1',
      ]) {
        const answer = await server.ask(surface as Surface, pathOf(url), {
          method,
          headers: { host, 'x-forwarded-host': `${surface}.localhost` },
        });
        const name = `${method} ${url} at ${host}`;
        expect([name, answer.status]).toEqual([name, 421]);
        if (method !== 'HEAD') expect(refusalOf(answer)).toEqual([421, 'unknown_host']);
      }
    }
  });
});

describe('headers', () => {
  const policyOf = (answer: Answer) => {
    const text = String(answer.headers['content-security-policy']);
    return new Map(text.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]));
  };

  it('[SRF3] are safe on every answer of every route, refusals too', async () => {
    for (const one of [server, https]) {
      for (const { method, url, surface } of one.app.http.routes) {
        const answer = await one.ask(surface as Surface, pathOf(url), strangerAsks(method, surface));
        const name = `${method} ${url}`;
        const policy = policyOf(answer);
        expect([name, answer.headers['x-content-type-options']]).toEqual([name, 'nosniff']);
        expect([name, policy.get('default-src')]).toEqual([name, "'none'"]);
        expect([name, policy.get('base-uri')]).toEqual([name, "'none'"]);
        expect([name, String(policy.get('script-src') ?? '')]).toEqual([
          name,
          expect.not.stringMatching(/unsafe|\*|data:/),
        ]);
        expect([name, answer.headers['referrer-policy']]).toEqual([name, expect.any(String)]);
        const opener = surface === 'service' ? undefined : 'same-origin';
        expect([name, answer.headers['cross-origin-opener-policy']]).toEqual([name, opener]);
        const isFramed = ['/m/:site/frame', '/m/:site/doctor'].includes(url);
        if (!isFramed) expect([name, policy.get('frame-ancestors')]).toEqual([name, "'none'"]);
        const hsts = one === https ? 'max-age=31536000; includeSubDomains' : undefined;
        expect([name, answer.headers['strict-transport-security']]).toEqual([name, hsts]);
        const isSame =
          /cookies\.(json|csv)$|\/cookies$|^\/assets|^\/tag|^\/style|^\/script|^\/$|^\/(robots|sitemap)|^\/\.well-known\//.test(
            url,
          );
        if (!isSame) expect([name, answer.headers['cache-control']]).toEqual([name, 'no-store']);
        expect([name, answer.headers['access-control-allow-credentials']]).toEqual([name, undefined]);
        const allowed = answer.headers['access-control-allow-origin'];
        if (allowed !== undefined) {
          expect([name, allowed]).toEqual([name, '*']);
          expect([name, surface, isSame || [403, 404].includes(answer.status)]).toEqual([
            name,
            expect.stringMatching(/service|help|workspace/),
            true,
          ]);
        }
        expect([name, answer.headers.server, answer.headers['x-powered-by']]).toEqual([name, undefined, undefined]);
      }
    }
  });

  it('[SRF3, LOAD1] name the asking origin on data for pages, and only where it is on the list', async () => {
    const view = (origin: string) =>
      server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView(), origin));
    const [apex, sub, foreign] = [
      await view(testOrigin),
      await view('https://www.shop.example'),
      await view('https://evil.example'),
    ];
    expect(apex.headers['access-control-allow-origin']).toBe(testOrigin);
    expect(sub.headers['access-control-allow-origin']).toBe('https://www.shop.example');
    expect(foreign.headers['access-control-allow-origin']).toBe('*');
    expect(refusalOf(foreign)).toEqual([403, 'origin_refused']);
    for (const answer of [apex, sub, foreign]) {
      expect(answer.headers.vary).toContain('Origin');
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
  });

  it('[SRF3] let the site’s domains alone frame the messenger', async () => {
    await server.app.sites.changeSite(server.site.id, {
      domains: ['shop.example', '*.shop.example', 'b.example:8443'],
    });
    const frame = await server.ask('service', `/m/${server.site.id}/frame`);
    const policy = policyOf(frame);
    expect(policy.get('frame-ancestors')).toBe(
      'https://shop.example http://shop.example https://*.shop.example http://*.shop.example https://b.example:8443 http://b.example:8443 https://help.localhost http://help.localhost',
    );
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('style-src')).toBe("'self'");
    expect(policy.get('form-action')).toBe('http://help.localhost');
    expect(policy.get('require-trusted-types-for')).toBe("'script'");
    expect(policy.get('connect-src')).toBe("'self' ws://service.localhost");
    expect(frame.headers).toMatchObject({
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store',
    });
    expect(frame.headers['x-frame-options']).toBeUndefined();
    const secure = policyOf(await https.ask('service', `/m/${https.site.id}/frame`));
    expect(secure.get('connect-src')).toBe("'self' wss://service.localhost");
  });

  it('[SRF3] keep the workspace to itself, with scripts and styles of its own alone', async () => {
    const pages = [await server.ask('workspace', '/queue'), await server.ask('workspace', '/admin/sites?x=1')];
    for (const page of pages) {
      expect(page.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(policyOf(page).get('script-src')).toBe("'self'");
      expect(policyOf(page).get('style-src')).toBe("'self'");
    }
    expect(refusalOf(await server.ask('workspace', '/api/agent/nothing'))).toEqual([404, 'route_not_found']);
  });
});

describe('what is no proper request', () => {
  it.each(['/%zz', '/tag/%c0%ae', '/m/%', '/t/%E0%A4%A/views'])(
    '[SRF4] like %s is refused as anything else is',
    async (path) => {
      const answer = await server.ask('service', path);
      expect(refusalOf(answer)).toEqual([404, 'route_not_found']);
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    },
  );

  it('[SRF4] a path longer than any of ours is not found', async () => {
    for (const length of [250, 6_000]) {
      const answer = await server.ask('service', `/tag/${'x'.repeat(length)}.js`);
      expect(refusalOf(answer)).toEqual([404, expect.stringMatching(/_not_found$/)]);
    }
  });

  it.each([
    ['not HTTP at all', 'HELLO\r\n\r\n', 400],
    ['without a host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 421],
    ['with headers without end', `GET / HTTP/1.1\r\nhost: service.localhost\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('[SRF4] %s is told so', async (_name, text, status) => {
    const answer = await speak(text);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { code: expect.any(String), message: expect.stringMatching(/\.$/) } });
  });

  it('[SRF4] a request that never comes whole does not keep the server from closing', async () => {
    const own = await startTestServer();
    const { port } = own.app.http.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined).resume();
    const arrived = new Promise((resolve) => own.app.http.app.server.once('request', resolve));
    const head = [
      `POST /m/${own.site.id}/tokens HTTP/1.1`,
      'host: service.localhost',
      'content-type: application/json',
    ];
    socket.write(`${head.join('\r\n')}\r\norigin: http://service.localhost\r\ncontent-length: 100\r\n\r\n{`);
    await arrived;
    await own.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  function speak(text: string): Promise<{ status: number; body: ErrorBody }> {
    const { port } = server.app.http.app.server.address() as { port: number };
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let all = '';
      socket.on('data', (part) => {
        all += part;
      });
      socket.on('error', reject);
      socket.on('close', () => {
        const [head = '', body = ''] = all.split('\r\n\r\n');
        try {
          resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), body: JSON.parse(body) as ErrorBody });
        } catch (error) {
          reject(new Error(`No proper answer: ${all}`, { cause: error }));
        }
      });
    });
  }
});
