import { describe, expect, it } from 'vitest';
import { openFrameStorage } from '../storage.ts';
import { openKeyring } from './keyring.ts';

const site = 'st_demo12345678';

function buildKeyring() {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  } as Storage;
  let seed = 0;
  const keyring = openKeyring(
    openFrameStorage(
      site,
      'first-party',
      () => storage,
      () => storage,
      () => {
        throw new DOMException('There are no databases here.', 'SecurityError');
      },
      () => null,
    ).keys,
    (bytes) => {
      seed += 1;
      return bytes.fill(seed);
    },
    'first-party',
    () => {},
  );
  return { keyring, stored };
}

describe('openKeyring', () => {
  it('[CNV1] makes keys of 256 bits', () => {
    const { keyring } = buildKeyring();
    expect(keyring.add(1).key).toMatch(/^[\w-]{43}$/);
  });

  it('keeps the newest, and every pending one', () => {
    const { keyring } = buildKeyring();
    const first = keyring.add(0);
    const settled = Array.from({ length: 25 }, (_, at) => keyring.add(at));
    for (const [at, { key }] of settled.entries()) keyring.settle(key, `cv_conversation${at}`, 'vi_123456789012');
    keyring.add(99);
    const keys = keyring.list().map(({ key }) => key);
    expect(keys).toContain(first.key);
    expect(keys).toContain(settled.at(-1)?.key);
    expect(keys).not.toContain(settled[0]?.key);
    expect(keys.length).toBeLessThanOrEqual(21);
  });

  it('reads anything that is not a list of keys as none', () => {
    const { keyring, stored } = buildKeyring();
    for (const broken of ['', '{', '{}', '[1]', '[{"key":"short"}]']) {
      stored.set(`pl_ckey-${site}`, broken);
      expect(keyring.list()).toEqual([]);
    }
  });

  it('leaves nothing behind once the last key is gone', () => {
    const { keyring, stored } = buildKeyring();
    const { key } = keyring.add(0);
    keyring.remove([key]);
    expect(stored.size).toBe(0);
  });
});
