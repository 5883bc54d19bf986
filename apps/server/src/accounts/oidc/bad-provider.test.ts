import { createHmac } from 'node:crypto';
import type { BeginOidcAnswer, FinishOidcAnswer, OidcSettingsAnswer } from '@porchlight/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildServer, workspaceOrigin } from '../testing.ts';
import { buildSettings, clientId, clientSecret, startFakeProvider } from './testing.ts';

const redirectUri = `${workspaceOrigin}/login/provider/callback`;

let fake: Awaited<ReturnType<typeof startFakeProvider>>;
beforeEach(async () => {
  fake = await startFakeProvider(redirectUri);
});
afterEach(() => fake.stop());

let server: Awaited<ReturnType<typeof buildServer>>;
let admin: string;
beforeAll(async () => {
  const provider = { allowsLoopback: true, providerTimeoutMs: 400 };
  server = await buildServer({ nowMs: Date.now(), provider });
  await server.addMember('Ada', ['admin']);
  admin = await server.logIn('admin', 'Ada');
});
afterAll(() => server.stop());

function save(over: Parameters<typeof buildSettings>[1] = {}) {
  const body = buildSettings(fake.issuer, over);
  return server.send<OidcSettingsAnswer>('PUT', '/api/admin/oidc', { body, cookie: admin });
}

/** A login whose way back has these changes; answers with its status and code. */
async function logIn(over: Record<string, string | null> = {}): Promise<[number, string | null]> {
  const begun = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {} });
  if (begun.status !== 200) return [begun.status, begun.body.error.code];
  const landed = await server.send('GET', fake.goBack(begun.body.url, over), { cookie: begun.cookie });
  const attempt = String(landed.headers.location).split('#')[1] ?? '';
  const body = { attempt };
  const done = await server.send<FinishOidcAnswer>('POST', '/api/oidc/completions', { body, cookie: begun.cookie });
  expect(
    done.cookies.some((one) => one.startsWith('porchlight_agent')),
    'a session',
  ).toBe(done.status === 200);
  return [done.status, done.status === 200 ? null : done.body.error.code];
}

const failed = [401, 'oidc_failed'];
const nowS = () => Math.floor(Date.now() / 1_000);

describe('a provider’s word', () => {
  beforeEach(() => save());

  it('[AUTH19] is taken where all of it is right', async () => {
    expect(await logIn()).toEqual([200, null]);
    expect(await logIn({ iss: null })).toEqual([200, null]);
  });

  const claims: [string, () => Record<string, unknown>][] = [
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['for another client', () => ({ aud: 'somebody-else' })],
    ['for several clients, by another one of them', () => ({ aud: [clientId, 'other'], azp: 'other' })],
    ['for several clients, by nobody', () => ({ aud: [clientId, 'other'] })],
    ['that is over', () => ({ exp: nowS() - 60, iat: nowS() - 400 })],
    ['without an end', () => ({ exp: undefined })],
    ['not good yet', () => ({ nbf: nowS() + 600 })],
    ['about nobody', () => ({ sub: undefined })],
    ['about an empty name', () => ({ sub: '' })],
    ['about a name without end', () => ({ sub: 'x'.repeat(300) })],
    ['for another nonce', () => ({ nonce: 'another' })],
    ['without a nonce', () => ({ nonce: undefined })],
  ];
  it.each(claims)('[AUTH19] is refused in a token %s', async (_name, wrong) => {
    fake.state.token = (nonce) => fake.signed({ nonce, ...wrong() });
    expect(await logIn()).toEqual(failed);
  });

  it('[AUTH19] is refused without a signature, or with one that anybody could make', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = async (nonce: string) => (await fake.signed({ nonce })).split('.')[1] ?? '';
    fake.state.token = async (nonce) => `${part({ alg: 'none' })}.${await payload(nonce)}.`;
    expect(await logIn()).toEqual(failed);
    for (const key of [JSON.stringify(fake.publicJwk), String(fake.publicJwk.n), clientSecret]) {
      fake.state.token = async (nonce) => {
        const signed = `${part({ alg: 'HS256', kid: 'one' })}.${await payload(nonce)}`;
        return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
      };
      expect(await logIn()).toEqual(failed);
    }
    fake.state.token = (nonce) => fake.signed({ nonce }, { key: fake.otherKey });
    expect(await logIn()).toEqual(failed);
    fake.state.token = (nonce) => fake.signed({ nonce }, { key: fake.otherKey, header: { kid: 'unknown' } });
    expect(await logIn()).toEqual(failed);
    fake.state.token = async (nonce) => {
      const [head, , signature] = (await fake.signed({ nonce })).split('.');
      return `${head}.${part({ iss: fake.issuer, aud: clientId, sub: 'ada', nonce, exp: nowS() + 60, iat: nowS() })}.${signature}`;
    };
    expect(await logIn()).toEqual(failed);
    for (const token of ['', 'no.token', 'a.b.c', '\u0000']) {
      fake.state.token = () => token;
      expect(await logIn()).toEqual(failed);
    }
  });

  it('[AUTH19] is refused where another provider answers, or the provider refuses', async () => {
    expect(await logIn({ iss: 'https://evil.example' })).toEqual(failed);
    expect(await logIn({ error: 'access_denied', code: null })).toEqual([401, 'oidc_cancelled']);
    expect(await logIn({ error: 'server_error', code: null })).toEqual(failed);
    expect(await logIn({ code: null })).toEqual(failed);
    // Before anything is asked of the provider.
    fake.state.asked.length = 0;
    expect(await logIn({ state: 'another' })).toEqual([410, 'oidc_over']);
    expect(fake.state.asked).toEqual([]);
  });

  it('[AUTH19] must name the issuer where the provider says that it does', async () => {
    fake.state.document = { authorization_response_iss_parameter_supported: true };
    await save();
    expect(await logIn({ iss: null })).toEqual(failed);
    expect(await logIn()).toEqual([200, null]);
  });

  it('[AUTH19] is refused where it sends the request on, or answers with anything else', async () => {
    const answers: [string, number, string][] = [
      ['/token', 302, ''],
      ['/jwks', 302, ''],
      ['/token', 200, '<html>'],
      ['/token', 500, '{}'],
      ['/token', 400, '{"error":"invalid_client"}'],
      ['/jwks', 200, '{"keys":[]}'],
      ['/jwks', 200, 'null'],
    ];
    for (const [path, status, body] of answers) {
      await save();
      fake.state.replies = new Map([
        [
          path,
          (response) =>
            void response
              .writeHead(status, { location: `${fake.issuer}/elsewhere`, 'content-type': 'application/json' })
              .end(body),
        ],
      ]);
      const [code] = await logIn();
      expect([path, status, code]).toEqual([path, status, expect.toSatisfy((one) => one === 401 || one === 503)]);
      fake.state.replies.clear();
    }
    expect(fake.state.asked).not.toContain('/elsewhere');
  });

  it.each(['/token', '/jwks'])('[AUTH19] that never ends, or has no end, is given up: %s', async (path) => {
    fake.state.replies.set(path, (response) => void response.writeHead(200).write('{'));
    expect(await logIn()).toEqual([503, 'oidc_unavailable']);
    fake.state.replies.set(path, (response) => void response.writeHead(200).end(Buffer.alloc(10_000_000, 32)));
    expect(await logIn()).toEqual([503, 'oidc_unavailable']);
    fake.state.replies.set(path, (response) => void response.destroy());
    expect(await logIn()).toEqual([503, 'oidc_unavailable']);
  });

  it('[AUTH19] of keys is read once for many logins, and anew for a key that is new', async () => {
    fake.state.asked.length = 0;
    for (let at = 0; at < 3; at += 1) expect(await logIn()).toEqual([200, null]);
    expect(fake.state.asked.filter((path) => path === '/jwks')).toHaveLength(1);
    expect(fake.state.asked).not.toContain('/.well-known/openid-configuration');
  });
});

describe('what a provider says of itself', () => {
  const wrong: [string, Record<string, unknown>][] = [
    ['another name', { issuer: 'https://evil.example' }],
    ['no place to log in', { authorization_endpoint: undefined }],
    ['no keys', { jwks_uri: undefined }],
    ['a script for a place', { authorization_endpoint: 'javascript:alert(1)' }],
    ['a file for keys', { jwks_uri: 'file:///etc/passwd' }],
    ['no codes', { response_types_supported: ['id_token'] }],
    ['plain PKCE alone', { code_challenge_methods_supported: ['plain'] }],
    ['shared secrets for signatures', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['a number for a name', { issuer: 7 }],
  ];
  it.each(wrong)('[AUTH18] is refused with %s', async (_name, document) => {
    fake.state.document = document;
    const answer = await save();
    expect([answer.status, answer.body.error.code]).toEqual([503, 'oidc_unavailable']);
    expect(answer.body.error.message).toMatch(/^The login service cannot be used now\. .+\.$/);
  });

  it('[AUTH18] is refused where it hangs, leads on, is endless, broken or not there', async () => {
    const path = '/.well-known/openid-configuration';
    const replies: Parameters<typeof fake.state.replies.set>[1][] = [
      () => undefined,
      (response) => void response.writeHead(302, { location: `${fake.issuer}/elsewhere` }).end(),
      (response) => void response.writeHead(200).end(Buffer.alloc(10_000_000, 32)),
      (response) => void response.writeHead(200).end('{'),
      (response) => void response.writeHead(404).end('{}'),
      (response) => void response.destroy(),
    ];
    for (const reply of replies) {
      fake.state.replies.set(path, reply);
      expect((await save()).body.error.code).toBe('oidc_unavailable');
    }
    expect(fake.state.asked).not.toContain('/elsewhere');
  });

  it('[AUTH18] that goes down later leaves the login page as it is, and passwords working', async () => {
    expect((await save()).status).toBe(200);
    server.clock.advance(61 * 60_000);
    fake.state.replies.set('/.well-known/openid-configuration', (response) => void response.destroy());
    expect(await logIn()).toEqual([503, 'oidc_unavailable']);
    admin = await server.logIn('admin', 'Ada');
    fake.state.replies.clear();
    expect(await logIn()).toEqual([200, null]);
  });
});

describe('the address of a provider', () => {
  const refused = [
    'http://id.example',
    'http://10.0.0.1',
    'https://169.254.169.254',
    'https://127.0.0.1:1',
    'https://localhost',
    'https://[::1]',
    'https://0.0.0.0',
    'https://name:word@id.example',
    'https://id.example?x=1',
    'https://id.example#x',
    'ftp://id.example',
    'file:///etc/passwd',
    'id.example',
  ];
  it.each(refused)('[AUTH18] is none that leads to this machine, and https: %s', async (issuer) => {
    const own = await buildServer({ nowMs: Date.now() });
    try {
      await own.addMember('Ada', ['admin']);
      const cookie = await own.logIn('admin', 'Ada');
      const answer = await own.send('PUT', '/api/admin/oidc', { body: buildSettings(issuer), cookie });
      expect(['oidc_unavailable', 'invalid_body']).toContain(answer.body.error.code);
    } finally {
      await own.stop();
    }
  });
});
