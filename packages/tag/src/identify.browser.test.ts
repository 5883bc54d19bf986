import { scriptName, windowEntry } from '@porchlight/cookies/script';
import type { Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(true);

const views = () => stage.sent('views');
const asked = () => stage.sent('identities');
const isKept = (on: Page) => on.waitForFunction(() => document.cookie.includes('pl_sid'));
const now = async (on = stage.page) => {
  const held = await readHeld(on);
  return {
    visitor: held['cookie pl_vid-st_testsite'],
    visit: held['cookie pl_sid-st_testsite']?.split('.')[0],
    window: held['local pl_win-st_testsite'],
  };
};
let made = 0;

beforeEach(() => {
  stage.shop.state.answers.identities = ({ body }) => ({ body: answerTo(body) });
});

/** What the service answers by itself: the token is the person's name. */
function answerTo({ visitor, visit, token }: { visitor: string; visit: string; token: string }, more: object = {}) {
  made += 1;
  return {
    visitor,
    visit,
    visitorMaxAgeS: 31_536_000,
    keep: 'visitor-and-visit',
    contact: { name: token, email: null },
    login: `login-${token}-${made}`,
    expiresAt: Date.now() + 86_400_000,
    isSwitched: false,
    ...more,
  };
}

async function open(path = '/a', on = stage.page): Promise<void> {
  await on.goto(stage.shop.url(path));
  await isKept(on);
  await stage.ready(on);
}

/** What the messenger's document was told last of who is here, once that has this login. */
async function frameHears(login: string | RegExp | null, on = stage.page): Promise<{ visitor: string; login: string }> {
  const frame = await on.waitForFrame(async (it) => it.url().includes('/frame#'));
  const wanted = login instanceof RegExp ? login.source : login === null ? null : `^${login}$`;
  const found = await frame.waitForFunction(
    (pattern) => {
      const heard = (window as never as { heard?: { type: string; login?: string | null }[] }).heard ?? [];
      const last = heard.filter((it) => it.type === 'identity').at(-1);
      if (!last) return null;
      return (pattern === null ? last.login === null : new RegExp(pattern).test(`${last.login}`)) && last;
    },
    { polling: 50 },
    wanted,
  );
  return (await found.jsonValue()) as never;
}

const listen = (name: string) =>
  stage.page.evaluate((event) => {
    const page = window as never as { told: unknown[]; Porchlight(...all: unknown[]): void };
    page.told ??= [];
    page.Porchlight('on', event, (detail: unknown) => page.told.push([event, detail]));
  }, name);
const told = (least: number) =>
  stage.page
    .waitForFunction((count) => (window as never as { told: unknown[] }).told.length >= count && window, {}, least)
    .then(() => stage.page.evaluate(() => (window as never as { told: unknown[] }).told));
/** Gives a function that fetches a token; `calls` counts how often it was asked. */
const giveFunction = (body: string) =>
  stage.page.evaluate((text) => {
    const page = window as never as { calls: number; Porchlight(...all: unknown[]): void };
    page.calls = 0;
    const make = new Function('count', text);
    page.Porchlight('identify', () => {
      page.calls += 1;
      return make(page.calls);
    });
  }, body);
const calls = () => stage.page.evaluate(() => (window as never as { calls: number }).calls);
const warnings = () => {
  const heard: string[] = [];
  stage.page.on('console', (message) => {
    if (message.type() === 'warn') heard.push(message.text());
  });
  return heard;
};

describe('identify', () => {
  it('[VIS7] exchanges the token once, and hands the login to the frame alone', async () => {
    await open();
    await listen('identified');
    await stage.call('identify', 'ann');
    await stage.shop.until(() => asked().length === 1);
    const { visitor, visit } = await now();
    expect(asked()).toEqual([{ v: 1, visitor, visit, token: 'ann' }]);
    expect(await told(1)).toEqual([['identified', { name: 'ann', email: null }]]);
    await listen('identified');
    expect(await told(2)).toHaveLength(2);
    await stage.call('open');
    await frameHears(/^login-ann-/);
    const kept = JSON.stringify([await readHeld(stage.page), await stage.page.evaluate(() => location.href)]);
    expect(kept).not.toContain('login');
    expect(kept).not.toContain('ann');
    await stage.call('newPage', { url: '/next' });
    await stage.shop.until(() => views().length === 2);
    await stage.call('event', 'looked');
    await stage.shop.until(() => stage.sent('events').length === 1);
    expect(asked()).toHaveLength(1);
  });

  it('[VIS7] waits for the first page view when the page said it before the tag came', async () => {
    stage.shop.state.head = `<script>window.Porchlight=function(){(Porchlight.q=Porchlight.q||[]).push(arguments)};
      Porchlight('identify', () => new Promise((resolve) => setTimeout(resolve, 20, 'ann')));</script>
      ${stage.shop.tagLine('st_testsite')}`;
    await open();
    await stage.shop.until(() => asked().length === 1);
    const { visitor, visit } = await now();
    expect(asked()[0]).toMatchObject({ visitor, visit, token: 'ann' });
  });

  it('[VIS7] [CON2] sends nothing before a yes, nor after it was taken back', async () => {
    stage.shop.state.settings = { consent: { policy: 'required', textVersion: 'v1', privacyUrl: '' } };
    await stage.page.goto(stage.shop.url('/a'));
    await stage.ready();
    await stage.call('identify', 'ann');
    await stage.call('open');
    await frameHears(null);
    expect(asked()).toEqual([]);
    await stage.call('consent', { functional: true, analytics: true });
    await stage.shop.until(() => asked().length === 1);
    await frameHears(/^login-ann-/);
    await stage.call('consent', { functional: true, analytics: false });
    await frameHears(null);
    await stage.shop.until(() => stage.sent('forget').length === 1);
    expect(asked()).toHaveLength(1);
  });

  it('[VIS7] asks a function for a new token in each visit, and when the login is over', async () => {
    await open();
    await giveFunction('return "ann" + count');
    await stage.call('open');
    await frameHears(/^login-ann1-/);
    stage.shop.state.told = { visit: 'vs_another-visit-0001' as never };
    await stage.call('newPage', { url: '/next' });
    await frameHears(/^login-ann2-/);
    expect(asked()[1].visit).toBe('vs_another-visit-0001');
    const frame = await stage.page.waitForFrame(async (it) => it.url().includes('/frame#'));
    await frame.evaluate(() => (window as never as { port: MessagePort }).port.postMessage({ type: 'login-over' }));
    await frameHears(/^login-ann3-/);
    expect(await calls()).toBe(3);
  });

  it('[VIS7] tells the developer once when the token is refused, and goes on with a guest', async () => {
    stage.shop.state.answers.identities = { status: 401 };
    const heard = warnings();
    await open();
    await stage.call('identify', 'expired');
    await stage.shop.until(() => asked().length === 1);
    await stage.call('newPage', { url: '/next' });
    await stage.shop.until(() => views().length === 2);
    await stage.call('open');
    await frameHears(null);
    expect(asked()).toHaveLength(1);
    // The browser itself tells of the status of an answer, too.
    expect(heard.filter((text) => text.includes('Porchlight'))).toEqual([
      expect.stringMatching(/refused.*aud "st_testsite".*exp within an hour/),
    ]);
  });

  it.each(['throw new Error("down")', 'return Promise.reject(new Error("down"))'])(
    '[LOAD2] a function that fails breaks nothing: %s',
    async (body) => {
      const heard = warnings();
      await open();
      await giveFunction(body);
      await expect.poll(() => heard.length).toBe(1);
      await stage.call('newPage', { url: '/next' });
      await stage.shop.until(() => views().length === 2);
      expect([await calls(), asked()]).toEqual([1, []]);
      expect(heard).toHaveLength(1);
    },
  );

  it.each(['return null', 'return ""', 'return Promise.resolve()'])(
    '[VIS7] a page without a logged-in user says so by an empty token: %s',
    async (body) => {
      const heard = warnings();
      await open();
      await giveFunction(body);
      await stage.call('newPage', { url: '/next' });
      await stage.shop.until(() => views().length === 2);
      expect([asked(), heard]).toEqual([[], []]);
    },
  );

  it('[VIS7] asks again with the next visit where the present one is over, and for nobody else', async () => {
    stage.shop.state.answers.identities = { status: 410 };
    await open();
    await stage.call('identify', 'ann');
    await stage.shop.until(() => asked().length === 1);
    stage.shop.state.answers.identities = ({ body }) => ({ body: answerTo(body) });
    await stage.call('newPage', { url: '/next' });
    await stage.shop.until(() => asked().length === 2);
    await stage.call('open');
    await frameHears(/^login-ann-/);
  });

  it('[VIS7] an answer to what the page said before is nobody’s', async () => {
    await stage.page.evaluateOnNewDocument(() => {
      const { fetch } = window;
      window.fetch = async (...given) => {
        const answer = await fetch(...given);
        if (`${given[0]}`.endsWith('/identities') && !('letGo' in window))
          await new Promise((resolve) => Object.assign(window, { letGo: resolve }));
        return answer;
      };
    });
    await open();
    await listen('identified');
    await stage.call('identify', 'ann');
    await stage.page.waitForFunction(() => 'letGo' in window);
    await stage.call('identify', 'bo');
    await stage.page.evaluate(() => (window as never as { letGo(): void }).letGo());
    expect(await told(1)).toEqual([['identified', { name: 'bo', email: null }]]);
    expect(asked().map(({ token }) => token)).toEqual(['ann', 'bo']);
  });
});

describe('another person', () => {
  it('[VIS7] [VIS6] makes frame and page forget the former one first, and goes on with new ids', async () => {
    await open();
    await stage.call('identify', 'ann');
    await stage.call('open');
    await frameHears(/^login-ann-/);
    const before = await now();
    stage.shop.state.answers.identities = ({ body }) => ({
      body: answerTo(body, { visitor: 'vi_somebody-else-01', visit: 'vs_somebody-else-01', isSwitched: true }),
    });
    await stage.call('identify', 'bo');
    const heard = await frameHears(/^login-bo-/);
    expect(heard).toMatchObject({ visitor: 'vi_somebody-else-01', visit: 'vs_somebody-else-01' });
    const frame = await stage.page.waitForFrame(async (it) => it.url().includes('/frame#'));
    const types = await frame.evaluate(() =>
      (window as never as { heard: { type: string; login?: string }[] }).heard.map(
        ({ type, login }) => `${type} ${login ?? ''}`,
      ),
    );
    const forgets = types.indexOf('forget ');
    expect(forgets).toBeGreaterThan(0);
    expect(types.slice(forgets).some((line) => line.includes('login-ann'))).toBe(false);
    expect(types.slice(0, forgets).some((line) => line.includes('login-bo'))).toBe(false);
    const after = await now();
    expect(after).toMatchObject({ visitor: 'vi_somebody-else-01', visit: 'vs_somebody-else-01', window: undefined });
    expect(after.visitor).not.toBe(before.visitor);
    await stage.shop.until(() => views().length === 2);
    expect(views()[1]).toMatchObject({ visitor: 'vi_somebody-else-01', visit: 'vs_somebody-else-01' });
    expect(stage.sent('forget')).toEqual([]);
    expect(asked()).toHaveLength(2);
  });

  it('[VIS6] [VIS7] takes other tabs along, which say nothing of the former one any more', async () => {
    stage.shop.state.settings = { beatMs: 150 };
    await open();
    await stage.call('identify', 'ann');
    const other = await stage.openPage();
    await open('/other', other);
    await other.evaluate(() =>
      (window as never as { Porchlight(...a: unknown[]): void }).Porchlight('identify', 'ann'),
    );
    await other.evaluate(() => (window as never as { Porchlight(...a: unknown[]): void }).Porchlight('open'));
    await frameHears(/^login-ann-/, other);
    await stage.page.bringToFront();
    stage.shop.state.answers.identities = ({ body }) => ({
      body: answerTo(body, { visitor: 'vi_somebody-else-02', visit: 'vs_somebody-else-02', isSwitched: true }),
    });
    await stage.call('identify', 'bo');
    await frameHears(null, other);
    await other.bringToFront();
    await stage.shop.until(() =>
      views().some(({ url, visitor }) => /other$/.test(url) && visitor?.includes('else-02')),
    );
    expect(asked().map(({ token }) => token)).toEqual(['ann', 'ann', 'bo']);
  });
});

describe('logout', () => {
  it('[VIS6] heard of another tab ends the login for the frame, whichever ids the cookies hold by then', async () => {
    stage.shop.state.settings = { beatMs: 120_000 };
    await open();
    await stage.call('open');
    await stage.call('identify', 'ann');
    await frameHears(/^login-ann-/);
    // No answer of the service comes after it, not even to a beat, which would tell the frame anew.
    await stage.page.evaluate(
      (key) => dispatchEvent(new StorageEvent('storage', { key, newValue: `gone.${Date.now()}` })),
      scriptName(windowEntry, 'st_testsite'),
    );
    await frameHears(null);
  });

  it('[VIS6] [VIS7] ends the login here and in other tabs, for good', async () => {
    stage.shop.state.settings = { beatMs: 150 };
    await open();
    const other = await stage.openPage();
    await open('/other', other);
    for (const page of [stage.page, other]) {
      const call = (...list: unknown[]) =>
        page.evaluate((all) => (window as never as { Porchlight(...a: unknown[]): void }).Porchlight(...all), list);
      await call('identify', 'ann');
      await call('open');
      await frameHears(/^login-ann-/, page);
    }
    await stage.page.bringToFront();
    await stage.call('logout');
    await frameHears(null);
    await frameHears(null, other);
    await stage.shop.until(() => stage.sent('forget').length === 1);
    await other.bringToFront();
    await stage.shop.until(() => views().filter(({ url }) => /other$/.test(url)).length === 2);
    await other.evaluate(() =>
      (window as never as { Porchlight(...a: unknown[]): void }).Porchlight('event', 'looked'),
    );
    await stage.shop.until(() => stage.sent('events').length === 1);
    expect(asked()).toHaveLength(2);
    await frameHears(null, other);
  });
});
