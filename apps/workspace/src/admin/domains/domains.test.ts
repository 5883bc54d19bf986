import { describe, expect, it } from 'vitest';
import { listProblems, readDomains, readLines } from './domains.ts';

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

  it('names each entry that the server refused', () => {
    const problems = [
      { path: 'domains.1', message: 'This is no domain.' },
      { path: 'domains.2', message: 'Too long.' },
      { path: 'domainsElsewhere', message: 'Not ours.' },
      { path: 'name', message: 'Not ours.' },
    ];
    expect(listProblems(problems, 'domains', ['a.example', 'b c', 'd'])).toBe(
      '“b c”: This is no domain. “d”: Too long.',
    );
    expect(listProblems([{ path: 'domains', message: 'At most 50.' }], 'domains', [])).toBe('At most 50.');
    expect(listProblems(problems, 'blockedDomains', [])).toBeUndefined();
  });
});
