import type { HandoffCode, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { storages, type TestStorage } from '../platform/db/testing.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  countRows,
  fromFrame,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';
import { findJoined, Handoffs } from '../visitors/index.ts';
import { TestBrowser } from './testing.ts';

const shop = 'https://shop.example/';
const blog = 'https://blog.example/';
const newCode = () => `ho_${newSecret().slice(0, 22)}` as HandoffCode;

describe.each(storages())('[XD3] codes on $name', ({ open }) => {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  const site = newId('st');
  const here = { agent: 'Firefox', network: '84.132.10.20' };
  /** What the waiting would call at its end. */
  let timers: (() => void)[] = [];
  let test: TestStorage;
  let handoffs: Handoffs;
  beforeAll(async () => {
    test = await open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations, clock });
    const bus = createLocalBus({
      onError(error) {
        throw error;
      },
    });
    const startTimer = (_ms: number, run: () => void) => {
      timers.push(run);
      return () => {
        timers = timers.filter((one) => one !== run);
      };
    };
    handoffs = new Handoffs({ storage: test.storage, clock, bus, startTimer });
  });
  afterAll(() => test.close());

  const register = async (overrides: Partial<Parameters<Handoffs['register']>[0]> = {}) => {
    const code = newCode();
    const input = {
      site,
      code,
      visitor: newId('vi'),
      visit: newId('vs'),
      sourceHost: 'shop.example',
      targetHost: 'blog.example',
      from: here,
      carried: null,
      ...overrides,
    };
    await handoffs.register(input);
    return input.code;
  };
  const redeem = (code: HandoffCode, overrides: Partial<Parameters<Handoffs['redeem']>[0]> = {}) =>
    handoffs.redeem({ site, code, visitor: newId('vi'), targetHost: 'blog.example', by: here, ...overrides });

  it('are good once, for one visitor, who may ask again', async () => {
    const code = await register();
    const visitor = newId('vi');
    const first = await redeem(code, { visitor });
    expect(first).toMatchObject({ site_id: site, source_host: 'shop.example', redeemed_by: visitor });
    expect((await redeem(code, { visitor }))?.id).toBe(first?.id);
    expect(await redeem(code)).toBeNull();
  });

  it('are given to one of many who ask at the same moment', async () => {
    const code = await register();
    const all = await Promise.all(Array.from({ length: 20 }, () => redeem(code)));
    expect(all.filter((one) => one !== null)).toHaveLength(1);
  });

  it('end after a minute', async () => {
    const [good, late] = [await register(), await register()];
    clock.advance(60_000);
    expect(await redeem(good)).not.toBeNull();
    clock.advance(1);
    expect(await redeem(late)).toBeNull();
  });

  it.each<[string, Partial<Parameters<Handoffs['redeem']>[0]>]>([
    ['another host', { targetHost: 'shop.example' }],
    ['another port', { targetHost: 'blog.example:8443' }],
    ['another browser', { by: { ...here, agent: 'Chrome' } }],
    ['another network', { by: { ...here, network: '198.51.100.7' } }],
  ])('are refused at %s, and stay good for the right one', async (_name, wrong) => {
    const code = await register();
    expect(await redeem(code, wrong)).toBeNull();
    expect(await redeem(code)).not.toBeNull();
  });

  it('that are not known yet are waited for, and nobody else is held up', async () => {
    const code = newCode();
    const waiting = redeem(code);
    expect(await redeem(await register())).not.toBeNull();
    await register({ code });
    expect(await waiting).toMatchObject({ target_host: 'blog.example' });
    expect(timers).toEqual([]);
  });

  it('that never come are given up', async () => {
    const waiting = [redeem(newCode()), redeem(await register(), { site: newId('st') })];
    for (const run of timers) run();
    expect(await Promise.all(waiting)).toEqual([null, null]);
    expect(timers).toEqual([]);
  });

  it('are stored as a hash alone, with nothing in it that says from where, and not for long', async () => {
    const code = await register();
    const read = () => test.storage.read.selectFrom('handoffs').selectAll().execute();
    const text = JSON.stringify(await read());
    for (const secret of [code, here.agent, here.network]) expect(text).not.toContain(secret);
    clock.advance(2 * 86_400_000);
    await register();
    expect(await read()).toHaveLength(1);
  });
});

describe('a hand-off from page to page', () => {
  let server: TestServer;
  let site: Site;
  beforeAll(async () => {
    server = await startTestServer({ scheme: 'https', env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } });
    site = await server.app.sites.addSite({
      name: 'Two domains',
      domains: ['shop.example', 'blog.example', '*.blog.example'],
    });
    site = await server.app.sites.changeSite(site.id, { blockedDomains: ['old.blog.example'] });
  });
  afterAll(() => server.close());

  const browser = (address = '84.132.10.20') => {
    const one = new TestBrowser(server, site, 'none');
    one.headers = { 'x-forwarded-for': address };
    return one;
  };
  const hand = (from: TestBrowser, ids: Pick<PageViewAnswer, 'visitor' | 'visit'>, overrides: object = {}) =>
    from.send(shop, 'handoffs', {
      v: 1,
      code: newCode(),
      visitor: ids.visitor,
      visit: ids.visit,
      target: 'blog.example',
      proof: null,
      ...overrides,
    });
  const joined = async (answer: PageViewAnswer) => findJoined(server.storage.read, site.id, answer.visitor);

  it('[XD3, XD5] joins beneath the target’s own visitor, weakly', async () => {
    const one = browser();
    const left = (await one.view(shop)).answer;
    const code = newCode();
    expect((await hand(one, left, { code })).status).toBe(204);
    const arrived = (await one.view(blog, { handoff: code })).answer;
    expect(arrived.visitor).not.toBe(left.visitor);
    expect(arrived.continuation).toBeNull();
    expect(await joined(arrived)).toMatchObject([{ visitor: left.visitor, evidence: 'handoff', strength: 'weak' }]);
    // Again, as after a lost answer or by whoever copied the address: nobody else is joined.
    await one.view(blog, { handoff: code });
    const copied = (await browser().view(blog, { handoff: code })).answer;
    expect(await joined(copied)).toEqual([]);
  });

  it('[XD5] offers the conversation that the page proved to hold, and shows nothing of it', async () => {
    const one = browser();
    const left = (await one.view(shop)).answer;
    const key = buildKey();
    const started = await server.ask('service', `/m/${site.id}/conversations`, {
      ...fromFrame(buildStart({ visitor: left.visitor, visit: left.visit, text: 'A secret' }), key),
      headers: { ...fromFrame({}, key).headers, origin: 'https://service.localhost' },
    });
    const { proof } = started.json<{ proof: string }>();
    const code = newCode();
    await hand(one, left, { code, proof });
    const sent = await one.send(blog, 'views', { ...viewOf(blog), handoff: code });
    const { continuation } = sent.json<PageViewAnswer>();
    expect(continuation).toEqual({ handoff: expect.stringMatching(/^hd_/), from: 'shop.example' });
    expect(sent.body).not.toContain('secret');
    expect(sent.body).not.toContain(left.visitor);
    // Without the proof an id that script can read brings nothing along, however right it is.
    const stolen = newCode();
    await hand(one, left, { code: stolen });
    expect((await one.view('https://www.blog.example/', { handoff: stolen })).answer.continuation).toBeNull();
  });

  it('[XD5] a planted link tells neither side of the other', async () => {
    const [attacker, victim] = [browser('198.51.100.66'), browser('203.0.113.5')];
    const bait = (await attacker.view(shop)).answer;
    const own = (await victim.view(blog)).answer;
    const code = newCode();
    await hand(attacker, bait, { code });
    const after = (await victim.view(blog, { handoff: code })).answer;
    expect(after).toMatchObject({ visitor: own.visitor, visit: own.visit, continuation: null });
    expect(await joined(own)).toEqual([]);
    expect(await joined(bait)).toEqual([]);
  });

  it.each([
    ['a host that is not on the list', { target: 'evil.example' }, 400, 'domain_invalid'],
    ['the apex of a pattern’s block', { target: 'old.blog.example' }, 400, 'domain_invalid'],
    ['its own host', { target: 'shop.example' }, 400, 'domain_invalid'],
    ['another port', { target: 'blog.example:8443' }, 400, 'domain_invalid'],
    ['an address', { target: 'https://blog.example/' }, 400, 'domain_invalid'],
    ['a host with a user part', { target: 'blog.example@evil.example' }, 400, 'domain_invalid'],
    ['a host without end', { target: 'a'.repeat(4_000) }, 400, 'invalid_body'],
    ['no host', { target: 7 }, 400, 'invalid_body'],
    ['a short code', { code: 'ho_abc' }, 400, 'invalid_body'],
    ['a code of another kind', { code: newId('vi') }, 400, 'invalid_body'],
    ['a visit that is over', { visitor: newId('vi'), visit: newId('vs') }, 410, 'visit_unknown'],
    ['another version', { v: 2 }, 400, 'invalid_body'],
  ])('[XD1, XD3] for %s is refused, and writes nothing', async (_name, overrides, status, code) => {
    const one = browser();
    const { answer } = await one.view(shop);
    const before = await countRows(server.storage, ['handoffs']);
    expect(refusalOf(await hand(one, answer, overrides))).toEqual([status, code]);
    expect(await countRows(server.storage, ['handoffs'])).toEqual(before);
  });

  it('[XD3] of one visitor are limited', async () => {
    const one = browser();
    const { answer } = await one.view(shop);
    const all = await Promise.all(Array.from({ length: 70 }, () => hand(one, answer)));
    expect(all.filter(({ status }) => status === 204)).toHaveLength(60);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it('[XD3] what is no code counts as none', async () => {
    for (const handoff of ['', 'ho_', 'ho_'.padEnd(26, 'x'), 7, {}, ['ho_'], `${newCode()}\n`]) {
      const sent = await browser().send(blog, 'views', { ...viewOf(blog), handoff });
      expect([handoff, sent.status]).toEqual([handoff, 201]);
    }
  });
});

function viewOf(url: string) {
  return buildPageView({ url });
}
