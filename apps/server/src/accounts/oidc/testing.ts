import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OidcSettings } from '@porchlight/protocol';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

/** Somebody at the provider. */
export type Person = { sub: string; [claim: string]: unknown };

export const clientId = 'porchlight';
export const clientSecret = 'a secret of the client, known to both';

/** Settings that fit the providers of this file. */
export function buildSettings(
  issuer: string,
  over: Partial<OidcSettings> = {},
): OidcSettings & { secret: string | null } {
  return {
    isOn: true,
    issuer,
    clientId,
    scopes: ['email', 'profile', 'groups'],
    label: 'Shop account',
    rolesClaim: null,
    roleMap: [],
    defaultRole: 'agent',
    createsMembers: true,
    linksByEmail: true,
    hasSecondFactor: false,
    arePasswordsOff: false,
    secret: clientSecret,
    ...over,
  };
}

/**
 * A certified provider (`oidc-provider`) on this machine, with a page on which one chooses who one is, or cancels.
 * `hasThinTokens`: claims are told on asking alone, as that library does by itself.
 */
export async function startProvider(options: { redirectUri: string; people: Person[]; hasThinTokens?: boolean }) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const people = [...options.people];
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' } as JWK] } as never,
    cookies: { keys: ['of the tests alone'] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [options.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      groups: ['groups', 'realm_access'],
    },
    conformIdTokenClaims: options.hasThinTokens ?? false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/choose/${interaction.uid}` },
    async findAccount(_context, id) {
      const person = people.find(({ sub }) => sub === id);
      return person && { accountId: id, claims: () => person };
    },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
    renderError(context, out) {
      context.type = 'text/plain';
      context.body = JSON.stringify(out);
    },
  });
  const answer = provider.callback();
  const counts = { asked: 0 };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/auth')) counts.asked += 1;
    if (request.url?.startsWith('/choose/')) choose(request, response).catch((error: unknown) => fail(response, error));
    else answer(request, response);
  });

  async function choose(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      let body = '';
      for await (const part of request) body += part;
      const sub = new URLSearchParams(body).get('who');
      const result = sub
        ? { login: { accountId: sub } }
        : { error: 'access_denied', error_description: 'The person said no.' };
      await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      return;
    }
    const buttons = people.map(({ sub, name }) => `<button name="who" value="${sub}">${String(name ?? sub)}</button>`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="en"><title>Who are you?</title><form method="post">${buttons.join('')}<button id="cancel">Cancel</button></form>`,
    );
  }

  return {
    issuer,
    people,
    counts,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function fail(response: ServerResponse, error: unknown): void {
  response.statusCode = 500;
  response.end(String(error));
}

/** A browser's way through a provider: logs in as `who`, null to cancel; answers with the address it is sent back to. */
export function makeTraveller() {
  const jar = new Map<string, string>();
  async function go(url: string, method = 'GET', body: string | null = null): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body,
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
  return async (url: string, who: string | null): Promise<URL> => {
    const { origin } = new URL(url);
    let answer = await go(url);
    for (let hop = 0; hop < 10; hop += 1) {
      const next = answer.headers.get('location');
      if (next === null) throw new Error(`The provider answered with ${answer.status}: ${await answer.text()}`);
      const target = new URL(next, origin);
      if (target.origin !== origin) return target;
      answer = await go(target.href);
      if (answer.status === 200) answer = await go(target.href, 'POST', who === null ? '' : `who=${who}`);
    }
    throw new Error('The provider sends the browser around in circles.');
  };
}

/** What a provider that lies, hangs or is broken answers; each part may be changed by a test. */
export async function startFakeProvider(redirectUri: string) {
  const good = await generateKeyPair('RS256', { extractable: true });
  const other = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(good.publicKey)), alg: 'RS256', use: 'sig', kid: 'one' };
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  type Reply = (response: ServerResponse) => void;
  const state = {
    /** Changes of the discovery document. */
    document: {} as Record<string, unknown>,
    /** Instead of an answer, by path. */
    replies: new Map<string, Reply>(),
    /** Makes the ID token for a nonce. */
    token: (nonce: string): Promise<string> | string => signed({ nonce }),
    asked: [] as string[],
  };
  let nonce = '';

  /** An ID token that is right but for what is said otherwise. */
  function signed(
    claims: Record<string, unknown>,
    { key = good.privateKey, header = {} }: { key?: CryptoKey; header?: Record<string, unknown> } = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: issuer,
      aud: clientId,
      sub: 'nora',
      iat: now,
      exp: now + 300,
      email: 'nora@shop.example',
      email_verified: true,
      name: 'Nora',
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .sign(key);
  }

  server.on('request', async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    state.asked.push(path);
    const reply = state.replies.get(path);
    if (reply) return reply(response);
    const json = (body: unknown) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (path === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        ...state.document,
      });
    if (path === '/jwks') return json({ keys: [publicJwk] });
    if (path === '/token')
      return json({ access_token: 'at', token_type: 'Bearer', id_token: await state.token(nonce) });
    response.statusCode = 404;
    response.end();
  });

  return {
    issuer,
    state,
    signed,
    /** The key that anybody can read. */
    publicJwk,
    otherKey: other.privateKey,
    /** As the browser would be sent back at once. */
    goBack(url: string, over: Record<string, string | null> = {}): string {
      const asked = new URL(url).searchParams;
      nonce = asked.get('nonce') ?? '';
      const params = { code: 'a-code', state: asked.get('state') ?? '', iss: issuer, ...over };
      const back = new URL(redirectUri);
      for (const [name, value] of Object.entries(params)) if (value !== null) back.searchParams.set(name, value);
      return `${back.pathname}${back.search}`;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
