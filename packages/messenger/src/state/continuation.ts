import type { ContinuationAnswer, ErrorCode, VisitorId } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { signal } from '@preact/signals';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { KeyRecord, Keyring } from './keyring.ts';

/** How the continuing of a conversation from another domain stands; `gone`: it is not offered to us. */
export type ContinuationState = { from: string; state: 'asking' | 'expired' | 'used' | 'ended' | 'gone' };

const states: Partial<Record<ErrorCode, ContinuationState['state']>> = {
  continuation_expired: 'expired',
  continuation_used: 'used',
  conversation_ended: 'ended',
};

/**
 * [XD5] Asks for a key to the conversation that a hand-off brought along, after the visitor's click alone. The key is
 * stored before it is sent and the server knows a repeat by it, so that a lost answer or a reload loses nothing.
 */
export function openContinuations(options: {
  api: Pick<Api, 'takeUp'>;
  keyring: Keyring;
  environment: Environment;
  onGranted(key: string, answer: ContinuationAnswer): void;
}) {
  const { api, keyring, environment } = options;
  const state = signal<ContinuationState | null>(null);

  async function ask({ key, handoff }: KeyRecord): Promise<void> {
    if (!handoff) return;
    const { id, from, visitor } = handoff;
    state.value = { from, state: 'asking' };
    for (let failures = 0; ; ) {
      try {
        const answer = await api.takeUp(key, { handoff: id, visitor });
        // Cleared by a logout meanwhile.
        if (!keyring.find(key)) return;
        options.onGranted(key, answer);
        state.value = null;
        return;
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (!keyring.find(key)) return;
        if (!error.isTransient) {
          keyring.remove([key]);
          state.value = { from, state: (error.code && states[error.code]) ?? 'gone' };
          return;
        }
        failures += 1;
        const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
        await new Promise<void>((resolve) => environment.after(waitMs, resolve));
      }
    }
  }

  return {
    state,
    take: options.onGranted,
    begin(visitor: VisitorId | null, id: string, from: string): void {
      if (visitor) void ask(keyring.add(environment.now(), { id, from, visitor }));
      else state.value = { from, state: 'gone' };
    },
    /** Asks once more for what a page before this one had no answer for. */
    resume(): void {
      for (const record of keyring.list()) if (record.isPending) void ask(record);
    },
    clear(): void {
      state.value = null;
    },
    settle(): void {
      if (state.value?.state !== 'asking') state.value = null;
    },
  };
}
