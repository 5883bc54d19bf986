import type { Stream } from '@porchlight/protocol';

/** Takes frames that are serialised already. */
export interface FrameSink {
  sendText(text: string | Buffer): void;
}

/** One socket's place in one stream. While `held` is an array, frames wait there for the first answer. */
export type Follower = {
  readonly sink: FrameSink;
  readonly stream: Stream;
  /** Number of the newest frame sent, or covered by the snapshot or head: nothing at or below it is sent. */
  last: number;
  held: NumberedFrame[] | null;
};

export type NumberedFrame = { n: number; bytes: Buffer };

/** Sends in one turn of the event loop; a larger audience is served over several. */
const sendsPerTurn = 200;

/** The followers of one stream on this node. Frames reach each of them in rising order of `n`. */
export class StreamFollowers {
  /** Number of the newest frame; a durable stream's is its sequence number. */
  newest = 0;
  readonly #followers = new Set<Follower>();
  /** Frames that wait until a large audience has had the one before; null while none is under way. */
  #queue: NumberedFrame[] | null = null;

  get size(): number {
    return this.#followers.size;
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** Sends a frame numbered above `newest` to all; large audiences are spread over turns of the event loop. */
  push(frame: NumberedFrame): void {
    this.newest = frame.n;
    if (this.#queue) this.#queue.push(frame);
    else this.#send(frame, this.#followers.values());
  }

  #send(frame: NumberedFrame, followers: IterableIterator<Follower>): void {
    let budget = sendsPerTurn;
    for (let next = followers.next(); !next.done; next = followers.next()) {
      offer(next.value, frame);
      budget--;
      if (budget > 0) continue;
      this.#queue ??= [];
      setImmediate(() => this.#send(frame, followers));
      return;
    }
    const queued = this.#queue?.shift();
    if (!queued) this.#queue = null;
    else setImmediate(() => this.#send(queued, this.#followers.values()));
  }
}

/** Gives the first answer (`head` or snapshot) at number `n`, then what was held back meanwhile. */
export function release(follower: Follower, n: number, answer: string): void {
  const held = follower.held ?? [];
  follower.held = null;
  follower.last = Math.max(follower.last, n);
  follower.sink.sendText(answer);
  for (const frame of held) offer(follower, frame);
}

function offer(follower: Follower, frame: NumberedFrame): void {
  if (frame.n <= follower.last) return;
  if (follower.held) {
    follower.held.push(frame);
    return;
  }
  follower.last = frame.n;
  follower.sink.sendText(frame.bytes);
}
