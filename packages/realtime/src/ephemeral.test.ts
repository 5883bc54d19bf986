import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamSignal } from './connection.ts';
import { advanceEphemeral, type EphemeralState, followEphemeral } from './ephemeral.ts';

describe('advanceEphemeral', () => {
  it('[RT7] asks once for a fresh snapshot after a gap and ignores deltas until it comes', () => {
    let state: EphemeralState = { at: 'nothing' };
    const effects: (string | undefined)[] = [];
    const take = (type: 'snapshot' | 'delta', epoch: string, n: number) => {
      const step = advanceEphemeral(state, { type, epoch, n, data: n });
      state = step.state;
      effects.push(step.effect?.type);
    };
    take('delta', 'a', 1);
    take('snapshot', 'a', 3);
    take('delta', 'a', 3);
    take('delta', 'a', 4);
    take('delta', 'a', 6);
    take('delta', 'a', 7);
    take('snapshot', 'b', 1);
    take('delta', 'a', 8);
    expect(effects).toEqual([
      undefined,
      'replace',
      undefined,
      'merge',
      'resubscribe',
      undefined,
      'replace',
      'resubscribe',
    ]);
  });

  it('[RT7] ends as the server after any losses and repeats', () => {
    type Step = 'change' | 'change-lost' | 'repeat' | 'cut' | 'restart';
    const steps = fc.array(fc.constantFrom<Step>('change', 'change-lost', 'repeat', 'cut', 'restart'), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, (all) => {
        let handler: (signal: StreamSignal) => void = () => {};
        let server = { epoch: 1, n: 0, sum: 0 };
        let seen = Number.NaN;
        const snapshot = () =>
          handler({ type: 'snapshot', epoch: String(server.epoch), n: server.n, data: server.sum });
        const stop = followEphemeral<number, number>({
          connection: {
            subscribe(_stream, given) {
              handler = given;
              return () => {};
            },
            resubscribe: () => snapshot(),
          },
          stream: 'inbox.st_12345678',
          onSnapshot: (sum) => {
            seen = sum;
          },
          onDelta: (by) => {
            seen += by;
          },
        });
        snapshot();
        const change = () => {
          server = { ...server, n: server.n + 1, sum: server.sum + server.n + 1 };
          return { type: 'delta', epoch: String(server.epoch), n: server.n, data: server.n } as const;
        };
        let last: ReturnType<typeof change> | null = null;
        for (const step of all) {
          if (step === 'change') {
            last = change();
            handler(last);
          } else if (step === 'change-lost') change();
          else if (step === 'repeat' && last) handler(last);
          else if (step === 'cut') handler({ type: 'cut' });
          else if (step === 'restart') {
            server = { epoch: server.epoch + 1, n: 0, sum: 100 };
            handler({ type: 'cut' });
            snapshot();
          }
        }
        handler({ type: 'cut' });
        snapshot();
        handler(change());
        expect(seen).toBe(server.sum);
        stop();
      }),
    );
  });
});
