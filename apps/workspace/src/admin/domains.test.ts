import { describe, expect, it } from 'vitest';
import { readDomains, readLines } from './domains.ts';

describe('lists in forms', () => {
  it('reads domains as people paste them', () => {
    expect(readDomains('https://Shop.example/cart\n*.shop.example, shop.example:8443\n\nshop.example')).toEqual([
      'shop.example',
      '*.shop.example',
      'shop.example:8443',
    ]);
  });

  it('does not make domains of the words of a sentence', () => {
    expect(readDomains('not a domain')).toEqual(['not a domain']);
  });

  it('leaves parameters as they are written', () => {
    expect(readLines(' session\nuserToken ')).toEqual(['session', 'userToken']);
  });
});
