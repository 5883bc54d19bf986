import type { VisitorCard } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { describeHistory, historyBefore } from './history.ts';

const week = 7 * 24 * 60 * 60_000;
const now = 100 * week;

function buildCard(overrides: Partial<VisitorCard> = {}): VisitorCard {
  return {
    id: 'vi_visitor11',
    site: 'st_sitesite1',
    label: 'Amber Heron',
    contact: { name: null, email: null },
    firstSeenAt: 0,
    lastSeenAt: now,
    visitCount: 1,
    conversationCount: 0,
    visits: [],
    conversations: [],
    aliases: [],
    ...overrides,
  };
}

function buildRecord(id: `cv_${string}`, startedAt: number) {
  return {
    id,
    visitor: 'vi_visitor11' as const,
    status: 'ended' as const,
    startedAt,
    endedAt: startedAt,
    lastText: null,
    rating: null,
  };
}

describe('what is told of a visitor', () => {
  it('says who is new', () => {
    expect(describeHistory(historyBefore(buildCard(), null), now)).toBe('First visit');
  });

  it('says how often somebody was here and when they last wrote, without the conversation that is open', () => {
    const card = buildCard({
      visitCount: 2,
      conversationCount: 2,
      conversations: [buildRecord('cv_present12', now), buildRecord('cv_earlier12', now - week)],
    });
    expect(describeHistory(historyBefore(card, 'cv_present12'), now)).toBe(
      'Returning, 2nd visit, 1 conversation, last chat 1 week ago',
    );
  });

  it('does not call somebody returning who wrote earlier in their first visit', () => {
    expect(describeHistory({ visits: 1, conversations: 1, lastConversationAt: now - 120_000 }, now)).toBe(
      'First visit, 1 conversation, last chat 2 minutes ago',
    );
  });

  it('says that a returning visitor never wrote', () => {
    expect(describeHistory({ visits: 3, conversations: 0, lastConversationAt: null }, now)).toBe(
      'Returning, 3rd visit, no earlier conversation',
    );
  });

  it('[VIS4] adds nothing of who is only probably the same', () => {
    const other = { visitor: 'vi_visitor22', label: 'Blue Otter', evidence: 'handoff', at: now } as const;
    const conversations = [{ ...buildRecord('cv_theirs123', now - week), visitor: other.visitor }];
    const weak = buildCard({ conversations, aliases: [{ ...other, strength: 'weak' }] });
    expect(historyBefore(weak, null).lastConversationAt).toBeNull();
    const strong = buildCard({ conversations, aliases: [{ ...other, strength: 'strong' }] });
    expect(historyBefore(strong, null).lastConversationAt).toBe(now - week);
  });
});
