import { type HistoryPolicy, isId, type PageViewAnswer, type VisitId, type VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { newSecret } from '../platform/ids/index.ts';
import { buildPageView } from '../testing.ts';
import { buildDesk, buildMessage, type Desk } from './testing.ts';

const minute = 60_000;
const agent = { isBot: false, browser: 'Chrome 156', os: 'Linux', device: 'desktop' as const };
type Ids = Pick<PageViewAnswer, 'visitor' | 'visit'>;

describe.each(storages())('earlier conversations on $name', (kind) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await buildDesk(kind);
  });
  beforeEach(() => desk.startAfresh());
  afterAll(() => desk.close());

  const follow = (historyPolicy: HistoryPolicy) => desk.sites.changeSite(desk.site.id, { historyPolicy });
  async function arrive(held: { visitor: VisitorId; visit: VisitId | null } | null = null): Promise<Ids> {
    const body = { ...buildPageView(), visitor: held?.visitor ?? null, visit: held?.visit ?? null };
    const { visit } = await desk.visits.recordPageView(desk.site, body, { ip: '84.132.10.20', agent });
    return { visitor: visit.visitor, visit: visit.id };
  }
  /** The same visitor an hour later, when the visit is over. */
  async function comeBack({ visitor, visit }: Ids): Promise<Ids> {
    desk.clock.advance(60 * minute);
    const back = await arrive({ visitor, visit });
    expect([back.visitor, back.visit === visit]).toEqual([visitor, false]);
    return back;
  }
  async function shown(keys: string[], visit: VisitId | null) {
    const { grants } = await desk.conversations.exchange(desk.site, { keys, visit });
    return grants.map((grant) => grant?.conversation.id ?? null);
  }
  const end = (id: string) => (isId('cv', id) ? desk.conversations.end(id, 'agent') : Promise.reject(id));

  it('[CNV6] are all shown where the site says so', async () => {
    const first = await arrive();
    const [open, ended] = [await desk.start(first), await desk.start(first)];
    await end(ended.id);
    const back = await comeBack(first);
    expect(await shown([open.key, ended.key], back.visit)).toEqual([open.id, ended.id]);
    expect(await shown([open.key, ended.key], null)).toEqual([open.id, ended.id]);
  });

  it('[CNV6] that have ended are shown in the visit in which they did, where the site shows open ones', async () => {
    await follow('open');
    const first = await arrive();
    const [open, ended] = [await desk.start(first), await desk.start(first)];
    const keys = [open.key, ended.key];
    const second = await comeBack(first);
    expect(await shown(keys, second.visit)).toEqual([open.id, ended.id]);
    await end(ended.id);
    expect(await shown(keys, second.visit)).toEqual([open.id, ended.id]);
    desk.clock.advance(20 * minute);
    await arrive(second);
    expect(await shown(keys, second.visit)).toEqual([open.id, ended.id]);
    const third = await comeBack(second);
    expect(await shown(keys, third.visit)).toEqual([open.id, null]);
    // Nor by the name of the visit that is over.
    expect(await shown(keys, second.visit)).toEqual([open.id, null]);
    expect(await shown(keys, null)).toEqual([open.id, null]);
  });

  it('[CNV6] are not shown but in the visit that they began in, where the site shows none', async () => {
    await follow('none');
    const first = await arrive();
    const mine = await desk.start(first);
    await end((await desk.start(first)).id);
    expect(await shown([mine.key], first.visit)).toEqual([mine.id]);
    desk.clock.advance(20 * minute);
    await arrive(first);
    expect(await shown([mine.key], first.visit)).toEqual([mine.id]);
    const stranger = await arrive();
    expect(await shown([mine.key], stranger.visit)).toEqual([null]);
    const second = await comeBack(first);
    const later = await desk.start(second);
    expect(await shown([mine.key, later.key], second.visit)).toEqual([null, later.id]);
  });

  it('[CNV6] that are hidden do not open by another message with their key, nor by a continuation', async () => {
    await follow('none');
    const first = await arrive();
    const key = newSecret();
    const mine = await desk.start({ ...first, ...buildMessage('Mine alone') }, key);
    const second = await comeBack(first);
    await expect(desk.start({ ...second, ...buildMessage('And now?') }, key)).rejects.toThrow(
      expect.objectContaining({ code: 'key_invalid' }),
    );
    const takeUp = { handoff: 'hd_nonsense', visitor: second.visitor };
    await expect(desk.conversations.takeUp(desk.site, key, takeUp, '203.0.113.9')).rejects.toThrow(
      expect.objectContaining({ code: 'key_invalid' }),
    );
    expect((await desk.conversations.open(mine.id)).conversation.head).toBe(1);
  });

  it('[CNV6] without consent to visits go on as long as a visit would', async () => {
    await follow('none');
    const mine = await desk.start();
    for (let n = 0; n < 4; n += 1) {
      desk.clock.advance(25 * minute);
      expect(await shown([mine.key], null)).toEqual([mine.id]);
    }
    // A yes to visits in the middle of it changes nothing.
    const ids = await arrive();
    expect(await shown([mine.key], ids.visit)).toEqual([mine.id]);
    const other = await desk.start();
    desk.clock.advance(31 * minute);
    expect(await shown([other.key], null)).toEqual([null]);
    expect(await shown([other.key, mine.key], (await arrive()).visit)).toEqual([null, null]);
  });

  it('[CNV6] follow the policy of this moment', async () => {
    const first = await arrive();
    const mine = await desk.start(first);
    const second = await comeBack(first);
    expect(await shown([mine.key], second.visit)).toEqual([mine.id]);
    await follow('none');
    // This visit has taken part in it already.
    expect(await shown([mine.key], second.visit)).toEqual([mine.id]);
    const third = await comeBack(second);
    expect(await shown([mine.key], third.visit)).toEqual([null]);
    await follow('all');
    expect(await shown([mine.key], third.visit)).toEqual([mine.id]);
  });

  it('[CNV3, CNV6] are hidden from keys of a recovery as from those that began it', async () => {
    await follow('none');
    const first = await arrive();
    const mine = await desk.start(first);
    const begun = { token: null, keys: [mine.key], marker: null };
    const { keys } = await desk.conversations.recoveries.recover(desk.site, begun, '203.0.113.9');
    expect(await shown(keys, first.visit)).toEqual([mine.id]);
    const second = await comeBack(first);
    expect(await shown(keys, second.visit)).toEqual([null]);
  });

  it('[CNV6] say nothing of who somebody is, where they are hidden', async () => {
    await follow('none');
    const one = await arrive();
    const first = await desk.start(one);
    desk.clock.advance(60 * minute);
    const two = await arrive();
    const second = await desk.start(two);
    expect(await shown([first.key, second.key], two.visit)).toEqual([null, second.id]);
    expect((await desk.conversations.cards.find(two.visitor)).aliases).toEqual([]);
  });
});
