import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createProbe } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSetupLink, type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../scripts/testing/chromium.ts';
import { findViolations } from './accessibility.ts';
import { fill, press, see } from './stage.ts';

const day = 24 * 3_600_000;
const password = 'quiet otter under the porch';

/** An installation as in production that nobody has set up yet, with a clock that can be set ahead. */
class Installation {
  aheadMs = 0;
  readonly folder = mkdtempSync(path.join(tmpdir(), 'porchlight-first-run-'));
  running!: Porchlight;

  async start(): Promise<this> {
    const port = await findFreePort();
    const names = ['service', 'workspace', 'help', 'files'];
    const urls = names.map((name) => `--${name}-url=http://${name}.localhost:${port}`);
    const flags = [...urls, `--port=${port}`, '--host=127.0.0.1', '--log-level=error', `--data=${this.folder}`];
    this.running = await startPorchlight(readConfig('serve', flags, {}, rootDir), { clock: this });
    return this;
  }

  now(): number {
    return Date.now() + this.aheadMs;
  }

  get origin(): string {
    return this.running.config.origins.workspace;
  }

  /** The address of a new set-up link, as the terminal shows it. */
  async makeLink(): Promise<string> {
    return `${this.origin}/setup#${(await createSetupLink(this.running.storage, this)).token}`;
  }

  async stop(): Promise<void> {
    await this.running.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function findFreePort(): Promise<number> {
  const probe = createProbe().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('the first run', () => {
  let own: Installation;
  let other: Installation;
  let browser: Browser;
  let profile: string;
  beforeAll(async () => {
    [own, other] = await Promise.all([new Installation().start(), new Installation().start()]);
    profile = mkdtempSync(path.join(tmpdir(), 'porchlight-first-run-profile-'));
    browser = await launchChromium(profile);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([own?.stop(), other?.stop()]);
    rmSync(profile, { recursive: true, force: true });
  });

  /** Opens a link and fills its form in, as somebody does who has just read it off a terminal. */
  async function setUpBy(link: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(link);
    await see(page, 'Make the account');
    // [AUTH6] neither history nor what is shared of the window has the token.
    expect(page.url()).toBe(`${own.origin}/setup`);
    await fill(page, '::-p-aria([name="Your name"][role="textbox"])', 'Ada');
    await fill(page, '::-p-aria([name="E-mail address"][role="textbox"])', 'ada@shop.example');
    await fill(page, 'input[type=password]', password);
    await press(page, '::-p-aria([name="Make the account"][role="button"])');
    return page;
  }

  async function expectRefused(link: string): Promise<void> {
    const page = await setUpBy(link);
    await see(page, 'This link no longer works');
    expect(await findViolations(page)).toEqual([]);
    await page.goto(`${own.origin}/admin`);
    await see(page, 'Log in');
    await page.close();
  }

  it('[AUTH6] refuses a link of another installation', async () => {
    const foreign = new URL(await other.makeLink());
    await expectRefused(`${own.origin}/setup${foreign.hash}`);
  });

  it('[AUTH6] refuses a link that is a day old, and one that a newer has replaced', async () => {
    const replaced = await own.makeLink();
    const expired = await own.makeLink();
    await expectRefused(replaced);
    own.aheadMs += day;
    await expectRefused(expired);
  });

  it('[AUTH6] makes the first admin, who is in the administration, and takes the link no second time', async () => {
    const link = await own.makeLink();
    const page = await setUpBy(link);
    await see(page, 'Add a site');
    expect(new URL(page.url()).pathname).toMatch(/^\/admin/);
    await page.evaluate(() => fetch('/api/admin/logout', { method: 'POST' }));
    await page.close();
    await expectRefused(link);
    // No link opens anything once there is an admin.
    await expectRefused(await own.makeLink());
  });

  describe('for somebody who is logged in', () => {
    let elsewhere: Server;
    beforeAll(async () => {
      elsewhere = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>');
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => elsewhere.once('listening', resolve));
    });
    afterAll(() => elsewhere?.close());

    it.each([
      ['another port of the same host, which gets the cookies', 'workspace.localhost'],
      ['another site', 'evil.localhost'],
    ])('[CSRF1] no page of %s changes anything', async (_name, host) => {
      const page = await browser.newPage();
      await page.goto(`${own.origin}/admin/login`);
      await fill(page, '::-p-aria([name="E-mail address"][role="textbox"])', 'ada@shop.example');
      await fill(page, 'input[type=password]', password);
      await press(page, '::-p-aria([name="Log in"][role="button"])');
      await see(page, 'Add a site');

      const hostile = await browser.newPage();
      const statuses: number[] = [];
      hostile.on('response', (response) => {
        if (response.url().startsWith(own.origin)) statuses.push(response.status());
      });
      await hostile.goto(`http://${host}:${(elsewhere.address() as AddressInfo).port}/`);
      await hostile.evaluate(async (target) => {
        const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
        for (const path of ['/api/admin/logout', '/api/admin/sites', '/api/admin/members']) {
          const send = (init: RequestInit) =>
            fetch(target + path, { method: 'POST', credentials: 'include', ...init }).catch(() => null);
          for (const type of types) await send({ mode: 'no-cors', headers: { 'content-type': type }, body: '{}' });
          await send({ mode: 'no-cors' });
          // Asks the server first, which does not allow it.
          await send({ headers: { 'content-type': 'application/json' }, body: '{}' });
        }
        for (const enctype of types) {
          const form = Object.assign(document.createElement('form'), { action: `${target}/api/admin/logout` });
          Object.assign(form, { method: 'post', enctype, target: enctype });
          const frame = Object.assign(document.createElement('iframe'), { name: enctype });
          const field = Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' });
          form.append(field);
          document.body.append(frame, form);
          const answered = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
          form.submit();
          await answered;
        }
      }, own.origin);
      expect(statuses.length).toBeGreaterThanOrEqual(12);
      expect(statuses.filter((status) => status < 400)).toEqual([]);
      await page.reload();
      await see(page, 'Add a site');
      expect(own.running.app.sites.readAll()).toEqual([]);
      await page.evaluate(() => fetch('/api/admin/logout', { method: 'POST' }));
      await hostile.close();
      await page.close();
    });
  });
});
