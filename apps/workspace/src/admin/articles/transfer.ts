import type { ExportLine, ExportReport, ImportLine, ImportReport, SiteId } from '@porchlight/protocol';
import { ApiError, readError } from '../../api/requests.ts';
import { SentLines } from './sent-lines.ts';

/** How far it is, in files; `bytes` have come so far, where something comes. */
export type TransferFar = { done: number; total: number; bytes: number };

type Options = { signal: AbortSignal; onProgress: (far: TransferFar) => void };

/** It began, and then broke off before its end, or failed at the server. */
export class TransferError extends Error {
  readonly how: 'broke-off' | 'failed';

  constructor(how: 'broke-off' | 'failed', cause?: unknown) {
    super(how, { cause });
    this.name = 'TransferError';
    this.how = how;
  }
}

/** Throws `ApiError`, `TransferError`, and what `signal` was aborted with. */
export async function importArticles(site: SiteId, file: Blob, options: Options): Promise<ImportReport> {
  const { body } = await ask(`/api/admin/sites/${site}/article-imports`, options.signal, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  return untilItsEnd(options.signal, async () => {
    const lines = new SentLines(body);
    for (;;) {
      const told = readLine<ImportLine>(await lines.nextLine());
      if ('report' in told) return told.report;
      if ('error' in told) throw refusal(told.error);
      options.onProgress({ ...told, bytes: 0 });
    }
  });
}

/** A site's articles as a zip. Throws `ApiError`, `TransferError`, and what `signal` was aborted with. */
export async function exportArticles(
  site: SiteId,
  options: Options,
): Promise<{ name: string; archive: Blob; report: ExportReport }> {
  const { body, headers } = await ask(`/api/admin/sites/${site}/article-export`, options.signal, {});
  const name = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'help-center.zip';
  return { name, ...(await untilItsEnd(options.signal, () => readExport(body, options.onProgress))) };
}

/** Puts an archive together from what is sent; nothing of one that breaks off. Throws `TransferError`. */
export async function readExport(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress: (far: TransferFar) => void,
): Promise<{ archive: Blob; report: ExportReport }> {
  const lines = new SentLines(body);
  let far: TransferFar = { done: 0, total: 0, bytes: 0 };
  // Browsers keep what is a blob on the disk where it is large; thousands of small pieces they would not.
  const blobs: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  for (;;) {
    const told = readLine<ExportLine>(await lines.nextLine());
    if ('error' in told) throw refusal(told.error);
    if ('report' in told) return { archive: new Blob([...blobs, ...pieces], { type: 'application/zip' }), ...told };
    if ('done' in told) {
      far = { ...far, ...told };
      onProgress(far);
      continue;
    }
    const read = await lines.nextBytes(told.bytes);
    if (!read) throw new TransferError('broke-off');
    pieces.push(...read);
    far = { ...far, bytes: far.bytes + told.bytes };
    waiting += told.bytes;
    if (waiting < blobBytes) continue;
    blobs.push(new Blob(pieces));
    pieces = [];
    waiting = 0;
  }
}

const blobBytes = 8_388_608;

async function ask(
  path: string,
  signal: AbortSignal,
  init: RequestInit,
): Promise<Response & { body: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  const response = await fetch(path, { credentials: 'same-origin', ...init, signal }).catch(() => {
    signal.throwIfAborted();
    throw new ApiError('offline', 'offline', 'The server cannot be reached.');
  });
  if (!response.ok || !response.body) throw readError(response, await response.json().catch(() => null));
  return response as Response & { body: ReadableStream<Uint8Array<ArrayBuffer>> };
}

/** What the connection throws once it began means that it broke off. */
async function untilItsEnd<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferError || error instanceof ApiError) throw error;
    throw new TransferError('broke-off', error);
  }
}

function readLine<T>(line: string | null): T {
  if (line === null) throw new TransferError('broke-off');
  return JSON.parse(line) as T;
}

/** The server's own words, but where it does not know why either. */
function refusal({ code, message }: { code: ApiError['code']; message: string }): Error {
  return code === 'internal' ? new TransferError('failed') : new ApiError('invalid', code, message);
}
