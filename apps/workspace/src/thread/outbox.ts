import type { Accepted, ConversationId } from '@porchlight/protocol';
import type { Store } from '../realtime/store.ts';
import { createStore } from '../realtime/store.ts';

/** Something written here that the conversation's streams have not brought back yet. */
export type OutboxEntry = {
  clientId: string;
  kind: 'reply' | 'note';
  text: string;
  /** Client ids of the uploads that go with it. */
  files: readonly string[];
  at: number;
  /** `waiting`: tried, and tried again by itself. `failed`: refused; a person has to decide. */
  state: 'queued' | 'sending' | 'waiting' | 'accepted' | 'failed';
  problem: string | null;
};

export type Outbox = {
  entries: Store<readonly OutboxEntry[]>;
  add(kind: OutboxEntry['kind'], text: string, files?: readonly string[]): void;
  /** Tries a failed entry again, at its place in the order. */
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Drops entries that the streams brought back. */
  settle(clientIds: readonly string[]): void;
  /** Tries at once what waits: the connection is back. */
  wake(): void;
};

export type OutboxOptions = {
  send(entry: OutboxEntry): Promise<Accepted>;
  onAccepted(entry: OutboxEntry, accepted: Accepted): void;
  /** The entry is shown no more: the streams brought it back, or somebody threw it away. */
  onGone(entry: OutboxEntry): void;
  /** Whether the same request may succeed later, and what to tell when it may not. */
  judge(error: unknown): { isPassing: boolean; problem: string };
  makeClientId(): string;
  now(): number;
  after(ms: number, callback: () => void): () => void;
};

/** Waits between attempts, ms; the last one repeats. */
const waits = [1_000, 2_000, 5_000, 10_000, 20_000];

/**
 * Sends what is written in one conversation, one at a time and in order. The same client id goes with every
 * attempt, so an answer that was lost on the way doubles nothing.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const entries = createStore<readonly OutboxEntry[]>([]);
  let isSending = false;
  let attempts = 0;
  let cancelWait = () => {};

  function change(clientId: string, fields: Partial<OutboxEntry>): void {
    entries.set((now) => now.map((entry) => (entry.clientId === clientId ? { ...entry, ...fields } : entry)));
  }

  function drop(clientIds: ReadonlySet<string>): void {
    const gone = entries.get().filter((entry) => clientIds.has(entry.clientId));
    if (gone.length === 0) return;
    entries.set((now) => now.filter((entry) => !clientIds.has(entry.clientId)));
    gone.forEach(options.onGone);
  }

  async function pump(): Promise<void> {
    if (isSending) return;
    const next = entries.get().find((entry) => entry.state === 'queued' || entry.state === 'waiting');
    if (!next) return;
    isSending = true;
    cancelWait();
    change(next.clientId, { state: 'sending', problem: null });
    try {
      const accepted = await options.send(next);
      attempts = 0;
      change(next.clientId, { state: 'accepted' });
      options.onAccepted(next, accepted);
    } catch (error) {
      const { isPassing, problem } = options.judge(error);
      if (isPassing) {
        change(next.clientId, { state: 'waiting', problem });
        cancelWait = options.after(waits[Math.min(attempts, waits.length - 1)] as number, () => void pump());
        attempts += 1;
        isSending = false;
        return;
      }
      change(next.clientId, { state: 'failed', problem });
    }
    isSending = false;
    void pump();
  }

  return {
    entries,
    add(kind, text, files = []) {
      const entry: OutboxEntry = {
        clientId: options.makeClientId(),
        kind,
        text,
        files,
        at: options.now(),
        state: 'queued',
        problem: null,
      };
      entries.set((now) => [...now, entry]);
      void pump();
    },
    retry(clientId) {
      change(clientId, { state: 'queued' });
      void pump();
    },
    discard: (clientId) => drop(new Set([clientId])),
    // An answer may be lost although the message was kept: the stream is proof enough to stop trying.
    settle: (clientIds) => drop(new Set(clientIds)),
    wake() {
      if (!entries.get().some((entry) => entry.state === 'waiting')) return;
      attempts = 0;
      cancelWait();
      void pump();
    },
  };
}

/** Outboxes outlive the screens that show them: what was written is sent even when another conversation is opened. */
export type Outboxes = { of(conversation: ConversationId): Outbox; wakeAll(): void };

/** Keeps one outbox a conversation, made when it is first asked for. */
export function createOutboxes(make: (conversation: ConversationId) => Outbox): Outboxes {
  const known = new Map<ConversationId, Outbox>();
  return {
    of(conversation) {
      const outbox = known.get(conversation) ?? make(conversation);
      known.set(conversation, outbox);
      return outbox;
    },
    wakeAll() {
      for (const outbox of known.values()) outbox.wake();
    },
  };
}
