import { describe, expect, it } from 'vitest';
import { type Bus, createLocalBus } from './index.ts';

function buildBus(): { bus: Bus; errors: unknown[] } {
  const errors: unknown[] = [];
  return { bus: createLocalBus({ onError: (error, topic) => errors.push([topic, String(error)]) }), errors };
}

describe('bus', () => {
  it('delivers to every handler of the topic in order, and to no other', () => {
    const { bus } = buildBus();
    const seen: unknown[] = [];
    bus.subscribe('a', (message) => seen.push(['first', message]));
    bus.subscribe('a', (message) => seen.push(['second', message]));
    bus.subscribe('b', (message) => seen.push(['other', message]));
    bus.publish('a', { n: 1 });
    bus.publish('a', { n: 2 });
    bus.publish('nobody', { n: 3 });
    expect(seen).toEqual([
      ['first', { n: 1 }],
      ['second', { n: 1 }],
      ['first', { n: 2 }],
      ['second', { n: 2 }],
    ]);
  });

  it("keeps one handler's error from the others and from the publisher", () => {
    const { bus, errors } = buildBus();
    const seen: unknown[] = [];
    bus.subscribe('a', () => {
      throw new Error('broken');
    });
    bus.subscribe('a', (message) => seen.push(message));
    expect(() => bus.publish('a', 1)).not.toThrow();
    expect(seen).toEqual([1]);
    expect(errors).toEqual([['a', 'Error: broken']]);
  });

  it('ends one subscription without touching another of the same handler', () => {
    const { bus } = buildBus();
    const seen: unknown[] = [];
    const handler = (message: unknown) => void seen.push(message);
    const end = bus.subscribe('a', handler);
    bus.subscribe('a', handler);
    end();
    end();
    bus.publish('a', 1);
    expect(seen).toEqual([1]);
  });

  it('does not call who left during the round, nor who joined in it', () => {
    const { bus } = buildBus();
    const seen: string[] = [];
    let endSecond = () => {};
    bus.subscribe('a', () => {
      seen.push('first');
      endSecond();
      bus.subscribe('a', () => seen.push('late'));
    });
    endSecond = bus.subscribe('a', () => seen.push('second'));
    bus.publish('a', 1);
    expect(seen).toEqual(['first']);
  });

  it('keeps a topic alive when it is asked for again after its last handler left', () => {
    const { bus } = buildBus();
    const seen: unknown[] = [];
    const end = bus.subscribe('a', () => {});
    end();
    bus.subscribe('a', (message) => seen.push(message));
    end();
    bus.publish('a', 1);
    expect(seen).toEqual([1]);
  });
});
