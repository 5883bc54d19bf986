import { limits } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import { buildDesk, buildMessage, type Desk, jonas, mia } from './testing.ts';

describe.each(storages())('conversations on $name', (kind) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await buildDesk(kind);
  });
  beforeEach(() => desk.startAfresh());
  afterAll(() => desk.close());

  const code = (name: string) => expect.objectContaining({ code: name });

  it('[CNV1] one key means one conversation, however many requests come at once', async () => {
    const key = newSecret();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => desk.start({ text: `Hello ${at}` }, key)));
    expect(new Set(answers.map((one) => one.id)).size).toBe(1);
    expect(new Set(answers.map((one) => one.visitor)).size).toBe(1);
    expect(answers.map((one) => one.accepted.seq).sort((a, b) => a - b)).toEqual(answers.map((_, at) => at + 1));
    const ofSite = (table: 'conversations' | 'visitors') =>
      desk.storage.read.selectFrom(table).selectAll().where('site_id', '=', desk.site.id).execute();
    const rows = await ofSite('conversations');
    expect(rows).toHaveLength(1);
    expect(await ofSite('visitors')).toMatchObject([{ conversation_count: 1 }]);
  });

  it('[CNV1, MSG1] the same start, repeated at once, is one message', async () => {
    const key = newSecret();
    const same = { clientId: newId('ms') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.start(same, key)));
    expect(new Set(answers.map((one) => one.accepted.id)).size).toBe(1);
    expect(answers.filter((one) => !one.accepted.isRepeat)).toHaveLength(1);
    expect(await desk.readStream(answers[0]?.id ?? 'cv_', 'public')).toHaveLength(1);
  });

  it('[CNV1] keeps the hash of a key, never the key', async () => {
    const { key } = await desk.start();
    const rows = await desk.storage.read
      .selectFrom('conversation_keys')
      .selectAll()
      .where('site_id', '=', desk.site.id)
      .execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(rows[0]?.key_hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('[CNV1] a key of another site opens nothing', async () => {
    const { key } = await desk.start();
    const other = await desk.sites.addSite({ name: 'Other', domains: ['other.example'] });
    expect(await desk.conversations.exchange(other, { keys: [key], visit: null })).toEqual({ grants: [null] });
    const start = {
      ...buildMessage(),
      visitor: null,
      visit: null,
      offer: null,
      contact: { name: null, email: null },
    };
    await expect(desk.conversations.start(other, key, start, '203.0.113.9')).rejects.toThrow(code('key_invalid'));
  });

  it('[CNV2] a revoked key opens nothing, and its tokens end at once', async () => {
    const { key, id, token } = await desk.start();
    expect((await desk.conversations.keys.access(token)).conversation).toBe(id);
    const told: unknown[] = [];
    desk.bus.subscribe('revoked', (message) => told.push(message));
    await desk.conversations.keys.revokeAllOf(id);
    await expect(desk.conversations.keys.access(token)).rejects.toThrow(code('token_revoked'));
    expect(await desk.conversations.exchange(desk.site, { keys: [key], visit: null })).toEqual({ grants: [null] });
    await expect(desk.start({}, key)).rejects.toThrow(code('key_invalid'));
    expect(told).toMatchObject([{ kind: 'grants', ids: [expect.any(String)] }]);
  });

  it('[MSG1] a repeat answers with the first result, another text is refused', async () => {
    const { grant } = await desk.start();
    const message = buildMessage('One');
    const first = await desk.conversations.sendAsVisitor(grant, message);
    desk.clock.advance(60_000);
    await desk.conversations.desk.sendAsMember(grant.conversation, mia, buildMessage('Between'));
    expect(await desk.conversations.sendAsVisitor(grant, message)).toEqual({ ...first, isRepeat: true });
    await expect(desk.conversations.sendAsVisitor(grant, { ...message, text: 'Two' })).rejects.toThrow(
      code('client_id_reused'),
    );
    await desk.conversations.end(grant.conversation, 'visitor');
    expect(await desk.conversations.sendAsVisitor(grant, message)).toEqual({ ...first, isRepeat: true });
  });

  it('[MSG1] a client id belongs to its author', async () => {
    const { grant } = await desk.start();
    const id = newId('ms');
    const sent = [
      await desk.conversations.sendAsVisitor(grant, buildMessage('visitor', id)),
      await desk.conversations.desk.sendAsMember(grant.conversation, mia, buildMessage('mia', id)),
      await desk.conversations.desk.sendAsMember(grant.conversation, jonas, buildMessage('jonas', id)),
      await desk.conversations.desk.addNote(grant.conversation, mia, buildMessage('note', id)),
    ];
    expect(sent.map((one) => one.isRepeat)).toEqual([false, false, false, false]);
  });

  it('[MSG1, MSG2] many at once and twice over are there once, numbered without a gap', async () => {
    const { grant } = await desk.start();
    const messages = Array.from({ length: 25 }, (_, at) => buildMessage(`Message ${at}`));
    const answers = await Promise.all(
      [...messages, ...messages].map((message, at) =>
        at % 2 === 0
          ? desk.conversations.sendAsVisitor(grant, message)
          : desk.conversations.desk.sendAsMember(grant.conversation, mia, message),
      ),
    );
    const stream = await desk.readStream(grant.conversation, 'public');
    expect(stream.map((one) => one.seq)).toEqual(stream.map((_, at) => at + 1));
    const texts = stream.flatMap(({ event }) =>
      event.type === 'message' ? [`${event.author.kind} ${event.text}`] : [],
    );
    expect(new Set(texts).size).toBe(texts.length);
    expect(answers.filter((one) => !one.isRepeat)).toHaveLength(texts.length - 1);
  });

  it('[INB1] of two who take at the same moment one wins, and the other is told who', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await desk.start();
      const takes = await Promise.allSettled([
        desk.conversations.desk.take(id, mia),
        desk.conversations.desk.take(id, jonas),
      ]);
      const winners = takes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.assignee] : []));
      const losers = takes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect([winners.length, losers.length]).toEqual([1, 1]);
      expect(losers[0]).toMatchObject({ code: 'conversation_taken' });
      expect((losers[0] as Error).message).toContain(winners[0]?.name);
      const stream = await desk.readStream(id, 'public');
      expect(stream.map(({ event }) => event.type)).toEqual(['message', 'joined']);
      // Whoever has it may take it again, to no effect.
      const winner = winners[0] ?? mia;
      expect((await desk.conversations.desk.take(id, winner)).assignee).toEqual(winner);
      expect(await desk.readStream(id, 'public')).toHaveLength(2);
    }
  });

  it('a member who answers first takes the conversation, a second one does not take it away', async () => {
    const { id } = await desk.start();
    await desk.conversations.desk.sendAsMember(id, mia, buildMessage());
    await desk.conversations.desk.sendAsMember(id, jonas, buildMessage());
    expect(
      (await desk.conversations.desk.findForAgent(await desk.conversations.accessAsMember(id))).item,
    ).toMatchObject({
      status: 'open',
      assignee: mia,
      unread: 1,
      waitingSince: null,
    });
    expect((await desk.conversations.desk.release(id, jonas, true)).status).toBe('queued');
    expect((await desk.readStream(id, 'internal')).map(({ event }) => event)).toMatchObject([
      { type: 'assigned', to: mia, by: mia },
      { type: 'assigned', to: null, by: jonas },
    ]);
  });

  it('[MSG3] receipts never pass the other side’s newest message, and never fall', async () => {
    const { grant, id } = await desk.start();
    const receiptsOf = async () => (await desk.conversations.open(id)).conversation.receipts;
    await desk.conversations.raiseReceipt(id, 'visitor', { deliveredSeq: 99, readSeq: 99 });
    expect((await receiptsOf()).visitor).toEqual({ deliveredSeq: 0, readSeq: 0 });
    await desk.conversations.raiseReceipt(id, 'agent', { deliveredSeq: 99, readSeq: 0 });
    expect((await receiptsOf()).agent).toEqual({ deliveredSeq: 1, readSeq: 0 });
    await desk.conversations.raiseReceipt(id, 'agent', { deliveredSeq: 0, readSeq: 99 });
    expect((await receiptsOf()).agent).toEqual({ deliveredSeq: 1, readSeq: 1 });
    const { head } = (await desk.conversations.open(id)).conversation;
    await desk.conversations.raiseReceipt(id, 'agent', { deliveredSeq: 0, readSeq: 0 });
    await desk.conversations.raiseReceipt(id, 'agent', { deliveredSeq: head, readSeq: head });
    expect((await desk.conversations.open(id)).conversation.head).toBe(head);
    const { seq } = await desk.conversations.desk.sendAsMember(id, mia, buildMessage());
    await desk.conversations.raiseReceipt(id, 'visitor', { deliveredSeq: 99, readSeq: seq - 1 });
    expect((await receiptsOf()).visitor).toEqual({ deliveredSeq: seq, readSeq: seq - 1 });
    await desk.conversations.sendAsVisitor(grant, buildMessage());
    expect((await desk.conversations.desk.findForAgent(await desk.conversations.accessAsMember(id))).item.unread).toBe(
      1,
    );
  });

  it('[INB3] an ended conversation takes nothing more, and is rated only then', async () => {
    const { grant, id } = await desk.start();
    await expect(desk.conversations.rate(id, 5, null)).rejects.toThrow(code('conversation_not_ended'));
    expect(await desk.conversations.end(id, 'agent')).toMatchObject({ status: 'ended', endedAt: desk.clock.now() });
    const { head } = (await desk.conversations.open(id)).conversation;
    desk.clock.advance(1_000);
    await desk.conversations.end(id, 'visitor');
    expect((await desk.conversations.open(id)).conversation.head).toBe(head);
    await expect(desk.conversations.sendAsVisitor(grant, buildMessage())).rejects.toThrow(code('conversation_ended'));
    await expect(desk.conversations.desk.sendAsMember(id, mia, buildMessage())).rejects.toThrow(
      code('conversation_ended'),
    );
    await expect(desk.conversations.desk.take(id, mia)).rejects.toThrow(code('conversation_ended'));
    await expect(desk.conversations.desk.release(id, mia)).rejects.toThrow(code('conversation_ended'));
    // What comes to the team's mind afterwards may still be noted.
    expect((await desk.conversations.desk.addNote(id, mia, buildMessage('Call back'))).isRepeat).toBe(false);
    await desk.conversations.rate(id, 2, '  slow\u0000  ');
    await desk.conversations.rate(id, 4, ' ');
    expect((await desk.conversations.open(id)).conversation.rating).toEqual({ score: 4, comment: null });
    await desk.conversations.rate(id, 4, null);
    expect((await desk.conversations.open(id)).conversation.head).toBe(head + 2);
  });

  it('[MSG6] notes leave the visitor’s side as it was', async () => {
    const { id, key } = await desk.start();
    const heard: unknown[] = [];
    desk.bus.subscribe(`stream:conversation.${id}`, (message) => heard.push(message));
    const opened = await desk.conversations.open(id);
    await desk.conversations.desk.addNote(id, mia, buildMessage('The customer is annoying'));
    expect(await desk.conversations.open(id)).toEqual(opened);
    expect(heard).toEqual([]);
    const { grants } = await desk.conversations.exchange(desk.site, { keys: [key], visit: null });
    expect(grants[0]?.conversation).toEqual(opened.conversation);
    const { item } = await desk.conversations.desk.findForAgent(await desk.conversations.accessAsMember(id));
    expect(item.lastMessage?.text).not.toContain('annoying');
    expect(item).toMatchObject({ unread: 1, heads: { public: 1, internal: 1 } });
  });

  it('[CNV6] gives a guest exactly the conversations whose keys are held, ended ones too', async () => {
    const first = await desk.start();
    const second = await desk.start({ visitor: first.visitor });
    await desk.start({ visitor: first.visitor });
    await desk.conversations.end(first.id, 'agent');
    const keys = [newSecret(), second.key, 'short', first.key];
    const { grants } = await desk.conversations.exchange(desk.site, { keys, visit: null });
    expect(grants.map((grant) => grant?.conversation.id ?? null)).toEqual([null, second.id, null, first.id]);
  });

  it('[CNV8] a typed e-mail address joins nobody with anybody', async () => {
    const ann = await desk.start({ contact: { name: 'Ann\u0000', email: 'ann@example.org' } });
    const thief = await desk.start({ contact: { name: 'Ann', email: 'ann@example.org' } });
    expect(thief.visitor).not.toBe(ann.visitor);
    const card = await desk.conversations.cards.find(thief.visitor);
    expect(card).toMatchObject({
      conversationCount: 1,
      contact: { name: 'Ann', email: 'ann@example.org' },
      label: 'Ann',
    });
    expect(card.conversations.map((one) => one.id)).toEqual([thief.id]);
    // A blank leaves what was known.
    await desk.start({ visitor: ann.visitor, contact: { name: ' ', email: null } });
    expect((await desk.conversations.cards.find(ann.visitor)).contact).toEqual({
      name: 'Ann',
      email: 'ann@example.org',
    });
  });

  it('lists the inbox by view', async () => {
    const [queued, open, ended] = [await desk.start(), await desk.start(), await desk.start()];
    await desk.conversations.desk.take(open.id, mia);
    await desk.conversations.end(ended.id, 'agent');
    const list = async (view: Parameters<typeof desk.conversations.desk.findInbox>[1], who = mia) =>
      (await desk.conversations.desk.findInbox(desk.site, view, who)).map((item) => item.id);
    expect(await list('queue')).toEqual([queued.id]);
    expect(await list('mine')).toEqual([open.id]);
    expect(await list('mine', jonas)).toEqual([]);
    expect((await list('open')).sort()).toEqual([queued.id, open.id].sort());
    expect(await list('ended')).toEqual([ended.id]);
  });

  it('reads long conversations in windows, from both ends', async () => {
    const { grant, id } = await desk.start();
    const count = limits.eventsPage + 20;
    for (let at = 2; at <= count; at += 1) await desk.conversations.sendAsVisitor(grant, buildMessage(`${at}`));
    const opened = await desk.conversations.open(id);
    expect([opened.events[0]?.seq, opened.events.at(-1)?.seq, opened.hasEarlier]).toEqual([21, count, true]);
    const earlier = await desk.conversations.findEvents(id, 'public', { before: 21 });
    expect([earlier.events[0]?.seq, earlier.events.at(-1)?.seq, earlier.hasMore]).toEqual([1, 20, false]);
    const later = await desk.conversations.findEvents(id, 'public', { after: 10 });
    expect([later.events[0]?.seq, later.events.length, later.hasMore, later.head]).toEqual([11, 100, true, count]);
    expect((await desk.conversations.findEvents(id, 'public', { after: 999_999_999 })).events).toEqual([]);
    expect(await desk.conversations.findHeads([id])).toEqual(new Map([[id, { public: count, internal: 0 }]]));
  });
});
