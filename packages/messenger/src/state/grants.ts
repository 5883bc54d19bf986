import { type Grant, limits, type VisitId } from '@porchlight/protocol';
import { type Api, RequestFailed } from '../api.ts';

/** Renewed this long before its end, so that no request goes out with a token that dies on the way. */
const marginMs = 60_000;

export type Grants = {
  /** Takes a grant that came with another answer. */
  take(key: string, grant: Grant): void;
  /** Exchanges keys for access tokens [CNV2]; null for a key that opens nothing. */
  exchange(keys: readonly string[]): Promise<(Grant | null)[]>;
  /** An access token that holds for at least a minute; throws `RequestFailed` with `key_invalid` when there is none. */
  tokenOf(key: string): Promise<string>;
  /** Runs `work` with a token, once more with a fresh one when the server no longer takes it. */
  withToken<T>(key: string, work: (token: string) => Promise<T>): Promise<T>;
  drop(key: string): void;
  clear(): void;
};

/** Access tokens, in memory only. Their life is counted from their arrival, since this browser's clock may be off. */
export function openGrants(
  api: Pick<Api, 'tokens'>,
  visit: () => VisitId | null,
  now: () => number,
  onGrant: (key: string, grant: Grant) => void = () => {},
): Grants {
  const held = new Map<string, { token: string; untilMs: number }>();
  const renewals = new Map<string, Promise<string>>();

  function take(key: string, grant: Grant): void {
    held.set(key, { token: grant.token, untilMs: now() + limits.accessTokenMs - marginMs });
    onGrant(key, grant);
  }
  async function exchange(keys: readonly string[]): Promise<(Grant | null)[]> {
    if (keys.length === 0) return [];
    const { grants } = await api.tokens({ keys: [...keys], visit: visit() });
    for (const [index, key] of keys.entries()) {
      const grant = grants[index];
      if (grant) take(key, grant);
      else held.delete(key);
    }
    return keys.map((_, index) => grants[index] ?? null);
  }
  async function renew(key: string): Promise<string> {
    const [grant] = await exchange([key]);
    if (!grant) throw new RequestFailed('key_invalid', 'This conversation can no longer be opened.', null);
    return grant.token;
  }
  async function tokenOf(key: string): Promise<string> {
    const known = held.get(key);
    if (known && now() < known.untilMs) return known.token;
    const running = renewals.get(key) ?? renew(key).finally(() => renewals.delete(key));
    renewals.set(key, running);
    return running;
  }
  return {
    take,
    exchange,
    tokenOf,
    async withToken(key, work) {
      try {
        return await work(await tokenOf(key));
      } catch (error) {
        if (!(error instanceof RequestFailed) || !error.isUnauthenticated || error.code === 'key_invalid') throw error;
        held.delete(key);
        return work(await tokenOf(key));
      }
    },
    drop: (key) => void held.delete(key),
    clear: () => held.clear(),
  };
}
