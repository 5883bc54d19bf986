import { type Attachment, limits, type UploadState } from '@porchlight/protocol';
import type { FilesTable } from './tables.ts';

/** A whole file, as both sides see it. */
export function presentAttachment(row: FilesTable): Attachment {
  return {
    id: row.id,
    name: row.name,
    type: row.type ?? 'application/octet-stream',
    size: row.size ?? 0,
    image: row.width !== null && row.height !== null ? { width: row.width, height: row.height } : null,
  };
}

/** Where an upload stands. */
export function presentUpload(row: FilesTable): UploadState {
  return {
    upload: row.id,
    offset: row.received,
    size: row.declared_size,
    chunkBytes: limits.uploadChunkBytes,
    file: row.state === 'ready' ? presentAttachment(row) : null,
  };
}
