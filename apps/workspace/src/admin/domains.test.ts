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

  it('leaves parameters as they are written', () => {
    expect(readLines(' session\nuserToken ')).toEqual(['session', 'userToken']);
  });
});
