import type { Attachment } from '@porchlight/protocol';
import type { UploadRequests } from '../api.ts';
import { ApiError } from '../api.ts';

/** Small at first, so that progress shows on slow lines too; a part should take about a second. */
const firstPartBytes = 131_072;
const leastPartBytes = 32_768;
const shortMs = 700;
const longMs = 3_000;

/** Turns in which the server came no further before that counts as a failure which passes. */
const idleTurns = 4;

/**
 * Brings a file to the server part by part, from wherever the server says it stands: the same client id goes on where a
 * cut-off left it. Throws `ApiError`, and what reading the file throws when it is gone from the disk.
 */
export async function uploadFile(options: {
  requests: UploadRequests;
  clientId: string;
  file: File;
  signal: AbortSignal;
  now(): number;
  wait(ms: number): Promise<void>;
  /** Bytes that the server has. */
  onProgress(bytes: number): void;
}): Promise<Attachment> {
  const { requests, clientId, file, signal, now, wait, onProgress } = options;
  const { name, type, size } = file;
  let partBytes = firstPartBytes;
  let idle = 0;
  let state = await requests.begin({ clientId, name, type, size }, signal);
  for (;;) {
    onProgress(state.offset);
    if (state.file) return state.file;
    if (idle >= idleTurns) throw new ApiError('unavailable', 'unknown', 'The upload came no further.');
    const { upload, offset } = state;
    // All bytes are there and are being looked at: an empty part asks for what came of it.
    if (offset >= size) await wait(idle * 500);
    const end = Math.min(offset + Math.min(partBytes, state.chunkBytes), size);
    const part = file.slice(offset, end);
    // Read first: a file that was deleted meanwhile is another failure than a lost connection.
    await part.slice(0, 1).arrayBuffer();
    const begunAt = now();
    try {
      state = await requests.send(upload, offset, part, signal);
    } catch (error) {
      // An answer that was lost: the server knows where it stands.
      if (!(error instanceof ApiError) || error.code !== 'upload_offset_wrong') throw error;
      state = await requests.read(upload, signal);
    }
    idle = state.offset > offset ? 0 : idle + 1;
    const tookMs = now() - begunAt;
    if (tookMs < shortMs) partBytes *= 2;
    else if (tookMs > longMs) partBytes = Math.max(leastPartBytes, partBytes / 2);
  }
}
