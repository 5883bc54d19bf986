import type { ConversationId, HandoffCode, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import type { HandoffsTable } from './tables.ts';

/** The browser that leaves a page or arrives at one: both ends of a hand-off must look alike [XD3]. */
export type HandoffEnd = { agent: string; network: string };

/** Calls `run` after `ms` unless the answer was called before; tests call it when they like. */
export type StartTimer = (ms: number, run: () => void) => () => void;

const realTimer: StartTimer = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** [XD3] The keepalive request that registers a code may be slower than the page it leads to. */
const patienceMs = 2_000;
/** Requests that wait at once: strangers can invent codes, and each of them keeps a connection. */
const waitingMost = 1_000;
const registeredTopic = 'handoff-registered';

/** [XD3] Codes by which a visitor goes on at another domain of the site: registered at one end, redeemed at the other. */
export class Handoffs {
  readonly #o: { storage: Storage; clock: Clock; startTimer: StartTimer };
  readonly #waiting = new Map<string, Set<() => void>>();
  #waitingCount = 0;

  constructor(options: { storage: Storage; clock: Clock; bus: Bus; startTimer?: StartTimer }) {
    this.#o = { startTimer: realTimer, ...options };
    options.bus.subscribe(registeredTopic, (codeHash) => {
      for (const wake of this.#waiting.get(codeHash as string) ?? []) wake();
    });
    this.#publish = (codeHash) => options.bus.publish(registeredTopic, codeHash);
  }

  readonly #publish: (codeHash: string) => void;

  /** Makes a code good for one page on `targetHost`, and wakes whoever waits for it. */
  async register(input: {
    site: SiteId;
    code: HandoffCode;
    visitor: VisitorId;
    visit: VisitId;
    sourceHost: string;
    targetHost: string;
    from: HandoffEnd;
    /** What the page's frame proved to hold, by the key with this hash. */
    carried: { conversation: ConversationId; keyHash: string } | null;
  }): Promise<void> {
    const codeHash = hashSecret(input.code);
    await this.#o.storage.execute(commands.registerHandoff, {
      code_hash: codeHash,
      id: `hd_${newSecret().slice(0, 22)}`,
      site_id: input.site,
      visitor_id: input.visitor,
      visit_id: input.visit,
      source_host: input.sourceHost,
      target_host: input.targetHost,
      ...hashEnd(input.code, input.from),
      created_at: this.#o.clock.now(),
      redeemed_at: null,
      redeemed_by: null,
      confirmed_at: null,
      conversation_id: input.carried?.conversation ?? null,
      key_hash: input.carried?.keyHash ?? null,
    });
    this.#publish(codeHash);
  }

  /**
   * [XD3, XD5] Redeems a code for the visitor of the page that carried it; null where it is used, expired, or meant
   * for another page or browser. An unknown code is waited for, two seconds at most.
   */
  async redeem(input: {
    site: SiteId;
    code: HandoffCode;
    visitor: VisitorId;
    targetHost: string;
    by: HandoffEnd;
  }): Promise<HandoffsTable | null> {
    const { storage, clock } = this.#o;
    const codeHash = hashSecret(input.code);
    const ends = hashEnd(input.code, input.by);
    const attempt = () =>
      storage.execute(commands.redeemHandoff, {
        site: input.site,
        codeHash,
        agentHash: ends.agent_hash,
        networkHash: ends.network_hash,
        targetHost: input.targetHost,
        visitor: input.visitor,
        now: clock.now(),
      });
    // Listening before looking: what is registered in between is not missed.
    const waiting = this.#waitingCount < waitingMost ? this.#listen(codeHash) : null;
    try {
      let found = await attempt();
      if (!found.isKnown && waiting && (await waiting.registered)) found = await attempt();
      return found.handoff;
    } finally {
      waiting?.stop();
    }
  }

  #listen(codeHash: string): { registered: Promise<boolean>; stop: () => void } {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wakers = this.#waiting.get(codeHash) ?? new Set();
    const wake = () => resolve(true);
    wakers.add(wake);
    this.#waiting.set(codeHash, wakers);
    this.#waitingCount += 1;
    const stopTimer = this.#o.startTimer(patienceMs, () => resolve(false));
    return {
      registered: promise,
      stop: () => {
        stopTimer();
        wakers.delete(wake);
        this.#waitingCount -= 1;
        if (wakers.size === 0) this.#waiting.delete(codeHash);
      },
    };
  }
}

/** With the code in the hash, which is nowhere kept, nobody can find out the network from it later. */
function hashEnd(
  code: HandoffCode,
  { agent, network }: HandoffEnd,
): Pick<HandoffsTable, 'agent_hash' | 'network_hash'> {
  return { agent_hash: hashSecret(`${code} ${agent}`), network_hash: hashSecret(`${code} ${network}`) };
}
