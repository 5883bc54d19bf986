import { describe, expect, it } from 'vitest';
import { readForeignEntries } from './foreign.ts';

const whole = { name: 'dtCookie', purpose: 'Measures how fast pages are.', setBy: 'Dynatrace', category: 'analytics' };
const read = (...entries: unknown[]) => readForeignEntries(JSON.stringify(entries));

describe('entries that others set', () => {
  it('are cookies of the browser session unless said otherwise', () => {
    expect(read(whole, { ...whole, name: 'rxVisitor', store: 'localStorage', maxAgeS: 60 })).toEqual([
      { ...whole, store: 'cookie', maxAgeS: null },
      { ...whole, name: 'rxVisitor', store: 'localStorage', maxAgeS: 60 },
    ]);
    expect(read()).toEqual([]);
  });

  it.each([
    ['no list', '{}', /is a JSON array/],
    ['no JSON', '[', /is not JSON/],
    ['too many', JSON.stringify(Array.from({ length: 101 }, () => whole)), /At most 100/],
    ['no object', '[7]', /entry 1: is no object/],
    ['a field that is not known', JSON.stringify([{ ...whole, color: 1 }]), /entry 1: color: no such field/],
    ['a name that no cookie has', JSON.stringify([{ ...whole, name: 'a b' }]), /entry 1: name: give the name/],
    ['a name of ours', JSON.stringify([{ ...whole, name: '__Host-pl_vid-st_x' }]), /is a name of Porchlight’s own/],
    [
      'a name of ours in other letters',
      JSON.stringify([{ ...whole, name: 'PL_vid' }]),
      /is a name of Porchlight’s own/,
    ],
    ['nobody who sets it', JSON.stringify([{ ...whole, setBy: '' }]), /setBy: say who/],
    ['an endless purpose', JSON.stringify([{ ...whole, purpose: 'x'.repeat(301) }]), /purpose: give one sentence/],
    ['no English', JSON.stringify([{ ...whole, purpose: { de: 'Misst.' } }]), /purpose: give one sentence/],
    ['a control character', JSON.stringify([{ ...whole, purpose: 'a\u0007b' }]), /purpose: give one sentence/],
    ['a store there is not', JSON.stringify([{ ...whole, store: 'cloud' }]), /store: one of cookie/],
    ['a category there is not', JSON.stringify([{ ...whole, category: 'marketing' }]), /category: one of necessary/],
    ['a life of minus one', JSON.stringify([{ ...whole, maxAgeS: -1 }]), /maxAgeS: whole seconds/],
    ['a life beyond 400 days', JSON.stringify([{ ...whole, maxAgeS: 34_560_001 }]), /maxAgeS: whole seconds/],
    ['one twice', JSON.stringify([whole, whole]), /dtCookie in cookie: declared twice/],
  ])('are refused with the reason: %s', (_name, text, reason) => {
    expect(() => readForeignEntries(text)).toThrow(reason);
  });

  it('tell every problem at once', () => {
    expect(() => read({}, { ...whole, maxAgeS: '1' })).toThrow(/entry 1: name.*entry 1: setBy.*entry 2: maxAgeS/);
  });
});
