import { type Entry, entryName, everyMode, register } from '@porchlight/cookies';
import { demoSiteId } from '@porchlight/server';
import type { Browser, Cookie, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { chatButton, fill, logIn, messengerOf, press, Stage, see } from './stage.ts';

const mode = 'first-party';
const place = { site: demoSiteId, isHttps: false };
const declared = register.filter((entry) => entry.modes[mode] !== undefined);
const nameOf = (entry: Entry) => entryName(entry, place);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

/** What a page or frame holds in its storages, with every name that was ever written. */
async function stored(where: Page | Frame): Promise<{ localStorage: string[]; sessionStorage: string[] }> {
  return where.evaluate(() => ({
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
  }));
}

/** Notes the names of all cookies that scripts write, since some live for a moment only. */
async function watchCookies(page: Page, refuse: boolean): Promise<Set<string>> {
  const names = new Set<string>();
  await page.exposeFunction('noteCookie', (text: string) => void names.add(text.split('=')[0] ?? ''));
  await page.evaluateOnNewDocument((isRefused) => {
    const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    Object.defineProperty(Document.prototype, 'cookie', {
      get: () => (isRefused ? '' : own?.get?.call(document)),
      set(text: string) {
        (window as unknown as { noteCookie(text: string): void }).noteCookie(text);
        if (!isRefused) own?.set?.call(document, text);
      },
    });
  }, refuse);
  return names;
}

/** A visitor who says yes, talks, and leaves a message half-written and another one unsent. */
async function useAsVisitor(browser: Browser, refuseCookies: boolean) {
  const page = await browser.newPage();
  const cookieNames = await watchCookies(page, refuseCookies);
  await page.goto(`${stage.origins.shop}/`);
  await press(page, '::-p-aria([name="Yes, that is fine"][role="button"])');
  await (await chatButton(page)).click();
  const messenger = await messengerOf(page);
  await fill(messenger, '#composer', 'Hello there');
  await press(messenger, 'button.send');
  await see(messenger, 'Sent');
  await page.goto(`${stage.origins.shop}/lamps`);
  const again = await messengerOf(page);
  await see(again, 'Hello there');
  await page.setOfflineMode(true);
  await fill(again, '#composer', 'Sent while offline');
  await press(again, 'button.send');
  await fill(again, '#composer', 'Half a thought');
  await again.waitForFunction(
    () =>
      Object.keys(localStorage).some((name) => name.startsWith('pl_outbox')) &&
      Object.keys(localStorage).some((name) => name.startsWith('pl_draft')),
  );
  return { page, site: await stored(page), frame: await stored(again), cookieNames };
}

function isAsDeclared(cookie: Cookie, entry: Entry): void {
  const lifetime = entry.modes[mode];
  expect([cookie.name, cookie.httpOnly]).toEqual([cookie.name, entry.attributes?.isHttpOnly ?? false]);
  expect([cookie.name, cookie.sameSite]).toEqual([cookie.name, entry.attributes?.sameSite]);
  expect([cookie.name, cookie.path]).toEqual([cookie.name, '/']);
  if (lifetime?.kind === 'persistent') {
    const lasts = cookie.expires - Date.now() / 1000;
    expect(lasts).toBeGreaterThan(lifetime.maxAgeS - 120);
    expect(lasts).toBeLessThan(lifetime.maxAgeS + 120);
  } else {
    expect([cookie.name, cookie.session]).toEqual([cookie.name, true]);
  }
}

it('[REG5] a browser holds what the register lists and nothing else, as it is declared', async () => {
  const visitorBrowser = await stage.browser('visitor');
  const visitor = await useAsVisitor(visitorBrowser, false);
  const refusing = await useAsVisitor(await stage.browser('refusing'), true);
  const memberBrowser = await stage.browser('member');
  const agent = await logIn(memberBrowser, stage.origins.workspace, 'mia');
  await see(agent, 'Queue');
  const admin = await logIn(memberBrowser, stage.origins.workspace, 'admin');
  await see(admin, 'Sites');
  await agent.bringToFront();
  await press(agent, '::-p-aria([name="Account of Mia Lindqvist"][role="button"])');
  await press(agent, '::-p-aria([name="Dark"])');
  await agent.waitForFunction(() => localStorage.length > 0);

  const cookies = [...(await visitorBrowser.cookies()), ...(await memberBrowser.cookies())].filter((cookie) =>
    cookie.domain.endsWith('localhost'),
  );
  const workspace = await stored(agent);
  const storages = [visitor.site, visitor.frame, refusing.site, refusing.frame, workspace];
  const found = {
    cookie: new Set([...cookies.map((cookie) => cookie.name), ...visitor.cookieNames]),
    localStorage: new Set(storages.flatMap((one) => one.localStorage)),
    sessionStorage: new Set(storages.flatMap((one) => one.sessionStorage)),
    indexedDB: new Set<string>(),
  };
  for (const [store, names] of Object.entries(found)) {
    const listed = declared.filter((entry) => entry.store === store).map(nameOf);
    expect([store, [...names].sort()]).toEqual([store, listed.sort()]);
  }
  for (const cookie of cookies) {
    const entry = declared.find((one) => one.store === 'cookie' && nameOf(one) === cookie.name);
    if (entry) isAsDeclared(cookie, entry);
  }
  expect(everyMode).toContain(mode);
});
