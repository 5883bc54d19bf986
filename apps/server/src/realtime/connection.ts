import {
  type ByeCode,
  type ClientFrame,
  type DurableStream,
  type ErrorCode,
  errorCodes,
  limits,
  type ParsedStream,
  parseStream,
  readClientFrame,
  realtimeVersion,
  type ServerFrame,
  type Stream,
} from '@porchlight/protocol';
import { AppError } from '../platform/errors/index.ts';
import type { FrameReceiver, SocketSurface } from '../platform/sockets/index.ts';
import { type Actor, canEverFollow } from './actor.ts';
import { type Follower, type FrameSink, release } from './stream-followers.ts';

/** What a connection needs of a socket; `FrameSocket` has it. */
export interface Link extends FrameSink {
  readonly bufferedAmount: number;
  own(receiver: FrameReceiver): void;
  ping(): void;
  /** Says `bye` with its reason and closes; does nothing on a closed socket. */
  end(code: ByeCode): void;
}

/** What a connection asks of the whole: see `RealtimeOptions`. */
export interface Host {
  readonly epoch: string;
  now(): number;
  authenticate(token: string, surface: SocketSurface): Promise<Actor | { error: ByeCode }>;
  authorize(actor: Actor, stream: ParsedStream): Promise<boolean>;
  /** The snapshot's data, or null when there is no such thing. */
  snapshot(actor: Actor, stream: ParsedStream): Promise<{ data: unknown } | null>;
  heads(streams: readonly DurableStream[]): Promise<Record<string, number>>;
  /** Takes the follower in; the answer is the stream's newest number on this node. */
  join(follower: Follower): number;
  leave(follower: Follower): void;
  onHello(connection: Connection): void;
  onOpen(connection: Connection, actor: Actor): void;
  onEnd(connection: Connection, actor: Actor | null): void;
  onGone(connection: Connection): void;
  onTyping(actor: Actor, conversation: ClientFrame & { type: 'typing' }): void;
  onInput(actor: Actor): void;
  onError(error: unknown): void;
}

const frameWindowMs = 10_000;

/** Frames of the client, and ends that were asked for [RT11]. */
type Meanwhile = { frames: ClientFrame[]; revocations: { isMeant(actor: Actor): boolean; code: ByeCode }[] };

/** One socket's side of the protocol: hello, then subscriptions, until one side ends it. */
export class Connection implements FrameReceiver, FrameSink {
  actor: Actor | null = null;
  readonly surface: SocketSurface;
  readonly #link: Link;
  readonly #host: Host;
  readonly #follows = new Map<Stream, Follower>();
  #state: 'waiting' | 'authenticating' | 'open' | 'ended' = 'waiting';
  /** What came while the token was being checked; there only as long as that lasts. */
  #meanwhile: Meanwhile | null = null;
  #windowStart = 0;
  #windowFrames = 0;
  #isPingUnanswered = false;

  constructor(link: Link, surface: SocketSurface, host: Host) {
    this.#link = link;
    this.surface = surface;
    this.#host = host;
    link.own(this);
  }

  sendText(text: string | Buffer): void {
    if (this.#state === 'ended') return;
    this.#link.sendText(text);
    // [RT9] what a consumer does not take would pile up in our memory
    if (this.#link.bufferedAmount > limits.socketBacklogBytes) this.end('slow-consumer');
  }

  /** Ends the connection from our side; does nothing when it has ended already. */
  end(code: ByeCode): void {
    if (this.#state === 'ended') return;
    this.#finish();
    this.#link.end(code);
  }

  /** [RT1] */
  endWithoutHello(): void {
    if (this.#state === 'waiting') this.end('hello-late');
  }

  /** [RT11] Ends the connection when it is, or while its token is checked turns out to be, one that is meant. */
  endWhere(isMeant: (actor: Actor) => boolean, code: ByeCode): void {
    if (this.#meanwhile) this.#meanwhile.revocations.push({ isMeant, code });
    else if (this.actor && isMeant(this.actor)) this.end(code);
  }

  /** Durable streams that this socket follows and has had its first answer of. */
  followedDurable(): DurableStream[] {
    const streams: DurableStream[] = [];
    for (const [stream, follower] of this.#follows) {
      if (follower.held === null && isDurable(stream)) streams.push(stream);
    }
    return streams;
  }

  /** Asks the peer for a sign of life; one that has not answered the last time is let go. */
  checkLife(): void {
    if (this.#state === 'ended') return;
    if (this.#isPingUnanswered) {
      this.end('idle');
      return;
    }
    this.#isPingUnanswered = true;
    this.#link.ping();
  }

  /** [RT8] */
  sendHeads(heads: Record<string, number>): void {
    this.#send({ type: 'heads', heads });
  }

  onPong(): void {
    this.#isPingUnanswered = false;
  }

  onClosed(): void {
    this.#finish();
    this.#host.onGone(this);
  }

  onFrame(json: string | null): void {
    if (this.#state === 'ended') return;
    this.#isPingUnanswered = false;
    const frame = json === null ? null : readClientFrame(parse(json));
    if (this.#isTooFast()) this.end('too-many-frames');
    else if (!frame) this.end('protocol');
    else if (this.#state === 'open') this.#take(frame);
    else if (this.#meanwhile) this.#meanwhile.frames.push(frame);
    else if (frame.type === 'hello') this.#hello(frame).catch((error: unknown) => this.#fail(error));
    else this.end('protocol');
  }

  async #hello(frame: ClientFrame & { type: 'hello' }): Promise<void> {
    const meanwhile: Meanwhile = { frames: [], revocations: [] };
    this.#state = 'authenticating';
    this.#meanwhile = meanwhile;
    this.#host.onHello(this);
    const actor =
      frame.v === realtimeVersion
        ? await this.#host.authenticate(frame.token, this.surface)
        : ({ error: 'version' } as const);
    if (this.#state !== 'authenticating') return;
    const refusal = 'error' in actor ? actor.error : meanwhile.revocations.find(({ isMeant }) => isMeant(actor))?.code;
    if ('error' in actor || refusal) {
      this.end(refusal ?? 'unauthenticated');
      return;
    }
    this.#state = 'open';
    this.#meanwhile = null;
    this.actor = actor;
    this.#send({
      type: 'welcome',
      v: realtimeVersion,
      epoch: this.#host.epoch,
      heartbeatMs: limits.socketHeartbeatMs,
    });
    this.#host.onOpen(this, actor);
    for (const next of meanwhile.frames) if (this.#isOpen()) this.#take(next);
  }

  #take(frame: ClientFrame): void {
    const actor = this.actor;
    if (!actor) return;
    switch (frame.type) {
      case 'hello':
        this.end('protocol');
        break;
      case 'ping':
        this.#send({ type: 'pong' });
        break;
      case 'input':
        this.#host.onInput(actor);
        break;
      case 'typing':
        if (this.#mayType(actor, frame)) this.#host.onTyping(actor, frame);
        break;
      case 'unsubscribe':
        this.#unfollow(frame.stream);
        break;
      case 'subscribe':
        this.#subscribe(actor, frame.stream).catch((error: unknown) => this.#fail(error));
    }
  }

  /** Members mark typing only where they follow, which the access check has allowed. */
  #mayType(actor: Actor, { conversation }: ClientFrame & { type: 'typing' }): boolean {
    if (actor.kind === 'visitor') return actor.conversation === conversation;
    const isFollowed = (stream: Stream) => this.#follows.get(stream)?.held === null;
    return isFollowed(`typing.${conversation}`) || isFollowed(`conversation.${conversation}`);
  }

  async #subscribe(actor: Actor, stream: Stream): Promise<void> {
    this.#unfollow(stream);
    if (this.#follows.size >= limits.subscriptionsPerSocket) {
      this.#refuse(stream, 'too_many_requests', 'This socket follows too many streams. Unsubscribe from others first.');
      return;
    }
    const follower: Follower = { sink: this, stream, last: 0, held: [] };
    this.#follows.set(stream, follower);
    // False once the stream was unsubscribed, subscribed anew, or the socket ended while we waited.
    const isWanted = () => this.#follows.get(stream) === follower;
    const parsed = parseStream(stream) as ParsedStream;
    try {
      const isAllowed = canEverFollow(actor, parsed) && (await this.#host.authorize(actor, parsed));
      if (!isWanted()) return;
      const answer = isAllowed ? await this.#join(actor, follower, parsed, isWanted) : null;
      if (!isWanted()) return;
      if (answer) release(follower, answer.n, text(answer.frame));
      else this.#refuseUnknown(parsed, stream);
    } catch (error) {
      if (isWanted()) this.#refuseFor(error, stream);
      else this.#host.onError(error);
    }
  }

  /**
   * [RT4] [RT7] The follower is joined before head or snapshot is read, so that nothing falls between the
   * two; what is published meanwhile is held back until the answer is sent. Null: there is no such stream.
   */
  async #join(
    actor: Actor,
    follower: Follower,
    parsed: ParsedStream,
    isWanted: () => boolean,
  ): Promise<{ n: number; frame: ServerFrame } | null> {
    const { stream } = follower;
    const newest = this.#host.join(follower);
    if (isDurable(stream)) {
      const head = (await this.#host.heads([stream]))[stream] ?? 0;
      return { n: head, frame: { type: 'subscribed', stream, head } };
    }
    follower.last = newest;
    const snapshot = await this.#host.snapshot(actor, parsed);
    if (!snapshot || !isWanted()) return null;
    const { epoch } = this.#host;
    return { n: newest, frame: { type: 'snapshot', stream, epoch, n: newest, data: snapshot.data } };
  }

  #refuseFor(error: unknown, stream: Stream): void {
    if (error instanceof AppError && error.kind !== 'internal') {
      this.#refuse(stream, error.code, error.message);
      return;
    }
    this.#host.onError(error);
    this.#refuse(stream, 'internal', 'The stream could not be read. Subscribe again in a moment.');
  }

  /** What may not be followed and what does not exist look the same. */
  #refuseUnknown(parsed: ParsedStream, stream: Stream): void {
    if ('conversation' in parsed)
      this.#refuse(stream, 'conversation_not_found', 'There is no such conversation for you.');
    else this.#refuse(stream, 'site_not_found', 'There is no such site for you.');
  }

  #refuse(stream: Stream, code: ErrorCode, message: string): void {
    this.#unfollow(stream);
    this.#send({ type: 'refused', stream, kind: errorCodes[code], code, message });
  }

  #unfollow(stream: Stream): void {
    const follower = this.#follows.get(stream);
    if (!follower) return;
    this.#follows.delete(stream);
    this.#host.leave(follower);
  }

  #finish(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    for (const follower of this.#follows.values()) this.#host.leave(follower);
    this.#follows.clear();
    this.#meanwhile = null;
    this.#host.onEnd(this, this.actor);
  }

  /** What failed is ours, so the client is told the one reason after which it simply tries again. */
  #fail(error: unknown): void {
    this.#host.onError(error);
    this.end('shutting-down');
  }

  #isOpen(): boolean {
    return this.#state === 'open';
  }

  #isTooFast(): boolean {
    const now = this.#host.now();
    if (now - this.#windowStart >= frameWindowMs || now < this.#windowStart) {
      this.#windowStart = now;
      this.#windowFrames = 0;
    }
    this.#windowFrames++;
    return this.#windowFrames > limits.framesPerTenSeconds;
  }

  #send(frame: ServerFrame): void {
    this.sendText(text(frame));
  }
}

function isDurable(stream: Stream): stream is DurableStream {
  return stream.startsWith('conversation.');
}

function text(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
