import type { EphemeralStream } from '@porchlight/protocol';
import type { RealtimeConnection, StreamSignal } from './connection.ts';

/** Where a follower of an ephemeral stream stands: waiting for a snapshot, or at delta `n` of a node's epoch. */
export type EphemeralState = { at: 'nothing' } | { at: 'delta'; epoch: string; n: number };

export type EphemeralInput =
  | { type: 'snapshot'; epoch: string; n: number; data: unknown }
  | { type: 'delta'; epoch: string; n: number; data: unknown }
  | { type: 'cut' };

export type EphemeralEffect =
  | { type: 'replace'; data: unknown }
  | { type: 'merge'; data: unknown }
  | { type: 'resubscribe' };

/**
 * [RT7] A snapshot begins, each delta is one above the last of the same epoch; a repeat is ignored, a gap or another
 * epoch asks for a fresh snapshot once and ignores deltas until it comes. Pure.
 */
export function advanceEphemeral(
  state: EphemeralState,
  input: EphemeralInput,
): { state: EphemeralState; effect: EphemeralEffect | null } {
  if (input.type === 'cut') return { state: { at: 'nothing' }, effect: null };
  const next: EphemeralState = { at: 'delta', epoch: input.epoch, n: input.n };
  if (input.type === 'snapshot') return { state: next, effect: { type: 'replace', data: input.data } };
  if (state.at === 'nothing') return { state, effect: null };
  if (input.epoch === state.epoch && input.n <= state.n) return { state, effect: null };
  if (input.epoch === state.epoch && input.n === state.n + 1) {
    return { state: next, effect: { type: 'merge', data: input.data } };
  }
  return { state: { at: 'nothing' }, effect: { type: 'resubscribe' } };
}

/**
 * Follows one ephemeral stream: `onSnapshot` replaces what was known, `onDelta` changes it. The answer stops it.
 * `S` and `D` are the stream's data as the protocol names them.
 */
export function followEphemeral<S, D>(options: {
  connection: Pick<RealtimeConnection, 'subscribe' | 'resubscribe'>;
  stream: EphemeralStream;
  onSnapshot(data: S): void;
  onDelta(data: D): void;
  onRefused?(signal: Extract<StreamSignal, { type: 'refused' }>): void;
}): () => void {
  let state: EphemeralState = { at: 'nothing' };
  return options.connection.subscribe(options.stream, (signal) => {
    if (signal.type === 'refused') return options.onRefused?.(signal);
    if (signal.type !== 'snapshot' && signal.type !== 'delta' && signal.type !== 'cut') return;
    const step = advanceEphemeral(state, signal);
    state = step.state;
    if (step.effect?.type === 'replace') options.onSnapshot(step.effect.data as S);
    else if (step.effect?.type === 'merge') options.onDelta(step.effect.data as D);
    else if (step.effect?.type === 'resubscribe') options.connection.resubscribe(options.stream);
  });
}
