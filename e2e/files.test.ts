import type { FileLinks, StartConversationAnswer, UploadState } from '@porchlight/protocol';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn, openPage, polling, Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** Uploads files from the frame's own document, sends them in a new conversation, and asks for their addresses. */
async function sendFiles(page: Page, files: { name: string; bytes: Buffer }[]): Promise<FileLinks[]> {
  const { app, config } = stage.running;
  const site = app.sites.readAll()[0]?.id ?? '';
  await page.goto(`${config.origins.service}/m/${site}/frame`);
  const given = files.map(({ name, bytes }) => ({ name, bytes: bytes.toString('base64') }));
  return page.evaluate(
    async (at, all) => {
      const random = (bytes: number) =>
        btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
          .replace(/\+/g, '-')
          .replace(/\//g, '_')
          .replace(/=/g, '');
      async function ask<T>(path: string, method: string, token: string, body: object | Blob): Promise<T> {
        const type = body instanceof Blob ? 'application/octet-stream' : 'application/json';
        const answer = await fetch(at + path, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': type },
          body: body instanceof Blob ? body : JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
        return (await answer.json()) as T;
      }
      const key = random(32);
      const ids: string[] = [];
      for (const { name, bytes } of all) {
        const blob = new Blob([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))]);
        const begin = { clientId: random(16), name, type: '', size: blob.size };
        let state = await ask<UploadState>('/uploads', 'POST', key, begin);
        while (!state.file) {
          const part = blob.slice(state.offset, state.offset + state.chunkBytes);
          state = await ask<UploadState>(`/uploads/${state.upload}?offset=${state.offset}`, 'PUT', key, part);
        }
        ids.push(state.file.id);
      }
      const nobody = { visitor: null, visit: null, offer: null, contact: { name: null, email: null } };
      const start = { clientId: random(16), text: '', attachments: ids, ...nobody };
      const { conversation, token } = await ask<StartConversationAnswer>('/conversations', 'POST', key, start);
      const links: FileLinks[] = [];
      for (const id of ids)
        links.push(await ask<FileLinks>(`/conversations/${conversation.id}/files/${id}/links`, 'POST', token, {}));
      return links;
    },
    `/m/${site}`,
    given,
  );
}

/** A picture of 900 by 600 pixels, as a camera may send it. */
async function draw(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [900, 600];
    const context = canvas.getContext('2d');
    if (context) context.fillStyle = '#c60';
    context?.fillRect(100, 100, 500, 300);
    return canvas.toDataURL('image/jpeg');
  });
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

/** The size of an image in pixels as the page shows it; null where it does not. */
function show(page: Page, url: string | null): Promise<{ width: number; height: number } | null> {
  return page.evaluate(
    (src) =>
      new Promise<{ width: number; height: number } | null>((resolve) => {
        const image = new Image();
        image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
        image.onerror = () => resolve(null);
        image.src = src ?? '';
        document.body.append(image);
      }),
    url,
  );
}

it('[FILE7, FILE8] images are shown in the frame and in the workspace, and nothing else of a file runs', async () => {
  const browser = await stage.browser('files');
  const page = await openPage(browser);
  const drawn = await draw(page);
  const script = 'document.title="It ran";fetch("/ran")';
  const files = [
    { name: 'lamp.jpg', bytes: drawn },
    { name: 'a.svg', bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`) },
    { name: 'a.html', bytes: Buffer.from(`<!doctype html><script>${script}</script>`) },
    { name: 'a.pdf', bytes: Buffer.from(`%PDF-1.4\n<html><script>${script}</script></html>\n%%EOF`) },
    { name: 'a.png', bytes: Buffer.concat([drawn, Buffer.from(`<script>${script}</script>`)]) },
  ];
  const [image, svg, html, pdf, polyglot] = await sendFiles(page, files);
  expect(await show(page, image?.url ?? null)).toEqual({ width: 900, height: 600 });
  expect(await show(page, image?.previewUrl ?? null)).toEqual({ width: 640, height: 427 });
  expect(await show(page, svg?.url ?? null)).toBeNull();

  const work = await logIn(browser, stage.origins.workspace, 'mia');
  await work.waitForFunction(() => !document.querySelector('input[type=password]'), { polling });
  expect(await show(work, image?.previewUrl ?? null)).toEqual({ width: 640, height: 427 });

  const other = await openPage(browser);
  const asked: string[] = [];
  other.on('request', (request) => asked.push(new URL(request.url()).pathname));
  for (const file of [svg, html, pdf]) await expect(other.goto(file?.url ?? '')).rejects.toThrow(/ERR_ABORTED/);
  for (const file of [image, polyglot]) {
    const answer = await other.goto(file?.url ?? '');
    expect([answer?.status(), answer?.headers()['content-type']]).toEqual([200, 'image/jpeg']);
    expect(await other.title()).not.toBe('It ran');
  }
  expect(asked).not.toContain('/ran');
  expect(await browser.cookies().then((all) => all.filter(({ domain }) => domain.startsWith('files.')))).toEqual([]);
});
