import type { FromFrame, ToFrame } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { batch } from '@preact/signals';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Grants } from './grants.ts';
import type { Identity } from './identity.ts';
import type { KeyTaking } from './key-taking.ts';
import type { Keyring } from './keyring.ts';
import type { Slots } from './slots.ts';

/**
 * [CNV7] What the page was given for the site's own login brings the person's conversations along, by keys that are kept
 * in memory alone and end with it.
 */
export function openLogin(deps: {
  api: Pick<Api, 'tokens'>;
  keyring: Keyring;
  grants: Grants;
  taking: KeyTaking;
  slots: Slots;
  identity: Identity;
  environment: Environment;
  tellPage(message: FromFrame): void;
  /** Conversations came along, or went. */
  onBrought(): void;
}) {
  const { keyring, grants, slots, environment } = deps;
  let login: string | null = null;
  /** Counts up when it is another one: answers to what was asked before are nobody's. */
  let turn = 0;
  let isStarted = false;
  let cancelRetry = () => {};

  function drop(): void {
    const keys = keyring.unlend();
    for (const key of keys) grants.drop(key);
    slots.drop(({ key }) => keys.includes(key));
  }

  function become(next: string | null): void {
    turn += 1;
    login = next;
    cancelRetry();
    if (next === null) drop();
    else if (isStarted) void bring(0);
  }

  async function bring(failures: number): Promise<void> {
    const began = turn;
    const own = keyring.list().flatMap(({ key, isPending }) => (isPending ? [] : [key]));
    try {
      const answer = await deps.api.tokens({ keys: own, visit: deps.identity.takeVisit(), login });
      if (began !== turn) return;
      if (answer.isLoginOver) {
        become(null);
        return deps.tellPage({ type: 'login-over' });
      }
      const brought = answer.keys ?? [];
      batch(() => {
        keyring.lend(brought, environment.now());
        const keys = [...own, ...brought];
        for (const [at, key] of keys.entries()) {
          const grant = answer.grants[at];
          if (!grant) continue;
          grants.take(key, grant);
          deps.taking.takeGrant(key, grant);
        }
        // [VIS6] What is another person's opens nothing any more.
        const gone = own.filter((_, at) => !answer.grants[at]);
        slots.drop(({ key }) => gone.includes(key));
        keyring.remove(gone);
        slots.sort();
      });
      deps.onBrought();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures + 1, environment.random));
      if (began === turn) cancelRetry = environment.after(waitMs, () => void bring(failures + 1));
    }
  }

  return {
    read: () => login,
    /** What the browser holds is known to be of this session: from now on it is shown along with the login. */
    start(): void {
      isStarted = true;
      if (login !== null) void bring(0);
    },
    fromPage(message: Extract<ToFrame, { type: 'identity' }>): void {
      const next = message.login ?? null;
      if (next !== login) become(next);
    },
    /** [VIS6] Lets go of it with all that it brought. */
    clear: () => become(null),
  };
}
