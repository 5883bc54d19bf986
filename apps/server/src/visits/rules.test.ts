import { describe, expect, it } from 'vitest';
import {
  campaignOf,
  externalReferrer,
  isVisitOver,
  isVisitorOver,
  networkOf,
  storableIp,
  storableUrl,
  visitorMaxAgeS,
} from './rules.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('the end of a visit', () => {
  it.each([
    ['active a moment ago', 10 * minute, 10 * minute, 30, false],
    ['idle for exactly the limit', 40 * minute, 10 * minute, 30, false],
    ['idle for longer', 40 * minute + 1, 10 * minute, 30, true],
    ['idle for longer than a short limit', 2 * minute, 0, 1, true],
    ['idle within a long limit', 4 * hour, 0, 240, false],
    ['busy for exactly a day', 24 * hour, 24 * hour, 30, false],
    ['busy for longer than a day', 24 * hour + 1, 24 * hour + 1, 30, true],
  ])('[SES1] %s', (_name, nowMs, lastActivityAt, idleMinutes, expected) => {
    expect(isVisitOver({ startedAt: 0, lastActivityAt }, nowMs, idleMinutes)).toBe(expected);
  });
});

describe('the end of a visitor', () => {
  const day = 24 * hour;
  it.each([
    ['first-party', true, 365 * day, 365 * day, false],
    ['first-party', true, 900 * day, 900 * day - 365 * day, false],
    ['first-party', true, 900 * day, 900 * day - 365 * day - 1, true],
    ['first-party', false, 365 * day, 365 * day, false],
    ['first-party', false, 365 * day + 1, 365 * day, true],
    ['third-party', false, 365 * day + 1, 365 * day, true],
    ['first-party-session', true, 20 * hour, 16 * hour, false],
    ['first-party-session', true, 20 * hour, 16 * hour - 1, true],
    ['third-party-session', false, day, day, false],
    ['third-party-session', true, day + 1, day, true],
  ] as const)('[MODE13, MODE17] %s, prolonged %s, at %i after activity at %i: %s', (mode, isProlonged, now, at, is) => {
    const site = { mode, lifetimeDays: 365, isProlonged };
    expect(isVisitorOver({ firstSeenAt: 0, lastActivityAt: at }, site, now)).toBe(is);
  });

  it('[MODE13] what browsers are told is what is left, and never nothing', () => {
    const site = { mode: 'first-party', lifetimeDays: 400, isProlonged: true } as const;
    expect(visitorMaxAgeS(0, site, 500 * day)).toBe(34_560_000);
    expect(visitorMaxAgeS(0, { ...site, isProlonged: false }, 399 * day)).toBe(86_400);
    expect(visitorMaxAgeS(0, { ...site, isProlonged: false }, 500 * day)).toBe(1);
    expect(visitorMaxAgeS(0, { ...site, mode: 'third-party-session' }, 0)).toBeNull();
  });
});

describe('what of a URL is stored', () => {
  it.each([
    ['a fragment', 'https://shop.example/a?b=1#token=x', 'https://shop.example/a?b=1'],
    ['a user part', 'https://ann:pw@shop.example/', 'https://shop.example/'],
    ['a password', 'https://shop.example/?password=x&page=2', 'https://shop.example/?page=2'],
    ['a token, however it is spelled', 'https://shop.example/?Access-Token=x&id_token=y', 'https://shop.example/'],
    ['an e-mail parameter', 'https://shop.example/?e-mail=x&q=lamp', 'https://shop.example/?q=lamp'],
    ['a value like an e-mail address', 'https://shop.example/?ref=ann%40example.org&q=1', 'https://shop.example/?q=1'],
    ['one that is encoded twice', 'https://shop.example/?ref=ann%2540example.org', 'https://shop.example/'],
    ['one within a longer value', 'https://shop.example/?q={"to":"ann@example.org"}', 'https://shop.example/'],
    ['the code of a hand-off', 'https://blog.example/?pl_xd=ho_x&a=1', 'https://blog.example/?a=1'],
    ['a name like an e-mail address', 'https://shop.example/?ann@example.org', 'https://shop.example/'],
    ['one in the path', 'https://shop.example/u/ann@example.org/edit', 'https://shop.example/u/-/edit'],
    ['every repetition of a name', 'https://shop.example/?token=1&a=2&token=3', 'https://shop.example/?a=2'],
  ])('[SES3] leaves out %s', (_name, raw, expected) => {
    expect(storableUrl(raw)).toBe(expected);
  });

  it.each([
    'https://shop.example/lamps?page=2&sort=price',
    'https://shop.example/@brand/lamps',
    'https://shop.example/?q=3@2',
    'https://shop.example/?v=1.2.3',
    'http://localhost:8080/a%20b',
  ])('[SES3] keeps %s', (url) => {
    expect(storableUrl(url)).toBe(url);
  });

  it('[SES3] leaves out the parameters on the site’s own list', () => {
    expect(storableUrl('https://shop.example/?customer_no=7&q=1', ['Customer-No'])).toBe('https://shop.example/?q=1');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'about:blank', '', 'lamps', 'https://'])(
    'takes no other address: %s',
    (raw) => {
      expect(storableUrl(raw)).toBeNull();
    },
  );

  it('is cut to the limit', () => {
    expect(storableUrl(`https://shop.example/?q=${'x'.repeat(8_000)}`)).toHaveLength(2_048);
  });

  it.each(['a'.repeat(8_000), 'a%2540'.repeat(1_300), 'a@'.repeat(4_000), '@.'.repeat(4_000)])(
    'takes no time to speak of with a hostile value (%#)',
    (value) => {
      const started = performance.now();
      storableUrl(`https://shop.example/${value}?q=${value}`);
      expect(performance.now() - started).toBeLessThan(250);
    },
  );
});

describe('where a visit comes from', () => {
  it.each([
    ['another site', 'https://search.example/find?q=lamps&token=1', 'https://search.example/find?q=lamps'],
    ['the site itself', 'https://shop.example/', null],
    ['another port of its host', 'https://shop.example:8443/', 'https://shop.example:8443/'],
    ['nowhere', '', null],
    ['no address', 'android-app://com.example', null],
  ])('[SES2] keeps the referrer from %s', (_name, referrer, expected) => {
    expect(externalReferrer(referrer, 'https://shop.example/lamps', [])).toBe(expected);
  });

  it('[SES2] keeps campaign parameters', () => {
    expect(campaignOf('https://shop.example/?utm_source=news&utm_medium=mail&q=1')).toEqual({
      source: 'news',
      medium: 'mail',
    });
    expect(campaignOf('https://shop.example/?q=1')).toBeNull();
  });

  it.each([
    ['84.132.10.20', 'whole', '84.132.10.20'],
    ['84.132.10.20', 'truncated', '84.132.10.0'],
    ['84.132.10.20', 'none', null],
    ['::ffff:84.132.10.20', 'truncated', '84.132.10.0'],
    ['2001:db8:17:42::1', 'truncated', '2001:db8:17::'],
    ['2001:db8::1', 'truncated', '2001:db8:0::'],
    ['2001:db8::1', 'whole', '2001:db8::1'],
  ] as const)('[SES2] stores the address %s, %s, as %s', (ip, policy, expected) => {
    expect(storableIp(ip, policy)).toBe(expected);
  });

  it.each([
    ['84.132.10.20', '84.132.10.20'],
    ['::ffff:84.132.10.20', '84.132.10.20'],
    ['2001:db8:17:42::1', '2001:db8:17:42::/64'],
    ['2001:0DB8:17:42:aaaa:bbbb:cccc:dddd', '2001:db8:17:42::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('[ING3] counts %s under %s', (ip, expected) => {
    expect(networkOf(ip)).toBe(expected);
  });
});
