import type { RealtimeConnection, RealtimeStatus } from '@porchlight/realtime';
import { connectRealtime, SignedOut } from '@porchlight/realtime';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { learnServerClock } from './server-clock.ts';
import type { Store } from './store.ts';
import { createStore } from './store.ts';

/** At most one `input` frame in this time: enough to keep a session alive, too few to matter. */
const inputEveryMs = 60_000;

export type WorkspaceSocket = { connection: RealtimeConnection; status: Store<RealtimeStatus>; close(): void };

/**
 * Opens the socket of one of the two sessions. `onSignedOut` is called when the session is over. Real touches of
 * keyboard and pointer are told to the server, since only they keep a session alive [AUTH2].
 */
export function openWorkspaceSocket(at: Interface, onSignedOut: () => void): WorkspaceSocket {
  const status = createStore<RealtimeStatus>({ state: 'connecting', attempt: 0 });
  const connection = connectRealtime({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`,
    async getToken() {
      try {
        const askedAt = Date.now();
        const { token, expiresAt } = await api.socketToken(at);
        learnServerClock(expiresAt, askedAt, Date.now());
        return token;
      } catch (error) {
        if (error instanceof ApiError && error.kind === 'unauthenticated') throw new SignedOut();
        throw error;
      }
    },
    onStatus(next) {
      status.set(next);
      if (next.state === 'closed' && next.reason !== 'by-client' && next.reason !== 'version') onSignedOut();
    },
  });
  let toldAt = Number.NEGATIVE_INFINITY;
  const onTouch = (event: Event) => {
    if (!event.isTrusted || Date.now() - toldAt < inputEveryMs || connection.status().state !== 'open') return;
    toldAt = Date.now();
    connection.sendInput();
  };
  addEventListener('pointerdown', onTouch, { passive: true, capture: true });
  addEventListener('pointermove', onTouch, { passive: true, capture: true });
  addEventListener('keydown', onTouch, { capture: true });
  return {
    connection,
    status,
    close() {
      removeEventListener('pointerdown', onTouch, { capture: true });
      removeEventListener('pointermove', onTouch, { capture: true });
      removeEventListener('keydown', onTouch, { capture: true });
      connection.close();
    },
  };
}
