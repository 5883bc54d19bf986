import type { ConversationView, PublicEvent, Sequenced } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { readUnread, receiptDue } from './receipts.ts';

const nothing = { deliveredSeq: 0, readSeq: 0 };

function buildView(overrides: Partial<ConversationView> = {}): ConversationView {
  return {
    id: 'cv_123456789012',
    site: 'st_123456789012',
    status: 'open',
    agent: null,
    receipts: { visitor: nothing, agent: nothing },
    rating: null,
    startedAt: 0,
    endedAt: null,
    head: 4,
    ...overrides,
  };
}

function message(seq: number, kind: 'visitor' | 'agent', text = `m${seq}`): Sequenced<PublicEvent> {
  const author = kind === 'agent' ? { kind, id: 'me_123456789012' as const, name: 'Mia' } : { kind };
  return { seq, event: { type: 'message', id: 'ms_123456789012', clientId: `client-${seq}`, author, text, at: seq } };
}

const receiptEvent: Sequenced<PublicEvent> = { seq: 5, event: { type: 'receipt', side: 'visitor', ...nothing, at: 5 } };
const events = [message(1, 'visitor'), message(2, 'agent'), message(3, 'agent'), message(4, 'visitor'), receiptEvent];

describe('receiptDue', () => {
  it('tells of delivery as soon as a message is here, of reading only once it was seen', () => {
    expect(receiptDue(buildView(), events, nothing, 0)).toEqual({ deliveredSeq: 3, readSeq: 0 });
    expect(receiptDue(buildView(), events, nothing, 2)).toEqual({ deliveredSeq: 3, readSeq: 2 });
  });

  it('says nothing twice, and nothing about our own events', () => {
    const told = { deliveredSeq: 3, readSeq: 3 };
    expect(receiptDue(buildView(), events, told, 5)).toBeNull();
    expect(receiptDue(buildView({ receipts: { visitor: told, agent: nothing } }), events, nothing, 3)).toBeNull();
    expect(receiptDue(buildView(), [message(1, 'visitor')], nothing, 1)).toBeNull();
  });

  it('never goes back, when less is seen than the server knows of', () => {
    const view = buildView({ receipts: { visitor: { deliveredSeq: 2, readSeq: 2 }, agent: nothing } });
    expect(receiptDue(view, events, nothing, 0)).toEqual({ deliveredSeq: 3, readSeq: 2 });
  });
});

describe('readUnread', () => {
  it('counts what agents wrote above the read mark, with the newest as preview', () => {
    expect(readUnread(buildView(), events, 0)).toEqual({ count: 2, preview: 'm3' });
    expect(readUnread(buildView(), events, 2)).toEqual({ count: 1, preview: 'm3' });
    expect(readUnread(buildView(), events, 3)).toEqual({ count: 0, preview: null });
  });

  it('shortens a long preview to one line', () => {
    const { preview } = readUnread(buildView(), [message(1, 'agent', `a\n${'😀'.repeat(100)}`)], 0);
    expect(preview).toMatch(/^a 😀+/u);
    expect(preview!.length).toBeLessThanOrEqual(140);
    expect(preview!.isWellFormed()).toBe(true);
  });
});
