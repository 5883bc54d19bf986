import { limits } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';

/** After this many failures the keys are given up: they are kept nowhere any more, so nobody can use them. */
const attempts = 6;

/** [VIS6] Ends on the server what these keys open. Returns at once: the browser lets go of them, whatever the network. */
export function revokeKeys(
  api: Pick<Api, 'revoke'>,
  environment: Environment,
  records: readonly { key: string; isPending: boolean }[],
): void {
  const keys = records.map(({ key }) => key).slice(-limits.conversationKeys);
  if (keys.length === 0) return;
  const attempt = async (failures: number): Promise<void> => {
    try {
      await api.revoke({ keys });
    } catch (error) {
      if (!(error instanceof RequestFailed) || !error.isTransient || failures + 1 === attempts) return;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures + 1, environment.random));
      environment.after(waitMs, () => void attempt(failures + 1));
    }
  };
  void attempt(0);
}
