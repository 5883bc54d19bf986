import type { ConversationId, Stream } from '@porchlight/protocol';
import {
  connectRealtime,
  type RealtimeConnection,
  type RealtimeOptions,
  type RealtimeStatus,
  SignedOut,
  type StreamSignal,
} from './connection.ts';
import type { Message, Wants } from './line-messages.ts';
import type { SharingEnvironment } from './sharing-environment.ts';

type Trunk = { connection: RealtimeConnection; streams: Map<Stream, () => void> };
type Peer = { heardAt: number; wants: Wants };

/** A tab that said nothing for this long is gone; timers of hidden ones may run once a minute. */
const peerMs = 150_000;
const tokenMs = 5_000;

export type Trunks = ReturnType<typeof openTrunks>;

/** What the tab with the socket holds for all: a connection for each conversation that somebody follows. */
export function openTrunks(deps: {
  url: string;
  environment: SharingEnvironment;
  /** Tells the other tabs. */
  post(message: Message): void;
  /** The name of this tab. */
  me(): string;
  /** Where this tab itself has tokens for a conversation. */
  tokens(conversation: ConversationId): RealtimeOptions['getToken'] | undefined;
  onSignal(conversation: ConversationId, stream: Stream, signal: StreamSignal): void;
  onStatus(conversation: ConversationId, status: RealtimeStatus): void;
}) {
  const { url, environment, post, me } = deps;
  const trunks = new Map<ConversationId, Trunk>();
  const peers = new Map<string, Peer>();
  const asked = new Map<number, (token: string | null) => void>();
  const wakers = new Set<() => void>();
  let asks = 0;

  /** Takes what a tab follows now; nothing is a tab that left. */
  function takeWants(id: string, wants: Wants): void {
    const before = peers.get(id)?.wants ?? {};
    if (Object.keys(wants).length === 0) peers.delete(id);
    else peers.set(id, { heardAt: environment.now(), wants });
    for (const conversation of Object.keys(before) as ConversationId[]) reconcile(conversation);
    for (const [key, streams] of Object.entries(wants)) {
      const conversation = key as ConversationId;
      const known = before[conversation];
      // Closed for good, until somebody comes anew.
      if (!known && trunks.get(conversation)?.connection.status().state === 'closed') dropTrunk(conversation);
      const subscribed = new Set(trunks.get(conversation)?.streams.keys());
      reconcile(conversation);
      // Only a subscribe brings the newcomer its head or snapshot.
      for (const stream of streams) {
        if (subscribed.has(stream) && !known?.includes(stream)) {
          trunks.get(conversation)?.connection.resubscribe(stream);
        }
      }
    }
  }

  function dropTrunk(conversation: ConversationId): void {
    trunks.get(conversation)?.connection.close();
    trunks.delete(conversation);
  }

  /** Holds a connection and the subscriptions that somebody needs, and no others. */
  function reconcile(conversation: ConversationId): void {
    const followed = [...peers.values()].flatMap(({ wants }) => (wants[conversation] ? [wants[conversation]] : []));
    if (followed.length === 0) {
      dropTrunk(conversation);
      return;
    }
    const wanted = new Set(followed.flat());
    const trunk = trunks.get(conversation) ?? openTrunk(conversation);
    for (const [stream, unsubscribe] of trunk.streams) {
      if (wanted.has(stream)) continue;
      unsubscribe();
      trunk.streams.delete(stream);
    }
    for (const stream of wanted) {
      if (trunk.streams.has(stream)) continue;
      const handler = (signal: StreamSignal) => {
        deps.onSignal(conversation, stream, signal);
        post({ type: 'signal', from: me(), conversation, stream, signal });
      };
      trunk.streams.set(stream, trunk.connection.subscribe(stream, handler));
    }
  }

  function openTrunk(conversation: ConversationId): Trunk {
    const connection = connectRealtime({
      url,
      getToken: (reason) => tokenFor(conversation, reason),
      onStatus(status) {
        // A trunk that is replaced or handed over has nothing to say any more.
        if (status.reason === 'by-client') return;
        deps.onStatus(conversation, status);
      },
      environment: {
        ...environment,
        onWake(callback) {
          const stopWaking = environment.onWake(callback);
          wakers.add(callback);
          return () => {
            stopWaking();
            wakers.delete(callback);
          };
        },
      },
    });
    const trunk = { connection, streams: new Map() };
    trunks.set(conversation, trunk);
    return trunk;
  }

  function tokenFor(conversation: ConversationId, reason: 'connect' | 'refused'): Promise<string> {
    const own = deps.tokens(conversation);
    if (own) return own(reason);
    asks += 1;
    const number = asks;
    return new Promise<string>((resolve, reject) => {
      const cancel = environment.after(tokenMs, () => settle(undefined));
      const settle = (token: string | null | undefined) => {
        cancel();
        asked.delete(number);
        if (token) resolve(token);
        else reject(token === null ? new SignedOut() : new Error('No tab had a token.'));
      };
      asked.set(number, settle);
      post({ type: 'ask', from: me(), number, conversation, reason });
    });
  }

  return {
    takeWants,
    connectionOf: (conversation: ConversationId) => trunks.get(conversation)?.connection,
    statuses: () => Object.fromEntries([...trunks].map(([id, { connection }]) => [id, connection.status()])),
    takeToken: (number: number, token: string | null) => asked.get(number)?.(token),
    /** Another tab came online or is looked at. */
    wake(): void {
      for (const wake of [...wakers]) wake();
    },
    /** Lets go of what tabs follow that went without a word. */
    prune(): void {
      for (const [id, { heardAt }] of peers) {
        if (id !== me() && environment.now() - heardAt > peerMs) takeWants(id, {});
      }
    },
    drop(): void {
      for (const { connection } of trunks.values()) connection.close();
      trunks.clear();
      peers.clear();
      asked.clear();
    },
  };
}
