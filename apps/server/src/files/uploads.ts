import { randomBytes } from 'node:crypto';
import { type ConversationId, type FileId, isId, limits, type SiteId, type UploadState } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import type { FileStore } from '../platform/files/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import type { Rendered } from './image-work.ts';
import { Images } from './images.ts';
import { cleanFileName, nameImage } from './names.ts';
import { presentUpload } from './present.ts';
import { isRefusedName, recognise, sampleBytes } from './recognition.ts';
import type { BeginUpload } from './schema.ts';
import * as store from './store.ts';
import type { FileOwner, FilesTable } from './tables.ts';

/** Whose upload, where, and from which network; a visitor's belongs to no conversation yet. */
export type Uploader = {
  site: SiteId;
  owner: FileOwner;
  conversation: ConversationId | null;
  network: string | null;
};

/** A body on its way: its bytes, and whether it broke off before its end. */
export type Incoming = { bytes: AsyncIterable<Uint8Array>; isBroken(): boolean };

type Options = {
  storage: Storage;
  clock: Clock;
  files: FileStore;
  /** Take from the allowances of a key or member, and of a network; throw `too_many_files`. */
  allowUpload(owner: string): Promise<void>;
  allowChunk(owner: string): Promise<void>;
  allowNetwork(network: string): Promise<void>;
  allowMegabytes(network: string, megabytes: number): Promise<void>;
};

/** [FILE3] A chunk that is smaller, and not the last, is not worth its place. */
const smallestChunk = 16_384;

/** Files on their way to us: begun, taken in chunk by chunk, recognised and made ready for a message. */
export class Uploads {
  readonly #o: Options;
  /** One for all that reads images, since how many are worked on at once is counted there. */
  readonly images = new Images();
  readonly #finishing = new Map<FileId, Promise<FilesTable>>();

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * [FILE1, FILE2] Begins an upload; the same client id again answers with where the first stands. Throws `file_empty`,
   * `file_too_large`, `file_type_refused`, `too_many_files`, `client_id_reused`.
   */
  async begin(uploader: Uploader, input: BeginUpload): Promise<UploadState> {
    if (input.size === 0) throw appError('file_empty', 'The file is empty. Choose another one.');
    if (input.size > limits.fileBytes) throw tooLarge();
    const name = cleanFileName(input.name);
    if (isRefusedName(name)) throw typeRefused();
    const { storage, clock, allowUpload, allowNetwork, allowMegabytes } = this.#o;
    await allowUpload(uploader.owner);
    if (uploader.network) {
      await allowNetwork(uploader.network);
      await allowMegabytes(uploader.network, Math.ceil(input.size / 1_048_576));
    }
    const now = clock.now();
    const row = await storage.execute(commands.beginUpload, {
      id: newSortableId('fi', now),
      site_id: uploader.site,
      owner: uploader.owner,
      client_id: input.clientId,
      name,
      declared_size: input.size,
      received: 0,
      state: 'open',
      refusal: null,
      object: null,
      preview_object: null,
      preview_size: null,
      type: null,
      size: null,
      width: null,
      height: null,
      conversation_id: uploader.conversation,
      message_id: null,
      created_at: now,
      claimed_at: null,
    });
    return present(row);
  }

  /** Where an upload stands; throws `file_not_found` also for another's, or what it was refused for. */
  async find(uploader: Uploader, id: string): Promise<UploadState> {
    return present(await this.#get(uploader, id));
  }

  /**
   * [FILE3] Takes in what comes, at exactly the offset where the upload stands; of a body that breaks off, what came is
   * kept. With the last byte the file is recognised and made ready; where that failed for a passing reason, an empty
   * chunk at the end tries again. Throws `upload_offset_wrong`, `body_too_large`, `file_…`, `storage_…`.
   */
  async takeChunk(uploader: Uploader, id: string, offset: number, body: Incoming): Promise<UploadState> {
    const row = await this.#get(uploader, id);
    if (row.state === 'refused') throw refusalOf(row);
    if (row.state !== 'open' || row.received !== offset) throw offsetWrong(row);
    const { storage, files, allowChunk } = this.#o;
    await allowChunk(uploader.owner);
    let stands = row;
    if (offset < row.declared_size) {
      const object = newObjectName();
      const size = await files.write(
        object,
        upTo(Math.min(limits.uploadChunkBytes, row.declared_size - offset), body.bytes),
      );
      const isWorthIt = size >= smallestChunk || offset + size === row.declared_size;
      const taken = isWorthIt
        ? await this.#orRemove([object], () =>
            storage.execute(commands.addChunk, { file_id: row.id, start: offset, size, object }),
          )
        : null;
      if (!taken) {
        await files.remove([object]);
        if (isWorthIt || body.isBroken()) throw offsetWrong(await this.#get(uploader, id));
        throw appError(
          'invalid_body',
          `A chunk has at least ${smallestChunk} bytes, but for the last. Send more at once.`,
        );
      }
      stands = taken;
    }
    return present(stands.received === stands.declared_size ? await this.#finish(stands) : stands);
  }

  /**
   * [HC15] Takes a file that comes as one stream, as forms send them: its size is known at its end. The same client id
   * again, with as many bytes, answers with the first. Throws what `begin` and `takeChunk` throw.
   */
  async takeWhole(
    uploader: Uploader,
    { clientId, name }: { clientId: string; name: string },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<UploadState> {
    const { storage, files } = this.#o;
    if (isRefusedName(cleanFileName(name))) throw typeRefused();
    const parts: { object: string; start: number; size: number }[] = [];
    let size = 0;
    const objects = () => parts.map((part) => part.object);
    const upload = await this.#orRemoveAll(objects, async () => {
      for await (const part of inParts(bytes, limits.uploadChunkBytes)) {
        if (size + part.length > limits.fileBytes) throw tooLarge();
        const object = newObjectName();
        parts.push({ object, start: size, size: part.length });
        await files.write(object, [part]);
        size += part.length;
      }
      return this.begin(uploader, { clientId, name, type: '', size });
    });
    const row = await this.#get(uploader, upload.upload);
    if (row.state !== 'open' || row.received > 0) {
      await files.remove(objects());
      return present(row);
    }
    let stands = row;
    for (const { object, start, size: length } of parts) {
      const taken = await storage.execute(commands.addChunk, { file_id: row.id, start, size: length, object });
      if (!taken) {
        await files.remove(objects().slice(parts.findIndex((one) => one.start === start)));
        throw offsetWrong(await this.#get(uploader, row.id));
      }
      stands = taken;
    }
    return present(await this.#finish(stands));
  }

  /** [FILE7] A picture written anew, for what is no message's file. Throws `file_type_refused` and what `Images` throws. */
  async renderPicture(content: Buffer): Promise<Rendered> {
    const found = await recognise(content.subarray(0, sampleBytes), '');
    if (found.kind !== 'image')
      throw appError(
        'file_type_refused',
        'This is no picture that can be taken. Choose a PNG, JPEG, WebP, GIF or AVIF.',
      );
    return this.images.render(content, found.type);
  }

  /** Ends what works on images. */
  close(): void {
    this.images.close();
  }

  /** Two requests for the last byte wait for one and the same work. */
  #finish(row: FilesTable): Promise<FilesTable> {
    const running = this.#finishing.get(row.id);
    if (running) return running;
    const work = this.#makeReady(row).finally(() => this.#finishing.delete(row.id));
    this.#finishing.set(row.id, work);
    return work;
  }

  async #makeReady(row: FilesTable): Promise<FilesTable> {
    const { storage, files } = this.#o;
    const chunks = await store.findChunks(storage.read, row.id);
    const content = this.#readAll(chunks.map((chunk) => chunk.object));
    let made: commands.Finished;
    try {
      made = await this.#make(row, content);
    } catch (error) {
      // What lies in the file itself stays so; anything else may pass.
      if (!(error instanceof AppError) || !lasting.has(error.code)) throw error;
      await files.remove(await storage.execute(commands.refuseUpload, { id: row.id, refusal: error.code }));
      throw error;
    }
    const objects = [made.object, made.preview_object].filter((one) => one !== null);
    const finished = await this.#orRemove(objects, () =>
      storage.execute(commands.finishUpload, { id: row.id, file: made }),
    );
    if (finished) {
      await files.remove(finished.chunks);
      return finished.row;
    }
    await files.remove(objects);
    const now = await store.findFile(storage.read, row.id);
    if (!now) throw notFound();
    return now;
  }

  async #make(row: FilesTable, content: () => AsyncIterable<Uint8Array>): Promise<commands.Finished> {
    const { files } = this.#o;
    const found = await recognise(await collect(content(), sampleBytes), row.name);
    if (found.kind === 'refused') throw typeRefused();
    const object = newObjectName();
    const plain = { name: row.name, object, width: null, height: null, preview_object: null, preview_size: null };
    if (found.kind === 'other') {
      return { ...plain, type: found.type, size: await files.write(object, content()) };
    }
    const image = await this.images.render(await collect(content(), limits.fileBytes), found.type);
    const preview = newObjectName();
    await files.write(object, [image.content]);
    await this.#orRemove([object], () => files.write(preview, [image.preview]));
    return {
      name: nameImage(row.name, image.type),
      type: image.type,
      size: image.content.length,
      width: image.width,
      height: image.height,
      object,
      preview_object: preview,
      preview_size: image.preview.length,
    };
  }

  #readAll(objects: readonly string[]): () => AsyncIterable<Uint8Array> {
    const { files } = this.#o;
    return async function* () {
      for (const object of objects) yield* await files.read(object);
    };
  }

  /** Objects that no row came to name go again. */
  #orRemove<T>(objects: readonly string[], work: () => Promise<T>): Promise<T> {
    return this.#orRemoveAll(() => objects, work);
  }

  async #orRemoveAll<T>(objects: () => readonly string[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#o.files.remove(objects()).catch(() => undefined);
      throw error;
    }
  }

  async #get(uploader: Uploader, id: string): Promise<FilesTable> {
    const row = isId('fi', id) ? await store.findFile(this.#o.storage.read, id) : null;
    const isOwn =
      row !== null &&
      row.site_id === uploader.site &&
      row.owner === uploader.owner &&
      (uploader.conversation === null || row.conversation_id === uploader.conversation);
    if (!isOwn) throw notFound();
    return row;
  }
}

function present(row: FilesTable): UploadState {
  if (row.state === 'refused') throw refusalOf(row);
  return presentUpload(row);
}

/** What another try would not change. */
const lasting = new Set<string>(['file_damaged', 'file_too_large', 'file_type_refused']);

/** 128 bits in what every file system tells apart. */
function newObjectName(): string {
  return randomBytes(16).toString('hex');
}

/** Passes on what comes; throws `body_too_large` once it is more than `most`. */
async function* upTo(most: number, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > most) throw chunkTooLarge();
    yield part;
  }
}

/** The beginning of what comes, at most `most` bytes. */
async function collect(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    parts.push(part);
    size += part.length;
    if (size >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

export function chunkTooLarge(): AppError {
  return appError(
    'body_too_large',
    'The chunk is longer than one may be, or than what is left of the file. Send less at once.',
  );
}

function offsetWrong(row: FilesTable): AppError {
  return appError('upload_offset_wrong', `The upload stands at ${row.received}. Ask where it stands, and go on there.`);
}

export function notFound(): AppError {
  return appError('file_not_found', 'There is no such file, or not any more.');
}

function tooLarge(): AppError {
  return appError('file_too_large', `A file has at most ${limits.fileBytes / 1_048_576} MB. Make it smaller.`);
}

/** What comes, in parts of `most` bytes, the last one shorter. */
async function* inParts(bytes: AsyncIterable<Uint8Array>, most: number): AsyncIterable<Buffer> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const came of bytes) {
    waiting.push(came);
    size += came.length;
    if (size < most) continue;
    const all = Buffer.concat(waiting);
    let at = 0;
    for (; all.length - at >= most; at += most) yield all.subarray(at, at + most);
    waiting = [all.subarray(at)];
    size = all.length - at;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

function typeRefused(): AppError {
  return appError('file_type_refused', 'Programs and scripts are not taken here. Send a picture or a document.');
}

function refusalOf(row: FilesTable): AppError {
  const code = row.refusal ?? 'file_damaged';
  return code === 'file_type_refused'
    ? typeRefused()
    : appError(code, 'This file was looked at and cannot be taken. Choose another one.');
}
