import type {
  AgentConversation,
  ConversationId,
  InternalEvent,
  PublicEvent,
  TypingSnapshot,
  TypingState,
} from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { followConversation, followEphemeral } from '@porchlight/realtime';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { useDesk } from '../session/desk-context.ts';
import type { Thread } from './thread.ts';
import { addEarlier, addInternal, addPublic, firstMissing, threadFrom } from './thread.ts';

/** The conversation as it is now, followed through both of its streams while the component is there. */
export function useThread(id: ConversationId, data: AgentConversation) {
  const desk = useDesk();
  const [thread, setThread] = useState<Thread>(() => threadFrom(data));
  const [earlier, setEarlier] = useState<'idle' | 'loading' | 'failed'>('idle');

  useEffect(() => {
    const { connection } = desk.socket;
    const publicStream = followConversation<PublicEvent>({
      connection,
      stream: `conversation.${id}`,
      initialHead: data.opened.conversation.head,
      fetchEvents: (after) => api.events(id, { after }),
      onEvents: (events) => setThread((now) => addPublic(now, events)),
    });
    const internalStream = followConversation<InternalEvent>({
      connection,
      stream: `conversation.${id}.internal`,
      initialHead: data.internal.head,
      fetchEvents: (after) => api.internalEvents(id, { after }),
      onEvents: (events) => setThread((now) => addInternal(now, events)),
    });
    desk.written.hints.set(id, (kind, seq) => (kind === 'note' ? internalStream : publicStream).hint(seq));
    return () => {
      desk.written.hints.delete(id);
      publicStream.stop();
      internalStream.stop();
    };
  }, [desk, id, data]);

  // What the streams brought back needs no sending any more, even where the answer was lost.
  useEffect(() => {
    const back = [
      ...thread.publicEvents.flatMap(({ event }) => (event.type === 'message' ? event.clientId : [])),
      ...thread.internalEvents.flatMap(({ event }) => (event.type === 'note' ? event.clientId : [])),
    ];
    desk.written.outboxes.of(id).settle(back);
  }, [desk, id, thread]);

  async function loadEarlier(): Promise<void> {
    setEarlier('loading');
    const before = { public: firstMissing(thread.publicEvents), internal: firstMissing(thread.internalEvents) };
    try {
      const [older, olderInternal] = await Promise.all([
        before.public === null ? null : api.events(id, { before: before.public }),
        before.internal === null ? null : api.internalEvents(id, { before: before.internal }),
      ]);
      setThread((now) =>
        addEarlier(now, { publicEvents: older?.events ?? [], internalEvents: olderInternal?.events ?? [] }),
      );
      setEarlier('idle');
    } catch {
      setEarlier('failed');
    }
  }

  const hasEarlier = firstMissing(thread.publicEvents) !== null || firstMissing(thread.internalEvents) !== null;
  return { thread, hasEarlier, earlier, loadEarlier };
}

/** Whether the visitor is writing; forgotten when no sign comes any more. */
export function useVisitorTyping(id: ConversationId): boolean {
  const desk = useDesk();
  const [isTyping, setTyping] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = ({ side, isTyping: now }: TypingState) => {
      if (side !== 'visitor') return;
      clearTimeout(timer);
      setTyping(now);
      if (now) timer = setTimeout(() => setTyping(false), limits.typingMs);
    };
    const stop = followEphemeral<TypingSnapshot, TypingState>({
      connection: desk.socket.connection,
      stream: `typing.${id}`,
      onSnapshot: ({ typing }) => {
        setTyping(false);
        typing.forEach(take);
      },
      onDelta: take,
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [desk, id]);
  return isTyping;
}

/** Repeats our own typing mark before it is forgotten. */
const typingEveryMs = limits.typingMs / 2;

/** Tells the visitor that a reply is being written: the fact, never the text, and never of a note [CNV10]. */
export function useTypingSignal(id: ConversationId): (isTyping: boolean) => void {
  const desk = useDesk();
  const toldAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(
    () => () => {
      if (toldAt.current > 0) desk.socket.connection.sendTyping(id, false);
    },
    [desk, id],
  );
  return (isTyping) => {
    if (isTyping && Date.now() - toldAt.current < typingEveryMs) return;
    if (!isTyping && toldAt.current < 0) return;
    toldAt.current = isTyping ? Date.now() : Number.NEGATIVE_INFINITY;
    desk.socket.connection.sendTyping(id, isTyping);
  };
}

/** Tells how far the conversation was seen, while it is on a screen that is looked at, by whoever answers it. */
export function useReceipts(id: ConversationId, thread: Thread, isSeen: boolean): void {
  const desk = useDesk();
  const [isVisible, setVisible] = useState(() => document.visibilityState === 'visible');
  const told = useRef(0);
  useEffect(() => {
    const update = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  const { view, publicEvents } = thread;
  const isMine = view.agent?.id === desk.me.id && view.status === 'open';
  const lastFromVisitor = publicEvents.findLast(
    ({ event }) => event.type === 'message' && event.author.kind === 'visitor',
  );
  const seq = lastFromVisitor?.seq ?? 0;
  const isDue = isMine && isVisible && isSeen && seq > view.receipts.agent.readSeq;
  useEffect(() => {
    if (!isDue || told.current >= seq) return;
    told.current = seq;
    api.receipt(id, { deliveredSeq: seq, readSeq: seq }).catch(() => {
      // Not worth a word: the next message, or the next look at the window, tells it again.
      told.current = 0;
    });
  }, [id, seq, isDue]);
}
