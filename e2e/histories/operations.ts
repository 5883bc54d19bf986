import { type CookieMode, cookieModes, type HistoryPolicy, type JoinPolicy } from '@porchlight/protocol';
import fc from 'fast-check';

/** What a browser does with third parties' cookies; `none` also keeps nothing of a frame beyond its page. */
export type Kind = 'shared' | 'split' | 'chips' | 'none';

/** What a history begins with: a site on two unrelated domains, and two people with a browser each. */
export type Setting = {
  mode: CookieMode;
  kinds: [Kind, Kind];
  isSameNetwork: boolean;
  history: HistoryPolicy;
  join: JoinPolicy;
};

/** `by` is the browser and `on` the domain that an operation is done in; the other ones follow from them. */
export type Operation = { by: number; on: number } & (
  | {
      kind:
        | 'navigate'
        | 'new-tab'
        | 'close-tab'
        | 'send'
        | 'log-out'
        | 'clear-storage'
        | 'block-cookies'
        | 'withdraw'
        | 'consent'
        | 'restart'
        | 'steal-ids'
        | 'replay-recovery'
        | 'undo-alias';
    }
  | { kind: 'log-in'; who: string }
  | { kind: 'agent-sends' | 'agent-ends'; which: number }
  | { kind: 'change-mode'; mode: CookieMode }
  | { kind: 'advance'; hours: number }
  | { kind: 'hand-off' | 'planted-link'; clicks: boolean }
);

export type History = { setting: Setting; operations: Operation[] };

const kinds = fc.constantFrom<Kind>('split', 'chips', 'shared', 'none');
const mode = fc.constantFrom<CookieMode>(...cookieModes);
const bit = fc.nat({ max: 1 });
const place = { by: bit, on: bit };
const plain = (kind: Operation['kind']) => fc.record({ kind: fc.constant(kind), ...place });
const which = fc.nat({ max: 3 });

const operation = fc.oneof(
  { weight: 7, arbitrary: plain('send') },
  { weight: 5, arbitrary: plain('navigate') },
  { weight: 2, arbitrary: plain('new-tab') },
  { weight: 1, arbitrary: plain('close-tab') },
  { weight: 2, arbitrary: plain('log-out') },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('log-in'), who: fc.constantFrom('anna', 'ben'), ...place }) },
  { weight: 1, arbitrary: plain('replay-recovery') },
  { weight: 1, arbitrary: plain('clear-storage') },
  { weight: 1, arbitrary: plain('block-cookies') },
  { weight: 1, arbitrary: plain('withdraw') },
  { weight: 1, arbitrary: plain('consent') },
  { weight: 3, arbitrary: plain('restart') },
  { weight: 2, arbitrary: plain('steal-ids') },
  { weight: 1, arbitrary: plain('undo-alias') },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('agent-sends'), which, ...place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('agent-ends'), which, ...place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change-mode'), mode, ...place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance'), hours: fc.constantFrom(1, 5, 25), ...place }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('hand-off'), clicks: fc.boolean(), ...place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('planted-link'), clicks: fc.boolean(), ...place }) },
) as fc.Arbitrary<Operation>;

/** Histories of up to `maxLength` operations. Most begin with a message, since nothing can be lost before. */
export function histories(maxLength: number): fc.Arbitrary<History> {
  const setting = fc.record({
    mode,
    kinds: fc.tuple(kinds, kinds),
    isSameNetwork: fc.boolean(),
    history: fc.constantFrom<HistoryPolicy>('all', 'all', 'open', 'none'),
    join: fc.constantFrom<JoinPolicy>('visit', 'all', 'apart'),
  });
  const operations = fc.array(operation, { minLength: 2, maxLength, size: 'max' });
  return fc.record({ setting, operations });
}

/** Histories for real browsers: shorter, in browsers whose frames' storage lasts, without what only a simulated one does. */
export function browserHistories(isFor: (operation: Operation) => boolean): fc.Arbitrary<History> {
  const kind = fc.constantFrom<Kind>('shared', 'chips');
  return fc.record({
    setting: fc.record({
      mode,
      kinds: fc.tuple(kind, kind),
      isSameNetwork: fc.constant(true),
      history: fc.constant<HistoryPolicy>('all'),
      join: fc.constantFrom<JoinPolicy>('visit', 'all', 'apart'),
    }),
    operations: fc
      .array(operation.filter(isFor), { minLength: 4, maxLength: 7, size: 'max' })
      .map((rest): Operation[] => [{ kind: 'send', by: 0, on: 0 }, ...rest]),
  });
}
