import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { Images } from './images.ts';
import { type ImageType, recognise } from './recognition.ts';
import { announcePng } from './testing.ts';

const draw = (width = 80, height = 40) =>
  sharp({
    create: { width, height, channels: 3, background: '#c33', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });

/** So many frames of one pixel each, on a large screen. */
function announceGif(frames: number, width: number, height: number): Buffer {
  const head = Buffer.from('47494638396100000000800000000000ffffff', 'hex');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const frame = Buffer.from('21f904000a0000002c0000000001000100000202440100', 'hex');
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from('3b', 'hex')]);
}

async function moving(frames: number, form: 'gif' | 'webp'): Promise<Buffer> {
  const [width, height] = [60, 30];
  const all = await Promise.all(Array.from({ length: frames }, () => draw(width, height).png().toBuffer()));
  return sharp(all, { join: { animated: true } })
    [form]()
    .toBuffer();
}

const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');

describe('content', () => {
  it.each<[string, string | Buffer, string, object]>([
    ['plain text', 'Hello, wörld. 3 < 4 > 2\r\n\tyes\n', 'a.txt', { kind: 'other', type: 'text/plain' }],
    ['a table', 'name,price\nlamp,12\n', 'a.csv', { kind: 'other', type: 'text/plain' }],
    ['bytes', randomBytes(500), 'a.dat', { kind: 'other', type: 'application/octet-stream' }],
    ['SVG', svg, 'a.svg', { kind: 'other', type: 'application/octet-stream' }],
    ['SVG called PNG', svg, 'a.png', { kind: 'other', type: 'application/octet-stream' }],
    ['SVG as XML', `<?xml version="1.0"?>${svg}`, 'a.svg', { kind: 'other', type: 'application/octet-stream' }],
    [
      'SVG in UTF-16',
      Buffer.from(`\ufeff${svg}`, 'utf16le'),
      'a.svg',
      { kind: 'other', type: 'application/octet-stream' },
    ],
    ['HTML', '<!doctype html><script>alert(1)</script>', 'a.html', { kind: 'other', type: 'application/octet-stream' }],
    ['HTML called text', 'Hi <b onclick=x>you</b>', 'a.txt', { kind: 'other', type: 'application/octet-stream' }],
    ['PDF', '%PDF-1.7\n%%EOF', 'a.pdf', { kind: 'other', type: 'application/pdf' }],
    ['PDF with HTML', '%PDF-1.7\n<html><script>x</script>', 'a.html', { kind: 'other', type: 'application/pdf' }],
    [
      'HTML with PDF',
      '<html><!--\n%PDF-1.7\n--><script>x</script>',
      'a.pdf',
      { kind: 'other', type: 'application/octet-stream' },
    ],
    ['GIF with script', 'GIF89a/*\x01\x00*/=1;alert(1)', 'a.gif', { kind: 'image', type: 'image/gif' }],
    ['an archive', zip, 'a.zip', { kind: 'other', type: 'application/zip' }],
    ['a program', exe, 'a.exe', { kind: 'refused' }],
    ['a program called picture', exe, 'a.jpg', { kind: 'refused' }],
    ['a program of Linux', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(100)]), 'a', { kind: 'refused' }],
    ['a script', '#!/bin/sh\nrm -rf ~\n', 'a.txt', { kind: 'refused' }],
    ['text called program', 'Hello', 'a.bat', { kind: 'refused' }],
    ['one byte', 'x', 'a', { kind: 'other', type: 'text/plain' }],
  ])('[FILE6] tells what %s is', async (_name, content, name, expected) => {
    expect(await recognise(Buffer.from(content as string), name)).toEqual(expected);
  });

  it.each(['jpeg', 'png', 'gif', 'webp', 'avif'] as const)('[FILE6] tells that %s is one', async (form) => {
    const content = await draw()[form]().toBuffer();
    expect(await recognise(content, 'a.txt')).toEqual({ kind: 'image', type: `image/${form}` });
  });
});

describe('an image', () => {
  const images = new Images();
  afterAll(() => images.close());
  const render = (content: Buffer, form: string) => images.render(content, `image/${form}` as ImageType);

  it.each([
    ['jpeg', 'jpeg'],
    ['png', 'png'],
    ['gif', 'gif'],
    ['webp', 'webp'],
    ['avif', 'webp'],
  ] as const)('[FILE7] as %s is written anew as %s, with a preview', async (from, to) => {
    const made = await render(await draw(800, 400)[from]({ effort: 1 }).toBuffer(), from);
    expect(made).toMatchObject({ type: `image/${to}`, width: 800, height: 400 });
    expect(await sharp(made.content).metadata()).toMatchObject({ format: to, width: 800, height: 400 });
    expect(await sharp(made.preview).metadata()).toMatchObject({ format: 'webp', width: 640, height: 320 });
  });

  it('[FILE7] is turned upright and keeps nothing of where it was taken', async () => {
    const content = await draw(80, 40)
      .withExif({ IFD0: { Copyright: 'Secret of mine' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(content.toString('latin1')).toContain('Secret of mine');
    const made = await render(content, 'jpeg');
    expect([made.width, made.height]).toEqual([40, 80]);
    expect(await sharp(made.preview).metadata()).toMatchObject({ width: 40, height: 80 });
    for (const bytes of [made.content, made.preview]) {
      expect(bytes.toString('latin1')).not.toContain('Secret of mine');
      expect(Object.keys(await sharp(bytes).metadata())).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/exif|icc|iptc|xmp|orientation|comments/)]),
      );
    }
  });

  it.each(['jpeg', 'png', 'gif', 'webp'] as const)('[FILE7] as %s loses what was hidden behind it', async (form) => {
    const content = Buffer.concat([await draw()[form]().toBuffer(), Buffer.from('<script>alert("here")</script>')]);
    const made = await render(content, form);
    expect(made.content.toString('latin1')).not.toContain('script');
    expect(made.preview.toString('latin1')).not.toContain('script');
  });

  it.each(['gif', 'webp'] as const)('[FILE7] that moves goes on moving as %s, its preview stands', async (form) => {
    const made = await render(await moving(5, form), form);
    expect([made.width, made.height]).toEqual([60, 30]);
    expect(await sharp(made.content, { animated: true }).metadata()).toMatchObject({ format: form, pages: 5 });
    expect((await sharp(made.preview).metadata()).pages ?? 1).toBe(1);
  });

  it('[FILE7] of too many pixels is refused by its header', async () => {
    const before = performance.now();
    await expect(render(announcePng(30_000, 30_000), 'png')).rejects.toMatchObject({ code: 'file_too_large' });
    expect(performance.now() - before).toBeLessThan(1_000);
    await expect(render(announcePng(7_000, 7_000), 'png')).rejects.toMatchObject({ code: 'file_damaged' });
  });

  it('[FILE7] of too many pixels in all its frames is refused, too', async () => {
    const content = announceGif(60, 1_000, 900);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'gif', pages: 60, width: 1_000 });
    await expect(render(content, 'gif')).rejects.toMatchObject({ code: 'file_too_large' });
  });

  it.each(['jpeg', 'png', 'gif', 'webp', 'avif'] as const)(
    '[FILE7] as %s that was cut off is damaged',
    async (form) => {
      const content = await draw(300, 200)[form]({ effort: 1 }).toBuffer();
      for (const part of [0.9, 0.5, 0.1, 0.02]) {
        const cut = content.subarray(0, Math.floor(content.length * part));
        await expect(render(cut, form)).rejects.toMatchObject({ code: 'file_damaged' });
      }
    },
  );

  it('[FILE7] of another form has no reader, whatever it is said to be', async () => {
    await render(await draw().png().toBuffer(), 'png');
    const tiff = await draw().tiff().toBuffer();
    await expect(render(tiff, 'png')).rejects.toMatchObject({ code: 'file_damaged' });
    await expect(render(Buffer.from(svg), 'png')).rejects.toMatchObject({ code: 'file_damaged' });
    await expect(render(Buffer.from('GIF89a/*\x01\x00*/=1;alert(1)'), 'gif')).rejects.toMatchObject({
      code: 'file_damaged',
    });
  });

  it('[FILE7] waits for its turn, and too many are sent away', async () => {
    const busy = new Images();
    const content = await draw().png().toBuffer();
    const all = await Promise.allSettled(Array.from({ length: 100 }, () => busy.render(content, 'image/png')));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(66);
    const refused = all.find((one) => one.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'storage_busy', retryAfterS: expect.any(Number) } });
    await expect(busy.render(content, 'image/png')).resolves.toMatchObject({ width: 80 });
    busy.close();
  });

  it('[FILE7] is read in a process of its own: the server never has the library in memory', async () => {
    const app = new URL('../app.ts', import.meta.url).href;
    const images = new URL('./images.ts', import.meta.url).href;
    const code = `
      const isLoaded = () => process.report.getReport().sharedObjects.some((file) => /sharp|vips/.test(file));
      await import('${app}');
      const { Images } = await import('${images}');
      const hold = setInterval(() => 0, 1_000);
      const images = new Images();
      const content = Buffer.from('${(await draw().png().toBuffer()).toString('base64')}', 'base64');
      const { width } = await images.render(content, 'image/png');
      images.close();
      clearInterval(hold);
      console.log(JSON.stringify([width, isLoaded()]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    expect(JSON.parse(stdout)).toEqual([80, false]);
  });
});
