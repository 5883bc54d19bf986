import type { ClientFrame, ConversationId, PublicEvent, Sequenced, ServerFrame, Stream } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignedOut } from './connection.ts';
import { followConversation } from './follow-conversation.ts';
import { type Extension, shareLine } from './shared-line.ts';
import { type FakeEnvironment, type FakeSocket, fakeEnvironment } from './testing.ts';
import { type FakeTab, fakePartition, type TabOptions } from './testing-partition.ts';

const cvA: ConversationId = 'cv_123456789012';
const cvB: ConversationId = 'cv_abcdefghijkl';
const name = 'pl_line-st_test';

/** The server's end of all sockets: tokens are the names of conversations. */
function fakeServer(clock: FakeEnvironment) {
  const logs = new Map<ConversationId, Sequenced<PublicEvent>[]>();
  const revoked = new Set<string>();
  const followed = new Map<FakeSocket, Set<Stream>>();
  const logOf = (id: ConversationId) => {
    const log = logs.get(id) ?? [];
    logs.set(id, log);
    return log;
  };
  const say = (socket: FakeSocket, frame: ServerFrame) =>
    clock.after(2, () => {
      if (!socket.isClosed) socket.receive(frame);
    });
  function receive(socket: FakeSocket, frame: ClientFrame): void {
    if (frame.type === 'hello') {
      if (revoked.has(frame.token)) say(socket, { type: 'bye', code: 'revoked', message: '' });
      else say(socket, { type: 'welcome', v: 1, epoch: 'a', heartbeatMs: 25_000 });
    } else if (frame.type === 'subscribe') {
      followed.get(socket)?.add(frame.stream);
      const id = frame.stream.split('.')[1] as ConversationId;
      say(socket, { type: 'subscribed', stream: `conversation.${id}`, head: logOf(id).length });
    } else if (frame.type === 'unsubscribe') followed.get(socket)?.delete(frame.stream);
  }
  const open = clock.openSocket;
  const isOpen = (socket: FakeSocket) => !socket.isClosed;
  clock.openSocket = (url) => {
    const socket = open(url) as FakeSocket;
    followed.set(socket, new Set());
    const note = socket.send;
    socket.send = (text) => {
      note(text);
      receive(socket, JSON.parse(text) as ClientFrame);
    };
    clock.after(2, () => isOpen(socket) && socket.onopen?.());
    return socket;
  };
  return {
    revoked,
    sockets: () => clock.sockets.filter(isOpen),
    log: logOf,
    append(id: ConversationId, isLost = false) {
      const log = logOf(id);
      const seq = log.length + 1;
      const event: PublicEvent = { type: 'ended', by: 'visitor', at: seq };
      log.push({ seq, event });
      for (const [socket, streams] of followed) {
        const stream = `conversation.${id}` as const;
        if (!isLost && isOpen(socket) && streams.has(stream)) say(socket, { type: 'event', stream, seq, event });
      }
    },
    heartbeat() {
      for (const [socket, streams] of followed) {
        if (!isOpen(socket)) continue;
        const heads = [...streams].map((stream) => [stream, logOf(stream.split('.')[1] as ConversationId).length]);
        say(socket, { type: 'heads', heads: Object.fromEntries(heads) });
      }
    },
    cut() {
      for (const socket of clock.sockets.filter(isOpen)) socket.drop();
    },
  };
}

type Tab = FakeTab & { seen: number[]; extension: Extension; statuses: string[]; leave(): void };

function openStage() {
  const clock = fakeEnvironment();
  const server = fakeServer(clock);
  const partition = fakePartition(clock);
  const keyless = new Set<Tab>();
  function openTab(conversation = cvA, options: TabOptions = {}): Tab {
    const fake = partition.openTab(options);
    // What reaches a tab that does not run waits.
    const openSocket = fake.environment.openSocket;
    fake.environment.openSocket = (url) => {
      const socket = openSocket(url) as FakeSocket;
      return {
        set onopen(callback: () => void) {
          socket.onopen = () => fake.into(callback);
        },
        set onmessage(callback: (event: { data: unknown }) => void) {
          socket.onmessage = (event) => fake.into(() => callback(event));
        },
        set onclose(callback: () => void) {
          socket.onclose = () => fake.into(callback);
        },
        send: socket.send,
        close: socket.close,
      } as FakeSocket;
    };
    const line = shareLine({ name, url: 'wss://chat.example/socket', environment: fake.environment });
    const statuses: string[] = [];
    const extension = line.connect({
      conversation,
      async getToken() {
        if (keyless.has(tab)) throw new Error('offline');
        if (server.revoked.has(conversation)) throw new SignedOut();
        return conversation;
      },
      onStatus: ({ state, reason }) => void statuses.push(reason ?? state),
    });
    const seen: number[] = [];
    const follower = followConversation<PublicEvent>({
      connection: extension,
      stream: `conversation.${conversation}`,
      initialHead: 0,
      fetchEvents: (after) =>
        new Promise((resolve) => {
          clock.after(3, () => {
            const log = server.log(conversation);
            const page = { events: log.slice(after), head: log.length, hasMore: false };
            fake.into(() => resolve(page));
          });
        }),
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
      environment: fake.environment,
    });
    const leave = () => {
      follower.stop();
      extension.close();
    };
    const tab: Tab = { ...fake, seen, extension, statuses, leave };
    return tab;
  }
  return { clock, server, partition, keyless, openTab };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('shareLine', () => {
  it('[CNV5] holds one socket for all tabs, and each hears what comes', async () => {
    const { clock, server, openTab } = openStage();
    const tabs = [openTab(), openTab(), openTab()];
    await clock.advance(500);
    expect(server.sockets()).toHaveLength(1);
    server.append(cvA);
    await clock.advance(50);
    for (const tab of tabs) {
      expect(tab.seen).toEqual([1]);
      expect(tab.extension.status().state).toBe('open');
    }
  });

  it('[CNV5] hands over within a second when the leader crashes, leaves, or is put to sleep', async () => {
    for (const end of ['crash', 'leave', 'pause'] as const) {
      const { clock, server, openTab } = openStage();
      const leader = openTab();
      await clock.advance(100);
      const follower = openTab();
      await clock.advance(500);
      leader[end]();
      server.append(cvA);
      await clock.advance(900);
      server.append(cvA);
      await clock.advance(50);
      expect(follower.seen, end).toEqual([1, 2]);
      expect(server.sockets()).toHaveLength(1);
    }
  });

  it('[RT7] tells followers of a cut when another tab takes over: what they knew may be older than its snapshot', async () => {
    const { clock, openTab } = openStage();
    const leader = openTab();
    await clock.advance(100);
    const heard: string[][] = [];
    for (const tab of [openTab(), openTab()]) {
      const signals: string[] = [];
      heard.push(signals);
      tab.extension.subscribe(`typing.${cvA}`, ({ type }) => void signals.push(type));
    }
    await clock.advance(500);
    for (const signals of heard) signals.length = 0;
    leader.crash();
    await clock.advance(500);
    for (const signals of heard) expect(signals[0]).toBe('cut');
  });

  it('[CNV5] takes the socket from a hidden leader that is stopped without a word, within a second', async () => {
    const { clock, server, openTab } = openStage();
    const leader = openTab();
    await clock.advance(100);
    leader.setVisible(false);
    const follower = openTab();
    await clock.advance(500);
    expect(server.sockets()).toHaveLength(1);
    leader.stop();
    server.append(cvA);
    await clock.advance(1_000);
    server.append(cvA);
    await clock.advance(50);
    expect(follower.seen).toEqual([1, 2]);
    leader.goOn();
    await clock.advance(1_000);
    expect(server.sockets()).toHaveLength(1);
    expect(leader.seen).toEqual([1, 2]);
  });

  it('[CNV5] lets the tab that is looked at hold the socket, and leaves it there', async () => {
    const { clock, server, openTab } = openStage();
    const first = openTab();
    await clock.advance(100);
    const second = openTab();
    first.setVisible(false);
    await clock.advance(10_000);
    const [socket] = server.sockets();
    first.stop();
    await clock.advance(5_000);
    expect(server.sockets()).toEqual([socket]);
    expect(second.extension.status().state).toBe('open');
  });

  it('goes on after sleep where it stood, with all that came meanwhile', async () => {
    const { clock, server, openTab } = openStage();
    const tabs = [openTab(), openTab()];
    await clock.advance(500);
    for (const tab of tabs) tab.pause();
    expect(server.sockets()).toHaveLength(0);
    server.append(cvA);
    await clock.advance(86_400_000);
    for (const tab of tabs) tab.resume();
    await clock.advance(1_000);
    expect(tabs.map(({ seen }) => seen)).toEqual([[1], [1]]);
    expect(server.sockets()).toHaveLength(1);
  });

  it('[CNV5] there is no socket when nothing is followed any more', async () => {
    const { clock, server, openTab } = openStage();
    const tabs = [openTab(), openTab()];
    await clock.advance(500);
    for (const tab of tabs) tab.leave();
    await clock.advance(100);
    expect(server.sockets()).toHaveLength(0);
  });

  it('[CNV2, CNV5] opens each conversation by a token of a tab that follows it', async () => {
    const { clock, server, openTab } = openStage();
    const first = openTab(cvA);
    await clock.advance(100);
    const second = openTab(cvB);
    await clock.advance(500);
    expect(server.sockets().map(({ sent }) => sent[0])).toEqual([
      { type: 'hello', v: 1, token: cvA },
      { type: 'hello', v: 1, token: cvB },
    ]);
    server.append(cvB);
    await clock.advance(50);
    expect([first.seen, second.seen]).toEqual([[], [1]]);
    second.leave();
    await clock.advance(50);
    expect(server.sockets()).toHaveLength(1);
  });

  it('tells every tab when the keys open nothing any more', async () => {
    const { clock, server, openTab } = openStage();
    const tabs = [openTab(), openTab()];
    await clock.advance(500);
    server.revoked.add(cvA);
    server.cut();
    await clock.advance(5_000);
    for (const tab of tabs) expect(tab.statuses.at(-1)).toBe('signed-out');
    expect(server.sockets()).toHaveLength(0);
  });

  it('follows a conversation anew that was closed for good before', async () => {
    const { clock, server, openTab } = openStage();
    const first = openTab();
    server.revoked.add(cvA);
    await clock.advance(5_000);
    expect(first.statuses.at(-1)).toBe('signed-out');
    server.revoked.delete(cvA);
    const second = openTab();
    await clock.advance(500);
    expect(second.extension.status().state).toBe('open');
  });

  it('passes on typing and the wish for a fresh snapshot', async () => {
    const { clock, server, openTab } = openStage();
    openTab();
    await clock.advance(100);
    const follower = openTab();
    await clock.advance(100);
    const [socket] = server.sockets();
    const before = socket?.sent.length;
    follower.extension.sendTyping(cvA, true);
    follower.extension.resubscribe(`conversation.${cvA}`);
    await clock.advance(10);
    expect(socket?.sent.slice(before)).toEqual([
      { type: 'typing', conversation: cvA, isTyping: true },
      { type: 'subscribe', stream: `conversation.${cvA}` },
    ]);
  });

  it.each([{ hasLocks: false }, { hasChannels: false }])(
    '[CNV5] gives each tab its own socket with %o',
    async (can) => {
      const { clock, server, openTab } = openStage();
      const tabs = [openTab(cvA, can), openTab(cvA, can)];
      await clock.advance(500);
      expect(server.sockets()).toHaveLength(2);
      server.append(cvA);
      await clock.advance(50);
      expect(tabs.map(({ seen }) => seen)).toEqual([[1], [1]]);
    },
  );

  it('[CNV4, CNV5, RT6] any order of tabs that open, sleep, stop, crash and go on brings every tab every event once', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('open' as const), conversation: fc.constantFrom(cvA, cvA, cvB) }),
      fc.record({
        do: fc.constantFrom('pause', 'resume', 'stop', 'goOn', 'crash', 'leave', 'show', 'hide'),
        tab: fc.nat(5),
      }),
      fc.record({ do: fc.constant('append' as const), conversation: fc.constantFrom(cvA, cvB), isLost: fc.boolean() }),
      fc.record({ do: fc.constant('cut' as const) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 3, 40, 400, 1_500, 20_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { clock, server, openTab } = openStage();
        let tabs: { tab: Tab; conversation: ConversationId }[] = [];
        for (const one of steps) {
          if (one.do === 'open') tabs.push({ tab: openTab(one.conversation), conversation: one.conversation });
          else if (one.do === 'append') server.append(one.conversation, one.isLost);
          else if (one.do === 'cut') server.cut();
          else if (one.do === 'wait') await clock.advance(one.ms);
          else {
            const chosen = tabs[one.tab]?.tab;
            if (one.do === 'show' || one.do === 'hide') chosen?.setVisible(one.do === 'show');
            else chosen?.[one.do as 'pause']();
            if (one.do === 'crash' || one.do === 'leave') tabs = tabs.filter(({ tab }) => tab !== chosen);
          }
        }
        for (const { tab } of tabs) {
          tab.goOn();
          tab.resume();
        }
        for (let turn = 0; turn < 8; turn += 1) {
          server.heartbeat();
          await clock.advance(25_000);
        }
        for (const { tab, conversation } of tabs) {
          expect(tab.seen).toEqual(upTo(server.log(conversation).length));
          expect(tab.extension.status().state).toBe('open');
        }
        expect(server.sockets()).toHaveLength(new Set(tabs.map(({ conversation }) => conversation)).size);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
