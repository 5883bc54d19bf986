import type { ClientId, ConversationId, ErrorCode, FileId, MessageId, SiteId } from '@porchlight/protocol';

/** Who uploads: the hash of a conversation key, or a member. A file is nobody else's until a message names it. */
export type FileOwner = `key:${string}` | `member:${string}`;

export type FilesTable = {
  id: FileId;
  site_id: SiteId;
  owner: FileOwner;
  client_id: ClientId;
  name: string;
  /** Bytes as its sender announced them, and how many of them came. */
  declared_size: number;
  received: number;
  state: 'open' | 'ready' | 'refused';
  /** Why it was refused: told again to whoever lost the answer. */
  refusal: ErrorCode | null;
  /** Names in the store: the file as it is served, and an image's preview. */
  object: string | null;
  preview_object: string | null;
  preview_size: number | null;
  type: string | null;
  /** Bytes as they are served. */
  size: number | null;
  width: number | null;
  height: number | null;
  /** Of a member's upload from its beginning, of a visitor's once a message named it. */
  conversation_id: ConversationId | null;
  message_id: MessageId | null;
  created_at: number;
  claimed_at: number | null;
};

/** What came of an upload that is not whole yet, each as an object of its own. */
export type FileChunksTable = { file_id: FileId; start: number; size: number; object: string };

declare module '../platform/db/tables.ts' {
  interface Tables {
    files: FilesTable;
    file_chunks: FileChunksTable;
  }
}
