import { describe, expect, it } from 'vitest';
import { openCountryFinder, readUserAgent } from './index.ts';

describe('a User-Agent header', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      { isBot: false, browser: 'Chrome 156', os: 'Windows', device: 'desktop' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
      { isBot: false, browser: 'Safari 26', os: 'iOS', device: 'phone' },
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1',
      { isBot: false, browser: 'Safari 17', os: 'iOS', device: 'tablet' },
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
      { isBot: false, browser: 'Firefox 153', os: 'Linux', device: 'desktop' },
    ],
    ['Something/1.0 nobody knows', { isBot: false, os: 'Unknown system' }],
  ])('[SES2] %s', (header, expected) => {
    expect(readUserAgent(header)).toMatchObject(expected);
    expect(readUserAgent(header)).toBe(readUserAgent(header));
  });

  it.each([
    undefined,
    '',
    'Googlebot/2.1 (+http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'curl/8.5.0',
    'facebookexternalhit/1.1',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36 Lighthouse',
  ])('[VIS3] %s is a bot’s', (header) => {
    expect(readUserAgent(header).isBot).toBe(true);
  });

  it('is read in little time and memory, whatever it holds', () => {
    const started = performance.now();
    for (let at = 0; at < 500; at += 1) readUserAgent(`Mozilla/5.0 ${at} ${'('.repeat(2_000)}`);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('the country of an address', () => {
  const find = openCountryFinder();
  it.each([
    ['84.132.10.20', 'DE'],
    ['81.2.69.160', 'GB'],
    ['195.176.3.24', 'CH'],
    ['127.0.0.1', null],
    ['10.0.0.1', null],
    ['::1', null],
    ['nonsense', null],
    ['', null],
  ])('[SES2] of %s is %s', (ip, expected) => {
    expect(find(ip)).toBe(expected);
  });
});
