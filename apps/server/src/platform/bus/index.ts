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

/** The bus within one process: publishing calls every handler before it returns. */
export function createLocalBus(options: { onError(error: unknown, topic: string): void }): Bus {
  const handlersByTopic = new Map<string, Set<{ handler: BusHandler }>>();
  return {
    publish(topic, message) {
      const handlers = handlersByTopic.get(topic);
      if (!handlers) return;
      // A copy, so that whoever joins or leaves in a handler does not disturb this round.
      for (const entry of [...handlers]) {
        if (!handlers.has(entry)) continue;
        try {
          entry.handler(message);
        } catch (error) {
          options.onError(error, topic);
        }
      }
    },
    subscribe(topic, handler) {
      const entry = { handler };
      const handlers = handlersByTopic.get(topic) ?? new Set();
      handlersByTopic.set(topic, handlers);
      handlers.add(entry);
      return () => {
        handlers.delete(entry);
        if (handlers.size === 0 && handlersByTopic.get(topic) === handlers) handlersByTopic.delete(topic);
      };
    },
  };
}
