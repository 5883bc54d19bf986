import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkify } from './linkify.ts';

const links = (text: string) => linkify(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('linkify', () => {
  it.each([
    ['see https://shop.example/a?b=1#c.', ['https://shop.example/a?b=1#c']],
    ['(https://shop.example/a_(b))', ['https://shop.example/a_(b)']],
    ['http://a.example, and HTTPS://B.example!', ['http://a.example', 'HTTPS://B.example']],
    ['"https://shop.example/x"<br>', ['https://shop.example/x']],
    ['https://münchen.example/straße', ['https://münchen.example/straße']],
  ])('finds the addresses of %j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'shop.example',
    'https://',
    'https://shop.example@evil.example/',
    'https://user:pass@evil.example/',
  ])('leaves %j as text', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('ends an address at a direction override, so that it cannot show another one', () => {
    expect(links('https://evil.example/\u202egro.doog//:sptth')).toEqual(['https://evil.example/']);
  });

  it('takes no time over eight thousand brackets', () => {
    const startedAt = performance.now();
    expect(links(`https://a.example/${')'.repeat(8_000)}`)).toEqual(['https://a.example/']);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('keeps every character, and links nothing but http and https', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('https://a.example', 'http://', 'javascript:', '(', ')', '.'),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const text = all.join('');
        const parts = linkify(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const part of parts) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
      }),
    );
  });
});
