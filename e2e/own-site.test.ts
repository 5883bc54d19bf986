import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { fill, logIn, press, Stage, see } from './stage.ts';

let stage: Stage;
let ownSite: Server;
let page = '';
beforeAll(async () => {
  stage = await Stage.open();
  ownSite = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page));
  ownSite.listen(0, '127.0.0.1');
  await new Promise((resolve) => ownSite.once('listening', resolve));
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(async () => {
  ownSite.close();
  await stage.close();
});

it('an admin adds a site, copies one line, and sees the first page view arrive', async () => {
  const host = `mine.localhost:${(ownSite.address() as AddressInfo).port}`;
  const browser = await stage.browser('admin');
  const admin = await logIn(browser, stage.origins.workspace, 'admin');
  await press(admin, '::-p-aria([name="Add a site"])');
  await fill(admin, '::-p-aria([name="Name"][role="textbox"])', 'My own site');
  await fill(admin, '::-p-aria([name="Domains"][role="textbox"])', 'not a domain');
  await press(admin, '::-p-aria([name="Add the site"][role="button"])');
  await admin.waitForFunction(() => /no domain|like shop\.example/i.test(document.body.innerText));
  await fill(admin, '::-p-aria([name="Domains"][role="textbox"])', host);
  await press(admin, '::-p-aria([name="Add the site"][role="button"])');
  await see(admin, 'Waiting for the first page view');

  const line = await admin.evaluate(() => /<script async[^<]*<\/script>/.exec(document.body.innerText)?.[0] ?? '');
  expect(line).toContain(`${stage.origins.service}/tag/st_`);
  page = `<!doctype html><html lang="en"><title>Mine</title>${line}
    <script>window.Porchlight = window.Porchlight || function () { (Porchlight.q = Porchlight.q || []).push(arguments); };
    Porchlight('consent', { functional: true, analytics: true });</script><h1>Mine</h1></html>`;
  const visitor = await (await stage.browser('own-visitor')).newPage();
  await visitor.goto(`http://${host}/welcome`);
  await see(admin, 'First page view received');
  await see(admin, '/welcome');
});

it('[XD1] a page beyond the list is refused and shown to the admin', async () => {
  const browser = await stage.browser('admin-refused');
  const site = stage.running.app.sites.readAll().find((one) => one.name === 'My own site');
  const visitor = await browser.newPage();
  await visitor.goto(`http://other.localhost:${(ownSite.address() as AddressInfo).port}/`);
  await visitor.waitForFunction(() => document.readyState === 'complete');
  const refused = async () =>
    (await stage.running.app.sites.findRefusedOrigins(site?.id ?? 'st_none')).map((one) => one.origin);
  await expect
    .poll(refused, { timeout: 10_000 })
    .toEqual([`http://other.localhost:${(ownSite.address() as AddressInfo).port}`]);
  const admin = await logIn(browser, stage.origins.workspace, 'admin');
  await press(admin, '::-p-text(My own site)');
  await press(admin, '::-p-aria([name="Domains"][role="tab"])');
  await see(admin, 'other.localhost');
});
