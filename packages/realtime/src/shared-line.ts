import type { ConversationId, Stream } from '@porchlight/protocol';
import {
  type RealtimeConnection,
  type RealtimeOptions,
  type RealtimeStatus,
  SignedOut,
  type StreamSignal,
} from './connection.ts';
import type { FromFollower, Message, Wants } from './line-messages.ts';
import { openTrunks } from './line-trunks.ts';
import type { SharingEnvironment } from './sharing-environment.ts';

/** What a tab has of the line for one conversation: a connection's, whoever holds the socket. */
export type Extension = Pick<RealtimeConnection, 'subscribe' | 'resubscribe' | 'sendTyping' | 'status' | 'close'>;

export type ExtensionOptions = Pick<RealtimeOptions, 'getToken' | 'onStatus'> & { conversation: ConversationId };

export type SharedLine = {
  /** Follows one conversation; at most once for each at a time. The line stands as long as something follows. */
  connect(options: ExtensionOptions): Extension;
};

type Client = ExtensionOptions & { handlers: Map<Stream, Set<(signal: StreamSignal) => void>>; status: RealtimeStatus };

/** How often a tab that is looked at asks a leader that is not: background tabs are stopped, in some browsers unsaid. */
const watchedMs = 300;
const calmMs = 1_000;
const hiddenMs = 15_000;
/** Questions in a row without an answer after which the leader counts as stopped. */
const silences = 2;
/** So often a hidden leader is asked, then the tab that is looked at takes the socket: timers run slowly in the background. */
const patience = 10;

/**
 * [CNV5] One socket for all tabs of a storage partition: the tab with the Web Lock `name` leads and holds it, the others
 * follow over a BroadcastChannel. Nobody waits for a leader that is closed or crashed (the browser frees the lock), goes
 * to sleep (it leaves by itself), or is stopped without a word (it does not answer, and its lock is taken). Where the
 * browser has no locks or channels, each tab has a socket of its own.
 *
 * Signals may be lost or repeated in a hand-over; followers of streams are made for that [RT5–7].
 */
export function shareLine(options: { name: string; url: string; environment: SharingEnvironment }): SharedLine {
  const { name, url, environment } = options;
  const clients = new Map<ConversationId, Client>();
  let role: 'off' | 'following' | 'leading' | 'alone' = 'off';
  let me = '';
  let channel: ReturnType<SharingEnvironment['openChannel']> = null;
  let leader: { id: string; term: number; isVisible: boolean } | null = null;
  let term = 0;
  let unanswered = 0;
  let beatsBehind = 0;
  let isPaused = false;
  let dropLock = () => {};
  let cancelBeat = () => {};

  const post = (message: Message) => channel?.post(message);
  const ownWants = (): Wants =>
    Object.fromEntries([...clients].map(([conversation, { handlers }]) => [conversation, [...handlers.keys()]]));

  const trunks = openTrunks({
    url,
    environment,
    post,
    me: () => me,
    tokens: (conversation) => clients.get(conversation)?.getToken,
    onSignal: deliver,
    onStatus(conversation, status) {
      setStatus(conversation, status);
      if (role === 'leading') announce();
    },
  });

  function start(): void {
    if (role !== 'off' || isPaused || clients.size === 0) return;
    me = environment.randomId();
    channel = environment.openChannel(name, (message) => hear(message as Message));
    if (channel) follow();
    else standAlone();
  }

  function stop(): void {
    if (role === 'off') return;
    post({ type: 'gone', from: me });
    trunks.drop();
    role = 'off';
    leader = null;
    cancelBeat();
    // The channel's last words go out before the lock is free.
    dropLock();
    channel?.close();
    channel = null;
  }

  function follow(): void {
    role = 'following';
    leader = null;
    unanswered = 0;
    beatsBehind = 0;
    requestLock(false);
    beat();
  }

  function requestLock(isForced: boolean): void {
    dropLock();
    dropLock = environment.holdLock(name, isForced, { held: lead, lost: stepDown, refused: standAlone });
  }

  function lead(): void {
    role = 'leading';
    // By the clock that all tabs share: a tab that has just come does not know the terms before.
    term = Math.max(term + 1, environment.now());
    leader = null;
    tellCut();
    trunks.drop();
    announce();
    trunks.takeWants(me, ownWants());
    beat();
  }

  function stepDown(): void {
    if (role !== 'leading') return;
    trunks.drop();
    follow();
  }

  function standAlone(): void {
    role = 'alone';
    cancelBeat();
    channel?.close();
    channel = null;
    trunks.takeWants(me, ownWants());
  }

  /** A follower asks whether the leader lives, the leader looks who has gone. */
  function beat(): void {
    cancelBeat();
    let waitMs = hiddenMs;
    if (role === 'leading') {
      trunks.prune();
    } else {
      const isVisible = environment.isPageVisible();
      const isBehind = isVisible && !leader?.isVisible;
      beatsBehind = isBehind ? beatsBehind + 1 : 0;
      if (unanswered >= silences || beatsBehind > patience) {
        unanswered = 0;
        beatsBehind = 0;
        requestLock(true);
      }
      unanswered += 1;
      post({ type: 'want', from: me, wants: ownWants() });
      if (isVisible) waitMs = isBehind ? watchedMs : calmMs;
    }
    cancelBeat = environment.after(waitMs, beat);
  }

  function announce(): void {
    post({ type: 'lead', from: me, term, isVisible: environment.isPageVisible(), statuses: trunks.statuses() });
  }

  function hear(message: Message): void {
    switch (message.type) {
      case 'lead':
        hearLeader(message);
        break;
      case 'signal':
        if (message.from !== leader?.id) break;
        unanswered = 0;
        deliver(message.conversation, message.stream, message.signal);
        break;
      case 'ask':
        answerWithToken(message);
        break;
      case 'token':
        if (message.to === me) trunks.takeToken(message.number, message.token);
        break;
      default:
        if (role === 'leading') hearFollower(message);
    }
  }

  function hearFollower(message: FromFollower): void {
    switch (message.type) {
      case 'want':
        trunks.takeWants(message.from, message.wants);
        announce();
        break;
      case 'gone':
        trunks.takeWants(message.from, {});
        break;
      case 'resubscribe':
        trunks.connectionOf(message.conversation)?.resubscribe(message.stream);
        break;
      case 'typing':
        trunks.connectionOf(message.conversation)?.sendTyping(message.conversation, message.isTyping);
        break;
      case 'wake':
        trunks.wake();
    }
  }

  function hearLeader({ from, term: theirs, isVisible, statuses }: Extract<Message, { type: 'lead' }>): void {
    // One that was stopped and goes on does not know yet that another one leads.
    if (theirs < term || (role === 'leading' && theirs === term && from < me)) return;
    term = theirs;
    if (role === 'leading') stepDown();
    unanswered = 0;
    const isNew = leader?.id !== from;
    leader = { id: from, term: theirs, isVisible };
    if (isNew) {
      tellCut();
      post({ type: 'want', from: me, wants: ownWants() });
    }
    for (const [conversation, status] of Object.entries(statuses)) setStatus(conversation as ConversationId, status);
  }

  function answerWithToken({ from, number, conversation, reason }: Extract<Message, { type: 'ask' }>): void {
    clients
      .get(conversation)
      ?.getToken(reason)
      .then(
        (token) => post({ type: 'token', to: from, number, token }),
        (error) => {
          if (error instanceof SignedOut) post({ type: 'token', to: from, number, token: null });
        },
      );
  }

  function deliver(conversation: ConversationId, stream: Stream, signal: StreamSignal): void {
    for (const handler of [...(clients.get(conversation)?.handlers.get(stream) ?? [])]) handler(signal);
  }

  function tellCut(): void {
    for (const { conversation, handlers } of clients.values())
      for (const stream of handlers.keys()) deliver(conversation, stream, { type: 'cut' });
  }

  function setStatus(conversation: ConversationId, status: RealtimeStatus): void {
    const client = clients.get(conversation);
    if (!client || JSON.stringify(client.status) === JSON.stringify(status)) return;
    client.status = status;
    client.onStatus?.(status);
  }

  function changed(): void {
    if (role === 'following') post({ type: 'want', from: me, wants: ownWants() });
    else if (role !== 'off') trunks.takeWants(me, ownWants());
  }

  environment.onPause(
    () => {
      isPaused = true;
      stop();
    },
    () => {
      isPaused = false;
      start();
    },
  );
  environment.onWake(() => {
    if (role !== 'following') return;
    post({ type: 'wake' });
    unanswered = 0;
    beat();
  });

  return {
    connect(given) {
      const { conversation } = given;
      const client: Client = { ...given, handlers: new Map(), status: { state: 'connecting', attempt: 0 } };
      clients.set(conversation, client);
      start();
      const resubscribe = (stream: Stream) => {
        if (role === 'following') post({ type: 'resubscribe', conversation, stream });
        else trunks.connectionOf(conversation)?.resubscribe(stream);
      };
      return {
        resubscribe,
        subscribe(stream, handler) {
          const known = client.handlers.get(stream);
          if (known) known.add(handler);
          else client.handlers.set(stream, new Set([handler]));
          changed();
          if (known) resubscribe(stream);
          return () => {
            const left = client.handlers.get(stream);
            if (!left?.delete(handler) || left.size > 0) return;
            client.handlers.delete(stream);
            changed();
          };
        },
        sendTyping(_conversation, isTyping) {
          if (role === 'following') post({ type: 'typing', conversation, isTyping });
          else trunks.connectionOf(conversation)?.sendTyping(conversation, isTyping);
        },
        status: () => client.status,
        close() {
          if (clients.get(conversation) !== client) return;
          clients.delete(conversation);
          if (clients.size === 0) stop();
          else changed();
        },
      };
    },
  };
}
