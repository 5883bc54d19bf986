import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { clearCookieHeader, entryName, readCookie, setCookieHeader } from './cookie-text.ts';
import type { Entry } from './entry.ts';
import { longestMaxAgeS } from './entry.ts';
import { entries } from './register.ts';

const token = 'aZ09_-'.repeat(7).slice(0, 43).padEnd(43, 'x');
const session = entries.agentSession;

/** The twin that third-party modes will add: what the entry type must already be able to say. */
const twin: Entry = {
  ...session,
  key: 'visitorTwin',
  name: 'pl_visitor_p-{site}',
  format: /^vi_[\w-]{8,43}$/,
  attributes: { prefix: '__Host-', isHttpOnly: true, sameSite: 'None', isPartitioned: true, scope: 'host' },
};

describe('names', () => {
  it('[MODE14] carries the __Host- prefix on https alone, and the site where two sites must not meet', () => {
    expect(entryName(session, { isHttps: true })).toBe('__Host-porchlight_agent');
    expect(entryName(session, { isHttps: false })).toBe('porchlight_agent');
    expect(entryName(entries.visitor, { isHttps: true, site: 'st_a' })).toBe('pl_vid-st_a');
    expect(entryName(entries.tab, { isHttps: true })).toBe('pl_tab');
    expect(() => entryName(entries.visitor, { isHttps: true })).toThrow('needs a site id');
  });
});

describe('Set-Cookie', () => {
  it('[REG2] writes a session cookie by its entry', () => {
    expect(setCookieHeader(session, { value: token, isHttps: true })).toBe(
      `__Host-porchlight_agent=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`,
    );
    expect(setCookieHeader(session, { value: token, isHttps: false })).toBe(
      `porchlight_agent=${token}; Path=/; HttpOnly; SameSite=Strict`,
    );
    expect(clearCookieHeader(session, { isHttps: true })).toBe(
      '__Host-porchlight_agent=; Path=/; Max-Age=-1; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it('[MODE6] can say a partitioned twin, which exists on https alone', () => {
    const options = { site: 'st_a', value: 'vi_12345678', maxAgeS: 60 };
    expect(setCookieHeader(twin, { ...options, isHttps: true })).toBe(
      '__Host-pl_visitor_p-st_a=vi_12345678; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=None; Partitioned',
    );
    expect(() => setCookieHeader(twin, { ...options, isHttps: false })).toThrow('https only');
  });

  it('refuses what the entry does not allow', () => {
    for (const value of ['', 'short', `${token};x`, `${token} `, `${token}\r\n`]) {
      expect(() => setCookieHeader(session, { value, isHttps: true }), JSON.stringify(value)).toThrow('format');
    }
    expect(() => setCookieHeader(session, { value: token, isHttps: true, domain: 'a.example' })).toThrow('Domain');
    expect(() => setCookieHeader(entries.visitor, { value: 'vi_12345678', site: 'st_a', isHttps: true })).toThrow(
      'set by script',
    );
    expect(() => setCookieHeader(entries.window, { value: 'open.1', site: 'st_a', isHttps: true })).toThrow(
      'not a cookie',
    );
  });

  it('[MODE13] refuses a life beyond 400 days', () => {
    const options = { site: 'st_a', value: 'vi_12345678', isHttps: true };
    expect(setCookieHeader(twin, { ...options, maxAgeS: longestMaxAgeS })).toContain('Max-Age=34560000');
    for (const maxAgeS of [longestMaxAgeS + 1, -1, 1.5, Number.NaN]) {
      expect(() => setCookieHeader(twin, { ...options, maxAgeS })).toThrow('lifetime');
    }
  });
});

describe('Cookie', () => {
  it('reads exact names and well-formed values only', () => {
    const place = { isHttps: true };
    expect(readCookie(undefined, session, place)).toBe(null);
    expect(readCookie('', session, place)).toBe(null);
    expect(readCookie(`a=b; __Host-porchlight_agent=${token}; c`, session, place)).toBe(token);
    for (const header of [
      `__host-porchlight_agent=${token}`,
      `porchlight_agent=${token}`,
      `x__Host-porchlight_agent=${token}`,
      '__Host-porchlight_agent=junk',
      '__Host-porchlight_agent',
      `__Host-porchlight_agent="${token}"`,
      '=;;; ;=',
    ]) {
      expect(readCookie(header, session, place), header).toBe(null);
    }
  });

  it('[MODE11] resolves a repeated name the same way, whatever the order', () => {
    const value = fc.stringMatching(/^[\w.-]{22,60}$/);
    const junk = fc.stringMatching(/^[ -:<-~]{0,12}$/);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(junk, { maxLength: 4 }),
        (values, others) => {
          const pairs = [...values.map((it) => `porchlight_agent=${it}`), ...others];
          const read = (list: string[]) => readCookie(list.join('; '), session, { isHttps: false });
          expect(values).toContain(read(pairs));
          expect(read(pairs.toReversed())).toBe(read(pairs));
        },
      ),
    );
  });

  it('gives back what a browser kept of a Set-Cookie', () => {
    const url = 'https://work.example/';
    const jar = new CookieJar();
    jar.setCookieSync(setCookieHeader(session, { value: token, isHttps: true }), url);
    expect(readCookie(jar.getCookieStringSync(url), session, { isHttps: true })).toBe(token);
    expect(jar.getCookieStringSync('https://sub.work.example/')).toBe('');
    jar.setCookieSync(clearCookieHeader(session, { isHttps: true }), url);
    expect(readCookie(jar.getCookieStringSync(url), session, { isHttps: true })).toBe(null);
  });
});
