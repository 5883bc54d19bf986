import { consentEntry, visitorEntry } from '@porchlight/cookies/script';
import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { domainCandidates, openKeep } from './keep.ts';

const site = 'st_testsite';
const noTab = (): never => {
  throw new DOMException('blocked', 'SecurityError');
};

/** A jar that knows the Public Suffix List, as browsers do, and the document of one page over it. */
function browserAt(url: string) {
  const jar = new CookieJar();
  const written: string[] = [];
  const holder = {
    get cookie() {
      return jar.getCookieStringSync(url, { http: false });
    },
    set cookie(text: string) {
      written.push(text);
      jar.setCookieSync(text, url, { http: false, ignoreError: true });
    },
  };
  const { hostname, protocol } = new URL(url);
  const keep = openKeep(site, holder, { host: hostname, isHttps: protocol === 'https:' }, noTab);
  return { jar, written, holder, keep };
}

describe('registrable domain', () => {
  it.each([
    ['https://shop.example/', 'shop.example'],
    ['https://www.shop.example/', 'shop.example'],
    ['https://a.b.shop.co.uk/', 'shop.co.uk'],
    ['https://shop.co.uk/', 'shop.co.uk'],
    ['https://shop.github.io/', 'shop.github.io'],
    ['https://a.shop.github.io/', 'shop.github.io'],
  ])('[MODE11] of %s is %s, found by what the browser accepts', (url, domain) => {
    const { jar, keep } = browserAt(url);
    keep.write(visitorEntry, 'vi_12345678', 60);
    expect(jar.getCookiesSync(url).map((it) => [it.key, it.domain, it.hostOnly])).toEqual([
      [`pl_vid-${site}`, domain, false],
    ]);
  });

  it.each(['http://shop.localhost/', 'http://localhost/', 'http://127.0.0.1/', 'http://intranet/'])(
    '[MODE11] %s has none: the cookie is host-only',
    (url) => {
      const { written, keep } = browserAt(url);
      keep.write(visitorEntry, 'vi_12345678', 60);
      expect(written.filter((text) => text.includes('Domain='))).toEqual([]);
      expect(keep.read(visitorEntry)).toBe('vi_12345678');
    },
  );

  it('[MODE11] is not misread by a cookie that is there from before', () => {
    const url = 'https://www.shop.co.uk/';
    const { jar, keep } = browserAt(url);
    jar.setCookieSync(`pl_vid-${site}=vi_12345678; Path=/`, url);
    jar.setCookieSync('pl_try=5; Path=/', url);
    keep.write(visitorEntry, 'vi_12345678', 60);
    expect(jar.getCookiesSync(url).find(({ key }) => key.startsWith('pl_vid'))?.domain).toBe('shop.co.uk');
  });

  it('is looked for from the widest candidate down', () => {
    expect(domainCandidates('a.b.shop.co.uk')).toEqual(['co.uk', 'shop.co.uk', 'b.shop.co.uk', 'a.b.shop.co.uk', null]);
  });
});

describe('jars', () => {
  it('[MODE6] falls from cookies to the tab, and from there to memory', () => {
    const deaf = {
      get cookie() {
        return '';
      },
      set cookie(_: string) {},
    };
    const map = new Map<string, string>();
    const tab = {
      getItem: (name: string) => map.get(name) ?? null,
      setItem: (name: string, value: string) => void map.set(name, value),
      removeItem: (name: string) => void map.delete(name),
    } as unknown as Storage;
    const place = { host: 'shop.example', isHttps: true };
    for (const openTab of [() => tab, noTab]) {
      const keep = openKeep(site, deaf, place, openTab);
      keep.write(consentEntry, '11.v1', 60);
      expect(keep.canKeepCookies()).toBe(false);
      expect(keep.read(consentEntry)).toBe('11.v1');
      keep.remove(consentEntry);
      expect(keep.read(consentEntry)).toBe(null);
    }
    expect(map.size).toBe(0);
  });

  it('[CON2] touches nothing before the first write', () => {
    const { written, keep } = browserAt('https://shop.example/');
    keep.read(visitorEntry);
    expect(written).toEqual([]);
  });

  it('[CON4] removes the entry wherever it lies', () => {
    const url = 'https://www.shop.example/';
    const { jar, keep } = browserAt(url);
    jar.setCookieSync(`pl_vid-${site}=vi_12345678; Path=/; Domain=shop.example`, url);
    jar.setCookieSync(`pl_vid-${site}=vi_87654321; Path=/`, url);
    keep.remove(visitorEntry);
    expect(jar.getCookiesSync(url)).toEqual([]);
  });
});
