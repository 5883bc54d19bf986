import {
  applyPublicEvent,
  type ConversationId,
  type ConversationView,
  type InboxDelta,
  type InboxItem,
  type InternalEvent,
  type PublicEvent,
  type Sequenced,
} from '@porchlight/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { AppError } from '../platform/errors/index.ts';
import { buildPageView } from '../testing.ts';
import { buildDesk, buildMessage, type Desk, jonas, mia } from './testing.ts';

type Step = {
  kind: 'say' | 'answer' | 'note' | 'take' | 'release' | 'receipt' | 'end' | 'rate' | 'wait' | 'look' | 'come';
  who: 0 | 1;
  which: number;
  clientId: number;
  seq: number;
  side: 'visitor' | 'agent';
};

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(
      ...(['say', 'say', 'say', 'answer', 'answer', 'note', 'take', 'release', 'receipt', 'receipt'] as const),
      ...(['end', 'rate', 'wait', 'look', 'come'] as const),
    ),
    who: fc.constantFrom(0, 1),
    which: fc.nat(1),
    clientId: fc.nat(5),
    seq: fc.nat(12),
    side: fc.constantFrom('visitor', 'agent'),
  }),
  { maxLength: 30 },
);

const refusals = ['client_id_reused', 'conversation_taken', 'conversation_ended', 'conversation_not_ended'];

describe.each(storages())('streams and inbox on $name', (kind) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await buildDesk(kind);
  });
  afterEach(() => desk.close());

  /** Does one step; what the rules refuse is refused, anything else that is thrown fails the test. */
  async function run(
    step: Step,
    id: ConversationId,
    grants: Map<ConversationId, Parameters<Desk['conversations']['sendAsVisitor']>[0]>,
  ) {
    const { conversations } = desk;
    const member = step.who === 0 ? mia : jonas;
    const message = buildMessage(`Text ${step.clientId % 2}`, `client-id-${step.clientId}`);
    const grant = grants.get(id);
    try {
      if (step.kind === 'say' && grant) await conversations.sendAsVisitor(grant, message);
      else if (step.kind === 'answer') await conversations.desk.sendAsMember(id, member, message);
      else if (step.kind === 'note') await conversations.desk.addNote(id, member, message);
      else if (step.kind === 'take') await conversations.desk.take(id, member);
      else if (step.kind === 'release') await conversations.desk.release(id, member);
      else if (step.kind === 'end') await conversations.end(id, step.side);
      else if (step.kind === 'rate') await conversations.rate(id, (step.seq % 5) + 1, null);
      else if (step.kind === 'receipt')
        await conversations.raiseReceipt(id, step.side, { deliveredSeq: step.seq, readSeq: step.seq - step.which });
      else if (step.kind === 'wait') {
        desk.clock.advance(40_000);
        await conversations.tellPresence(await desk.visits.sweep());
      } else if (step.kind === 'come' && grant) {
        const agent = { isBot: false, browser: 'Chrome 156', os: 'Linux', device: 'desktop' as const };
        const body = { ...buildPageView(), visitor: grant.visitor ?? null, visit: null };
        await desk.visits.recordPageView(desk.site, body, { ip: '203.0.113.9', agent });
      }
    } catch (error) {
      if (!(error instanceof AppError && refusals.includes(error.code))) throw error;
    }
  }

  async function check(all: Step[], isTogether: boolean): Promise<void> {
    const { conversations, bus, site } = desk;
    const published = new Map<string, Sequenced<PublicEvent | InternalEvent>[]>();
    const boards: Map<ConversationId, InboxItem>[] = [];
    const look = async () => {
      // Registered before it is read, as a socket does it: deltas that come meanwhile are applied again.
      const early: InboxDelta[] = [];
      const stop = bus.subscribe(`stream:inbox.${site.id}`, (message) =>
        early.push((message as { data: InboxDelta }).data),
      );
      const board = new Map((await conversations.desk.readInbox(site)).items.map((item) => [item.id, item]));
      stop();
      for (const delta of early) apply(board, delta);
      boards.push(board);
    };
    const apply = (board: Map<ConversationId, InboxItem>, { upserts, removed }: InboxDelta) => {
      for (const id of removed) board.delete(id);
      for (const item of upserts) board.set(item.id, item);
    };
    const stop = bus.subscribe(`stream:inbox.${site.id}`, (message) => {
      for (const board of boards) apply(board, structuredClone((message as { data: InboxDelta }).data));
    });
    await look();

    const started = [await desk.start(), await desk.start()];
    const grants = new Map(started.map((one) => [one.id, one.grant]));
    const fresh = new Map<ConversationId, ConversationView>(
      started.map(({ id, conversation }) => [
        id,
        {
          id,
          site: site.id,
          status: 'queued',
          agent: null,
          receipts: { visitor: { deliveredSeq: 0, readSeq: 0 }, agent: { deliveredSeq: 0, readSeq: 0 } },
          rating: null,
          startedAt: conversation.startedAt,
          endedAt: null,
          head: 0,
        },
      ]),
    );
    for (const { id } of started) {
      for (const name of [`conversation.${id}`, `conversation.${id}.internal`]) {
        published.set(name, []);
        bus.subscribe(`stream:${name}`, (message) => {
          const { seq, event } = message as Sequenced<PublicEvent>;
          published.get(name)?.push({ seq, event });
        });
      }
    }
    const doing = all.map((step) => {
      const id = started[step.which]?.id as ConversationId;
      return () => (step.kind === 'look' ? look() : run(step, id, grants));
    });
    if (isTogether) await Promise.all(doing.map((one) => one()));
    else for (const one of doing) await one();
    await conversations.tellPresence(await desk.visits.sweep());

    for (const { id } of started) {
      const stream = await desk.readStream(id, 'public');
      const internal = await desk.readStream(id, 'internal');
      const { conversation } = await conversations.open(id);
      expect(stream.map((one) => one.seq)).toEqual(stream.map((_, at) => at + 1));
      expect(internal.map((one) => one.seq)).toEqual(internal.map((_, at) => at + 1));
      expect(stream.map(({ event }) => event.type).filter((type) => /note|assigned/.test(type))).toEqual([]);
      const replayed = stream.reduce(applyPublicEvent, fresh.get(id) as ConversationView);
      expect(replayed).toEqual(conversation);
      // What was told is what is stored, in its order; the first message was told before anybody listened.
      expect(published.get(`conversation.${id}`)).toEqual(stream.slice(1));
      expect(published.get(`conversation.${id}.internal`)).toEqual(internal);
      const { item } = await conversations.desk.findForAgent(await conversations.accessAsMember(id));
      expect(item.heads).toEqual({ public: stream.length, internal: internal.length });
      const { readSeq } = conversation.receipts.agent;
      const unread = stream.filter(
        ({ seq, event }) => event.type === 'message' && event.author.kind === 'visitor' && seq > readSeq,
      );
      expect(item.unread).toBe(unread.length);
    }
    const now = new Map((await conversations.desk.readInbox(site)).items.map((item) => [item.id, item]));
    for (const board of boards) {
      const open = [...board].filter(([, item]) => item.status !== 'ended');
      expect(new Map(open)).toEqual(now);
    }
    stop();
  }

  it('[MSG2, MSG6, INB2] old state + events = fresh state, one step after the other', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (all) => check(all, false)),
      { numRuns: 40, seed: 20_261_122 },
    );
  });

  it('[MSG2, MSG6, INB2] old state + events = fresh state, all steps at once', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (all) => check(all, true)),
      { numRuns: 40, seed: 20_261_123 },
    );
  });
});
