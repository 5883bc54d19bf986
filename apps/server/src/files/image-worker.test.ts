import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageWorker } from './image-worker.ts';
import { Images } from './images.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the process of images', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'porchlight-images-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A worker whose process does `code` once it is asked, or at once. */
  async function startOdd(name: string, code: string, answerMs = 10_000): Promise<ImageWorker> {
    const entry = path.join(folder, `${name}.mjs`);
    await writeFile(entry, code);
    return new ImageWorker({ entry, answerMs });
  }

  it('[FILE7] reads one image after the other, and ends when none comes', async () => {
    const worker = new ImageWorker({ restMs: 20 });
    for (let at = 0; at < 3; at += 1) {
      expect(await worker.measure(png, 'image/png')).toBe(1);
      expect(await worker.render()).toMatchObject({ type: 'image/png', width: 1, height: 1 });
    }
    await expect(worker.measure(Buffer.from('x'), 'image/png')).rejects.toMatchObject({ code: 'file_damaged' });
    expect(await worker.measure(png, 'image/png')).toBe(1);
    let isOver = false;
    expect(isThere(worker.pid)).toBe(true);
    expect(worker.rest(() => (isOver = true))).toBe(true);
    await expect.poll(() => isThere(worker.pid)).toBe(false);
    expect(isOver).toBe(true);
    expect(worker.rest(() => undefined)).toBe(false);
  });

  it('[FILE7] that an image breaks takes nothing with it, and the next image gets another', async () => {
    const broken = await startOdd('broken', "process.send('ready'); process.on('message', () => process.abort());");
    const workers = [broken, new ImageWorker()];
    const images = new Images(() => workers.shift() as ImageWorker);
    await expect(images.render(png, 'image/png')).rejects.toMatchObject({ code: 'file_damaged' });
    await expect(images.render(png, 'image/png')).resolves.toMatchObject({ width: 1 });
    images.close();
  });

  it('[FILE7] that an image keeps for ever is ended', async () => {
    const code = "process.send('ready'); process.on('message', () => { for (;;); });";
    const worker = await startOdd('endless', code, 400);
    await expect(worker.measure(png, 'image/png')).rejects.toMatchObject({ code: 'file_too_large' });
    await expect.poll(() => isThere(worker.pid)).toBe(false);
  });

  it('[FILE7] that cannot load the library is a fault of ours, not of the image', async () => {
    const worker = await startOdd('unloadable', "throw new Error('no such library');");
    await expect(worker.measure(png, 'image/png')).rejects.toThrow(/installed for this platform/);
    await expect(worker.measure(png, 'image/png')).rejects.not.toHaveProperty('code');
  });

  it('[FILE7] ends with the server, in the middle of an image too', async () => {
    const code = "process.send('ready'); process.on('message', () => undefined);";
    const worker = await startOdd('waiting', code);
    const images = new Images(() => worker);
    const answer = images.render(png, 'image/png').catch((error: unknown) => error);
    await expect.poll(() => isThere(worker.pid)).toBe(true);
    images.close();
    expect(await answer).toMatchObject({ code: 'shutting_down' });
    await expect(images.render(png, 'image/png')).rejects.toMatchObject({ code: 'shutting_down' });
    await expect.poll(() => isThere(worker.pid)).toBe(false);
  });

  it('[FILE7] knows nothing of the server’s settings', async () => {
    process.env.PORCHLIGHT_SECRET_OF_TEST = 'secret';
    const code =
      "process.on('message', () => process.send({ pixels: Object.keys(process.env).filter((key) => /PORCH/.test(key)).length }));";
    const worker = await startOdd('environment', code);
    expect(await worker.measure(png, 'image/png')).toBe(0);
    worker.end();
    delete process.env.PORCHLIGHT_SECRET_OF_TEST;
  });
});
