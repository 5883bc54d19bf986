import type { Accepted } from '@porchlight/protocol';
import { describe, expect, it, vi } from 'vitest';
import type { OutboxEntry, OutboxOptions } from './outbox.ts';
import { createOutbox } from './outbox.ts';

const accepted: Accepted = { seq: 1, id: 'ms_message1', at: 1, isRepeat: false };

function build(send: OutboxOptions['send']) {
  let made = 0;
  const waits: { ms: number; callback: () => void }[] = [];
  const onAccepted = vi.fn();
  const onGone = vi.fn();
  const outbox = createOutbox({
    send,
    onAccepted,
    onGone,
    judge: (error) => ({ isPassing: (error as Error).message === 'offline', problem: (error as Error).message }),
    makeClientId: () => `client-${++made}`,
    now: () => 1_000,
    after(ms, callback) {
      waits.push({ ms, callback });
      return () => waits.splice(0);
    },
  });
  const states = () => outbox.entries.get().map((entry) => `${entry.clientId} ${entry.state}`);
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { outbox, waits, states, settled, onAccepted, onGone };
}

describe('outbox', () => {
  it('sends one at a time and in the order written', async () => {
    const running: ((value: Accepted) => void)[] = [];
    const sent: string[] = [];
    const { outbox, states, settled } = build((entry) => {
      sent.push(entry.text);
      return new Promise((resolve) => running.push(resolve));
    });
    outbox.add('reply', 'one');
    outbox.add('note', 'two');
    await settled();
    expect(sent).toEqual(['one']);
    running[0]?.(accepted);
    await settled();
    expect(sent).toEqual(['one', 'two']);
    expect(states()).toEqual(['client-1 accepted', 'client-2 sending']);
  });

  it('keeps order and client id over a lost connection, and tries at once when it is back', async () => {
    let isOnline = false;
    const sent: string[] = [];
    const { outbox, states, settled, waits } = build(async (entry: OutboxEntry) => {
      if (!isOnline) throw new Error('offline');
      sent.push(`${entry.clientId} ${entry.text}`);
      return accepted;
    });
    outbox.add('reply', 'one');
    outbox.add('reply', 'two');
    await settled();
    expect(states()).toEqual(['client-1 waiting', 'client-2 queued']);
    expect(waits.map((wait) => wait.ms)).toEqual([1_000]);
    isOnline = true;
    outbox.wake();
    await settled();
    expect(sent).toEqual(['client-1 one', 'client-2 two']);
  });

  it('leaves a refused message to a person and goes on with the next', async () => {
    let isRefused = true;
    const { outbox, states, settled } = build(async (entry) => {
      if (entry.text === 'bad' && isRefused) throw new Error('refused');
      return accepted;
    });
    outbox.add('reply', 'bad');
    outbox.add('reply', 'good');
    await settled();
    expect(states()).toEqual(['client-1 failed', 'client-2 accepted']);
    isRefused = false;
    outbox.retry('client-1');
    await settled();
    expect(states()).toEqual(['client-1 accepted', 'client-2 accepted']);
    outbox.settle(['client-1', 'client-2']);
    expect(states()).toEqual([]);
  });

  it('keeps the files of a message with it until the streams bring it back, or somebody throws it away', async () => {
    const { outbox, settled, onGone } = build(async () => accepted);
    outbox.add('reply', '', ['upload-1', 'upload-2']);
    outbox.add('reply', 'second');
    await settled();
    expect(outbox.entries.get()[0]?.files).toEqual(['upload-1', 'upload-2']);
    expect(onGone).not.toHaveBeenCalled();
    outbox.settle(['client-1', 'never-known']);
    outbox.discard('client-2');
    outbox.discard('client-2');
    expect(onGone.mock.calls.map(([entry]) => entry.clientId)).toEqual(['client-1', 'client-2']);
  });
});
