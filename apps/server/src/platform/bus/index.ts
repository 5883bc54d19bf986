/** Receives one message of a topic. What it throws is reported and reaches neither publisher nor other handlers. */
export type BusHandler = (message: unknown) => void;

/**
 * Carries messages from publishers to whoever asked for their topic, at most once and without waiting.
 * Messages are plain JSON values: in a cluster they cross the network, so nothing in them may rely on
 * identity, and nobody may change one. Messages of one publisher on one topic arrive in their order.
 */
export interface Bus {
  publish(topic: string, message: unknown): void;
  /** Asks for a topic's messages from now on; the answer ends it, and may be called more than once. */
  subscribe(topic: string, handler: BusHandler): () => void;
}

type Entry = { handler: BusHandler; hasEnded: boolean };

/** The bus within one process: publishing calls every handler before it returns. */
export function createLocalBus(options: { onError(error: unknown, topic: string): void }): Bus {
  // Lists are replaced, never changed: a round that is under way goes on with the one it began with.
  const entriesByTopic = new Map<string, readonly Entry[]>();
  return {
    publish(topic, message) {
      for (const entry of entriesByTopic.get(topic) ?? []) {
        if (entry.hasEnded) continue;
        try {
          entry.handler(message);
        } catch (error) {
          options.onError(error, topic);
        }
      }
    },
    subscribe(topic, handler) {
      const entry: Entry = { handler, hasEnded: false };
      entriesByTopic.set(topic, [...(entriesByTopic.get(topic) ?? []), entry]);
      return () => {
        if (entry.hasEnded) return;
        entry.hasEnded = true;
        const left = (entriesByTopic.get(topic) ?? []).filter((other) => other !== entry);
        if (left.length > 0) entriesByTopic.set(topic, left);
        else entriesByTopic.delete(topic);
      };
    },
  };
}
