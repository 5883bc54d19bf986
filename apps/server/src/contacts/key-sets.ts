import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import { OutboundError, type ReadText } from '../platform/outbound/index.ts';

/** A public key of a JWKS that may prove tokens, with nothing in it but what that needs. */
export type PublicJwk = {
  kid: string | null;
  algorithm: 'RS256' | 'ES256';
  jwk: { kty: 'RSA'; n: string; e: string } | { kty: 'EC'; crv: 'P-256'; x: string; y: string };
};

/** So long a set is believed without asking for it again. */
const freshMs = 10 * 60_000;
/** So long after asking nothing is asked again, whatever tokens name: strangers write the names. */
const cooldownMs = 30_000;
/** So long a set is good whose server cannot be reached. */
const staleMs = 24 * 60 * 60_000;
const keysMost = 50;

type Known = {
  keys: PublicJwk[];
  /** When it came; null until it did for the first time. */
  cameAt: number | null;
  askedAt: number;
  pending: Promise<void> | null;
};

/** [CNV7] Sets of public keys (JWKS) that stand at addresses of the sites' own. */
export class KeySets {
  readonly #o: { clock: Clock; readText: ReadText };
  readonly #known = new Map<string, Known>();

  constructor(options: { clock: Clock; readText: ReadText }) {
    this.#o = options;
  }

  /**
   * The keys at an address; where none of them is called `kid`, it is asked again, at most twice a minute. Throws
   * `identity_keys_unavailable`.
   */
  async read(url: string, kid: string | null): Promise<PublicJwk[]> {
    const known = this.#known.get(url) ?? { keys: [], cameAt: null, askedAt: -Infinity, pending: null };
    this.#known.set(url, known);
    const now = this.#o.clock.now();
    const isFresh = known.cameAt !== null && now - known.cameAt <= freshMs;
    const hasIt = kid === null || known.keys.some((key) => key.kid === kid);
    if (!isFresh || !hasIt) await this.#ask(url, known);
    if (known.cameAt === null || this.#o.clock.now() - known.cameAt > staleMs)
      throw appError('identity_keys_unavailable', 'The site’s public keys cannot be fetched now. Try again shortly.', {
        retryAfterS: cooldownMs / 1_000,
      });
    return known.keys;
  }

  /** Reads an address for the first time; throws OutboundError where nothing usable stands there. */
  async try(url: string): Promise<void> {
    const keys = readKeySet(await this.#o.readText(url));
    const now = this.#o.clock.now();
    this.#known.set(url, { keys, cameAt: now, askedAt: now, pending: null });
  }

  /** One request for all who wait; that it failed is told by what stays as it was. */
  #ask(url: string, known: Known): Promise<void> {
    if (known.pending) return known.pending;
    if (this.#o.clock.now() - known.askedAt < cooldownMs) return Promise.resolve();
    known.askedAt = this.#o.clock.now();
    known.pending = this.#o
      .readText(url)
      .then((text) => {
        known.keys = readKeySet(text);
        known.cameAt = this.#o.clock.now();
      })
      .catch((error: unknown) => {
        if (!(error instanceof OutboundError)) throw error;
      })
      .finally(() => {
        known.pending = null;
      });
    return known.pending;
  }
}

/** The keys of a JWKS that can prove tokens; throws OutboundError where there are none. */
export function readKeySet(text: string): PublicJwk[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new OutboundError('status', 'What stands there is no JSON.', error);
  }
  const list = (parsed as { keys?: unknown } | null)?.keys;
  const keys = Array.isArray(list) ? list.slice(0, keysMost).flatMap(readKey) : [];
  if (keys.length === 0)
    throw new OutboundError(
      'status',
      'No key stands there that can prove tokens (RSA of 2048 to 4096 bits, or P-256).',
    );
  return keys;
}

function readKey(given: unknown): PublicJwk[] {
  const { kty, use, alg, kid, n, e, crv, x, y } = (given ?? {}) as Record<string, unknown>;
  const algorithm = kty === 'RSA' ? 'RS256' : kty === 'EC' && crv === 'P-256' ? 'ES256' : null;
  if (!algorithm || (use !== undefined && use !== 'sig') || (alg !== undefined && alg !== algorithm)) return [];
  const name = typeof kid === 'string' ? kid : null;
  if (kty === 'RSA')
    return isBase64Url(n, 342, 683) && isBase64Url(e, 1, 8) ? [{ kid: name, algorithm, jwk: { kty, n, e } }] : [];
  return isBase64Url(x, 43, 43) && isBase64Url(y, 43, 43)
    ? [{ kid: name, algorithm, jwk: { kty: 'EC', crv: 'P-256', x, y } }]
    : [];
}

function isBase64Url(value: unknown, least: number, most: number): value is string {
  return typeof value === 'string' && value.length >= least && value.length <= most && /^[\w-]+$/.test(value);
}
