import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOrdinary, readPageView } from './read-page-view.ts';
import { pageView } from './schema.ts';

const ordinary = {
  v: 1,
  visitor: 'vi_aaaaaaaaaa',
  visit: null,
  jar: 'first-party-cookie',
  steps: [],
  tab: 'tb_aaaaaaaaaa',
  view: 'pv_aaaaaaaaaa',
  kind: 'load',
  url: 'https://shop.example/lamps',
  title: 'Lamps – Harbour & Lantern',
  referrer: '',
  language: 'en-GB',
  timeZone: 'Europe/London',
  screen: { width: 1440, height: 900 },
  sections: ['products'],
  attributes: {},
  previous: { view: 'pv_bbbbbbbbbb', visibleMs: 4_200.4 },
  consent: 'granted',
};

/** Values that some field takes and others do not, and any others. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    [],
    {},
    '',
    0,
    -1,
    1,
    100_001,
    1e300,
    'x'.repeat(36),
    'x'.repeat(61),
    'x'.repeat(9_000),
  ),
  fc.constantFrom<unknown>(
    'vi_bbbbbbbbbb',
    'vs_bbbbbbbbbb',
    'tb_bbbbbbbbbb',
    'pv_cccccccccc',
    'ho_aaaaaaaaaaaaaaaaaaaaaa',
  ),
  fc.constantFrom<unknown>('tab', 'page', 'spa', 'resumed', 'not-asked', 'granted', 'third-party', 'blocked'),
  fc.constantFrom<unknown>(
    { mode: 'first-party', class: null },
    { mode: 'third-party', class: 'blocked' },
    { mode: 'x' },
  ),
  fc.constantFrom<unknown>({ width: 1, height: 100_000 }, { width: 1 }, { view: 'pv_dddddddddd', visibleMs: -5 }),
  fc.constantFrom<unknown>(
    ['a', 'b'],
    ['x'.repeat(121)],
    Array(11).fill('a'),
    [1],
    ['vi_cccccccccc'],
    { a: 1 },
    { a: {} },
  ),
  fc.jsonValue(),
);
const fields = [...Object.keys(ordinary), 'session', 'others', 'handoff', 'adopted', 'width', '__proto__', 'more'];

describe('reading a page view', () => {
  it('reads an ordinary one without the schema', () => {
    expect(readOrdinary(ordinary)).toEqual(pageView.parse(ordinary));
    expect(readOrdinary(ordinary)?.previous?.visibleMs).toBe(4_200);
  });

  it('reads whatever comes as the schema does, or leaves it to the schema', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(...fields), fc.option(anyValue, { nil: undefined })), {
      maxLength: 3,
    });
    let read = 0;
    fc.assert(
      fc.property(changes, (changed) => {
        const body = JSON.parse(JSON.stringify({ ...ordinary, ...Object.fromEntries(changed) })) as unknown;
        const found = readOrdinary(body);
        if (found === null) return;
        read += 1;
        expect(found).toEqual(pageView.parse(body));
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it('refuses what is no page view with what is wrong', () => {
    for (const body of [
      null,
      undefined,
      7,
      'text',
      [],
      {},
      { ...ordinary, view: 'pv_1' },
      { ...ordinary, consent: 'no' },
    ])
      expect(() => readPageView(body)).toThrow(expect.objectContaining({ code: 'invalid_body' }));
  });
});
