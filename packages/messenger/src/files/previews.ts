import { type ReadonlySignal, signal } from '@preact/signals';

export type Previews = {
  /** Addresses of this page alone, by what they show. */
  urls: ReadonlySignal<Readonly<Record<string, string>>>;
  /** Makes an address for a file of this browser, once. */
  ask(id: string): Promise<void>;
  /** The server's form of a file goes on being shown by our own, which is here already. */
  alias(id: string, file: string): void;
  clear(): void;
};

/** Pictures of files that this browser has itself, as long as the page lives. */
export function openPreviews(read: (id: string) => Promise<Blob | null>): Previews {
  const urls = signal<Readonly<Record<string, string>>>({});
  const asked = new Set<string>();
  return {
    urls,
    async ask(id) {
      if (asked.has(id)) return;
      asked.add(id);
      const blob = await read(id);
      if (blob && asked.has(id)) urls.value = { ...urls.value, [id]: URL.createObjectURL(blob) };
    },
    alias(id, file) {
      const url = urls.value[id];
      if (url) urls.value = { ...urls.value, [file]: url };
    },
    clear() {
      for (const url of Object.values(urls.value)) URL.revokeObjectURL(url);
      asked.clear();
      urls.value = {};
    },
  };
}
