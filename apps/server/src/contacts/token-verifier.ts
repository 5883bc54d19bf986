import { limits } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Site } from '../sites/index.ts';
import type { KeySets } from './key-sets.ts';
import { type Claims, invalid, type Payload, readClaims } from './rules.ts';
import { deriveSharedSecret } from './shared-secret.ts';
import * as store from './store.ts';
import type { IdentityKeysTable } from './tables.ts';

/** A key that may have signed a token, with the one algorithm that it is for. */
type Candidate = { id: string; algorithm: Algorithm; load(jose: Jose): Promise<Parameters<Jose['compactVerify']>[1]> };
type Algorithm = 'HS256' | 'RS256' | 'ES256';
type Jose = typeof import('jose');

const algorithms: readonly unknown[] = ['HS256', 'RS256', 'ES256'] satisfies Algorithm[];
/** Keys of one set that are tried with a token that names none. */
const triesMost = 10;

type Options = {
  storage: Storage;
  clock: Clock;
  keySets: KeySets;
  /** The installation's own: shared secrets are derived from it. */
  secret: string;
};

/** [CNV7] Finds out whether a token is the word of the site's own login. */
export class TokenVerifier {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * What a token says, and which key proves it. Nothing in its header is believed but the algorithm's name, which the
   * keys of the site must have, and a key's name, which is compared and never looked up anywhere. Throws
   * `identity_token_…`, `identity_keys_unavailable`.
   */
  async verify(site: Site, token: string): Promise<{ claims: Claims; keyId: string }> {
    if (token.length > limits.identityTokenChars)
      throw invalid(`The token is longer than ${limits.identityTokenChars} characters. Put less into it.`);
    // With the first token: most installations never see one.
    const jose = await import('jose');
    const { algorithm, kid } = readHeader(jose, token);
    const keys = (await store.findKeys(this.#o.storage.read, site.id)).filter((key) => mayBe(key, algorithm));
    if (keys.length === 0)
      throw invalid(`This site has no key for ${algorithm}. An admin makes one under “Your own login”.`);
    let late: unknown = null;
    for (const key of keys) {
      const candidates = await this.#find(key, algorithm, kid).catch((error: unknown) => {
        late = error;
        return [];
      });
      for (const candidate of candidates) {
        const payload = await readSigned(jose, token, candidate);
        if (payload) return { claims: readClaims(payload, site.id, this.#o.clock.now()), keyId: candidate.id };
      }
    }
    if (late) throw late;
    throw invalid('None of this site’s keys signed the token. Check which key your server uses.');
  }

  async #find(key: IdentityKeysTable, algorithm: Algorithm, kid: string | null): Promise<Candidate[]> {
    const { id, source, public_key: pem } = key;
    switch (key.kind) {
      case 'shared-secret': {
        const secret = deriveSharedSecret(this.#o.secret, key.site_id, id);
        return [{ id, algorithm: 'HS256', load: async () => Buffer.from(secret) }];
      }
      case 'public-key':
        return [{ id, algorithm, load: (jose) => jose.importSPKI(pem ?? '', algorithm) }];
      case 'jwks': {
        const set = await this.#o.keySets.read(source ?? '', kid);
        return set
          .filter((one) => one.algorithm === algorithm && (kid === null || one.kid === kid))
          .slice(0, triesMost)
          .map(({ jwk }) => ({
            id,
            algorithm,
            load: async (jose) => (await jose.importJWK(jwk, algorithm)) as CryptoKey,
          }));
      }
    }
  }
}

/** A set's algorithm is that of each of its keys; a shared secret can never stand in one. */
function mayBe({ kind, algorithm }: IdentityKeysTable, wanted: Algorithm): boolean {
  return kind === 'jwks' ? wanted !== 'HS256' : algorithm === wanted;
}

function readHeader(jose: Jose, token: string): { algorithm: Algorithm; kid: string | null } {
  let header: { alg?: unknown; kid?: unknown };
  try {
    header = jose.decodeProtectedHeader(token);
  } catch {
    throw invalid('This is no signed token (JWT). Send what your server’s JWT library made, as it is.');
  }
  if (!algorithms.includes(header.alg))
    throw appError('identity_token_invalid', 'The token must be signed with HS256, RS256 or ES256.');
  return { algorithm: header.alg as Algorithm, kid: typeof header.kid === 'string' ? header.kid : null };
}

/** The token's body where this key signed it; else null. */
async function readSigned(jose: Jose, token: string, { algorithm, load }: Candidate): Promise<Payload | null> {
  try {
    const { payload } = await jose.compactVerify(token, await load(jose), { algorithms: [algorithm] });
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Payload) : {};
  } catch {
    return null;
  }
}
