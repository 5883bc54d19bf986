import type { Attachment, BeginUploadRequest, ErrorCode, FileId, UploadState } from '@porchlight/protocol';

type Upload = BeginUploadRequest & { id: FileId; key: string; bytes: Uint8Array; isUsed: boolean };
type Refused = { status: number; code: ErrorCode };

/** The server's side of files, in memory. */
export function fakeUploads(chunkBytes = 4) {
  const uploads = new Map<string, Upload>();
  const fileOf = ({ id, name, type, size }: Upload): Attachment => ({
    id,
    name,
    type,
    size,
    image: type.startsWith('image/') ? { width: 640, height: 480 } : null,
  });
  const stateOf = (upload: Upload): UploadState => ({
    upload: upload.id,
    offset: upload.bytes.length,
    size: upload.size,
    chunkBytes,
    file: upload.bytes.length === upload.size ? fileOf(upload) : null,
  });
  return {
    uploads,
    /** Answers what lies below `/uploads`; null for any other path. */
    answer(method: string, path: string, key: string, body: unknown): UploadState | Refused | null {
      const [, id, offset] = /^\/uploads(?:\/(\w+))?(?:\?offset=(\d+))?$/.exec(path) ?? [null];
      if (!path.startsWith('/uploads')) return null;
      if (method === 'POST') {
        const asked = body as BeginUploadRequest;
        if (asked.type === 'application/x-refused') return { status: 415, code: 'file_type_refused' };
        const known = [...uploads.values()].find((one) => one.clientId === asked.clientId && one.key === key);
        const upload = known ?? {
          ...asked,
          id: `fi_${uploads.size + 1}`,
          key,
          bytes: new Uint8Array(),
          isUsed: false,
        };
        uploads.set(upload.id, upload);
        return stateOf(upload);
      }
      const upload = uploads.get(id ?? '');
      if (upload?.key !== key) return { status: 404, code: 'file_not_found' };
      if (method === 'PUT') {
        const part = new Uint8Array(body as ArrayBuffer);
        if (Number(offset) !== upload.bytes.length) return { status: 409, code: 'upload_offset_wrong' };
        upload.bytes = new Uint8Array([...upload.bytes, ...part]);
      }
      return stateOf(upload);
    },
    /** The files of a message that names them; a code where they cannot be had. */
    claim(ids: readonly string[], key: string, isRepeat: boolean): Attachment[] | Refused {
      const found = ids.map((id) => uploads.get(id));
      if (found.some((upload) => upload?.key !== key)) return { status: 404, code: 'file_not_found' };
      if (!isRepeat && found.some((upload) => upload?.isUsed)) return { status: 409, code: 'file_used' };
      for (const upload of found) if (upload) upload.isUsed = true;
      return found.flatMap((upload) => (upload ? [fileOf(upload)] : []));
    },
  };
}
