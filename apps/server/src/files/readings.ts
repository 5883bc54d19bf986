import type { Readable } from 'node:stream';
import { type ConversationId, type FileId, type FileLinks, isId, limits } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { ByteRange, FileStore } from '../platform/files/index.ts';
import { isInvalid, type LinkClaims, type Reader, readLink, signLink, type Variant } from './links.ts';
import * as store from './store.ts';
import type { FilesTable } from './tables.ts';
import { notFound } from './uploads.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  files: FileStore;
  /** Signs addresses; the same on every node. */
  secret: string;
  /** The files origin. */
  origin: string;
  /** Tells whether a key still opens this conversation. */
  canKeyRead(keyHash: string, conversation: ConversationId): Promise<boolean>;
  /** Tells whether a member's session is still good. */
  isSessionLive(sessionId: string): Promise<boolean>;
  /** Tells whether a user's session is still good, and the conversation theirs. */
  canUserRead(sessionId: string, conversation: ConversationId): Promise<boolean>;
};

/** A file that somebody may read now. */
export type Reading = { row: FilesTable; variant: Variant; object: string; type: string; size: number };

/** Files of messages on their way to their readers [FILE8]. */
export class Readings {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Addresses of a conversation's file for one reader; throws `file_not_found` also for another conversation's. */
  async link(conversation: ConversationId, id: string, reader: Reader): Promise<FileLinks> {
    const { storage, clock, secret, origin } = this.#o;
    const row = isId('fi', id) ? await store.findFile(storage.read, id) : null;
    if (!row || row.claimed_at === null || row.conversation_id !== conversation) throw notFound();
    const expiresAt = clock.now() + limits.fileLinkMs;
    const address = (variant: Variant) => origin + signLink(secret, { file: row.id, variant, reader, expiresAt });
    return { url: address('content'), previewUrl: row.preview_object ? address('preview') : null, expiresAt };
  }

  /** What a signed address lets its reader read; throws `link_invalid` and `link_expired`. */
  async access(address: { file: string; variant: string; link: unknown }): Promise<Reading> {
    const { storage, clock, secret } = this.#o;
    const claims = readLink(secret, address, clock.now());
    const row = await store.findFile(storage.read, claims.file as FileId);
    if (!row?.conversation_id || row.claimed_at === null || !(await this.#mayRead(claims, row.conversation_id)))
      throw isInvalid();
    if (claims.variant === 'content' && row.object && row.type && row.size !== null)
      return { row, variant: 'content', object: row.object, type: row.type, size: row.size };
    if (claims.variant === 'preview' && row.preview_object && row.preview_size !== null)
      return { row, variant: 'preview', object: row.preview_object, type: 'image/webp', size: row.preview_size };
    throw isInvalid();
  }

  open(reading: Reading, range?: ByteRange): Promise<Readable> {
    return this.#o.files.read(reading.object, range);
  }

  #mayRead({ reader }: LinkClaims, conversation: ConversationId): Promise<boolean> {
    const { canKeyRead, isSessionLive, canUserRead } = this.#o;
    if (reader.kind === 'key') return canKeyRead(reader.hash, conversation);
    return reader.kind === 'user' ? canUserRead(reader.hash, conversation) : isSessionLive(reader.hash);
  }
}
