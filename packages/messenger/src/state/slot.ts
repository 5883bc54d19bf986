import {
  type Attachment,
  applyPublicEvent,
  type ClientId,
  type ConversationOpened,
  type ConversationView,
  type PublicEvent,
  type Receipt,
  type Sequenced,
  type TypingSnapshot,
  type TypingState,
} from '@porchlight/protocol';
import { backoffMs, type ConversationFollower, type Extension } from '@porchlight/realtime';
import { batch, computed, signal } from '@preact/signals';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Grants } from './grants.ts';
import type * as kit from './line-kit.ts';
import { newestFromAgent, readUnread, receiptDue } from './receipts.ts';

/** What following a conversation needs. */
export type LineKit = typeof kit;

export type Slot = ReturnType<typeof openSlot>;

/** A message that the server has acknowledged while its event is still on the way. */
export type SentMessage = { clientId: ClientId; text: string; attachments: Attachment[]; at: number; seq: number };

const receiptDelayMs = 250;

/** One conversation of this browser: its state, its events, who types, and what we have told of reading it. */
export function openSlot(key: string, api: Api, grants: Grants, environment: Environment) {
  const view = signal<ConversationView | null>(null);
  const events = signal<Sequenced<PublicEvent>[]>([]);
  const hasEarlier = signal(false);
  /** Events are the newest window and complete; until then only the view from the key's exchange is known. */
  const isLoaded = signal(false);
  const typing = signal<TypingState[]>([]);
  const seenSeq = signal(0);
  const sent = signal<SentMessage[]>([]);
  let follower: ConversationFollower | null = null;
  let stopTyping = () => {};
  let cancelTyping = () => {};
  let loading: Promise<void> | null = null;
  let told: Receipt = { deliveredSeq: 0, readSeq: 0 };
  let cancelReceipt = () => {};
  let receiptFailures = 0;
  let isTelling = false;

  /** Takes what opening the conversation answered, unless events have brought us further already. */
  function take(opened: ConversationOpened): void {
    if (isLoaded.value && (view.value?.head ?? 0) >= opened.conversation.head) return;
    batch(() => {
      view.value = opened.conversation;
      events.value = opened.events;
      hasEarlier.value = opened.hasEarlier;
      isLoaded.value = true;
      forgetSent();
    });
    planReceipt();
  }

  function takeEvents(all: Sequenced<PublicEvent>[]): void {
    // Opening the conversation anew may have brought us further than the stream has.
    const fresh = all.filter(({ seq }) => seq > (view.value?.head ?? 0));
    if (fresh.length === 0) return;
    batch(() => {
      let next = view.value;
      for (const one of fresh) if (next) next = applyPublicEvent(next, one);
      view.value = next;
      events.value = [...events.value, ...fresh];
      if (fresh.some(({ event }) => event.type === 'message' && event.author.kind === 'agent')) setTyping([]);
      forgetSent();
    });
    planReceipt();
  }

  function forgetSent(): void {
    const arrived = new Set(events.value.map(({ event }) => (event.type === 'message' ? event.clientId : null)));
    if (sent.value.some(({ clientId }) => arrived.has(clientId))) {
      sent.value = sent.value.filter(({ clientId }) => !arrived.has(clientId));
    }
  }

  function load(): Promise<void> {
    loading ??= grants
      .withToken(key, async (token) => {
        const id = view.value?.id;
        if (id) take(await api.open(token, id));
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  }

  async function loadEarlier(): Promise<void> {
    const id = view.value?.id;
    const first = events.value[0]?.seq;
    if (!id || first === undefined || !hasEarlier.value) return;
    const page = await grants.withToken(key, (token) => api.events(token, id, { before: first }));
    batch(() => {
      const known = new Set(events.value.map(({ seq }) => seq));
      events.value = [...page.events.filter(({ seq }) => !known.has(seq)), ...events.value];
      hasEarlier.value = page.hasMore;
    });
  }

  /** Follows the conversation over `connection` from where we are; `load` comes first. */
  function follow(connection: Extension, { followConversation, followEphemeral }: LineKit): void {
    const id = view.value?.id;
    if (!id || follower) return;
    follower = followConversation<PublicEvent>({
      connection,
      stream: `conversation.${id}`,
      initialHead: view.value?.head ?? 0,
      fetchEvents: (after) => grants.withToken(key, (token) => api.events(token, id, { after })),
      onEvents: takeEvents,
      environment,
    });
    stopTyping = followEphemeral<TypingSnapshot, TypingState>({
      connection,
      stream: `typing.${id}`,
      onSnapshot: (data) => setTyping(data.typing),
      // A delta is the whole new state of one person [RT7].
      onDelta: (data) => setTyping([...typing.value.filter(({ name }) => name !== data.name), data]),
    });
  }

  function unfollow(): void {
    follower?.stop();
    follower = null;
    stopTyping();
    setTyping([]);
  }

  function setTyping(states: TypingState[]): void {
    typing.value = states.filter(({ side, isTyping }) => side === 'agent' && isTyping);
    cancelTyping();
    // A lost "stopped" must not type for ever; the server repeats the mark while it holds.
    if (typing.value.length > 0) cancelTyping = environment.after(8_000, () => setTyping([]));
  }

  /** Notes that the message with this number was really on screen. */
  function see(seq: number): void {
    if (seq <= seenSeq.value) return;
    seenSeq.value = seq;
    planReceipt();
  }

  function planReceipt(waitMs = receiptDelayMs): void {
    if (!view.value || !receiptDue(view.value, events.value, told, seenSeq.value)) return;
    cancelReceipt();
    cancelReceipt = environment.after(waitMs, () => void tellReceipt());
  }

  async function tellReceipt(): Promise<void> {
    const due = view.value && receiptDue(view.value, events.value, told, seenSeq.value);
    const id = view.value?.id;
    if (!due || !id || isTelling) return;
    isTelling = true;
    try {
      await grants.withToken(key, (token) => api.receipts(token, id, due));
      told = due;
      receiptFailures = 0;
    } catch (error) {
      receiptFailures += 1;
      // Refused for good: counts as told, or we would ask for ever.
      if (error instanceof RequestFailed && !error.isTransient) told = due;
    } finally {
      isTelling = false;
    }
    planReceipt(receiptFailures > 0 ? backoffMs(receiptFailures + 1, environment.random) : receiptDelayMs);
  }

  return {
    key,
    view,
    events,
    hasEarlier,
    isLoaded,
    typing,
    sent,
    isEnded: computed(() => view.value?.status === 'ended'),
    unread: computed(() =>
      view.value ? readUnread(view.value, events.value, seenSeq.value) : { count: 0, preview: null },
    ),
    newestFromAgent: computed(() => newestFromAgent(events.value)),
    take,
    takeView(known: ConversationView) {
      if (!view.value || known.head > view.value.head) {
        if (!isLoaded.value) view.value = known;
      }
    },
    /** Keeps the echo of an acknowledged message until its event comes; asks for it when it does not. */
    markSent(message: SentMessage) {
      sent.value = [...sent.value.filter(({ clientId }) => clientId !== message.clientId), message];
      forgetSent();
      follower?.hint(message.seq);
    },
    load,
    loadEarlier,
    follow,
    unfollow,
    see,
  };
}
