import type { ConversationView, PublicEvent, Sequenced } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import type { OutboxItem } from './outbox.ts';
import { buildTimeline, type MessageRow } from './timeline.ts';

const minuteMs = 60_000;
const dayOf = (at: number) => String(Math.floor(at / (24 * 60 * minuteMs)));
const member = { id: 'me_123456789012', name: 'Mia' } as const;

function message(seq: number, side: 'visitor' | 'agent', at: number): Sequenced<PublicEvent> {
  const author = side === 'agent' ? ({ kind: 'agent', ...member } as const) : ({ kind: 'visitor' } as const);
  return { seq, event: { type: 'message', id: `ms_${seq}`, clientId: `client-${seq}`, author, text: `m${seq}`, at } };
}

function waiting(overrides: Partial<OutboxItem> = {}): OutboxItem {
  return { clientId: 'client-9', key: 'k', text: 'm9', files: [], at: 0, start: null, refusal: null, ...overrides };
}

function view(deliveredSeq: number, readSeq: number): ConversationView {
  const nothing = { deliveredSeq: 0, readSeq: 0 };
  return {
    id: 'cv_123456789012',
    site: 'st_123456789012',
    status: 'open',
    agent: member,
    receipts: { visitor: nothing, agent: { deliveredSeq, readSeq } },
    rating: null,
    startedAt: 0,
    endedAt: null,
    head: 9,
  };
}

const messages = (rows: ReturnType<typeof buildTimeline>) =>
  rows.filter((row): row is MessageRow => row.kind === 'message');

describe('buildTimeline', () => {
  it('marks how far each own message came', () => {
    const events = [1, 2, 3].map((seq) => message(seq, 'visitor', 0));
    const rows = buildTimeline(view(2, 1), events, [], [waiting()], dayOf);
    expect(messages(rows).map(({ mark }) => mark)).toEqual(['read', 'delivered', 'sent', 'sending']);
  });

  it('shows a message once on its way from the outbox into the stream', () => {
    const sent = { clientId: 'client-9', text: 'm9', attachments: [], at: 0, seq: 4 };
    const arrived = { ...message(9, 'visitor', 0) };
    expect(messages(buildTimeline(null, [], [sent], [waiting()], dayOf))).toHaveLength(1);
    expect(messages(buildTimeline(null, [arrived], [sent], [waiting()], dayOf))).toHaveLength(1);
    expect(messages(buildTimeline(null, [arrived], [], [], dayOf))[0]?.seq).toBe(9);
  });

  it('names each day once, and groups what one side says within minutes', () => {
    const events = [
      message(1, 'agent', 0),
      message(2, 'agent', minuteMs),
      message(3, 'visitor', 2 * minuteMs),
      message(4, 'visitor', 9 * minuteMs),
      message(5, 'visitor', 24 * 60 * minuteMs),
    ];
    const rows = buildTimeline(null, events, [], [], dayOf);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'message', 'message', 'message', 'message', 'day', 'message']);
    expect(messages(rows).map((row) => [row.isFirstOfRun, row.isLastOfRun])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('tells who came, went and ended it, and keeps receipts to itself', () => {
    const events: Sequenced<PublicEvent>[] = [
      { seq: 1, event: { type: 'joined', member, at: 0 } },
      { seq: 2, event: { type: 'receipt', side: 'agent', deliveredSeq: 1, readSeq: 1, at: 0 } },
      { seq: 3, event: { type: 'left', member, at: 0 } },
      { seq: 4, event: { type: 'ended', by: 'visitor', at: 0 } },
      { seq: 5, event: { type: 'rated', score: 4, comment: null, at: 0 } },
    ];
    expect(buildTimeline(null, events, [], [], dayOf).map(({ kind }) => kind)).toEqual([
      'day',
      'joined',
      'left',
      'ended',
    ]);
  });

  it('keeps what was refused apart, with its reason', () => {
    const refusal = { code: 'message_too_long', message: 'Too long.' } as const;
    const rows = messages(
      buildTimeline(null, [], [], [waiting({ refusal }), waiting({ clientId: 'client-10' })], dayOf),
    );
    expect(rows.map(({ mark, refusal: why, isFirstOfRun }) => [mark, why, isFirstOfRun])).toEqual([
      ['refused', refusal, true],
      ['sending', null, true],
    ]);
  });
});
