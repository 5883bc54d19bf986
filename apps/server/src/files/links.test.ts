import { describe, expect, it } from 'vitest';
import { newId, newSecret } from '../platform/ids/index.ts';
import { readLink, signLink } from './links.ts';

const now = 1_000_000;
const secret = newSecret();
const claims = {
  file: newId('fi'),
  variant: 'content',
  reader: { kind: 'key', hash: 'hash-of-a-key' },
  expiresAt: now + 5,
} as const;

function parse(address: string) {
  const { pathname, searchParams } = new URL(address, 'http://files.localhost');
  const [, , file = '', variant = ''] = pathname.split('/');
  return { file, variant, link: searchParams.get('link') };
}
const codeOf = (address: Parameters<typeof readLink>[1], at = now, by = secret) => {
  try {
    readLink(by, address, at);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a signed address', () => {
  it('[FILE8] says who may read what until when', () => {
    const address = parse(signLink(secret, claims));
    expect(readLink(secret, address, now)).toEqual(claims);
    expect(codeOf(address, now + 4)).toBeNull();
    expect(codeOf(address, now + 5)).toBe('link_expired');
  });

  it('[FILE8] is good for its file, its form and its installation alone', () => {
    const address = parse(signLink(secret, claims));
    expect(codeOf({ ...address, file: newId('fi') })).toBe('link_invalid');
    expect(codeOf({ ...address, variant: 'preview' })).toBe('link_invalid');
    expect(codeOf({ ...address, variant: '..' })).toBe('link_invalid');
    expect(codeOf(address, now, newSecret())).toBe('link_invalid');
  });

  it('[FILE8] that was tampered with, or is none, opens nothing, expired or not', () => {
    const address = parse(signLink(secret, claims));
    const [version, body = '', signature = ''] = String(address.link).split('.');
    const later = Buffer.from(JSON.stringify(['key', 'hash-of-a-key', now * 2])).toString('base64url');
    const links = [
      `${version}.${later}.${signature}`,
      `${version}.${body}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
      `${version}.${body}.`,
      `${version}.${body}`,
      `v2.${body}.${signature}`,
      `${address.link}.x`,
      `${version}.${'A'.repeat(10_000)}.${signature}`,
      '',
      null,
      undefined,
      ['a', 'b'],
      { toString: () => address.link },
    ];
    for (const link of links) expect([link, codeOf({ ...address, link }, now * 3)]).toEqual([link, 'link_invalid']);
  });
});
