import { describe, expect, it } from 'vitest';
import { allowHost, blockHost, readOriginHost, readStanding } from './refused.ts';

const lists = { domains: ['shop.example', '*.shop.example'], blockedDomains: ['user.shop.example', '*.bad.example'] };

describe('refused origins', () => {
  it.each([
    ['https://blog.example', 'blog.example'],
    ['http://blog.example:8080', 'blog.example:8080'],
    ['https://xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['null', null],
    ['https://', null],
    ['https://a.example/path', null],
    ['chrome-extension://abc', null],
    ['https://ann@shop.example', null],
    ['https://a.example#', null],
  ])('[XD1] %s stands for the entry %s', (origin, host) => {
    expect(readOriginHost(origin)).toBe(host);
  });

  it.each([
    ['https://blog.example', 'refused'],
    ['https://www.shop.example', 'allowed'],
    ['https://user.shop.example', 'blocked'],
    ['https://a.bad.example', 'blocked'],
    ['https://bad.example', 'refused'],
    ['null', 'refused'],
  ] as const)('[XD1] %s is %s as the lists stand', (origin, standing) => {
    expect(readStanding(origin, lists)).toBe(standing);
  });

  it('[XD1] are allowed, also from the block list, or blocked', () => {
    const allowed = allowHost('user.shop.example', lists);
    expect(allowed).toEqual({ domains: [...lists.domains, 'user.shop.example'], blockedDomains: ['*.bad.example'] });
    expect(allowHost('user.shop.example', allowed)).toEqual(allowed);
    const blocked = blockHost('user.shop.example', allowed);
    expect(readStanding('https://user.shop.example', blocked)).toBe('blocked');
    expect(blockHost('user.shop.example', blocked)).toEqual(blocked);
    expect(readStanding('https://a.bad.example', allowHost('a.bad.example', lists))).toBe('blocked');
  });
});
