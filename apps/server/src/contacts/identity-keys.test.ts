import { generateKeyPairSync } from 'node:crypto';
import type { CreateIdentityKeyAnswer, IdentifyAnswer, IdentityKeysAnswer, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { createReadText } from '../platform/outbound/index.ts';
import type { Site } from '../sites/index.ts';
import {
  type Answer,
  buildPageView,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';
import { Contacts } from './contacts.ts';
import type { Identify } from './schema.ts';
import { makePair, signToken, startKeyServer, toJwk } from './testing/tokens.ts';

const [rsa, ec] = [makePair('RS256'), makePair('ES256')];

describe.each(['sqlite', 'postgres'] as const)('the keys of a site’s own login on %s', (dialect) => {
  let server: TestServer;
  let admin: string;
  let site: Site;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = dialect === 'postgres' ? await createTestDatabase() : null;
    server = await startTestServer(database ? { databaseUrl: database.url } : {});
    drop = async () => database?.drop();
    admin = (await server.logIn('admin')).cookie;
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });
  beforeEach(async () => {
    const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
    site = await server.app.sites.changeSite(id, { consentPolicy: 'off' });
  });

  const at = (of = site) => `/api/admin/sites/${of.id}/identity-keys`;
  const add = (body: object, of = site) => server.ask('workspace', at(of), fromWorkspace(admin, body));
  const list = async (of = site) =>
    (await server.ask('workspace', at(of), fromWorkspace(admin))).json<IdentityKeysAnswer>().keys;
  const remove = (id: string, of = site) =>
    server.ask('workspace', `${at(of)}/${id}`, { ...fromWorkspace(admin, {}), method: 'DELETE' });
  const problemOf = (answer: Answer) =>
    answer.json<{ error: { message: string; problems?: { path: string }[] } }>().error;
  async function use(token: string): Promise<Answer> {
    const { visitor, visit } = (
      await server.ask('service', `/t/${site.id}/views`, fromPage(buildPageView()))
    ).json<PageViewAnswer>();
    return server.ask('service', `/t/${site.id}/identities`, fromPage({ v: 1, visitor, visit, token }));
  }
  const claims = (sub = 'u-1') => ({ aud: site.id, sub, exp: Math.floor(server.clock.now() / 1_000) + 600 });

  it('[VIS9] a shared secret is told once, and lists say when it was used', async () => {
    const answer = await add({ kind: 'shared-secret' });
    expect(answer.status).toBe(201);
    const { key, secret } = answer.json<CreateIdentityKeyAnswer>();
    expect(Buffer.from(secret ?? '', 'base64url')).toHaveLength(32);
    expect(key).toEqual({
      id: expect.stringMatching(/^ik_[\w-]{22}$/),
      kind: 'shared-secret',
      algorithm: 'HS256',
      source: null,
      createdAt: server.clock.now(),
      lastUsedAt: null,
    });
    expect(await list()).toEqual([key]);
    expect((await use(signToken(claims(), secret ?? ''))).status).toBe(200);
    expect((await list())[0]?.lastUsedAt).toBe(server.clock.now());
    expect(JSON.stringify(await list())).not.toContain(secret);
  });

  it('[VIS9] secrets differ by key, by site and by installation', async () => {
    const { id } = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const other = server.app.sites.getSite(id);
    const answers = [await add({ kind: 'shared-secret' }), await add({ kind: 'shared-secret' })];
    answers.push(await add({ kind: 'shared-secret' }, other));
    expect(new Set(answers.map((one) => one.json<CreateIdentityKeyAnswer>().secret)).size).toBe(3);
    expect(await list()).toHaveLength(2);
  });

  it.each([
    ['RS256', rsa],
    ['ES256', ec],
  ] as const)('[VIS8] [VIS9] a public key is kept with its fingerprint: %s', async (algorithm, pair) => {
    const answer = await add({ kind: 'public-key', algorithm, pem: `\n${pair.pem}\n` });
    expect(answer.json()).toMatchObject({
      secret: null,
      key: { kind: 'public-key', algorithm, source: expect.stringMatching(/^SHA256:[\w-]{43}$/) },
    });
    expect((await use(signToken(claims(), pair.privateKey))).status).toBe(200);
  });

  it('[VIS9] a deleted key proves nothing any more, and is deleted once', async () => {
    const { key, secret } = (await add({ kind: 'shared-secret' })).json<CreateIdentityKeyAnswer>();
    const first = (await use(signToken(claims(), secret ?? ''))).json<IdentifyAnswer>();
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    expect(refusalOf(await remove(key.id, other))).toEqual([404, 'identity_key_not_found']);
    expect((await remove(key.id)).status).toBe(204);
    expect(refusalOf(await remove(key.id))).toEqual([404, 'identity_key_not_found']);
    expect(await list()).toEqual([]);
    expect(refusalOf(await use(signToken(claims(), secret ?? '')))).toEqual([401, 'identity_token_invalid']);
    expect(await server.app.contacts.findLogin(site.id, first.login)).toBeNull();
  });

  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' });
  it.each([
    ['no kind', {}],
    ['another kind', { kind: 'password' }],
    ['a secret of one’s own', { kind: 'shared-secret', secret: 'hunter2' }],
    ['no key', { kind: 'public-key', algorithm: 'RS256', pem: '  ' }],
    ['another algorithm', { kind: 'public-key', algorithm: 'HS256', pem: rsa.pem }],
    ['no algorithm', { kind: 'public-key', pem: rsa.pem }],
    ['a book', { kind: 'public-key', algorithm: 'RS256', pem: rsa.pem.repeat(60) }],
    [
      'a private key',
      { kind: 'public-key', algorithm: 'RS256', pem: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    ],
    ['half a key', { kind: 'public-key', algorithm: 'RS256', pem: rsa.pem.slice(0, 200) }],
    ['words', { kind: 'public-key', algorithm: 'RS256', pem: 'my public key' }],
    ['a key of the other kind', { kind: 'public-key', algorithm: 'RS256', pem: ec.pem }],
    ['and the other way round', { kind: 'public-key', algorithm: 'ES256', pem: rsa.pem }],
    ['another curve', { kind: 'public-key', algorithm: 'ES256', pem: p384 }],
    ['a short key', { kind: 'public-key', algorithm: 'RS256', pem: makePair('RS256', 1_024).pem }],
    ['no address', { kind: 'jwks', url: '' }],
    ['no https', { kind: 'jwks', url: 'http://shop.example/keys.json' }],
    ['this machine', { kind: 'jwks', url: 'https://127.0.0.1/keys.json' }],
    ['a private network', { kind: 'jwks', url: 'https://192.168.0.1/keys.json' }],
    ['the clouds’ own address', { kind: 'jwks', url: 'https://169.254.169.254/latest/' }],
    ['a file', { kind: 'jwks', url: 'file:///etc/passwd' }],
    ['an address without end', { kind: 'jwks', url: `https://shop.example/${'x'.repeat(600)}` }],
  ])('[VIS9] are refused with what to do instead: %s', async (_name, body) => {
    const answer = await add(body);
    expect(refusalOf(answer)[0]).toBe(400);
    expect(problemOf(answer).message.length).toBeGreaterThan(20);
    expect(await list()).toEqual([]);
  });

  it('[VIS9] are ten at most, also when they are made at once', async () => {
    for (let made = 0; made < 9; made += 1) await add({ kind: 'shared-secret' });
    const answers = await Promise.all(Array.from({ length: 3 }, () => add({ kind: 'shared-secret' })));
    expect((await list()).length).toBeGreaterThanOrEqual(10);
    const refused = await add({ kind: 'shared-secret' });
    expect(refusalOf(refused)).toEqual([400, 'identity_key_invalid']);
    if (dialect === 'sqlite') expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('[AUTH1] are for admins alone, of sites that there are', async () => {
    const agent = (await server.logIn('agent')).cookie;
    for (const cookie of ['', agent])
      for (const ask of [fromWorkspace(cookie), fromWorkspace(cookie, { kind: 'shared-secret' })])
        expect((await server.ask('workspace', at(), ask)).status).toBe(401);
    const nowhere = await server.ask('workspace', '/api/admin/sites/st_nowhere-1/identity-keys', fromWorkspace(admin));
    expect(refusalOf(nowhere)).toEqual([404, 'site_not_found']);
  });

  describe('[VIS8] [VIS9] at an address (JWKS)', () => {
    let keys: Awaited<ReturnType<typeof startKeyServer>>;
    let contacts: Contacts;
    /** Long, but for a server that hangs: this machine may be busy. */
    let timeoutMs = 5_000;
    beforeAll(async () => {
      keys = await startKeyServer();
    });
    afterAll(() => keys.close());
    beforeEach(() => {
      keys.asked.length = 0;
      keys.serve(toJwk(rsa, 'one'), toJwk(ec, 'two'));
      timeoutMs = 5_000;
      contacts = new Contacts({
        storage: server.storage,
        clock: server.clock,
        visits: server.app.visits,
        secret: 'a secret of this installation',
        readText: (url) => createReadText({ allowsLoopback: true, timeoutMs })(url),
        allowVisitor: async () => undefined,
        allowNetwork: async () => undefined,
      });
    });
    async function exchange(token: string) {
      const { visitor, visit } = (
        await server.ask('service', `/t/${site.id}/views`, fromPage(buildPageView()))
      ).json<PageViewAnswer>();
      const input: Identify = { v: 1, visitor, visit, token };
      const place = {
        reach: 'cross-site',
        isNear: false,
        isSecure: false,
        host: 'shop.example',
        cookies: undefined,
        isShared: false,
      } as const;
      return (await contacts.identify(site, place, input, '203.0.113.9')).answer;
    }
    const invalid = { code: 'identity_token_invalid' };

    it('prove tokens by their name, and without one', async () => {
      const { key } = await contacts.keys.add(site, { kind: 'jwks', url: keys.url });
      expect(key).toMatchObject({ kind: 'jwks', algorithm: null, source: keys.url });
      await exchange(signToken(claims(), rsa.privateKey, { kid: 'one' }));
      await exchange(signToken(claims(), ec.privateKey, { kid: 'two' }));
      await exchange(signToken(claims(), ec.privateKey));
      expect(keys.asked).toHaveLength(1);
    });

    it('prove nothing under another’s name, by another key, or by a name that is a path', async () => {
      await contacts.keys.add(site, { kind: 'jwks', url: keys.url });
      for (const [key, kid] of [
        [rsa, 'two'],
        [ec, 'one'],
        [makePair('ES256'), 'two'],
        [ec, '../two'],
        [ec, `${keys.url}#two`],
      ] as const)
        await expect(exchange(signToken(claims(), key.privateKey, { kid }))).rejects.toMatchObject(invalid);
      expect(keys.asked).toEqual(['/keys.json']);
      const asHmac = signToken(claims(), JSON.stringify(toJwk(rsa, 'one')), { kid: 'one' });
      await expect(exchange(asHmac)).rejects.toMatchObject(invalid);
    });

    it('may be rotated: an unknown name is asked for', async () => {
      await contacts.keys.add(site, { kind: 'jwks', url: keys.url });
      const next = makePair('ES256');
      keys.serve(toJwk(ec, 'two'), toJwk(next, 'three'));
      server.clock.advance(30_000);
      await exchange(signToken(claims(), next.privateKey, { kid: 'three' }));
      await exchange(signToken(claims(), ec.privateKey, { kid: 'two' }));
      expect(keys.asked).toHaveLength(2);
    });

    it('that cannot be fetched stop nobody whom another key proves', async () => {
      await contacts.keys.add(site, { kind: 'jwks', url: keys.url });
      await contacts.keys.add(site, { kind: 'public-key', algorithm: 'ES256', pem: ec.pem });
      keys.answer((_request, response) => response.writeHead(500).end());
      server.clock.advance(2 * 86_400_000);
      await exchange(signToken(claims(), ec.privateKey));
      await expect(exchange(signToken(claims(), rsa.privateKey))).rejects.toMatchObject({
        code: 'identity_keys_unavailable',
      });
    });

    it.each<[string, () => void]>([
      [
        'hangs',
        () => {
          timeoutMs = 100;
          keys.answer(() => undefined);
        },
      ],
      ['is 10 MB', () => keys.answer((_request, response) => response.end('x'.repeat(10_000_000)))],
      ['is HTML', () => keys.answer((_request, response) => response.end('<html>'))],
      ['leads on', () => keys.answer((_request, response) => response.writeHead(302, { location: '/x' }).end())],
    ])('are not taken from one that %s', async (_name, breakIt) => {
      breakIt();
      await expect(contacts.keys.add(site, { kind: 'jwks', url: keys.url })).rejects.toMatchObject({
        code: 'identity_key_invalid',
        problems: [{ path: 'url', message: expect.stringContaining('does not work') }],
      });
      expect(await contacts.keys.findAll(site)).toEqual([]);
    });
  });
});
