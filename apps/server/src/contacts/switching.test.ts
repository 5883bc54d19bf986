import type { IdentifyAnswer, PageViewAnswer, TokensAnswer } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { buildKey, buildPageView, buildStart, countRows, fromFrame, refusalOf } from '../testing.ts';
import { cookiesOf, livesOf, TestBrowser } from '../visits/testing.ts';
import { type Pair, pick, useShop } from './testing/shop.ts';

describe.each(['sqlite', 'postgres'] as const)('tokens of somebody else on %s', (dialect) => {
  const shop = useShop(dialect);
  const { token, send, exchange, arrive, identify, visitorRow, login } = shop;

  it('[VIS7] [VIS6] rotate the visitor: new ids, the former ones revoked, nothing joined', async () => {
    const at = await arrive();
    const ann = await identify(at, token('ann'));
    const bo = await identify(at, token('bo'));
    expect(bo).toMatchObject({ isSwitched: true, keep: 'visitor-and-visit', visitorMaxAgeS: 31_536_000 });
    expect(bo.visitor).not.toBe(at.visitor);
    expect(bo.visit).not.toBe(at.visit);
    expect(await login(ann.login)).toBeNull();
    expect(await login(bo.login)).toMatchObject({ visitor: bo.visitor, contact: { externalId: 'bo' } });
    expect((await visitorRow(at.visitor))?.revoked_at).toBe(shop.server.clock.now());
    expect(shop.server.app.visits.findOpen(at.visit)).toBeNull();
    expect(await countRows(shop.server.storage, ['visitor_aliases'])).toEqual({ visitor_aliases: 0 });
    // The new pair goes on, the old one begins as a stranger.
    const view = await send('views', buildPageView({ visitor: bo.visitor, visit: bo.visit }));
    expect([view.status, view.json<PageViewAnswer>().visitor]).toEqual([200, bo.visitor]);
    const stale = await send('views', buildPageView(at));
    expect(stale.status).toBe(201);
    expect([at.visitor, bo.visitor]).not.toContain(stale.json<PageViewAnswer>().visitor);
  });

  it('[VIS6] tell every feature of it, as a logout does', async () => {
    const at = await arrive();
    await identify(at, token('ann'));
    const heard: unknown[] = [];
    const stop = shop.server.bus.subscribe('visitor-logged-out', (message) => heard.push(message));
    await identify(at, token('bo'));
    stop();
    expect(heard).toEqual([{ site: shop.site.id, visitors: [at.visitor] }]);
  });

  it('[VIS7] keep the new visit over a restart of memory, as that of a new visitor', async () => {
    const at = await arrive();
    await identify(at, token('ann'));
    const bo = await identify(at, token('bo'));
    const row = await shop.server.storage.read
      .selectFrom('visits')
      .selectAll()
      .where('id', '=', bo.visit)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ visitor_id: bo.visitor, ordinal: 1, page_count: 0 });
    expect(JSON.parse(row.details)).toMatchObject({ recognition: 'none', referrer: null, browser: 'Chrome 156' });
  });

  it('[VIS7] sent twice at once from one browser switch once', async () => {
    const at = await arrive();
    await identify(at, token('ann'));
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(at, token('bo'))));
    const switched = answers.filter(({ status }) => status === 200);
    expect(switched).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(refusalOf(answer)).toEqual([410, 'visit_unknown']);
  });

  it.each([
    ['third-party', ['visitor 31536000', 'visitor_p 31536000', 'visit session', 'visit_p session']],
    ['third-party-session', ['visitor session', 'visitor_p session', 'visit session', 'visit_p session']],
    [
      'first-party-with-third-party-session',
      ['visitor session', 'visitor_p session', 'visit session', 'visit_p session'],
    ],
    ['first-party', []],
  ] as const)('[MODE12] [VIS6] leave the cookies of the mode %s with the new ids', async (mode, lives) => {
    shop.site = await shop.server.app.sites.changeSite(shop.site.id, { mode });
    const browser = new TestBrowser(shop.server, shop.site, 'shared');
    const url = 'https://shop.example/';
    const { answer: seen } = await browser.view(url);
    const say = (sub: string, ids: Pair) => browser.send(url, 'identities', { v: 1, ...pick(ids), token: token(sub) });
    const ann = await say('ann', seen);
    expect([ann.status, cookiesOf(ann)]).toEqual([200, []]);
    const bo = await say('bo', seen);
    expect(livesOf(cookiesOf(bo)).map((line) => line.replace('pl_', ''))).toEqual(lives);
    const told = bo.json<IdentifyAnswer>();
    for (const line of cookiesOf(bo)) expect(line).toContain(line.includes('visitor') ? told.visitor : told.visit);
    const isHidden = mode === 'third-party' || mode === 'third-party-session';
    expect(told.keep).toBe(isHidden ? 'visit' : 'visitor-and-visit');
    Object.assign(browser.page(url), { visitor: isHidden ? null : told.visitor, visit: told.visit });
    const next = await browser.view(url);
    expect(next.answer).toMatchObject({ visitor: told.visitor, visit: told.visit });
  });

  it('[VIS7] are known by the cookie too, where the page names another visitor', async () => {
    shop.site = await shop.server.app.sites.changeSite(shop.site.id, { mode: 'third-party' });
    const browser = new TestBrowser(shop.server, shop.site, 'shared');
    const url = 'https://shop.example/';
    const { answer: seen } = await browser.view(url);
    await browser.send(url, 'identities', { v: 1, ...pick(seen), token: token('ann') });
    const other = await arrive();
    const bo = await browser.send(url, 'identities', { v: 1, ...other, token: token('bo') });
    expect(bo.json<IdentifyAnswer>().isSwitched).toBe(true);
    for (const { visitor } of [seen, other]) expect((await visitorRow(visitor))?.revoked_at).not.toBeNull();
  });

  it('[VIS7] [CNV7] replayed in another browser never open what a guest wrote in the first one', async () => {
    await shop.server.app.sites.changeSite(shop.site.id, { joinPolicy: 'apart' });
    const [first, thief] = [await arrive(), await arrive()];
    const asFrame = (path: string, body: object, key?: string) => {
      const request = fromFrame(body, key);
      const headers = { ...request.headers, origin: 'https://service.localhost' };
      return shop.server.ask('service', `/m/${shop.site.id}/${path}`, { ...request, headers });
    };
    const key = buildKey();
    expect((await asFrame('conversations', buildStart(first), key)).status).toBe(201);
    const text = token('ann');
    const [own, copy] = [await identify(first, text), await identify(thief, text)];
    const open = async (keys: string[], visit: string, to: string) =>
      (await asFrame('tokens', { keys, visit, login: to })).json<TokensAnswer>();
    expect((await open([key], first.visit, own.login)).grants).toHaveLength(1);
    expect(await open([], thief.visit, copy.login)).toEqual({ grants: [] });
  });

  it('[VIS7] replayed in another browser make no more of it than that contact’s login', async () => {
    const [first, thief] = [await arrive(), await arrive()];
    const text = token('ann');
    await identify(first, text);
    const copy = await identify(thief, text);
    expect(copy).toMatchObject({ visitor: thief.visitor, isSwitched: false });
    expect((await visitorRow(first.visitor))?.revoked_at).toBeNull();
    expect(await countRows(shop.server.storage, ['visitor_aliases'])).toEqual({ visitor_aliases: 0 });
  });
});
