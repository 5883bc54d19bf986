import type { InboxDelta, InboxItem } from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import * as commands from './commands.ts';
import type { Change } from './events.ts';
import { Telling } from './telling.ts';
import { buildDesk, buildMessage, type Desk, mia } from './testing.ts';

describe.each(storages())('telling on $name', (kind) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await buildDesk(kind);
  });
  afterEach(() => desk.close());

  it.each([
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 0, 3, 2],
    [2, 3, 0, 1],
  ])('[MSG2, INB2] tells in the streams’ order what arrives as %i, %i, %i, %i', async (...order) => {
    const telling = new Telling(desk);
    const { id } = await desk.start();
    const seen: string[] = [];
    let item: InboxItem | undefined;
    for (const stream of [`conversation.${id}`, `conversation.${id}.internal`])
      desk.bus.subscribe(`stream:${stream}`, (message) => seen.push(`${stream} ${(message as { seq: number }).seq}`));
    desk.bus.subscribe(`stream:inbox.${desk.site.id}`, (message) => {
      item = (message as { data: InboxDelta }).data.upserts[0];
    });
    const now = desk.clock.now();
    const message = () => ({ ...buildMessage(), id: 'ms_aaaaaaaaaa' as const, at: now });
    // The first change of all is told: from then on it is known how far the streams were told.
    const first = { conversation: id, side: 'visitor' as const, member: null, message: message() };
    const begun = await desk.storage.execute(commands.appendMessage, first);
    const note = await desk.storage.execute(commands.addNote, { conversation: id, member: mia, note: message() });
    await telling.tell(begun);
    await telling.tell(note);
    const changes: Change[] = [];
    for (const receipt of [
      { deliveredSeq: 1, readSeq: 1 },
      { deliveredSeq: 2, readSeq: 1 },
    ])
      changes.push(
        await desk.storage.execute(commands.raiseReceipt, { conversation: id, side: 'agent', receipt, now }),
        await desk.storage.execute(commands.addNote, { conversation: id, member: mia, note: message() }),
      );
    await Promise.all(order.map((at) => telling.tell(changes[at] as Change)));
    for (const [stream, expected] of [
      [`conversation.${id}`, [2, 3, 4]],
      [`conversation.${id}.internal`, [1, 2, 3]],
    ] as const) {
      const told = seen.filter((one) => one.startsWith(`${stream} `)).map((one) => Number(one.split(' ')[1]));
      expect(told).toEqual(expected);
    }
    const { items } = await desk.conversations.desk.readInbox(desk.site);
    expect(item).toEqual(items[0]);
  });

  it('shows a visitor as there who is counted by nothing, while their messenger is connected', async () => {
    const { id } = await desk.start();
    const isOnline = async () => (await desk.conversations.desk.readInbox(desk.site)).items[0]?.visitor.isOnline;
    const told: (boolean | undefined)[] = [];
    desk.bus.subscribe(`stream:inbox.${desk.site.id}`, (message) => {
      told.push((message as { data: InboxDelta }).data.upserts[0]?.visitor.isOnline);
    });
    expect(await isOnline()).toBe(false);
    await desk.conversations.noteWindow(id, true);
    expect([await isOnline(), told]).toEqual([true, [true]]);
    // To the next page: the one closes before the other opens, and nobody is told of it.
    await desk.conversations.noteWindow(id, false);
    desk.clock.advance(2_000);
    await desk.conversations.tellPresence([]);
    await desk.conversations.noteWindow(id, true);
    expect([await isOnline(), told]).toEqual([true, [true]]);
    await desk.conversations.noteWindow(id, false);
    desk.clock.advance(5_000);
    await desk.conversations.tellPresence([]);
    expect([await isOnline(), told]).toEqual([false, [true, false]]);
  });
});
