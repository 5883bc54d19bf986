import type * as library from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../../platform/clock/index.ts';
import { appError } from '../../platform/errors/index.ts';
import type { OutboundFetch } from '../../platform/outbound/fetch.ts';
import { OutboundError } from '../../platform/outbound/index.ts';
import type { Claims } from './claims.ts';
import type { StoredSettings } from './store.ts';

/** What is read anew after this long: endpoints and algorithms of a provider change seldom. */
const keptMs = 60 * 60_000;

/** Signatures that nobody can make who merely can check them; anything else is no proof here. */
const signatures = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const endpoint = z.string().max(2_000);

/** The part of a discovery document that is used (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata). */
const document = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  response_types_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/** Who a provider said somebody is. `authenticatedAt` in ms; null where it did not say. */
export type Said = { issuer: string; subject: string; authenticatedAt: number | null; claims: Claims };

type Kept = { key: string; at: number; configuration: Promise<library.Configuration> };

/** The OpenID Connect provider that the settings name, spoken to by `openid-client`. */
export class Provider {
  readonly #clock: Clock;
  readonly #fetch: OutboundFetch;
  readonly #redirectUri: string;
  readonly #allowsHttp: boolean;
  #kept: Kept | null = null;

  /** `allowsHttp`: plain http to this machine, in the demo and tests alone. */
  constructor(options: { clock: Clock; fetch: OutboundFetch; redirectUri: string; allowsHttp: boolean }) {
    this.#clock = options.clock;
    this.#fetch = options.fetch;
    this.#redirectUri = options.redirectUri;
    this.#allowsHttp = options.allowsHttp;
  }

  /** Reads what the provider says of itself. Throws `oidc_unavailable`. */
  async check(settings: StoredSettings, secret: string | null): Promise<void> {
    this.#kept = null;
    await this.#configure(settings, secret);
  }

  /** Where the browser goes to log in. Throws `oidc_unavailable`. */
  async begin(
    settings: StoredSettings,
    secret: string | null,
    asked: { state: string; nonce: string; verifier: string; isFresh: boolean },
  ): Promise<string> {
    const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await loadLibrary();
    const configuration = await this.#configure(settings, secret);
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: ['openid', ...settings.scopes].join(' '),
      state: asked.state,
      nonce: asked.nonce,
      code_challenge: await calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: 'S256',
      ...(asked.isFresh ? { prompt: 'login', max_age: '0' } : {}),
    });
    return url.href;
  }

  /**
   * Redeems the code and reads who came back: signature, issuer, audience, times and nonce of the ID token are checked.
   * What `isEnough` finds missing is asked for besides. Throws `oidc_failed` and `oidc_unavailable`.
   */
  async finish(
    settings: StoredSettings,
    secret: string | null,
    back: { params: Record<string, string>; state: string; nonce: string; verifier: string },
    isEnough: (claims: Claims) => boolean,
  ): Promise<Said> {
    const { authorizationCodeGrant, fetchUserInfo } = await loadLibrary();
    const configuration = await this.#configure(settings, secret);
    const url = new URL(this.#redirectUri);
    for (const [name, value] of Object.entries(back.params)) url.searchParams.set(name, value);
    try {
      const tokens = await authorizationCodeGrant(configuration, url, {
        expectedState: back.state,
        expectedNonce: back.nonce,
        pkceCodeVerifier: back.verifier,
        idTokenExpected: true,
      });
      const said = tokens.claims();
      if (!said || said.sub === '' || said.sub.length > 255) throw failed(null);
      const canAsk = configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more = canAsk && !isEnough(said) ? await fetchUserInfo(configuration, tokens.access_token, said.sub) : {};
      const { auth_time: authenticated } = said;
      return {
        issuer: settings.issuer,
        subject: said.sub,
        authenticatedAt: typeof authenticated === 'number' ? authenticated * 1_000 : null,
        // What is signed counts first.
        claims: { ...more, ...said },
      };
    } catch (error) {
      throw outboundOf(error) ? unavailable(error) : failed(error);
    }
  }

  /** One configuration as long as the settings stay, so that keys are read once and kept. */
  #configure(settings: StoredSettings, secret: string | null): Promise<library.Configuration> {
    const key = JSON.stringify([settings.issuer, settings.clientId, settings.sealedSecret]);
    const now = this.#clock.now();
    const kept = this.#kept;
    if (kept?.key === key && Math.abs(now - kept.at) < keptMs) return kept.configuration;
    const configuration = this.#discover(settings, secret).catch((error: unknown) => {
      // Asked anew the next time.
      if (this.#kept?.configuration === configuration) this.#kept = null;
      throw unavailable(error);
    });
    this.#kept = { key, at: now, configuration };
    return configuration;
  }

  async #discover({ issuer, clientId }: StoredSettings, secret: string | null): Promise<library.Configuration> {
    const { Configuration, ClientSecretBasic, ClientSecretPost, None, ...client } = await loadLibrary();
    const answer = await this.#fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      method: 'GET',
      headers: { accept: 'application/json', 'user-agent': 'Porchlight' },
    });
    if (answer.status !== 200) throw new OutboundError('status', `The provider answered with ${answer.status}.`);
    const found = document.parse(JSON.parse(await answer.text()));
    if (found.issuer !== issuer) throw new Error('The provider has another name than the one that was entered.');
    for (const text of [found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint]) {
      const protocol = text === undefined ? 'https:' : URL.parse(text)?.protocol;
      if (protocol !== 'https:' && !(this.#allowsHttp && protocol === 'http:'))
        throw new Error('An address of the provider is not https.');
    }
    if (found.response_types_supported && !found.response_types_supported.includes('code'))
      throw new Error('The provider gives no codes.');
    if (found.code_challenge_methods_supported && !found.code_challenge_methods_supported.includes('S256'))
      throw new Error('The provider knows no PKCE with S256.');
    const algorithms = found.id_token_signing_alg_values_supported.filter((name) => signatures.includes(name));
    if (algorithms.length === 0) throw new Error('The provider signs with nothing that proves anything.');
    const methods = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const configuration = new Configuration(
      { ...found, id_token_signing_alg_values_supported: algorithms } as library.ServerMetadata,
      clientId,
      undefined,
      secret === null
        ? None()
        : methods.includes('client_secret_basic')
          ? ClientSecretBasic(secret)
          : ClientSecretPost(secret),
    );
    configuration[client.customFetch] = this.#fetch as library.CustomFetch;
    // The signature counts, not the connection alone over which the token came.
    client.enableNonRepudiationChecks(configuration);
    if (this.#allowsHttp) client.allowInsecureRequests(configuration);
    return configuration;
  }
}

/** Loaded with the first login through a provider: most installations have none. */
const loadLibrary = () => import('openid-client');

function outboundOf(error: unknown): OutboundError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof OutboundError) return cause;
  return null;
}

const advice: Record<OutboundError['failure'], string> = {
  address: 'Its address is none that may be asked: it must be https and another machine.',
  redirect: 'Its address leads on to another one.',
  status: 'It does not answer as a provider does at this address.',
  late: 'It did not answer in time.',
  large: 'Its answer is too long.',
  unreachable: 'It cannot be reached.',
};

function unavailable(error: unknown) {
  const outbound = outboundOf(error);
  const why = outbound
    ? advice[outbound.failure]
    : error instanceof Error && !(error instanceof SyntaxError) && !(error instanceof z.ZodError)
      ? error.message
      : 'What it says of itself is not understood.';
  return appError('oidc_unavailable', `The login service cannot be used now. ${why}`, { cause: error });
}

const failed = (cause: unknown) =>
  appError('oidc_failed', 'What the login service answered is not right. Log in once more.', { cause });
