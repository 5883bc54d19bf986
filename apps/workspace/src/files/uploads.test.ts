import type { Attachment, UploadState } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { ApiError, type UploadRequests } from '../api.ts';
import { uploadFile } from './upload.ts';
import { createUploads, type UploadsOptions } from './uploads.ts';

const attachment: Attachment = { id: 'fi_filefile1', name: 'a.txt', type: 'text/plain', size: 5, image: null };
const fileOf = (size: number, name = 'a.txt') => new File([new Uint8Array(size)], name, { type: 'text/plain' });

/** A server that takes parts in; `plan` may say otherwise about the next requests. */
function buildServer(size: number, plan: ((at: number) => UploadState | Error | null)[] = []) {
  let offset = 0;
  const asked: string[] = [];
  const state = (): UploadState => ({
    upload: 'fi_filefile1',
    offset,
    size,
    chunkBytes: 1_048_576,
    file: offset === size ? attachment : null,
  });
  const answer = async (): Promise<UploadState> => {
    const planned = plan.shift()?.(offset) ?? null;
    if (planned instanceof Error) throw planned;
    return planned ?? state();
  };
  const requests: UploadRequests = {
    async begin() {
      asked.push('begin');
      return answer();
    },
    async read() {
      asked.push('read');
      return state();
    },
    async send(_upload, from, part) {
      asked.push(`${from}+${part.size}`);
      if (from !== offset) throw new ApiError('conflict', 'upload_offset_wrong', 'Wrong offset.');
      offset += part.size;
      return answer();
    },
  };
  return { requests, asked, state };
}

const upload = (requests: UploadRequests, file: File, seen: number[] = []) =>
  uploadFile({
    requests,
    clientId: 'client-id',
    file,
    signal: new AbortController().signal,
    now: () => 0,
    wait: async () => undefined,
    onProgress: (bytes) => seen.push(bytes),
  });

describe('an upload', () => {
  it('goes part by part, larger ones where the line is fast, and tells how far it came', async () => {
    const server = buildServer(600_000);
    const seen: number[] = [];
    expect(await upload(server.requests, fileOf(600_000), seen)).toEqual(attachment);
    expect(server.asked).toEqual(['begin', '0+131072', '131072+262144', '393216+206784']);
    expect(seen).toEqual([0, 131_072, 393_216, 600_000]);
  });

  it('goes on where the server stands after an answer that was lost', async () => {
    const lost = new ApiError('conflict', 'upload_offset_wrong', 'Wrong offset.');
    const server = buildServer(200_000, [() => null, () => lost]);
    expect(await upload(server.requests, fileOf(200_000))).toEqual(attachment);
    expect(server.asked).toEqual(['begin', '0+131072', 'read', '131072+68928']);
  });

  it('asks again while the content is being looked at, and gives up for now when nothing comes of it', async () => {
    const looking = (): UploadState => ({ upload: 'fi_filefile1', offset: 5, size: 5, chunkBytes: 100, file: null });
    const server = buildServer(5, [() => null, looking, looking]);
    expect(await upload(server.requests, fileOf(5))).toEqual(attachment);
    const stuck = buildServer(
      5,
      Array.from({ length: 20 }, (_, at) => (at === 0 ? () => null : looking)),
    );
    await expect(upload(stuck.requests, fileOf(5))).rejects.toMatchObject({ isPassing: true });
  });
});

describe('uploads of a conversation', () => {
  function build(answers: (Attachment | Error)[]) {
    const begun: { signal: AbortSignal; finish(): void }[] = [];
    const timers: (() => void)[] = [];
    let made = 0;
    const options: UploadsOptions = {
      upload: (_clientId, _file, { signal, onProgress }) =>
        new Promise((resolve, reject) => {
          const answer = answers.shift() ?? attachment;
          begun.push({
            signal,
            finish() {
              onProgress(3);
              if (answer instanceof Error) reject(answer);
              else resolve(answer);
            },
          });
        }),
      judge: (error) => ({
        isPassing: error instanceof ApiError && error.isPassing,
        isFinal: false,
        problem: 'It failed.',
      }),
      makeClientId: () => `client-${++made}`,
      after(_ms, callback) {
        timers.push(callback);
        return () => {};
      },
      showPicture: () => null,
      dropPicture: () => {},
    };
    const uploads = createUploads(options);
    const states = () => uploads.all.get().map(({ state }) => state);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    return { uploads, begun, timers, states, turn };
  }
  const offline = new ApiError('offline', 'offline', 'No line.');
  const refused = new ApiError('unsupported', 'file_type_refused', 'Not this.');

  it('go two at a time, in the order they were chosen', async () => {
    const { uploads, begun, states, turn } = build([]);
    for (let at = 0; at < 3; at += 1) uploads.add(fileOf(5));
    expect(states()).toEqual(['sending', 'sending', 'queued']);
    begun[0]?.finish();
    await turn();
    expect(states()).toEqual(['ready', 'sending', 'sending']);
  });

  it('[CNV4] are tried again by themselves while the line is gone, and at once when it is back', async () => {
    const { uploads, begun, timers, states, turn } = build([offline, offline]);
    const ready = uploads.whenReady([uploads.add(fileOf(5))]);
    begun[0]?.finish();
    await turn();
    expect([states(), timers.length]).toEqual([['waiting'], 1]);
    uploads.wake();
    begun[1]?.finish();
    await turn();
    timers[1]?.();
    begun[2]?.finish();
    expect(await ready).toEqual([attachment.id]);
    expect(states()).toEqual(['ready']);
  });

  it('fail for good where the server refuses the file, until somebody tries again', async () => {
    const { uploads, begun, states, turn } = build([refused]);
    const id = uploads.add(fileOf(5));
    const ready = uploads.whenReady([id]);
    begun[0]?.finish();
    await expect(ready).rejects.toBe(refused);
    await expect(uploads.whenReady([id])).rejects.toBe(refused);
    expect([states(), uploads.all.get()[0]?.problem]).toEqual([['failed'], 'It failed.']);
    uploads.retry(id);
    begun[1]?.finish();
    await turn();
    expect(states()).toEqual(['ready']);
  });

  it('are broken off when they are taken away, and make room for the next', async () => {
    const { uploads, begun, states } = build([]);
    const [first] = [uploads.add(fileOf(5)), uploads.add(fileOf(5)), uploads.add(fileOf(5))];
    const ready = uploads.whenReady([first as string]);
    uploads.remove(first as string);
    await expect(ready).rejects.toThrow('taken away');
    expect(begun[0]?.signal.aborted).toBe(true);
    expect(states()).toEqual(['sending', 'sending']);
    await expect(uploads.whenReady([first as string])).rejects.toThrow('taken away');
  });
});
