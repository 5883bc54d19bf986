import type { VisitId, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { buildPageView } from '../testing.ts';
import { buildDesk, type Desk } from './testing.ts';

const week = 7 * 86_400_000;
const agent = { isBot: false, browser: 'Chrome 156', os: 'Linux', device: 'desktop' as const };

describe.each(storages())('recognition on $name', (kind) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await buildDesk(kind);
  });
  beforeEach(() => desk.startAfresh());
  afterAll(() => desk.close());

  const arrive = async (visitor: VisitorId | null = null) => {
    const body = { ...buildPageView(), visitor, visit: null };
    const { visit } = await desk.visits.recordPageView(desk.site, body, { ip: '84.132.10.20', agent });
    return { visitor: visit.visitor, visit: visit.id };
  };
  const present = (keys: string[], visit: VisitId) => desk.conversations.exchange(desk.site, { keys, visit });
  const strengthOf = async (id: `cv_${string}`) =>
    (await desk.conversations.desk.findForAgent(await desk.conversations.accessAsMember(id))).recognition;
  const seen = (visit: VisitId) => desk.visits.findOpen(visit)?.details.recognition;

  it('[VIS4] is strong for a visitor who brings the key of the first conversation', async () => {
    const ids = await arrive();
    expect(seen(ids.visit)).toBe('none');
    const first = await desk.start(ids);
    expect(await strengthOf(first.id)).toEqual({ strength: 'none', evidence: 'none' });
    desk.clock.advance(week);
    const back = await arrive(ids.visitor);
    expect(seen(back.visit)).toBe('weak');
    await present([first.key], back.visit);
    expect(seen(back.visit)).toBe('strong');
  });

  it('[VIS4] is weak for an id copied from another browser, whatever keys of its own that one has', async () => {
    const ids = await arrive();
    const first = await desk.start(ids);
    desk.clock.advance(week);
    const thief = await arrive(ids.visitor);
    const own = await desk.start(thief);
    expect(await strengthOf(own.id)).toEqual({ strength: 'weak', evidence: 'first-party-id' });
    const { grants } = await present([own.key], thief.visit);
    expect(grants.map((grant) => grant?.conversation.id)).toEqual([own.id]);
    expect(seen(thief.visit)).toBe('weak');
    desk.clock.advance(week);
    const again = await arrive(ids.visitor);
    await present([own.key], again.visit);
    expect(seen(again.visit)).toBe('weak');
    expect((await strengthOf(own.id)).strength).toBe('weak');
    expect((await strengthOf(first.id)).strength).toBe('none');
  });

  it('[VIS4, CNV8] keeps what is typed under a copied id to that conversation', async () => {
    const ids = await arrive();
    const first = await desk.start({ ...ids, contact: { name: 'Ann', email: 'ann@example.org' } });
    desk.clock.advance(week);
    const thief = await arrive(ids.visitor);
    const own = await desk.start({ ...thief, contact: { name: 'Mallory', email: 'mallory@example.org' } });
    const contactOf = async (id: `cv_${string}`) => {
      const seen = await desk.conversations.desk.findForAgent(await desk.conversations.accessAsMember(id));
      return [seen.contact.name, seen.contact.email, seen.item.visitor.label];
    };
    expect(await contactOf(first.id)).toEqual(['Ann', 'ann@example.org', 'Ann']);
    expect(await contactOf(own.id)).toEqual(['Mallory', 'mallory@example.org', 'Mallory']);
    expect((await desk.conversations.cards.find(ids.visitor)).contact).toEqual({
      name: 'Ann',
      email: 'ann@example.org',
    });
    // Who never said who they are is not given a name by another either.
    const nameless = await arrive();
    const theirs = await desk.start(nameless);
    desk.clock.advance(week);
    await desk.start({ ...(await arrive(nameless.visitor)), contact: { name: 'Mallory', email: null } });
    expect((await contactOf(theirs.id)).slice(0, 2)).toEqual([null, null]);
  });

  it('[VIS4] is weak where a returning visitor begins the first conversation, and stays so', async () => {
    const { visitor } = await arrive();
    desk.clock.advance(week);
    const back = await arrive(visitor);
    const first = await desk.start(back);
    await present([first.key], back.visit);
    expect([seen(back.visit), (await strengthOf(first.id)).strength]).toEqual(['weak', 'weak']);
    expect(desk.visits.findOpen(back.visit)?.conversation?.id).toBe(first.id);
  });

  it('[VIS4] becomes strong for all conversations whose keys are held with one that began strongly', async () => {
    const ids = await arrive();
    const first = await desk.start(ids);
    desk.clock.advance(week);
    const back = await arrive(ids.visitor);
    const second = await desk.start(back);
    expect((await strengthOf(second.id)).strength).toBe('weak');
    await present([second.key, first.key], back.visit);
    expect([seen(back.visit), (await strengthOf(second.id)).strength]).toEqual(['strong', 'strong']);
    desk.clock.advance(week);
    const later = await arrive(ids.visitor);
    await present([second.key], later.visit);
    expect(seen(later.visit)).toBe('strong');
  });

  it('[VIS4] takes no visit that is another’s, and no visitor that is another site’s', async () => {
    const ids = await arrive();
    const first = await desk.start(ids);
    const other = await arrive();
    await present([first.key], other.visit);
    expect(seen(other.visit)).toBe('none');
    const mixed = await desk.start({ visitor: other.visitor, visit: ids.visit });
    expect(
      await desk.storage.read.selectFrom('conversations').select(['visit_id']).where('id', '=', mixed.id).execute(),
    ).toEqual([{ visit_id: null }]);
    const unknown = await desk.start({ visitor: 'vi_aaaaaaaaaaaaaaaaaaaaaa' });
    expect(unknown.visitor).not.toBe('vi_aaaaaaaaaaaaaaaaaaaaaa');
    expect((await strengthOf(unknown.id)).strength).toBe('none');
  });

  it('[SES7] counts earlier conversations also where the first message names no visit', async () => {
    const ids = await arrive();
    await desk.start(ids);
    desk.clock.advance(week);
    const back = await arrive(ids.visitor);
    await desk.start({ visitor: ids.visitor, visit: null });
    expect(desk.visits.findOpen(back.visit)?.past.conversations).toBe(2);
  });
});
