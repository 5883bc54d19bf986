import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../scripts/testing/chromium.ts';
import { Network } from './browsers/network.ts';
import { Product } from './browsers/product.ts';

describe('a page of an origin that is not on the list', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-refused-'));
  let network: Network;
  let product: Product;
  let browser: Browser;
  beforeAll(async () => {
    network = await Network.open();
    product = await Product.open(network);
    browser = await launchChromium(folder, 'allow', { names: '*.test', spki: network.certificates.spki });
  });
  afterAll(async () => {
    await browser.close();
    await product.close();
    await network.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it.each(['third-party', 'first-party'] as const)('[XD1, LOAD1] learns to stop asking: %s', async (mode) => {
    const { id } = await product.addSite(mode, { domains: [network.domain('blog')] });
    const at = network.addPage({
      html: `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">
<script async crossorigin="anonymous" src="${network.origin('chat')}/tag/${id}.js"></script><h1>Elsewhere</h1></html>`,
    });
    const page = await browser.newPage();
    await page.goto(network.origin('shop') + at);
    await page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot, { polling: 50 });
    await network.quiet();
    for (let turn = 0; turn < 3; turn++) {
      await page.evaluate(() => (window as never as { Porchlight(name: string): void }).Porchlight('newPage'));
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await network.quiet();
    }
    const asked = network.seen.filter((one) => one.path.startsWith(`/t/${id}/`));
    expect(asked.map((one) => [one.path.split('/').at(-1), one.status])).toEqual([['views', 403]]);
    await page.close();
  });
});
