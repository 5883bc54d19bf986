import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';

describe('[MAIL4] an address', () => {
  it.each([
    ['mia@shop.example', 'mia@shop.example'],
    ['  mia+chat@Shop.Example ', 'mia+chat@shop.example'],
    ['mia@bücher.example', 'mia@xn--bcher-kva.example'],
    ['mia@Straße.example', 'mia@xn--strae-oqa.example'],
    ['"mia b"@shop.example', '"mia b"@shop.example'],
    ['"a@b"@shop.example', '"a@b"@shop.example'],
    ['мия@почта.example', 'мия@xn--80a1acny.example'],
    ["o'hara@shop.example", "o'hara@shop.example"],
    [`${'l'.repeat(64)}@shop.example`, `${'l'.repeat(64)}@shop.example`],
  ])('%s is sent to as %s', (typed, sent) => {
    expect(readAddress(typed)).toBe(sent);
    expect(readAddress(sent)).toBe(sent);
  });

  it.each([
    '',
    'mia',
    '@shop.example',
    'mia@',
    'mia@localhost',
    'mia@shop..example',
    'mia@-shop.example',
    'mia@[127.0.0.1]',
    'mia@127.0.0.1',
    'mia@shop.example, eve@shop.example',
    'Mia <mia@shop.example>',
    'mia@shop.example\r\nBcc: eve@shop.example',
    'mia\n@shop.example',
    'mia\0@shop.example',
    '"mia\r\nBcc: x"@shop.example',
    '"mia"b"@shop.example',
    'mia b@shop.example',
    'a@b@shop.example',
    'mia..b@shop.example',
    'mia\u202e@shop.example',
    'mia@shop.example/path',
    'mia@shop%2eexample',
    '\ud800@shop.example',
    `${'l'.repeat(65)}@shop.example`,
    `mia@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(52)}.example`,
  ])('%j is none', (typed) => {
    expect(readAddress(typed)).toBeNull();
  });
});
