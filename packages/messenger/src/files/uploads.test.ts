import type { UploadState } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { RequestFailed } from '../api.ts';
import type { OutboxFile } from '../state/outbox.ts';
import { fakeFile } from '../testing/fake-database.ts';
import { uploadFile } from './uploads.ts';

const size = 700_000;
const file: OutboxFile = {
  id: 'f',
  upload: 'upload-1',
  name: 'a.txt',
  type: 'text/plain',
  size,
  image: null,
  attachment: null,
  refusal: null,
};
const done = { id: 'fi_1', name: 'a.txt', type: 'text/plain', size, image: null } as const;

/** A server that stands at `offset`; `before` may change or refuse each part. */
function server(offset: number, before: (part: number) => void = () => {}) {
  const parts: [number, number][] = [];
  const at = { offset, isDone: true };
  const state = (): UploadState => ({
    upload: 'fi_1',
    offset: at.offset,
    size,
    chunkBytes: 300_000,
    file: at.offset === size && at.isDone ? done : null,
  });
  return {
    parts,
    at,
    api: {
      beginUpload: async () => state(),
      readUpload: async () => state(),
      async sendPart(_key: string, _upload: string, from: number, part: ArrayBuffer) {
        before(parts.length);
        if (from !== at.offset) throw new RequestFailed('upload_offset_wrong', '', null);
        parts.push([from, part.byteLength]);
        at.offset += part.byteLength;
        return state();
      },
    },
  };
}

const after = (_ms: number, callback: () => void) => {
  queueMicrotask(callback);
  return () => {};
};

const upload = (api: ReturnType<typeof server>['api'], told: number[] = [], blob: Blob = fakeFile('a.txt', size)) =>
  uploadFile({
    api,
    environment: { now: () => 0, after },
    key: 'k',
    file,
    blob,
    signal: new AbortController().signal,
    onProgress: (bytes) => told.push(bytes),
  });

describe('an upload', () => {
  it('sends small parts first and larger ones after, never more than the server takes', async () => {
    const { api, parts } = server(0);
    const told: number[] = [];
    expect(await upload(api, told)).toEqual(done);
    expect(parts.map(([, bytes]) => bytes)).toEqual([131_072, 262_144, 300_000, 6_784]);
    expect(told).toEqual([0, 131_072, 393_216, 693_216, size]);
  });

  it('[OUT5] goes on where the server stands', async () => {
    const { api, parts } = server(600_000);
    await upload(api);
    expect(parts).toEqual([[600_000, 100_000]]);
  });

  it('asks where the server stands when another tab was faster', async () => {
    const there = server(0, (part) => {
      if (part === 1 && there.at.offset === 131_072) there.at.offset = 200_000;
    });
    await upload(there.api);
    expect(there.parts[1]?.[0]).toBe(200_000);
  });

  it('is a passing failure where the server comes no further', async () => {
    const { api, at, parts } = server(size);
    at.isDone = false;
    await expect(upload(api)).rejects.toMatchObject({ code: null, isTransient: true });
    expect(parts.every(([from, bytes]) => from === size && bytes === 0)).toBe(true);
  });

  it('says so when the file can no longer be read', async () => {
    const gone = {
      size,
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }),
    };
    await expect(upload(server(0).api, [], gone as never)).rejects.toMatchObject({ name: 'FileGone' });
  });
});
