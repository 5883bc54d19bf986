import { describe, expect, it } from 'vitest';
import { isWithin, registrableDomainOf } from './index.ts';

describe('registrable domains', () => {
  it.each([
    ['chat.shop.example', 'shop.example'],
    ['shop.example', 'shop.example'],
    ['CHAT.Shop.Example', 'shop.example'],
    ['a.b.shop.co.uk', 'shop.co.uk'],
    ['co.uk', null],
    ['me.github.io', 'me.github.io'],
    ['www.me.github.io', 'me.github.io'],
    ['github.io', null],
    ['www.xn--bcher-kva.de', 'xn--bcher-kva.de'],
    ['localhost', null],
    ['service.localhost', null],
    ['intranet', null],
    ['127.0.0.1', null],
    ['[::1]', null],
    ['', null],
  ])('[MODE11] of %s is %s', (host, domain) => {
    expect(registrableDomainOf(host)).toBe(domain);
  });

  it('hold what lies under them, and no name that only ends alike', () => {
    const hosts = ['shop.example', 'www.shop.example', 'evilshop.example', 'shop.example.evil.example'];
    expect(hosts.map((host) => isWithin(host, 'shop.example'))).toEqual([true, true, false, false]);
  });
});
