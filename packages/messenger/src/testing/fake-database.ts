import type { StoredDatabase } from '@porchlight/cookies/database';

/** One browser's database, in memory; what a tab asks for is done a moment later, and never once it is closed. */
export function fakeDatabase() {
  const kept = { value: null as string | null, files: new Map<string, Blob>() };
  /** `refuses`: as where storage is blocked. `roomBytes`: more in files is refused. */
  const limits = { refuses: false, roomBytes: Number.POSITIVE_INFINITY };
  return {
    kept,
    limits,
    openFor(tab: { isClosed: boolean }): StoredDatabase {
      /** A tab that is closed has its transactions done or not done, and never hears of it. */
      const never = new Promise<never>(() => {});
      const reach = async () => {
        await Promise.resolve();
        if (tab.isClosed) await never;
        if (limits.refuses) throw new DOMException('refused', 'SecurityError');
      };
      const answer = async <T>(value: T): Promise<T> => {
        await Promise.resolve();
        return tab.isClosed ? never : value;
      };
      return {
        async read() {
          await reach();
          return answer(kept.value);
        },
        async change(decide) {
          await reach();
          const { value, files, added } = decide(kept.value);
          const next = new Map([...kept.files, ...added].filter(([name]) => files.includes(name)));
          const bytes = [...next.values()].reduce((sum, { size }) => sum + size, 0);
          if (value !== null && bytes > limits.roomBytes) throw new DOMException('full', 'QuotaExceededError');
          kept.value = value;
          kept.files = value === null ? new Map() : next;
          return answer(undefined);
        },
        async file(name) {
          await reach();
          return answer(kept.files.get(name) ?? null);
        },
        async clear() {
          await reach();
          kept.value = null;
          kept.files = new Map();
          return answer(undefined);
        },
      };
    },
  };
}

/** A file as far as the outbox looks into it; its bytes come at once, so that tests of promises alone can wait for them. */
export function fakeFile(name: string, bytes: Uint8Array<ArrayBuffer> | number, type = 'text/plain'): File {
  const content = typeof bytes === 'number' ? new Uint8Array(Math.min(bytes, 1_000_000)).fill(7) : bytes;
  const size = typeof bytes === 'number' ? bytes : bytes.length;
  return {
    name,
    size,
    type,
    slice: (from: number, to: number) => ({ arrayBuffer: async () => content.slice(from, to).buffer }),
  } as unknown as File;
}
