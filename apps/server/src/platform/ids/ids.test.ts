import { isId } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { hashSecret, isSameSecret, newId, newSecret, newSortableId, sortableIdFloor } from './index.ts';

describe('ids', () => {
  it('[VIS1] hold 128 random bits, and say what they are', () => {
    const ids = new Set(Array.from({ length: 2_000 }, () => newId('vi')));
    expect(ids.size).toBe(2_000);
    for (const id of ids) expect(id).toMatch(/^vi_[A-Za-z0-9_-]{22}$/);
    const bits = [...ids].map((id) => Buffer.from(id.slice(3), 'base64url'));
    for (let at = 0; at < 16; at += 1) expect(new Set(bits.map((bytes) => bytes[at])).size).toBeGreaterThan(200);
  });

  it('sort by their time where that helps the disk, and stay as unguessable', () => {
    const times = [0, 1, 999, Date.parse('2026-03-02'), Date.parse('2026-03-03'), Date.parse('2200-01-01')];
    const ids = times.map((at) => newSortableId('vs', at));
    expect([...ids].sort()).toEqual(ids);
    for (const [at, id] of ids.entries()) {
      expect(isId('vs', id)).toBe(true);
      expect(id.startsWith(sortableIdFloor('vs', times[at] ?? 0))).toBe(true);
      expect(sortableIdFloor('vs', times[at] ?? 0) < id).toBe(true);
      expect(id).toHaveLength(3 + 10 + 22);
    }
    expect(newSortableId('vs', 5)).not.toBe(newSortableId('vs', 5));
    expect(newSortableId('vs', -5) < newSortableId('vs', 1)).toBe(true);
  });
});

describe('secrets', () => {
  it('[CNV1] hold 256 bits and are stored as a hash', () => {
    const secret = newSecret();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(hashSecret('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'abc', false],
    ['', '', true],
    ['ä', 'a', false],
  ])('compare %j with %j: %s', (given, expected, isSame) => {
    expect(isSameSecret(given, expected)).toBe(isSame);
  });
});
