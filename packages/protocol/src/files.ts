import type { ClientId, FileId } from './ids.ts';

/** A file of a message, as both sides see it. `type` is what its content is, whatever its sender called it. */
export type Attachment = {
  id: FileId;
  /** A plain file name: no folder, no control characters, at most `limits.fileNameChars`. */
  name: string;
  type: string;
  /** Bytes as they are served: of an image, those of its re-encoded form. */
  size: number;
  /** Size in pixels of an image that has a preview; null for everything else. */
  image: { width: number; height: number } | null;
};

/**
 * `POST /m/{site}/uploads` with `Authorization: Bearer {conversation key}`, also one whose conversation does not exist
 * yet; `POST /api/agent/conversations/{id}/uploads` for members. The same client id answers with the same upload.
 */
export type BeginUploadRequest = { clientId: ClientId; name: string; type: string; size: number };

/**
 * Answers of `POST …/uploads`, `GET …/uploads/{file}` and `PUT …/uploads/{file}?offset=` (a chunk of at most
 * `chunkBytes` as `application/octet-stream`, at exactly the `offset` told last). `file` once all bytes were taken in and
 * the content was recognised; then a message may name it in `attachments`, once.
 */
export type UploadState = { upload: FileId; offset: number; size: number; chunkBytes: number; file: Attachment | null };

/**
 * `POST /m/{site}/conversations/{id}/files/{file}/links` with an access token, `POST
 * /api/agent/conversations/{id}/files/{file}/links` for members: addresses on the files origin, signed for this reader and
 * good for `limits.fileLinkMs`. `previewUrl` for images alone.
 */
export type FileLinks = { url: string; previewUrl: string | null; expiresAt: number };
