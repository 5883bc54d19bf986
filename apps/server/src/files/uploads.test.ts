import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { limits } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import { buildKey, countRows, fromFrame } from '../testing.ts';
import { type FilesDesk, kinds, openDesk } from './testing.ts';

const chunk = limits.uploadChunkBytes;

describe.each(kinds)('uploads on $name', ({ open }) => {
  let desk: FilesDesk;
  beforeAll(async () => {
    desk = await openDesk(open);
  });
  afterAll(() => desk.close());

  const objectsOnDisk = async () => {
    const all = await readdir(path.join(desk.server.config.dataDir, 'files'), { recursive: true, withFileTypes: true });
    return all.filter((entry) => entry.isFile()).length;
  };

  it('[FILE1, FILE3] come in chunks, at the offset that was told, and are files with the last one', async () => {
    const visitor = desk.visitor();
    const content = randomBytes(chunk * 2 + 12_345);
    const begun = await visitor.begin({ name: 'data.dat', size: content.length });
    expect(begun.status).toBe(201);
    const { upload, ...state } = visitor.json(begun);
    expect(state).toEqual({ offset: 0, size: content.length, chunkBytes: chunk, file: null });
    for (const at of [0, chunk]) {
      const answer = await visitor.put(upload, at, content.subarray(at, at + chunk));
      expect([answer.status, visitor.json(answer)]).toEqual([
        200,
        { upload, ...state, offset: Math.min(at + chunk, content.length) },
      ]);
    }
    expect(visitor.json(await visitor.find(upload)).offset).toBe(chunk * 2);
    const last = visitor.json(await visitor.put(upload, chunk * 2, content.subarray(chunk * 2)));
    const file = { id: upload, name: 'data.dat', type: 'application/octet-stream', size: content.length, image: null };
    expect(last).toMatchObject({ offset: content.length, file });
    expect(visitor.json(await visitor.find(upload)).file).toEqual(file);
  });

  it('[FILE2] begun again by the same client id go on where they stand', async () => {
    const visitor = desk.visitor();
    const clientId = newId('fi');
    const size = chunk + 20_000;
    const first = visitor.json(await visitor.begin({ clientId, size }));
    await visitor.put(first.upload, 0, randomBytes(chunk));
    const again = await visitor.begin({ clientId, size });
    expect([again.status, visitor.json(again)]).toMatchObject([200, { upload: first.upload, offset: chunk }]);
    expect((await visitor.begin({ clientId, size: size + 1 })).code).toBe('client_id_reused');
    const other = desk.visitor();
    expect(other.json(await other.begin({ clientId, size })).upload).not.toBe(first.upload);
    const both = await Promise.all([1, 2, 3].map(() => visitor.begin({ clientId: 'at-once-at-once', size: 9 })));
    expect(new Set(both.map((answer) => visitor.json(answer).upload)).size).toBe(1);
  });

  it.each([
    ['1 GB', { size: 1_073_741_824 }, 413, 'file_too_large'],
    ['one byte too many', { size: limits.fileBytes + 1 }, 413, 'file_too_large'],
    ['0 bytes', { size: 0 }, 400, 'file_empty'],
    ['less than nothing', { size: -1 }, 400, 'invalid_body'],
    ['half a byte', { size: 1.5 }, 400, 'invalid_body'],
    ['no number', { size: '5' }, 400, 'invalid_body'],
    ['a name without end', { name: 'x'.repeat(5_000) }, 400, 'invalid_body'],
    ['no client id', { clientId: '' }, 400, 'invalid_body'],
    ['a program', { name: 'holiday.jpg.exe' }, 415, 'file_type_refused'],
    ['a program behind blanks', { name: 'holiday.SCR  . ' }, 415, 'file_type_refused'],
    ['a program turned round', { name: 'holiday\u202egpj.scr' }, 415, 'file_type_refused'],
  ])('[FILE1, FILE6] of %s are refused before anything comes', async (_name, overrides, status, code) => {
    const before = await countRows(desk.server.storage, ['files']);
    const answer = await desk.visitor().begin(overrides);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(await countRows(desk.server.storage, ['files'])).toEqual(before);
  });

  it('[FILE1] ask for a key that is good here, or for none yet', async () => {
    const at = `/m/${desk.server.site.id}/uploads`;
    const body = { clientId: newId('fi'), name: 'a.txt', type: '', size: 5 };
    const begin = async (credential?: string) =>
      (await desk.server.ask('service', at, fromFrame(body, credential))).status;
    expect([await begin(), await begin('short'), await begin(buildKey())]).toEqual([401, 401, 201]);
    const key = buildKey();
    await desk.startConversation(key);
    expect(await begin(key)).toBe(201);
    const other = await desk.server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const elsewhere = await desk.server.ask('service', `/m/${other.id}/uploads`, fromFrame(body, key));
    expect(elsewhere.status).toBe(401);
    await desk.server.app.conversations.keys.revokeThese(desk.server.site, [key]);
    const revoked = await desk.server.ask('service', at, fromFrame(body, key));
    expect(revoked.json<object>()).toMatchObject({ error: { code: 'key_invalid' } });
  });

  it('[FILE1] are nobody else’s to see or to go on with', async () => {
    const visitor = desk.visitor();
    const { upload } = visitor.json(await visitor.begin());
    const [other, agent] = [desk.visitor(), await desk.server.logIn('agent')];
    const conversation = (await desk.startConversation(other.key)).grant.conversation.id;
    const member = desk.member(agent.cookie, conversation);
    for (const stranger of [other, member]) {
      for (const id of [upload, newId('fi'), 'fi_', 'nothing', `vi_${upload.slice(3)}`]) {
        expect((await stranger.find(id)).code).toBe('file_not_found');
        expect((await stranger.put(id, 0, Buffer.from('hello'))).code).toBe('file_not_found');
      }
    }
    const own = member.json(await member.begin());
    expect((await visitor.find(own.upload)).code).toBe('file_not_found');
    const another = desk.member((await desk.server.logIn('agent')).cookie, conversation);
    expect((await another.find(own.upload)).code).toBe('file_not_found');
    const elsewhere = desk.member(agent.cookie, (await desk.startConversation(buildKey())).grant.conversation.id);
    expect((await elsewhere.find(own.upload)).code).toBe('file_not_found');
    expect((await desk.member(agent.cookie, newId('cv')).begin()).code).toBe('conversation_not_found');
    expect(member.json(await member.put(own.upload, 0, Buffer.from('hello'))).file).toMatchObject({ size: 5 });
  });

  it('[FILE3] refuse a chunk elsewhere than where they stand, twice, too long, or after the end', async () => {
    const visitor = desk.visitor();
    const content = randomBytes(chunk + 50_000);
    const { upload } = visitor.json(await visitor.begin({ size: content.length }));
    for (const offset of [1, chunk, 999_999_999])
      expect((await visitor.put(upload, offset, content.subarray(0, chunk))).code).toBe('upload_offset_wrong');
    for (const offset of ['', '-1', '1e3', '0x10', 'NaN', '10000000000'])
      expect((await visitor.put(upload, offset, content.subarray(0, chunk))).code).toBe('invalid_query');
    expect((await visitor.put(upload, 0, randomBytes(chunk + 1))).code).toBe('body_too_large');
    expect((await visitor.put(upload, 0, randomBytes(100))).code).toBe('invalid_body');
    expect((await visitor.put(upload, 0, { not: 'bytes' })).code).toBe('wrong_content_type');
    expect((await visitor.put(upload, 0, null)).code).toBe('wrong_content_type');
    expect(visitor.json(await visitor.find(upload)).offset).toBe(0);
    expect((await visitor.put(upload, 0, content.subarray(0, chunk))).status).toBe(200);
    expect((await visitor.put(upload, 0, content.subarray(0, chunk))).code).toBe('upload_offset_wrong');
    expect((await visitor.put(upload, chunk, Buffer.concat([content.subarray(chunk), Buffer.of(1)]))).code).toBe(
      'body_too_large',
    );
    expect(visitor.json(await visitor.find(upload)).offset).toBe(chunk);
    expect(visitor.json(await visitor.put(upload, chunk, content.subarray(chunk))).file).not.toBeNull();
    for (const [offset, more] of [
      [chunk, 50_000],
      [content.length, 1],
      [content.length, 0],
      [0, chunk],
    ] as const)
      expect((await visitor.put(upload, offset, randomBytes(more))).code).toBe('upload_offset_wrong');
  });

  it('[FILE3] take of two chunks at the same place one, and leave nothing of the other', async () => {
    const visitor = desk.visitor();
    const before = await objectsOnDisk();
    const { upload } = visitor.json(await visitor.begin({ size: 200_000 }));
    const parts = [0, 1, 2, 3].map((value) => Buffer.alloc(100_000, value));
    const answers = await Promise.all(parts.map((part) => visitor.put(upload, 0, part)));
    expect(answers.map(({ code }) => code).sort()).toEqual([null, ...Array(3).fill('upload_offset_wrong')].sort());
    expect(await objectsOnDisk()).toBe(before + 1);
    const winner = parts[answers.findIndex(({ code }) => code === null)] ?? Buffer.alloc(0);
    const rest = await Promise.all([1, 2, 3].map(() => visitor.put(upload, 100_000, winner)));
    expect(rest.filter(({ code }) => code === null)).toHaveLength(1);
    expect(await objectsOnDisk()).toBe(before + 1);
  });

  it('[FILE3] keep of a chunk that breaks off what came of it', async () => {
    const visitor = desk.visitor();
    const before = await objectsOnDisk();
    const content = randomBytes(300_000);
    const { upload } = visitor.json(await visitor.begin({ size: content.length }));
    const broken = visitor.beginPut(upload, 0, 300_000, content.subarray(0, 120_000));
    await expect.poll(() => objectsOnDisk()).toBe(before + 1);
    broken.destroy();
    await expect.poll(async () => visitor.json(await visitor.find(upload)).offset).toBe(120_000);
    const tiny = visitor.beginPut(upload, 120_000, 180_000, content.subarray(120_000, 121_000));
    await expect.poll(() => objectsOnDisk()).toBe(before + 2);
    tiny.destroy();
    await expect.poll(() => objectsOnDisk()).toBe(before + 1);
    expect(visitor.json(await visitor.put(upload, 120_000, content.subarray(120_000))).file?.size).toBe(300_000);
    expect(await objectsOnDisk()).toBe(before + 1);
  });

  it('[FILE9] are limited in number and bytes until a message names them', async () => {
    const visitor = desk.visitor();
    const answers = await Promise.all(Array.from({ length: 500 }, () => visitor.begin({ size: 10 })));
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken.length).toBeGreaterThanOrEqual(limits.filesPerMessage);
    expect(taken.length).toBeLessThanOrEqual(60);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['too_many_files']));
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    const big = desk.visitor();
    const sizes: number[] = [];
    for (let at = 0; at < 14; at += 1) sizes.push((await big.begin({ size: limits.fileBytes })).status);
    expect(sizes.filter((status) => status === 201)).toHaveLength(12);
    expect(sizes.slice(12)).toEqual([429, 429]);
  });

  it('[FILE9] are limited by network, since keys cost nothing', async () => {
    const own = await openDesk(async () => null);
    const answers = [];
    for (let at = 0; at < 51; at += 1) answers.push(await own.visitor().begin({ size: limits.fileBytes }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.at(-1)?.code).toBe('too_many_files');
    const key = buildKey();
    const { cookie } = await own.server.logIn('agent');
    const { grant } = await own.startConversation(key);
    expect((await own.member(cookie, grant.conversation.id).begin()).status).toBe(201);
    await own.close();
  });

  it('[FILE3] go on after the server was started again', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'porchlight-uploads-'));
    const content = randomBytes(chunk + 30_000);
    const [key, clientId] = [buildKey(), newId('fi')];
    const first = await openDesk(async () => null, dataDir);
    const begun = first.visitor(key);
    const { upload } = begun.json(await begun.begin({ clientId, size: content.length }));
    await begun.put(upload, 0, content.subarray(0, chunk));
    await first.close();
    const second = await openDesk(async () => null, dataDir);
    const going = second.visitor(key);
    expect(going.json(await going.begin({ clientId, size: content.length }))).toMatchObject({ upload, offset: chunk });
    expect(going.json(await going.put(upload, chunk, content.subarray(chunk))).file?.size).toBe(content.length);
    await second.close();
    await rm(dataDir, { recursive: true });
  });

  it('[FILE10] are deleted after a day, whole or not, where no message named them', async () => {
    const [key, before] = [buildKey(), await objectsOnDisk()];
    const visitor = desk.visitor(key);
    const kept = await visitor.take(Buffer.from('This one is sent.'));
    const forgotten = await visitor.take(Buffer.from('This one is not.'));
    const { upload: half } = visitor.json(await visitor.begin({ size: 100_000 }));
    await visitor.put(half, 0, randomBytes(50_000));
    await desk.startConversation(key, [kept.id]);
    expect(await objectsOnDisk()).toBe(before + 3);
    desk.server.clock.advance(limits.unclaimedUploadMs - 60_000);
    await desk.server.app.sweep();
    expect((await visitor.find(half)).status).toBe(200);
    desk.server.clock.advance(120_000);
    await desk.server.app.sweep();
    for (const gone of [half, forgotten.id]) expect((await visitor.find(gone)).code).toBe('file_not_found');
    expect((await visitor.find(kept.id)).status).toBe(200);
    expect(await countRows(desk.server.storage, ['files', 'file_chunks'])).toEqual({ files: 1, file_chunks: 0 });
    expect(await objectsOnDisk()).toBe(1);
  });
});
