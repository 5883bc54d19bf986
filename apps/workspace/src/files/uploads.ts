import type { Attachment, FileId } from '@porchlight/protocol';
import type { Store } from '../realtime/store.ts';
import { createStore } from '../realtime/store.ts';

/** A file that somebody chose here, on its way to the server or there already. */
export type Upload = {
  clientId: string;
  name: string;
  type: string;
  size: number;
  /** Address of the picture in this window; null for what is no image. */
  picture: string | null;
  /** `waiting`: tried, and tried again by itself. `failed`: refused; a person has to decide. */
  state: 'queued' | 'sending' | 'waiting' | 'ready' | 'failed';
  sentBytes: number;
  problem: string | null;
  /** Trying again would be refused again. */
  isFinal: boolean;
  attachment: Attachment | null;
  /** It goes with a message that was sent; until then it lies beside what is being written. */
  isTaken: boolean;
};

export type Uploads = {
  all: Store<readonly Upload[]>;
  /** Begins to send a file; answers with its client id. */
  add(file: File): string;
  /** Those beside the composer go with a message now. */
  take(clientIds: readonly string[]): void;
  /** Waits until all of these are on the server; rejects with why one never will be. */
  whenReady(clientIds: readonly string[]): Promise<FileId[]>;
  retry(clientId: string): void;
  /** Breaks off what is on its way, and forgets the file. */
  remove(clientId: string): void;
  /** Tries at once what waits: the connection is back. */
  wake(): void;
};

export type UploadsOptions = {
  upload(
    clientId: string,
    file: File,
    how: { signal: AbortSignal; onProgress(bytes: number): void },
  ): Promise<Attachment>;
  /** Whether the same request may succeed later, and what to tell when it may not. */
  judge(error: unknown): { isPassing: boolean; isFinal: boolean; problem: string };
  makeClientId(): string;
  after(ms: number, callback: () => void): () => void;
  showPicture(file: File): string | null;
  dropPicture(address: string): void;
};

type Work = {
  file: File;
  abort: AbortController | null;
  attempts: number;
  cancelWait: () => void;
  settled: Set<{ resolve(file: FileId): void; reject(error: unknown): void }>;
  error: unknown;
};

/** Waits between attempts, ms; the last one repeats. */
const waits = [1_000, 2_000, 5_000, 10_000, 20_000];
/** More at once only makes each of them slower. */
const atOnce = 2;

/** A file was taken away before it was on the server. */
export class UploadRemoved extends Error {
  override name = 'UploadRemoved';
}

/** Sends the files that are chosen in one conversation, two at a time, for as long as this window lives. */
export function createUploads(options: UploadsOptions): Uploads {
  const all = createStore<readonly Upload[]>([]);
  const works = new Map<string, Work>();

  const readUpload = (clientId: string) => all.get().find((one) => one.clientId === clientId);
  function change(clientId: string, fields: Partial<Upload>): void {
    all.set((now) => now.map((one) => (one.clientId === clientId ? { ...one, ...fields } : one)));
  }

  function pump(): void {
    const sending = all.get().filter((one) => one.state === 'sending').length;
    const next = all.get().find((one) => one.state === 'queued');
    if (!next || sending >= atOnce) return;
    void send(next.clientId);
    pump();
  }

  async function send(clientId: string): Promise<void> {
    const work = works.get(clientId);
    if (!work) return;
    const abort = new AbortController();
    work.abort = abort;
    change(clientId, { state: 'sending', problem: null });
    try {
      const attachment = await options.upload(clientId, work.file, {
        signal: abort.signal,
        onProgress: (sentBytes) => change(clientId, { sentBytes }),
      });
      if (abort.signal.aborted) return;
      change(clientId, { state: 'ready', sentBytes: work.file.size, attachment });
      for (const one of work.settled) one.resolve(attachment.id);
      work.settled.clear();
    } catch (error) {
      if (abort.signal.aborted) return;
      const { isPassing, isFinal, problem } = options.judge(error);
      if (isPassing) {
        change(clientId, { state: 'waiting', problem });
        work.cancelWait = options.after(waits[Math.min(work.attempts, waits.length - 1)] as number, () =>
          requeue(clientId),
        );
        work.attempts += 1;
      } else {
        work.error = error;
        change(clientId, { state: 'failed', problem, isFinal });
        for (const one of work.settled) one.reject(error);
        work.settled.clear();
      }
    }
    pump();
  }

  function requeue(clientId: string): void {
    const work = works.get(clientId);
    const state = readUpload(clientId)?.state;
    if (!work || (state !== 'waiting' && state !== 'failed')) return;
    work.cancelWait();
    change(clientId, { state: 'queued', problem: null });
    pump();
  }

  function whenReady(clientId: string): Promise<FileId> {
    const upload = readUpload(clientId);
    const work = works.get(clientId);
    if (!upload || !work) return Promise.reject(new UploadRemoved('The file was taken away.'));
    if (upload.attachment) return Promise.resolve(upload.attachment.id);
    if (upload.state === 'failed') return Promise.reject(work.error);
    return new Promise((resolve, reject) => works.get(clientId)?.settled.add({ resolve, reject }));
  }

  return {
    all,
    add(file) {
      const clientId = options.makeClientId();
      works.set(clientId, {
        file,
        abort: null,
        attempts: 0,
        cancelWait: () => {},
        settled: new Set(),
        error: null,
      });
      const { name, type, size } = file;
      const picture = options.showPicture(file);
      const fresh = {
        state: 'queued',
        sentBytes: 0,
        problem: null,
        isFinal: false,
        attachment: null,
        isTaken: false,
      } as const;
      all.set((now) => [...now, { clientId, name, type, size, picture, ...fresh }]);
      pump();
      return clientId;
    },
    take(clientIds) {
      for (const clientId of clientIds) change(clientId, { isTaken: true });
    },
    whenReady: (clientIds) => Promise.all(clientIds.map(whenReady)),
    retry(clientId) {
      const work = works.get(clientId);
      if (work) work.attempts = 0;
      requeue(clientId);
    },
    remove(clientId) {
      const work = works.get(clientId);
      const picture = readUpload(clientId)?.picture;
      works.delete(clientId);
      all.set((now) => now.filter((one) => one.clientId !== clientId));
      if (picture) options.dropPicture(picture);
      work?.cancelWait();
      work?.abort?.abort();
      for (const one of work?.settled ?? []) one.reject(new UploadRemoved('The file was taken away.'));
      pump();
    },
    wake() {
      for (const one of all.get()) if (one.state === 'waiting') requeue(one.clientId);
    },
  };
}
