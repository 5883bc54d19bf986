import { type FileId, type FileLinks, limits } from '@porchlight/protocol';
import { signal } from '@preact/signals';
import type { Environment } from '../environment.ts';

/** Renewed this long before its end, so that nobody follows one that dies on the way. */
const marginMs = 30_000;

export type Links = ReturnType<typeof openFileLinks>;

/** Signed addresses of files, asked for when they are needed. Their life is counted from their arrival. */
export function openFileLinks(environment: Pick<Environment, 'now'>) {
  const held = signal<Readonly<Record<FileId, FileLinks & { untilMs: number }>>>({});
  const running = new Map<FileId, Promise<FileLinks>>();
  return {
    held,
    /** The links while they are good; null asks for new ones. */
    fresh(file: FileId): FileLinks | null {
      const links = held.value[file];
      return links && environment.now() < links.untilMs ? links : null;
    },
    /** Good links, asked for where there are none. Throws `RequestFailed`. */
    async need(file: FileId, ask: () => Promise<FileLinks>): Promise<FileLinks> {
      const known = held.peek()[file];
      if (known && environment.now() < known.untilMs) return known;
      const mine =
        running.get(file) ??
        ask()
          .then((links) => {
            const untilMs = environment.now() + limits.fileLinkMs - marginMs;
            held.value = { ...held.value, [file]: { ...links, untilMs } };
            return links;
          })
          .finally(() => running.delete(file));
      running.set(file, mine);
      return mine;
    },
    /** They did not open: the next who needs them asks anew. */
    drop(file: FileId): void {
      const { [file]: _dropped, ...others } = held.value;
      held.value = others;
    },
    clear(): void {
      held.value = {};
    },
  };
}
