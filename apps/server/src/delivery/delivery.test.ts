import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { TagSettings } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundles, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { buildAsset, integrityOf } from './assets.ts';
import { loadBundles } from './index.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const readSettings = (body: string) => JSON.parse(/settings=(.*);$/.exec(body)?.[1] ?? 'null') as TagSettings;

describe('the tag', () => {
  it('has the site’s settings written in, and is asked for anew each time', async () => {
    const tag = await server.ask('service', `/tag/${server.site.id}.js`);
    expect(tag.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      etag: expect.stringMatching(/^"[A-Za-z0-9_-]{24}"$/),
    });
    expect(readSettings(tag.body)).toMatchObject({
      site: server.site.id,
      service: 'http://service.localhost',
      mode: 'first-party',
      hadThirdParty: false,
      // Hosts of the demo have no registrable domain.
      serviceDomain: null,
      consent: { policy: 'required', textVersion: '1', privacyUrl: '' },
      banner: { path: '/assets/banner-1.js', integrity: 'sha384-b' },
      consentMode: null,
      beatMs: 25_000,
      bubble: { path: '/assets/bubble-1.js', integrity: 'sha384-x' },
    });
    const again = await server.ask('service', `/tag/${server.site.id}.js`, {
      headers: { 'if-none-match': String(tag.headers.etag) },
    });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('changes with the site, and takes no script from what an admin typed', async () => {
    const before = await server.ask('service', `/tag/${server.site.id}.js`);
    const greeting = '</script><script>alert(1)</script>\u2028$&$1';
    await server.app.sites.changeSite(server.site.id, { greeting, consentPolicy: 'notice' });
    const after = await server.ask('service', `/tag/${server.site.id}.js`);
    expect(after.headers.etag).not.toBe(before.headers.etag);
    expect(readSettings(after.body)).toMatchObject({ consent: { policy: 'notice' }, look: { greeting } });
    expect(after.body).not.toMatch(/<\/script|\u2028/);
    const frame = await server.ask('service', `/m/${server.site.id}/frame`);
    expect(frame.body.match(/<script/g)).toHaveLength(2);
  });

  it('[MODE12] asks what is left of a third-party mode for as long as a cookie can live', async () => {
    const { id } = await server.app.sites.addSite({ name: 'Moved', domains: ['moved.example'] });
    const read = async () => readSettings((await server.ask('service', `/tag/${id}.js`)).body);
    const change = (mode: TagSettings['mode']) => server.app.sites.changeSite(id, { mode });
    expect(await read()).toMatchObject({ mode: 'first-party', hadThirdParty: false });
    await change('first-party-session');
    expect((await read()).hadThirdParty).toBe(false);
    for (const mode of ['third-party', 'third-party-session', 'first-party-with-third-party-session'] as const) {
      await change(mode);
      expect(await read()).toMatchObject({ mode, hadThirdParty: false });
      await change('first-party');
      expect(await read()).toMatchObject({ mode: 'first-party', hadThirdParty: true });
    }
    await change('first-party-session');
    server.clock.advance(400 * 86_400_000);
    expect((await read()).hadThirdParty).toBe(true);
    server.clock.advance(1);
    expect((await read()).hadThirdParty).toBe(false);
  });

  it.each([
    ['required', true, 'banner'],
    ['notice', true, 'banner'],
    ['off', true, 'neither'],
    ['required', false, 'consentMode'],
    ['notice', false, 'consentMode'],
    ['off', false, 'neither'],
  ] as const)(
    '[CON3] under `%s`, with a banner of its own: %s, has %s to ask with',
    async (consentPolicy, hasBanner, who) => {
      const site = await server.app.sites.addSite({ name: 'Asks', domains: ['asks.example'] });
      await server.app.sites.changeSite(site.id, {
        consentPolicy,
        hasBanner,
        privacyUrl: 'https://asks.example/privacy',
      });
      const { banner, consentMode, consent } = readSettings((await server.ask('service', `/tag/${site.id}.js`)).body);
      expect([banner !== null, consentMode !== null]).toEqual([who === 'banner', who === 'consentMode']);
      expect(consent.privacyUrl).toBe('https://asks.example/privacy');
    },
  );

  it('of a site that is gone is a script error of its own, readable by the page', async () => {
    const answer = await server.ask('service', '/tag/st_unknown-site.js');
    expect(refusalOf(answer)).toEqual([404, 'site_not_found']);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('assets', () => {
  it('are kept for ever, and each surface has its own', async () => {
    for (const [surface, file, body] of [
      ['service', 'bubble-1.js', 'bubble()'],
      ['workspace', 'index-1.js', 'workspace()'],
    ] as const) {
      const answer = await server.ask(surface, `/assets/${file}`);
      expect([answer.status, answer.body]).toEqual([200, body]);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    expect(refusalOf(await server.ask('service', '/assets/index-1.js'))).toEqual([404, 'route_not_found']);
    expect(refusalOf(await server.ask('workspace', '/assets/bubble-1.js'))).toEqual([404, 'route_not_found']);
  });

  it.each([
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2findex-1.js',
    '__proto__',
    'constructor',
    'bubble-1.js%00',
    'bubble-1.js/',
  ])('have no file named %s', async (name) => {
    expect((await server.ask('service', `/assets/${name}`)).status).toBe(404);
  });

  it('are compressed where the browser takes it', async () => {
    const text = 'const a = 1;'.repeat(200);
    const { serviceAssets } = server.bundles;
    serviceAssets.set('large-1.js', buildAsset(text, 'text/javascript; charset=utf-8'));
    const plain = await server.ask('service', '/assets/large-1.js');
    expect([plain.body, plain.headers['content-encoding']]).toEqual([text, undefined]);
    const port = (server.app.http.app.server.address() as { port: number }).port;
    const { get } = await import('node:http');
    const packed = await new Promise<Buffer>((resolve, reject) => {
      get(
        {
          port,
          host: '127.0.0.1',
          path: '/assets/large-1.js',
          headers: { host: 'service.localhost', 'accept-encoding': 'gzip, br' },
        },
        (response) => {
          expect(response.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => resolve(Buffer.concat(parts)));
        },
      ).on('error', reject);
    });
    expect(packed.length).toBeLessThan(200);
    expect(brotliDecompressSync(packed).toString()).toBe(text);
  });
});

describe('the messenger’s frame', () => {
  it('[LOAD1] names its files by their content and has the browser check them', async () => {
    const script = buildAsset('messenger()', 'text/javascript; charset=utf-8');
    const bundles = { ...buildBundles(), serviceAssets: new Map([['messenger-1.js', script]]) };
    const started = await startTestServer({ bundles });
    const { body, headers } = await started.ask('service', `/m/${started.site.id}/frame`);
    expect(body).toContain(`src="/assets/messenger-1.js" integrity="${integrityOf(script)}"`);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'cross-origin',
    });
    await started.close();
  });
});

describe('the bundles of the builds', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'porchlight-bundles-'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('are missed in words that say what to do', () => {
    expect(() => loadBundles(root)).toThrow(/browser bundles are missing or broken .*Run "npm run build"\./s);
  });

  it('are read from where the builds leave them', () => {
    const files = {
      'packages/tag/dist/manifest.json':
        '{"tag":"tag.js","bubble":{"file":"bubble-99999999.js","integrity":"sha384-y"},"banner":{"file":"banner-9.js","integrity":"sha384-z"},"consentMode":{"file":"consent-mode-9.js","integrity":"sha384-c"},"handoff":{"file":"handoff-9.js","integrity":"sha384-h"},"doctorFrame":{"file":"doctor-frame-9.js","integrity":"sha384-d"}}',
      'packages/tag/dist/tag.js': 'tag(__PORCHLIGHT_SETTINGS__)',
      'packages/tag/dist/bubble-99999999.js': 'bubble()',
      'packages/messenger/dist/manifest.json': '{"entry":"assets/m-99999999.js","css":["assets/m-99999999.css"]}',
      'packages/messenger/dist/assets/m-99999999.js': 'm()',
      'packages/messenger/dist/assets/m-99999999.js.map': '{}',
      'apps/workspace/dist/index.html': '<!doctype html>',
      'apps/workspace/dist/assets/w-9.js': 'w()',
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const bundles = loadBundles(root);
    expect(bundles).toMatchObject({
      tag: 'tag(__PORCHLIGHT_SETTINGS__)',
      bubble: { path: '/assets/bubble-99999999.js', integrity: 'sha384-y' },
      banner: { path: '/assets/banner-9.js', integrity: 'sha384-z' },
      consentMode: { path: '/assets/consent-mode-9.js', integrity: 'sha384-c' },
      messenger: { script: '/assets/m-99999999.js', styles: ['/assets/m-99999999.css'] },
      workspacePage: '<!doctype html>',
    });
    // Nothing that is not named by its content may be kept for ever, and source maps are not for strangers.
    expect([...bundles.serviceAssets.keys()].sort()).toEqual(['bubble-99999999.js', 'm-99999999.js']);
  });
});
