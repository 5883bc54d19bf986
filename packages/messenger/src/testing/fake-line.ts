import type { ClientFrame, ConversationId, ServerFrame } from '@porchlight/protocol';
import type { FakeSocket } from '@porchlight/realtime/testing';
import type { Browser } from './fake-browser.ts';

/** Gives the fake service sockets that answer by themselves; `cut` is a network that goes away until it is back. */
export function serveSockets(browser: Browser) {
  const { clock, service } = browser;
  const followed = new Map<FakeSocket, Set<string>>();
  let isCut = false;
  const heads = (stream: string) => service.conversations.get(stream.split('.')[1] as ConversationId)?.view.head ?? 0;
  const say = (socket: FakeSocket, frame: ServerFrame) =>
    clock.after(0, () => {
      if (!socket.isClosed && !isCut) socket.receive(frame);
    });
  function hear(socket: FakeSocket, frame: ClientFrame): void {
    if (frame.type === 'hello') say(socket, { type: 'welcome', v: 1, epoch: 'a', heartbeatMs: 25_000 });
    else if (frame.type === 'ping') say(socket, { type: 'pong' });
    else if (frame.type === 'subscribe' && frame.stream.startsWith('conversation.')) {
      followed.get(socket)?.add(frame.stream);
      say(socket, { type: 'subscribed', stream: frame.stream as never, head: heads(frame.stream) });
    }
  }
  const open = clock.openSocket;
  clock.openSocket = (url) => {
    const socket = open(url) as FakeSocket;
    followed.set(socket, new Set());
    const note = socket.send;
    socket.send = (text) => {
      note(text);
      if (!isCut) hear(socket, JSON.parse(text) as ClientFrame);
    };
    clock.after(0, () => {
      if (isCut) socket.drop();
      else if (!socket.isClosed) socket.onopen?.();
    });
    return socket;
  };
  service.listeners.add((kept, one) => {
    const stream = `conversation.${kept.view.id}` as const;
    for (const [socket, streams] of followed)
      if (streams.has(stream)) say(socket, { type: 'event', stream, seq: one.seq, event: one.event });
  });
  const beat = () => {
    if (isCut) return;
    for (const [socket, streams] of followed)
      if (!socket.isClosed)
        say(socket, { type: 'heads', heads: Object.fromEntries([...streams].map((one) => [one, heads(one)])) });
    clock.after(25_000, beat);
  };
  clock.after(25_000, beat);
  return {
    sockets: () => [...followed.keys()].filter((socket) => !socket.isClosed),
    cut() {
      isCut = true;
      clock.setOnline(false);
      service.next(/./, 'cut', Number.POSITIVE_INFINITY);
    },
    restore() {
      isCut = false;
      clock.setOnline(true);
      service.settle();
      clock.after(25_000, beat);
      // What a router swallowed is gone without a word.
      service.dropTokens();
    },
  };
}
