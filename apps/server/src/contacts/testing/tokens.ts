import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A pair of keys as a site's server has it. */
export type TestPair = { privateKey: KeyObject; publicKey: KeyObject; pem: string };

export function makePair(kind: 'RS256' | 'ES256', bits = 2_048): TestPair {
  const { privateKey, publicKey } =
    kind === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey, pem: String(publicKey.export({ type: 'spki', format: 'pem' })) };
}

/**
 * Signs whatever it is given, as no library would: `by` is the text of a shared secret, a private key, or null for no
 * signature at all. Written without a library, so that library and rules are tested and not compared with themselves.
 */
export function signToken(payload: object, by: string | KeyObject | null, header: object = {}): string {
  const alg =
    by === null ? 'none' : typeof by === 'string' ? 'HS256' : by.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
  const body = [{ alg, typ: 'JWT', ...header }, payload].map(encode).join('.');
  if (by === null) return `${body}.`;
  if (typeof by === 'string') return `${body}.${createHmac('sha256', by).update(body).digest('base64url')}`;
  return `${body}.${sign('sha256', Buffer.from(body), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** A public key as it stands in a JWKS. */
export function toJwk(pair: TestPair, kid: string | null): object {
  const { kty, n, e, crv, x, y } = pair.publicKey.export({ format: 'jwk' });
  return { kty, n, e, crv, x, y, ...(kid === null ? {} : { kid }), use: 'sig' };
}

/** A server of the site's own, that answers as told and counts who asks. */
export async function startKeyServer() {
  const asked: string[] = [];
  const state = { answer: (_request: IncomingMessage, response: ServerResponse): unknown => response.end('{}') };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    state.answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: `http://127.0.0.1:${port}/keys.json`,
    port,
    /** Answers with these keys from now on. */
    serve(...keys: object[]) {
      state.answer = (_request, response) => response.end(JSON.stringify({ keys }));
    },
    answer(run: (request: IncomingMessage, response: ServerResponse) => unknown) {
      state.answer = run;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
