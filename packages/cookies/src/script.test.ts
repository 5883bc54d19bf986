import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import {
  chatEntry,
  conversationKeysEntry,
  isValueOf,
  openStored,
  outboxEntry,
  readScriptCookie,
  removeScriptCookie,
  scriptCookieText,
  tabEntry,
  visitorEntry,
  writeScriptCookie,
} from './script.ts';

const site = 'st_testsite';
const visitor = 'vi_0123456789abcdef';

/** A document whose cookies live in a jar that knows the Public Suffix List, as a browser does. */
function documentAt(url: string, jar = new CookieJar()) {
  return {
    get cookie() {
      return jar.getCookieStringSync(url, { http: false });
    },
    set cookie(text: string) {
      jar.setCookieSync(text, url, { http: false, ignoreError: true });
    },
  };
}

const refusing = {
  get cookie(): string {
    throw new DOMException('sandboxed', 'SecurityError');
  },
  set cookie(_: string) {
    throw new DOMException('sandboxed', 'SecurityError');
  },
};

describe('script cookies', () => {
  it('[MODE10] sets Secure whenever the page is https', () => {
    const place = { site, domain: 'shop.example', maxAgeS: 60 };
    expect(scriptCookieText(visitorEntry, visitor, { ...place, isHttps: true })).toBe(
      `pl_vid-${site}=${visitor}; Path=/; SameSite=Lax; Max-Age=60; Domain=shop.example; Secure`,
    );
    expect(scriptCookieText(visitorEntry, visitor, { ...place, isHttps: false, maxAgeS: null })).toBe(
      `pl_vid-${site}=${visitor}; Path=/; SameSite=Lax; Domain=shop.example`,
    );
  });

  it('writes, reads and removes', () => {
    const holder = documentAt('https://www.shop.example/');
    const place = { site, isHttps: true, domain: 'shop.example', maxAgeS: 60 };
    expect(readScriptCookie(holder, visitorEntry, site)).toBe(null);
    expect(writeScriptCookie(holder, visitorEntry, visitor, place)).toBe(true);
    expect(readScriptCookie(holder, visitorEntry, site)).toBe(visitor);
    expect(readScriptCookie(holder, visitorEntry, 'st_other')).toBe(null);
    removeScriptCookie(holder, visitorEntry, place);
    expect(holder.cookie).toBe('');
  });

  it('[MODE11] leaves one value where a host-only twin stood beside the domain-wide one', () => {
    const jar = new CookieJar();
    const url = 'https://www.shop.example/';
    const holder = documentAt(url, jar);
    const place = { site, isHttps: true, maxAgeS: 60 };
    writeScriptCookie(holder, visitorEntry, 'vi_hostonly1', { ...place, domain: null });
    jar.setCookieSync(`pl_vid-${site}=vi_domainwide; Domain=shop.example; Path=/`, url);
    const before = readScriptCookie(holder, visitorEntry, site);
    expect(before).toBe('vi_domainwide');
    writeScriptCookie(holder, visitorEntry, visitor, { ...place, domain: 'shop.example' });
    expect(jar.getCookiesSync(url).map(({ value, hostOnly }) => [value, hostOnly])).toEqual([[visitor, false]]);
  });

  it('tells when the browser keeps nothing, and never throws', () => {
    const place = { site, isHttps: true, domain: null, maxAgeS: null };
    expect(
      writeScriptCookie(
        {
          get cookie() {
            return '';
          },
          set cookie(_: string) {},
        },
        visitorEntry,
        visitor,
        place,
      ),
    ).toBe(false);
    expect(writeScriptCookie(refusing, visitorEntry, visitor, place)).toBe(false);
    expect(readScriptCookie(refusing, visitorEntry, site)).toBe(null);
    expect(() => removeScriptCookie(refusing, visitorEntry, place)).not.toThrow();
  });

  it('reads malformed values as absent', () => {
    const holder = documentAt('https://shop.example/');
    holder.cookie = `pl_vid-${site}=<script>; Path=/`;
    expect(readScriptCookie(holder, visitorEntry, site)).toBe(null);
  });
});

describe('stored values', () => {
  function memoryStorage() {
    const map = new Map<string, string>();
    return {
      map,
      getItem: (name: string) => map.get(name) ?? null,
      setItem: (name: string, value: string) => void map.set(name, value),
      removeItem: (name: string) => void map.delete(name),
    };
  }

  it('[REG2] reads, writes and removes under the register’s name', () => {
    const storage = memoryStorage();
    const chat = openStored(chatEntry, () => storage, site);
    expect(chat.write('open.1763769600000')).toBe(true);
    expect([...storage.map]).toEqual([[`pl_chat-${site}`, 'open.1763769600000']]);
    expect(chat.read()).toBe('open.1763769600000');
    chat.remove();
    expect(chat.read()).toBe(null);
    openStored(tabEntry, () => storage).write('tb_12345678');
    expect([...storage.map.keys()]).toEqual(['pl_tab']);
  });

  it('[REG3] never writes a value out of the entry’s format, and reads one as absent', () => {
    const storage = memoryStorage();
    const chat = openStored(chatEntry, () => storage, site);
    expect(chat.write('Ada Lovelace')).toBe(false);
    storage.map.set(`pl_chat-${site}`, 'Ada Lovelace');
    expect(chat.read()).toBe(null);
  });

  it('never throws where storage is refused or full', () => {
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    for (const open of [refuse, () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })]) {
      const chat = openStored(chatEntry, open, site);
      expect(chat.read()).toBe(null);
      expect(chat.write('open.1')).toBe(false);
      expect(() => chat.remove()).not.toThrow();
    }
  });

  it('guards the lists of the messenger', () => {
    const key = 'k'.repeat(43);
    expect(
      isValueOf(
        conversationKeysEntry,
        JSON.stringify([
          { id: null, key },
          { id: 'cv_12345678', key },
        ]),
      ),
    ).toBe(true);
    for (const value of ['', '{}', '[1]', '[{}]', '[null]', JSON.stringify([{ id: null, key: 'short' }])]) {
      expect(isValueOf(conversationKeysEntry, value), value).toBe(false);
    }
    expect(isValueOf(outboxEntry, JSON.stringify([{ clientId: 'c1234567', text: 'Hi' }]))).toBe(true);
    const item = { clientId: 'c1234567', text: 'Hi' };
    expect(isValueOf(outboxEntry, JSON.stringify({ items: [item], chosen: [{ id: 'f1234567' }] }))).toBe(true);
    for (const value of [
      '[{"text":5}]',
      '{}',
      '5',
      '{"items":[]}',
      '{"items":[5],"chosen":[]}',
      '{"items":[],"chosen":[{}]}',
    ])
      expect(isValueOf(outboxEntry, value), value).toBe(false);
  });
});
