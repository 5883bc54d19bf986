import type { FromFrame, ToFrame } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Keyring } from './keyring.ts';

export type Recovery = ReturnType<typeof openRecovery>;

/** A logout in another tab has reached the server by then. */
const takenMs = 2_000;

/**
 * [CNV3] Where the frame's storage does not last, the page keeps a recovery token for it: this begins it when there is
 * a conversation, adds the conversations that come, and finds their keys again where the storage lost them. A token is
 * good once, so only the newest that the page told is ever used, by one tab at a time.
 */
export function openRecovery(deps: {
  site: string;
  api: Pick<Api, 'recover'>;
  keyring: Keyring;
  environment: Environment;
  tellPage(message: FromFrame): void;
  /** The page let go of a token that it had: somebody may have logged out in another tab, where the keys ended. */
  onTaken(): void;
}) {
  const { api, keyring, environment } = deps;
  /** What the page keeps; undefined where it keeps nothing for us. */
  let token: string | null | undefined;
  let marker: string | null = null;
  let failures = 0;
  /** Counts up when what was kept is nobody's any more, nor are answers that were asked for before. */
  let era = 0;
  let cancelRetry = () => {};

  function tell(next: string | null): void {
    token = next;
    deps.tellPage({ type: 'recovery', token: next });
  }

  /** Throws `RequestFailed` where the same may succeed later. */
  async function exchange(): Promise<void> {
    // Where the token turns out to be worth nothing, what is held here begins anew.
    if (await exchangeOnce()) await exchangeOnce();
  }

  /** Tells whether the token was worth nothing while there are keys that it should bring back. */
  function exchangeOnce(): Promise<boolean> {
    return environment.withLock(`pl_recovery-${deps.site}`, async () => {
      if (token === undefined) return false;
      const settled = keyring.list().filter(({ isPending }) => !isPending);
      const fresh = token === null ? settled : settled.filter(({ isRecoverable }) => !isRecoverable);
      // Nothing to find, and nothing to add.
      if (fresh.length === 0 && (settled.length > 0 || token === null)) return false;
      if (environment.storageLasts()) return false;
      const keys = fresh.map(({ key }) => key);
      const asked = token;
      const began = era;
      try {
        const answer = await api.recover({ token, keys, marker });
        if (began !== era) return false;
        // Where it opens no more than we do, its keys are doubles of ours.
        const found = answer.keys.length > settled.length ? answer.keys : [];
        keyring.noteRecoverable(keys, found, environment.now());
        tell(answer.token);
        return false;
      } catch (error) {
        if (!(error instanceof RequestFailed) || error.isTransient) throw error;
        // Used after its successor, over, or never ours: there is nothing to come back to.
        if (began !== era || asked === null || token !== asked) return false;
        tell(null);
        return settled.length > 0;
      }
    });
  }

  /** Adds what is new to what can be found again, over failures. */
  async function sync(): Promise<void> {
    cancelRetry();
    try {
      await exchange();
      failures = 0;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      failures += 1;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
      cancelRetry = environment.after(waitMs, () => void sync());
    }
  }

  return {
    sync,
    /** Finds the keys again that the frame's storage has lost. Throws `RequestFailed` where that may succeed later. */
    async find(): Promise<void> {
      if (keyring.list().every(({ isPending }) => isPending)) await exchange();
    },
    fromPage(message: Extract<ToFrame, { type: 'identity' }>): void {
      const isTaken = typeof token === 'string' && message.recovery === null;
      marker = message.marker ?? null;
      // Who was robbed of it keeps no other before the next page.
      token = isTaken ? undefined : message.recovery;
      if (!isTaken) return;
      era += 1;
      environment.after(takenMs, deps.onTaken);
    },
    /** [VIS6] Lets go of it, here and in the page. */
    clear(): void {
      cancelRetry();
      era += 1;
      if (typeof token === 'string') tell(null);
    },
  };
}
