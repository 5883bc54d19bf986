import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing.ts';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  const [agent, admin] = [await server.logIn('agent'), await server.logIn('admin')];
  cookie = `${agent.cookie}; ${admin.cookie}`;
});
afterAll(() => server.close());

/** Every address that is read, as a page of another site may include it as a script. */
function addresses() {
  return server.app.http.routes
    .filter(({ method }) => method === 'GET')
    .map(({ surface, url }) => ({
      surface: surface as 'service' | 'workspace' | 'help' | 'files',
      path: url
        .replace(':file', `${server.site.id}.js`)
        .replace(/:site(?=\/|\.|$)/, server.site.id)
        .replace(/:\w+|\*/g, 'index-1.js'),
    }));
}

it('[SRF3] no answer is a script made of a question (JSONP), or of who asks', async () => {
  const scripts: string[] = [];
  for (const { surface, path } of addresses()) {
    const asked = (headers: Record<string, string>) =>
      server.ask(surface, `${path}?callback=stolen&jsonp=stolen&cb=stolen`, { headers });
    const [stranger, member] = [await asked({}), await asked({ cookie })];
    for (const { body } of [stranger, member])
      expect([path, body]).toEqual([path, expect.not.stringMatching(/stolen\(/)]);
    if (!/javascript/.test(String(member.headers['content-type']))) continue;
    scripts.push(path);
    expect([path, member.body]).toEqual([path, stranger.body]);
  }
  expect(scripts).toContain(`/tag/${server.site.id}.js`);
});
