import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { demoSiteId } from '@porchlight/server';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { readZip } from '../apps/server/src/articles/transfer/zip.ts';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

let stage: Stage;
let browser: Browser;
let page: Page;
let folder: string;
beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('help-content');
  folder = await mkdtemp(path.join(tmpdir(), 'porchlight-content-'));
  page = await logIn(browser, stage.origins.workspace, 'admin');
  await see(page, 'Add a site');
  page.on('dialog', (dialog) => void dialog.accept());
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const field = (label: string) => `::-p-aria([name="${label}"])`;
const overview = () => `${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=articles`;
/** A picture of 1,000 by 500 pixels. */
async function lamp(color: string): Promise<Buffer> {
  const canvas = await browser.newPage();
  await canvas.setViewport({ width: 1_000, height: 500 });
  await canvas.setContent(`<body style="background:${color}">`);
  const picture = Buffer.from(await canvas.screenshot({ type: 'png' }));
  await canvas.close();
  return picture;
}

async function openOverview(): Promise<void> {
  await page.goto(overview());
  await see(page, 'Put Porchlight on your site');
}

/** Waits for the dialog that asks for words, and gives them. */
async function describeImage(words: string): Promise<void> {
  await see(page, 'What does the image show?');
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('dialog[open] img')?.naturalWidth === 480, {
    polling,
  });
  await fill(page, field('In words, for those who do not see it'), words);
  await press(page, '::-p-aria([name="Put it into the text"])');
  await page.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
}

describe('images in articles', () => {
  it('[HC22] are chosen, dropped and pasted, described, and shown to readers in sizes', async () => {
    await openOverview();
    await press(page, field('Write an article'));
    await see(page, 'Save as draft');
    await fill(page, field('Title'), 'Hang up a lamp');
    await fill(page, field('Text'), 'Before you begin.');
    const file = path.join(folder, 'lamp.png');
    await writeFile(file, await lamp('#c33'));
    const input = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await see(page, 'What does the image show?');
    // Words are asked for, unless it is decoration.
    await press(page, '::-p-aria([name="Put it into the text"])');
    await see(page, 'Say what it shows, or that it is decoration.');
    await look(page, 'image-dialog');
    await describeImage('A lamp on a hook');

    // A file that is dropped, and one that is pasted; browsers make such events of the same data.
    for (const [kind, color] of [
      ['drop', '#3c3'],
      ['paste', '#33c'],
    ] as const) {
      const bytes = (await lamp(color)).toString('base64');
      await page.$eval(
        'textarea',
        (area, type, base64) => {
          const data = new DataTransfer();
          const content = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
          data.items.add(new File([content], `${type}.png`, { type: 'image/png' }));
          area.dispatchEvent(
            type === 'drop'
              ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
              : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
          );
        },
        kind,
        bytes,
      );
      await describeImage(`By ${kind} [1]`);
    }
    const markdown = await page.$eval('textarea', (area) => area.value);
    expect(markdown.match(/!\[A lamp on a hook\]\(\/images\/im_[\w-]{22}\)/g)).toHaveLength(1);
    expect(markdown).toMatch(/!\[By drop \\\[1\\\]\]\(\/images\/.*!\[By paste \\\[1\\\]\]\(\/images\//s);
    await page.waitForFunction(
      () => {
        const shown = [...document.querySelectorAll<HTMLImageElement>('section img')];
        return shown.length === 3 && shown.every((one) => one.naturalWidth > 0 || one.loading === 'lazy');
      },
      { polling },
    );
    await look(page, 'editor-with-images');
    await press(page, field('Publish'));
    await see(page, 'Published.');
    // What is told lies elsewhere than what is pressed next.
    const covered = await page.evaluate(() => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Save as draft');
      button?.scrollIntoView({ block: 'nearest' });
      const box = button?.getBoundingClientRect();
      return box && !button?.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    });
    expect(covered).toBe(false);

    const reader = await (await browser.createBrowserContext()).newPage();
    await reader.setViewport({ width: 390, height: 800 });
    await reader.goto(`${stage.origins.help}/en/articles/hang-up-a-lamp`);
    await reader.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('.prose img')?.naturalWidth ?? 0) > 0,
      {
        polling,
      },
    );
    const [image] = await reader.$$eval('.prose img', (all) =>
      all.map(({ alt, currentSrc, width, loading }) => ({ alt, end: currentSrc.split('/').at(-1), width, loading })),
    );
    expect(image).toEqual({ alt: 'A lamp on a hook', end: '480.webp', width: 350, loading: 'lazy' });
    await look(reader, 'article-with-images');
    await reader.close();
  });

  it('[HC22] that are none are told so', async () => {
    const file = path.join(folder, 'lamp.svg.png');
    await writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const input = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await see(page, 'Images are JPEG, PNG, GIF, WebP or AVIF.');
  });

  it('[HC3] drafts are seen as the page that they become, in every language', async () => {
    // Those of a draft of today's, and what is being typed now.
    await fill(page, field('Summary'), 'A summary that nobody saved.');
    const opened = browser.waitForTarget((one) => one.url().includes('/pages/'));
    await press(page, field('See it as a page'));
    const preview = (await (await opened).page()) as Page;
    await see(preview, 'the text as it stands in the editor, not saved yet');
    expect(await preview.$eval('meta[name=description]', (meta) => meta.content)).toBe('A summary that nobody saved.');
    await look(preview, 'page-preview');
    await preview.goto(preview.url().replace(/\w+$/, 'ar'));
    expect(await preview.$eval('html', (root) => root.dir)).toBe('rtl');
    expect(await preview.$eval('h1', (title) => title.textContent)).toBe('Hang up a lamp');
    await look(preview, 'page-preview-ar');
    await preview.close();
  });
});

it('articles are found in the list by title and state, and the list stays so on the way back', async () => {
  await openOverview();
  await fill(page, field('Find an article by its title'), 'PORCHLIGHT site');
  await see(page, '1 of');
  const titles = () => page.$$eval('table a', (all) => all.map((one) => one.textContent));
  await expect.poll(titles).toEqual(['Put Porchlight on your site']);
  await press(page, '::-p-text(Put Porchlight on your site)');
  await see(page, 'Save as draft');
  await press(page, '::-p-text(All articles)');
  await expect.poll(titles).toEqual(['Put Porchlight on your site']);
  await page.select('search select', 'stale');
  await see(page, 'No article is like that.');
  await look(page, 'found-nothing');
  await press(page, field('Show all articles'));
  await expect.poll(async () => (await titles()).length).toBeGreaterThan(5);
});

describe('the tree of articles', () => {
  const handles = () =>
    page.$$eval('[data-handle]', (all) =>
      all.map((one) => one.getAttribute('aria-label')?.replace(/^Move |, .*$/g, '')),
    );

  it('[HC3] is put in order by keyboard, which is told, and stays so', async () => {
    await openOverview();
    await press(page, field('Put in order'));
    await see(page, 'Drag what you want elsewhere');
    await look(page, 'arranging');
    const before = await handles();
    const [, first, second] = before;
    await page.focus(`[aria-label^='Move ${first}']`);
    await page.keyboard.press('ArrowDown');
    await see(page, `${first} is now 2 of`);
    await page.waitForFunction(
      (label) => document.activeElement?.getAttribute('aria-label')?.startsWith(label),
      { polling },
      `Move ${first}, 2 of`,
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(
      (name) => document.activeElement?.getAttribute('aria-label')?.startsWith(`Move ${name}, 2 of`),
      { polling },
      first,
    );
    expect((await handles()).slice(1, 3)).toEqual([second, first]);
    await page.keyboard.press('ArrowLeft');
    await see(page, 'cannot go any further there');
    expect(await findViolations(page)).toEqual([]);
    const listed = () =>
      page.$$eval('table', (all) => [...(all[0]?.querySelectorAll('td a') ?? [])].map((one) => `“${one.textContent}”`));
    await press(page, field('Done'));
    expect((await listed()).slice(0, 2)).toEqual([second, first]);
    await openOverview();
    expect((await listed()).slice(0, 2)).toEqual([second, first]);
  });

  it('[HC3] is put in order by dragging', async () => {
    await press(page, field('Put in order'));
    await see(page, 'Drag what you want elsewhere');
    const [, first, second] = await handles();
    const rows = await page.$$('[data-row]');
    const [from, to] = [await rows[2]?.boundingBox(), await rows[1]?.boundingBox()];
    if (!from || !to) throw new Error('No rows.');
    await page.mouse.move(from.x + 200, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 210, to.y + 20, { steps: 4 });
    await page.mouse.move(to.x + 200, to.y + 6, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(
      (name) => document.querySelectorAll('[data-handle]')[1]?.getAttribute('aria-label')?.startsWith(`Move ${name}`),
      { polling },
      second,
    );
    expect((await handles()).slice(1, 3)).toEqual([second, first]);
  });
});

describe('import and export', () => {
  it('[HC24, HC25] take a zip with progress, and tell what was not taken and why', async () => {
    const zip = new ZipFile();
    const add = (name: string, text: string | Buffer) => zip.addBuffer(Buffer.from(text as string), name);
    add(
      'porchlight.yaml',
      'format: porchlight-help-center\nversion: 1\ncategories:\n  - texts: { en: { title: Brought, slug: brought } }\n',
    );
    add(
      'en/good.md',
      '---\ntitle: Brought along\ncategory: brought\nstate: published\n---\n\n![A lamp](../images/a.png)\n',
    );
    add('en/bad.md', 'No front matter.');
    add('images/a.png', await lamp('#cc3'));
    add('notes.docx', 'x');
    zip.end();
    const file = path.join(folder, 'articles.zip');
    await writeFile(file, await buffer(zip.outputStream as NodeJS.ReadableStream));
    await openOverview();
    await press(page, field('Import and export'));
    await see(page, 'Zip archive');
    const input = (await page.$('dialog[open] input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await press(page, 'dialog[open] button[type=submit]');
    await see(page, '1 text added, 0 changed, 0 as they were. Topics: 1. Images: 1. Told below: 2.');
    expect(await page.$$eval('dialog[open] td', (all) => all.map((one) => one.textContent))).toEqual([
      'en/bad.md',
      'Its front matter cannot be used.It begins with no “---”.',
      'notes.docx',
      'It is neither Markdown nor an image.',
    ]);
    await look(page, 'import-report');
    const reader = await (await browser.createBrowserContext()).newPage();
    await reader.goto(`${stage.origins.help}/en/articles/good`);
    expect(await reader.$eval('h1', (title) => title.textContent)).toBe('Brought along');
    expect(await reader.$$eval('.prose img', (all) => all.map((one) => one.alt))).toEqual(['A lamp']);
    await reader.close();
  });

  /** From here on an export sends this much and then nothing more, or ends there. */
  async function cutExports(bytes: number, isEnd: boolean): Promise<void> {
    await page.evaluate(
      (most, ends) => {
        const whole = window.fetch;
        window.fetch = async (...asked: Parameters<typeof fetch>) => {
          const answer = await whole(...asked);
          if (!String(asked[0]).endsWith('/article-export')) return answer;
          const sent = new Uint8Array(await answer.arrayBuffer());
          const signal = asked[1]?.signal;
          const body = new ReadableStream({
            start(out) {
              out.enqueue(sent.slice(0, most));
              if (ends) out.close();
              signal?.addEventListener('abort', () => out.error(signal.reason));
            },
          });
          return new Response(body, { headers: answer.headers });
        };
      },
      bytes,
      isEnd,
    );
  }
  const focused = () => page.evaluate(() => document.activeElement?.textContent);

  it('[HC24] are exported with progress into the downloads, which can be cancelled by keyboard', async () => {
    const downloads = await page.createCDPSession();
    await downloads.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: folder,
      eventsEnabled: true,
    });
    const isSaved = new Promise<void>((done) =>
      downloads.on('Browser.downloadProgress', ({ state }) => {
        if (state === 'completed') done();
      }),
    );
    await openOverview();
    await press(page, field('Import and export'));
    await see(page, 'Not in it: earlier revisions, votes, comments, subscriptions and settings.');
    await press(page, field('Download as zip'));
    await see(page, 'The archive is in your downloads, with');
    await isSaved;
    const name = (await readdir(folder)).find((one) => one.startsWith('help-center-')) ?? '';
    const { files } = await readZip(await readFile(path.join(folder, name)));
    const paths = files.map((one) => one.path);
    expect(paths).toContain('en/good.md');
    expect(paths.filter((one) => one.startsWith('images/')).length).toBeGreaterThan(0);
    expect(await focused()).toBe('Download as zip');
    await look(page, 'export-done');

    await cutExports(3_000, false);
    await page.keyboard.press('Enter');
    const bar = await page.waitForSelector('dialog[open] [role=progressbar][aria-label="Progress of the export"]');
    await page.waitForFunction((one) => Number(one?.getAttribute('aria-valuenow')) > 0, { polling }, bar);
    // It is seen, too.
    const sizeOf = () =>
      page.$eval('dialog[open] [role=progressbar] > span', (one) => [one.clientWidth > 0, one.clientHeight > 4]);
    await expect.poll(sizeOf).toEqual([true, true]);
    await look(page, 'export-running');
    // It goes on while the dialog is closed.
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
    await press(page, field('Import and export'));
    await page.waitForSelector('dialog[open] [role=progressbar]');
    await page.focus(field('Cancel the export'));
    await page.keyboard.press('Enter');
    await see(page, 'The export was cancelled. Nothing was saved.');
    expect(await focused()).toBe('Download as zip');
  });

  it('[HC24] are not taken for exported where the connection breaks off', async () => {
    await openOverview();
    await press(page, field('Import and export'));
    await cutExports(3_000, true);
    await press(page, field('Download as zip'));
    await page.waitForSelector('dialog[open] [role=alert]');
    await see(page, 'The connection broke off before the end of the archive. Nothing was saved. Try again.');
    await look(page, 'export-broken');
  });
});
