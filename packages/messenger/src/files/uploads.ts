import type { Attachment, UploadState } from '@porchlight/protocol';
import { type Api, FileGone, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { OutboxFile } from '../state/outbox.ts';

/** Small at first, so that progress shows on slow lines too; a part should take about a second. */
const firstPartBytes = 131_072;
const leastPartBytes = 32_768;
const shortMs = 700;
const longMs = 3_000;

/** Turns in which the server came no further before we call it a failure that passes. */
const idleTurns = 4;

/**
 * Brings a file to the server part by part, from wherever the server says it stands: the same upload name goes on where
 * a cut-off or a page before this one left it. Throws `RequestFailed`, and `FileGone` where the bytes cannot be read.
 */
export async function uploadFile(options: {
  api: Pick<Api, 'beginUpload' | 'readUpload' | 'sendPart'>;
  environment: Pick<Environment, 'now' | 'after'>;
  key: string;
  file: OutboxFile;
  blob: Blob;
  signal: AbortSignal;
  /** Bytes that the server has. */
  onProgress(bytes: number): void;
}): Promise<Attachment> {
  const { api, environment, key, file, blob, signal } = options;
  const { upload: clientId, name, type, size } = file;
  let partBytes = firstPartBytes;
  let idle = 0;
  let state: UploadState = await api.beginUpload(key, { clientId, name, type, size }, signal);
  for (;;) {
    options.onProgress(state.offset);
    if (state.file) return state.file;
    if (idle >= idleTurns) throw new RequestFailed(null, 'The upload came no further.', null);
    if (state.offset >= size) {
      idle += 1;
      await new Promise<void>((resolve) => environment.after(idle * 500, resolve));
      // An empty part lets the server look once more at what it has.
      state = await api.sendPart(key, state.upload, size, new ArrayBuffer(0), signal);
      continue;
    }
    const { upload, offset } = state;
    const part = await read(blob, offset, Math.min(offset + Math.min(partBytes, state.chunkBytes), size));
    const begunAt = environment.now();
    try {
      state = await api.sendPart(key, upload, offset, part, signal);
    } catch (error) {
      // Another tab, or an answer that was lost: the server knows where it stands.
      if (!(error instanceof RequestFailed) || error.code !== 'upload_offset_wrong') throw error;
      state = await api.readUpload(key, upload, signal);
    }
    idle = state.offset > offset ? 0 : idle + 1;
    const tookMs = environment.now() - begunAt;
    if (tookMs < shortMs) partBytes *= 2;
    else if (tookMs > longMs) partBytes = Math.max(leastPartBytes, partBytes / 2);
  }
}

async function read(blob: Blob, from: number, to: number): Promise<ArrayBuffer> {
  try {
    return await blob.slice(from, to).arrayBuffer();
  } catch {
    throw new FileGone();
  }
}
