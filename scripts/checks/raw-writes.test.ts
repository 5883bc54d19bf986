import { describe, expect, it } from 'vitest';
import { findRawWrites } from './raw-writes.ts';

const what = (source: string): string[] => findRawWrites('a.ts', source).map((found) => found.what);

describe('[REG2] a store of the browser written around the register', () => {
  it.each([
    ["document.cookie = 'a=b'", ['a write to .cookie', 'document.cookie']],
    ['const all = window.document.cookie', ['document.cookie']],
    ["holder.cookie = 'a=b'", ['a write to .cookie']],
    ["localStorage.setItem('a', 'b')", ['.setItem()']],
    ["store['setItem']('a', 'b')", ['.setItem()']],
    ["window.localStorage.a = 'b'", ['a write to localStorage']],
    ["sessionStorage['a'] = 'b'", ['a write to sessionStorage']],
    ["indexedDB.open('a')", ['indexedDB.open()']],
    ["self.caches.open('a')", ['caches.open()']],
    ["cookieStore.set('a', 'b')", ['cookieStore.set()']],
    ["reply.header('Set-Cookie', 'a=b')", ['a Set-Cookie header']],
    ["reply.headers({ 'set-cookie': text })", ['a Set-Cookie header']],
    ['response.setHeader(`set-cookie`, text)', ['a Set-Cookie header']],
    ["reply.header('set-cookie', [setCookieHeader(entry), text])", ['a Set-Cookie header']],
    ["reply.setCookie('a', 'b')", ['.setCookie()']],
  ])('is found: %s', (source, expected) => {
    expect(what(source)).toEqual(expected);
  });

  it.each([
    '// document.cookie = 1; localStorage.setItem()',
    "const text = 'document.cookie = 1';",
    "request.headers.cookie; const cookie: string = ''; localStorage.getItem('a');",
    "reply.header('set-cookie', setCookieHeader(entry, value))",
    "reply.header('set-cookie', [cookies.setCookieHeader(entry), clearCookieHeader(other)])",
    'writeScriptCookie(document, entry, value)',
  ])('is not seen where there is none: %s', (source) => {
    expect(what(source)).toEqual([]);
  });

  it('is told by file and line, in TSX too', () => {
    const source = "const a = 1;\nexport const Box = () => <p>{localStorage.setItem('a', 'b')}</p>;\n";
    expect(findRawWrites('box.tsx', source)).toEqual([{ path: 'box.tsx', line: 2, what: '.setItem()' }]);
  });
});
