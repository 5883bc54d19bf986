import type { TagSettings } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(true);

const views = () => stage.sent('views');
const sid = 'cookie pl_sid-st_testsite';
const vid = 'cookie pl_vid-st_testsite';
const held = () => readHeld(stage.page);
const holds = (text: string) => stage.page.waitForFunction((part) => document.cookie.includes(part), {}, text);
/** The browser's own view of a first-party cookie. */
const cookie = async (name: string) => (await stage.context.cookies()).find((it) => it.name === name);
const keep = (name: string, value: string, expires?: number) =>
  stage.context.setCookie({
    name,
    value,
    domain: '.shop.test',
    path: '/',
    secure: true,
    ...(expires ? { expires } : {}),
  } as never);
/** As when the browser was closed. */
async function endSession(): Promise<void> {
  // A page that is gone keeps nothing of an answer that is still on its way.
  await stage.page.goto('about:blank');
  const found = await cookie('pl_sid-st_testsite');
  if (found) await stage.context.deleteCookie(found);
}
const mode = (name: TagSettings['mode'], more: Partial<TagSettings> = {}) => {
  stage.shop.state.settings = { mode: name, ...more };
};
/** The service sets a cookie that goes along with every credentialed request. */
const probe = () => {
  stage.shop.state.serviceHeaders = { 'set-cookie': 'probe=1; Path=/; Secure; SameSite=None; HttpOnly' };
};
const hadCookie = (name: string) => stage.shop.sent(name).map((it) => it.cookie?.includes('probe') ?? false);
/** The id that the service gave out first in this test, as the class request names it. */
const givenId = () => stage.sent('class')[0].visitor;
const unknownClass = { keep: 'visit', class: null, asksClass: true } as const;

const answer = {
  visit: 'vs_thistab001',
  visitorMaxAgeS: 60,
  keep: 'visitor-and-visit',
  class: null,
  asksClass: false,
  continuation: null,
  offer: null,
};

async function visit(path: string): Promise<void> {
  const count = views().length;
  await stage.page.goto(stage.shop.url(path));
  await stage.shop.until(() => views().length > count);
}

describe('third-party modes', () => {
  it('[MODE1] [MODE7] ask once for the class; where cookies are shared script keeps the visit alone', async () => {
    mode('third-party', { beatMs: 100 });
    probe();
    stage.shop.state.told = unknownClass;
    await visit('/a');
    await holds('.1u');
    expect(views()[0]).toMatchObject({ visitor: null, session: null, jar: 'first-party-cookie', steps: [] });
    expect(stage.sent('class')).toEqual([
      { v: 1, visitor: expect.stringMatching(/^vi_/), visit: expect.any(String), jar: 'first-party-cookie', steps: [] },
    ]);
    expect(hadCookie('class')).toEqual([true]);
    expect(Object.keys(await held()).sort()).toEqual([sid, 'session pl_tab']);
    expect((await cookie('pl_sid-st_testsite'))?.expires).toBe(-1);

    stage.shop.state.told = { keep: 'visit', class: 'unpartitioned', visitor: givenId() };
    await stage.page.evaluate(() => history.pushState(null, '', '/b'));
    await stage.shop.until(() => views().length === 2);
    // The page's memory has the id that no script may keep.
    expect(views()[1]).toMatchObject({
      visitor: givenId(),
      session: { mode: 'third-party', class: 'unpartitioned' },
    });
    await visit('/c');
    expect(views()[2]).toMatchObject({ visitor: null, session: { mode: 'third-party', class: 'unpartitioned' } });
    expect(hadCookie('views')).toEqual([false, true, true]);
    await stage.shop.until(() => stage.sent('beats').some(({ view }) => view === views()[2].view));
    expect(hadCookie('beats')).not.toContain(true);
    expect(new Set(stage.sent('beats').map(({ visitor }) => visitor))).toEqual(new Set([givenId()]));
    expect(stage.sent('class')).toHaveLength(1);
  });

  it.each([
    ['third-party', 31_536_000, '1b', 365],
    ['third-party-session', null, '2b', 0],
  ] as const)(
    '[MODE2] [MODE6] %s falls back to first-party entries where cookies are blocked',
    async (name, maxAge, mark, days) => {
      mode(name);
      stage.shop.state.told = unknownClass;
      stage.shop.state.answers.class = ({ body }) => ({
        body: { visitor: body.visitor, visitorMaxAgeS: maxAge, keep: 'visitor-and-visit', class: 'blocked' },
      });
      await visit('/a');
      await holds(`.${mark}`);
      const { expires = 0 } = (await cookie('pl_vid-st_testsite')) ?? {};
      expect(Math.round((expires - Date.now() / 1000) / 86_400)).toBe(
        days === 0 ? Math.round((-1 - Date.now() / 1000) / 86_400) : days,
      );
      stage.shop.state.told = {};
      await visit('/b');
      expect(views()[1]).toMatchObject({ visitor: givenId(), session: { mode: name, class: 'blocked' } });
      expect(stage.sent('class')).toHaveLength(1);
    },
  );

  it('[MODE7] lose nobody who goes on before the class is known, and ask again', async () => {
    mode('third-party');
    stage.shop.state.told = unknownClass;
    stage.shop.state.answers.class = 'hang';
    await visit('/a');
    await holds('.1-');
    expect(Object.keys(await held()).sort()).toEqual([sid, 'session pl_tab', 'session pl_vid-st_testsite']);
    await visit('/b');
    expect(views()[1]).toMatchObject({ visitor: givenId(), session: { mode: 'third-party', class: null } });
    stage.shop.state.answers = {};
    await visit('/c');
    await holds('.1u');
    expect(Object.keys(await held()).sort()).toEqual([sid, 'session pl_tab']);
  });

  it('[MODE3] keeps the visitor in both jars, and sends cookies to the service', async () => {
    mode('first-party-with-third-party-session');
    probe();
    stage.shop.state.told = { class: 'unpartitioned' };
    await visit('/a');
    await holds('.3u');
    await visit('/b');
    expect(hadCookie('views')).toEqual([false, true]);
    expect(views()[1].visitor).toBe((await held())[vid]);
  });
});

describe('first-party modes', () => {
  it('[MODE4] [MODE16] send no cookie, whatever the service sets', async () => {
    mode('first-party');
    probe();
    await visit('/a');
    await holds('.4-');
    await visit('/b');
    expect(hadCookie('views')).toEqual([false, false]);
    expect((await stage.chromium.browser.cookies()).map(({ name }) => name)).not.toContain('probe');
    expect(await cookie('pl_vid-st_testsite')).toMatchObject({ domain: '.shop.test', secure: true, sameSite: 'Lax' });
  });

  it('[MODE12] [MODE16] carry over what a third-party mode left, in the first view of a session alone', async () => {
    mode('third-party');
    probe();
    stage.shop.state.told = { keep: 'visit', class: 'unpartitioned' };
    await visit('/a');
    await holds('.1u');
    mode('first-party', { hadThirdParty: true });
    stage.shop.state.told = { visitor: 'vi_carried0001' };
    await visit('/b');
    expect(views()[1]).toMatchObject({ session: { mode: 'third-party', class: 'unpartitioned' } });
    await holds('.4-');
    await visit('/c');
    expect(views()[2]).toMatchObject({ visitor: 'vi_carried0001', session: { mode: 'first-party', class: null } });
    expect(hadCookie('views')).toEqual([false, true, false]);
    await endSession();
    await visit('/d');
    expect(hadCookie('views')[3]).toBe(true);
  });

  it('[MODE5] [MODE12] a site that turns to session modes keeps the visitor until the browser closes', async () => {
    mode('first-party');
    await visit('/a');
    await stage.ready();
    const expires = Date.now() / 1000 + 6_000;
    await keep('pl_chat-st_testsite', 'ended.1763769600000', expires);
    const before = (await held())[vid];
    mode('first-party-session');
    stage.shop.state.told = { visitorMaxAgeS: null };
    await visit('/b');
    await holds('.5-');
    await stage.ready();
    const now = await cookie('pl_vid-st_testsite');
    expect([now?.value, now?.expires]).toEqual([before, -1]);
    expect((await cookie('pl_chat-st_testsite'))?.expires).toBe(-1);
    mode('first-party-with-third-party-session');
    await visit('/c');
    await stage.ready();
    const { expires: lasting = 0 } = (await cookie('pl_chat-st_testsite')) ?? {};
    expect(lasting).toBeGreaterThan(Date.now() / 1000 + 300 * 86_400);
  });
});

describe('a service of the site’s own', () => {
  it('[MODE9] under its own domain gets cookies in every mode; script keeps the visit alone', async () => {
    const service = `https://chat.shop.test:${stage.shop.port}`;
    mode('first-party', { service, serviceDomain: 'shop.test' });
    stage.shop.state.head = `<script async src="${service}/tag/st_testsite.js"></script>`;
    stage.shop.state.told = { keep: 'visit' };
    stage.shop.state.serviceHeaders = { 'set-cookie': '__Host-probe=1; Path=/; Secure; SameSite=Lax; HttpOnly' };
    await visit('/a');
    await holds('.4-');
    expect(Object.keys(await held()).sort()).toEqual([sid, 'session pl_tab']);
    await visit('/b');
    expect(hadCookie('views')).toEqual([false, true]);
    expect(hadCookie('beats')).not.toContain(true);
    expect(stage.shop.sent('views')[1]?.host).toContain('chat.shop.test');
  });

  it('[MODE9] through a path gets the tag’s requests there; button and frame stay with the service', async () => {
    mode('first-party');
    stage.shop.state.head = '<script async src="/porch/tag/st_testsite.js"></script>';
    stage.shop.state.told = { keep: 'visit' };
    stage.shop.state.serviceHeaders = { 'set-cookie': 'probe=1; Path=/; Secure; SameSite=Lax; HttpOnly' };
    await visit('/a');
    await holds('.4-');
    await visit('/b');
    expect(hadCookie('views')[1]).toBe(true);
    expect(new Set(stage.shop.sent('views').map(({ host }) => host))).toEqual(
      new Set([`shop.test:${stage.shop.port}`]),
    );
    await stage.ready();
    await stage.call('open');
    await stage.shop.until(() => stage.shop.requests.some(({ path }) => path.endsWith('/frame')));
    const others = stage.shop.requests.filter(({ path }) => /bubble-|frame$/.test(path)).map(({ host }) => host);
    expect(new Set(others)).toEqual(new Set([`chat.test:${stage.shop.port}`]));
  });

  it('[MODE9] [LOAD2] takes no address from an element that only has the script’s name', async () => {
    stage.shop.state.head = `<img name="currentScript" src="https://blog.test:${stage.shop.port}/porch/tag/st_testsite.js" hidden>${stage.shop.tagLine('st_testsite')}`;
    await visit('/a');
    expect(stage.shop.sent('views')[0]?.host).toContain('chat.test');
  });
});

describe('one browser, two ids', () => {
  it('[VIS4] two tabs of a fresh browser at once end with one id, and tell of the other', async () => {
    // The other tab's answer comes between this page's request and its answer.
    await stage.page.evaluateOnNewDocument(() => {
      const { fetch } = window;
      let isFirst = true;
      window.fetch = async (...given) => {
        const answer = await fetch(...given);
        if (isFirst && `${given[0]}`.endsWith('/views')) {
          isFirst = false;
          await cookieStore.set({ name: 'pl_vid-st_testsite', value: 'vi_othertab01', domain: 'shop.test' });
          await cookieStore.set({ name: 'pl_sid-st_testsite', value: 'vs_othertab01.4-', domain: 'shop.test' });
        }
        return answer;
      };
    });
    stage.shop.state.answers.views = ({ body }) =>
      body.visitor ? (undefined as never) : { status: 201, body: { ...answer, visitor: 'vi_thistab001' } };
    await stage.page.goto(stage.shop.url('/a'));
    await stage.shop.until(() => views().length === 2);
    const [first, again] = views();
    expect(again).toMatchObject({ visitor: 'vi_othertab01', visit: 'vs_othertab01', others: ['vi_thistab001'] });
    // One view, told to both: the service counts it once for each.
    expect(again.view).toBe(first.view);
    await visit('/b');
    expect(views()[2]).toMatchObject({ visitor: 'vi_othertab01', others: [] });
  });

  it('[VIS5] an earlier system’s cookie is told once in a browser session, where it is well-formed', async () => {
    mode('first-party', { adopts: ['LPVID', 'dp__v', 'absent'] });
    await visit('/a');
    await holds('.4-');
    await keep('LPVID', 'I0YjQ0MzUyMjg1');
    await keep('dp__v', 'x'.repeat(500));
    await endSession();
    await visit('/b');
    await holds('.4-');
    await visit('/c');
    expect(views().map(({ adopted }) => adopted)).toEqual([[], [{ name: 'LPVID', value: 'I0YjQ0MzUyMjg1' }], []]);
  });
});
