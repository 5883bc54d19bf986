import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(true);

const views = () => stage.sent('views');
const forgets = () => stage.sent('forget');
const isKept = (on: Page) => on.waitForFunction(() => document.cookie.includes('pl_sid'));
const held = () => readHeld(stage.page);

async function open(): Promise<{ visitor: string; visit: string }> {
  await stage.page.goto(stage.shop.url('/a'));
  await isKept(stage.page);
  await stage.ready();
  const now = await held();
  return {
    visitor: `${now['cookie pl_vid-st_testsite']}`,
    visit: `${now['cookie pl_sid-st_testsite']?.split('.')[0]}`,
  };
}

/** What the messenger's document was told, once it was told this. */
async function frameHears(type: string): Promise<void> {
  const frame = await stage.page.waitForFrame(async (it) => it.url().includes('/frame#'));
  await frame.waitForFunction(
    (wanted) => (window as never as { heard: { type: string }[] }).heard?.some((it) => it.type === wanted),
    // By time: a frame that is not seen draws nothing.
    { polling: 50 },
    type,
  );
}

describe('logout', () => {
  it('[VIS6] forgets the visitor here, in the frame and at the service, and goes on with a new one', async () => {
    const before = await open();
    await stage.call('logout');
    await stage.shop.until(() => views().length === 2);
    expect(forgets()).toEqual([{ v: 1, why: 'logout', ...before }]);
    expect(views()[1]).toMatchObject({ visitor: null, visit: null, session: null, kind: 'load' });
    expect(views()[1].tab).not.toBe(views()[0].tab);
    await isKept(stage.page);
    const now = await held();
    expect(now['cookie pl_vid-st_testsite']).not.toBe(before.visitor);
    expect(Object.keys(now)).not.toContain('local pl_win-st_testsite');
    await frameHears('forget');
  });

  it('[VIS6] is heard by other tabs at once, which go on with the id that is kept now', async () => {
    stage.shop.state.settings = { beatMs: 150 };
    const before = await open();
    const other = await stage.openPage();
    await other.goto(stage.shop.url('/other'));
    await isKept(other);
    await stage.page.bringToFront();
    await stage.call('logout');
    await stage.shop.until(() => views().length === 3);
    expect(views()[2]).toMatchObject({ url: stage.shop.url('/a'), visitor: null });
    await isKept(stage.page);
    const now = (await held())['cookie pl_vid-st_testsite'];
    await other.bringToFront();
    await stage.shop.until(() => views().length === 4);
    expect(views()[3]).toMatchObject({ url: stage.shop.url('/other'), visitor: now });
    expect(now).not.toBe(before.visitor);
    expect(forgets()).toHaveLength(1);
  });

  it('[VIS6] holds page views back until the service has heard of it, on the next page too', async () => {
    stage.shop.state.settings = { mode: 'third-party' };
    stage.shop.state.told = { keep: 'visit', class: 'unpartitioned' };
    stage.shop.state.answers.forget = { status: 503 };
    await open();
    await stage.call('logout');
    await stage.shop.until(() => forgets().length === 1);
    await stage.page.goto(stage.shop.url('/b'));
    await stage.shop.until(() => forgets().length === 2);
    expect(views()).toHaveLength(1);
    stage.shop.state.answers = {};
    await stage.page.goto(stage.shop.url('/c'));
    await stage.shop.until(() => views().length === 2);
    expect(forgets()[2]).toEqual({ v: 1, why: 'logout', visitor: null, visit: null });
    expect(views()[1]).toMatchObject({ url: stage.shop.url('/c'), visitor: null });
    await stage.page.goto(stage.shop.url('/d'));
    await stage.shop.until(() => views().length === 3);
    expect(forgets()).toHaveLength(3);
  });

  it('[VIS6] clears the messenger on the next page where this one was left before', async () => {
    stage.shop.state.answers.frame = 'hang';
    await stage.context.setCookie({
      name: 'pl_chat-st_testsite',
      value: 'open.1763769600000',
      domain: '.shop.test',
      path: '/',
      secure: true,
    } as never);
    await open();
    await stage.call('logout');
    expect((await held())['cookie pl_chat-st_testsite']).toMatch(/^gone\./);
    stage.shop.state.answers = {};
    await stage.page.goto(stage.shop.url('/b'));
    await frameHears('forget');
  });
});

describe('withdrawal', () => {
  it('[CON4] tells the service, which may hold cookies and has to forget', async () => {
    const before = await open();
    await stage.call('consent', { functional: true, analytics: false });
    await stage.shop.until(() => forgets().length === 1);
    expect(forgets()).toEqual([{ v: 1, why: 'withdrawn', ...before }]);
    expect(Object.keys(await held())).toEqual(['cookie pl_consent-st_testsite']);
  });

  it('[CON4] forgets what an answer brought that was on its way', async () => {
    await stage.page.evaluateOnNewDocument(() => {
      const { fetch } = window;
      window.fetch = async (...given) => {
        const answer = await fetch(...given);
        const isView = `${given[0]}`.endsWith('/views');
        if (isView) await new Promise((resolve) => Object.assign(window, { letGo: resolve }));
        return answer;
      };
    });
    await stage.page.goto(stage.shop.url('/a'));
    await stage.ready();
    await stage.page.waitForFunction(() => 'letGo' in window);
    await stage.call('consent', { functional: true, analytics: false });
    await stage.shop.until(() => forgets().length === 1);
    await stage.page.evaluate(() => (window as never as { letGo: () => void }).letGo());
    await stage.shop.until(() => forgets().length === 2);
    expect(forgets()[1]).toMatchObject({ why: 'withdrawn', visitor: expect.stringMatching(/^vi_/) });
    expect(Object.keys(await held())).toEqual(['cookie pl_consent-st_testsite']);
  });
});
