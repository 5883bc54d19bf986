import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cookieModes } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { cookieTable, cookieTableCsv } from './cookie-table.ts';
import { everyMode, longestMaxAgeS } from './entry.ts';
import { readForeignEntries } from './foreign.ts';
import { registerMarkdown } from './markdown.ts';
import { entries, register } from './register.ts';
import * as script from './script-entries.ts';

const site = 'st_testsite';

describe('register', () => {
  it('[REG1] every entry says everything', () => {
    for (const [key, entry] of Object.entries(entries)) {
      expect(entry.key).toBe(key);
      expect(entry.name).toMatch(/^(pl|porchlight)_[a-z]+(_[a-z]+)?(-\{site\})?$/);
      expect(entry.purpose).toMatch(/^[A-Z].*\.$/);
      expect(entry.valueText).not.toBe('');
      expect(Object.keys(entry.modes).length).toBeGreaterThan(0);
      expect(entry.attributes === null).toBe(entry.store !== 'cookie');
      if (entry.insteadOf) expect(entries).toHaveProperty(entry.insteadOf);
    }
  });

  it('[REG1] every entry names the module that sets it, which is there and speaks of it', async () => {
    for (const { key, name, setIn, setBy } of register) {
      const source = await readFile(new URL(`../../../${setIn}`, import.meta.url), 'utf8');
      const scripted = Object.entries(script).filter(([, one]) => typeof one === 'object' && one.name === name);
      const spoken = setBy === 'server' ? [`entries.${key}`] : scripted.map(([constant]) => constant);
      expect([key, spoken.some((one) => new RegExp(`\\b${one}\\b`).test(source))]).toEqual([key, true]);
    }
  });

  it('[REG6] every entry is read by code', async () => {
    const root = new URL('../../../', import.meta.url);
    const files = globSync('{packages,apps}/*/src/**/*.{ts,tsx}', {
      cwd: root,
      exclude: (name) => /node_modules|\.test\.tsx?$|packages\/cookies\/src/.test(String(name)),
    });
    const sources = (await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')))).join('\n');
    for (const { key, name, setBy } of register) {
      const constants = Object.entries(script).filter(([, one]) => typeof one === 'object' && one.name === name);
      const names = setBy === 'server' ? [`entries.${key}`] : constants.map(([constant]) => constant);
      // The trial is read back in the writing; a map of entries is read by what it is asked with.
      const readers =
        /(\b(keep\.|own\.|inTab\.)?(read\w*|value|openStored(Database)?|writeScriptCookie)(<\w+>)?\(([\w.]+, )*|\b(agent|admin): )$/;
      const isRead = names.some((one) =>
        sources
          .split(new RegExp(`\\b${one}\\b`))
          .some((before, at, all) => at < all.length - 1 && readers.test(before)),
      );
      expect([key, isRead]).toEqual([key, true]);
    }
  });

  it('[REG1] one store never holds two entries under one name, but for what stands in for another', () => {
    const places = register
      .filter(({ setBy, insteadOf }) => setBy === 'script' || insteadOf === null)
      .map(({ name, store, party }) => `${party} ${store} ${name}`);
    expect(new Set(places).size).toBe(places.length);
    for (const { name, setBy, insteadOf } of register) {
      if (setBy === 'server' && insteadOf) expect(entries).toHaveProperty([insteadOf, 'name'], name);
    }
  });

  it('[REG2] every name that scripts write is declared, with the very same format', () => {
    const scripted = Object.values(script).filter((it) => typeof it === 'object');
    expect(scripted.length).toBeGreaterThan(5);
    for (const entry of scripted) {
      const declared = register.filter(({ name }) => name === entry.name);
      expect(declared.length, entry.name).toBeGreaterThan(0);
      for (const it of declared) {
        expect(it.format).toBe(entry.format);
        // The server may keep the same where scripts cannot read it [MODE9], and where none runs [HC32].
        expect(it.setBy === 'script' || it.insteadOf !== null || it.party === 'help-center').toBe(true);
      }
    }
    const written = register.filter(({ setBy }) => setBy === 'script').map(({ name }) => name);
    expect(new Set(written)).toEqual(new Set(scripted.map(({ name }) => name)));
  });

  it('[REG3] no value has room for a name or an address', () => {
    for (const entry of register) {
      if (!(entry.format instanceof RegExp)) continue;
      for (const text of ['Ada Lovelace', 'ada@example.com', '+44 20 7946 0000']) {
        expect(entry.format.test(text), entry.key).toBe(false);
      }
    }
  });

  it('[MODE13] no entry lives longer than browsers allow', () => {
    for (const entry of register) {
      for (const lifetime of Object.values(entry.modes)) {
        if (lifetime.kind === 'persistent') expect(lifetime.maxAgeS).toBeLessThanOrEqual(longestMaxAgeS);
      }
    }
  });

  it('[MODE5] keeps no persistent identity in session modes', () => {
    for (const mode of ['first-party-session', 'third-party-session'] as const) {
      expect(entries.visitor.modes[mode].kind).toBe('session');
      expect(entries.chat.modes[mode].kind).toBe('session');
    }
    expect(entries.visitor.modes['first-party'].kind).toBe('persistent');
  });

  it('[MODE14] what script can read is never an authentication', () => {
    for (const entry of register) {
      if (entry.attributes && !entry.attributes.isHttpOnly) expect(entry.key).not.toMatch(/session|key|token/i);
      if (entry.key.endsWith('Session'))
        expect(entry.attributes).toMatchObject({ isHttpOnly: true, prefix: '__Host-' });
    }
  });

  it('[MODE1, MODE2, MODE3] keeps identity of the third-party modes on the service’s host, each with a twin', () => {
    for (const [plain, twin] of [
      [entries.serviceVisitor, entries.serviceVisitorTwin],
      [entries.serviceVisit, entries.serviceVisitTwin],
    ] as const) {
      expect(twin.name).not.toBe(plain.name);
      expect([plain.attributes.isPartitioned, twin.attributes.isPartitioned]).toEqual([false, true]);
      for (const { attributes, modes } of [plain, twin]) {
        expect(attributes).toMatchObject({ prefix: '__Host-', isHttpOnly: true, sameSite: 'None', scope: 'host' });
        expect(Object.keys(modes)).toEqual([
          'third-party',
          'third-party-session',
          'first-party-with-third-party-session',
        ]);
        expect(modes['third-party-session'].kind).toBe('session');
        expect(modes['first-party-with-third-party-session'].kind).toBe('session');
      }
    }
    expect(entries.serviceVisitor.modes['third-party'].kind).toBe('persistent');
    expect(entries.serviceVisit.modes['third-party'].kind).toBe('session');
  });

  it('[MODE9] the server sets the visitor’s id out of the reach of scripts, in its place', () => {
    for (const entry of [entries.visitorOnService, entries.visitorByProxy]) {
      expect(entry.attributes).toMatchObject({ isHttpOnly: true, sameSite: 'Lax' });
      expect([entry.setBy, entry.name, entry.insteadOf]).toEqual(['server', entries.visitor.name, 'visitor']);
    }
    // On a host of its own the service's cookies of the third-party modes are first-party already.
    expect(Object.keys(entries.visitorOnService.modes)).not.toContain('third-party');
    expect(entries.visitorOnService.attributes).toMatchObject({ prefix: '__Host-', scope: 'host' });
    expect(entries.visitorByProxy.attributes).toMatchObject({ prefix: '', scope: 'registrable' });
  });

  it('knows the modes of the wire', () => {
    expect(everyMode).toEqual(cookieModes);
  });
});

describe('lists made from it', () => {
  it('[REG4] gives a site’s list for its mode', () => {
    const rows = cookieTable({ site, mode: 'first-party', isHttps: true });
    expect(rows.find(({ name }) => name === `pl_vid-${site}`)).toMatchObject({
      store: 'cookie',
      lifetime: '365 days, renewed by visits',
      maxAgeS: 31_536_000,
      attributes: 'Path=/; Domain=registrable domain; Secure; SameSite=Lax',
      category: 'analytics',
      counterpart: 'LPVID, dp_v',
    });
    expect(rows.map(({ name }) => name)).toContain('__Host-porchlight_agent');
    expect(cookieTable({ site, mode: 'first-party-session', isHttps: true })[0]).toMatchObject({
      lifetime: 'until the browser closes',
      maxAgeS: null,
    });
    const messenger = cookieTable({ site, mode: 'first-party', isHttps: false, surface: 'messenger' });
    expect(messenger.map(({ name }) => name)).toEqual([
      `pl_ckey-${site}`,
      `pl_used-${site}`,
      `pl_draft-${site}`,
      `pl_outbox-${site}`,
    ]);
  });

  it('[MODE13] says the lifetime that the site chose, for identity alone', () => {
    const rows = cookieTable({ site, mode: 'first-party', isHttps: true, lifetimeDays: 390, isProlonged: false });
    expect(rows.find(({ name }) => name === `pl_vid-${site}`)).toMatchObject({
      lifetime: '390 days from the first visit',
      maxAgeS: 390 * 86_400,
    });
    expect(rows.find(({ name }) => name === `pl_consent-${site}`)).toMatchObject({ lifetime: '180 days' });
  });

  it('[REG4, MODE10] names what an entry needs to appear; over plain http no third-party mode is served', () => {
    const secure = cookieTable({ site, mode: 'third-party', isHttps: true });
    expect(secure.filter(({ name }) => name.includes('pl_visitor')).map(({ name, when }) => [name, when])).toEqual([
      [`__Host-pl_visitor-${site}`, 'where the browser takes cookies of other domains'],
      [`__Host-pl_visitor_p-${site}`, 'where the browser takes cookies of other domains that are kept apart by site'],
    ]);
    const identified = (rows: typeof secure) => rows.find(({ name }) => name === `pl_vid-${site}`)?.when;
    expect(identified(secure)).toBe(
      'where the browser does not say that it shares the service’s cookies between sites',
    );
    const plain = cookieTable({ site, mode: 'third-party', isHttps: false });
    expect(plain.filter(({ attributes }) => attributes.includes('None'))).toEqual([]);
    expect(identified(plain)).toBe('');
  });

  it('[REG4] speaks German, of every entry', () => {
    const options = { site, isHttps: true, mode: 'third-party' } as const;
    const english = cookieTable(options);
    const german = cookieTable({ ...options, language: 'de' });
    expect(german.map(({ name, maxAgeS }) => [name, maxAgeS])).toEqual(
      english.map(({ name, maxAgeS }) => [name, maxAgeS]),
    );
    for (const [at, row] of german.entries()) {
      expect(row.purpose).not.toBe(english[at]?.purpose);
      expect(row.value).not.toBe(english[at]?.value);
      expect(row.lifetime).toMatch(/^(bis|\d+ Tage)/);
      expect(row.when === '').toBe(english[at]?.when === '');
    }
  });

  it('[REG4] shows what others set beside us, as such', () => {
    const foreign = readForeignEntries(
      '[{"name":"JSESSIONID","purpose":{"en":"Keeps the shop’s basket.","de":"Hält den Warenkorb."},"setBy":"the shop","category":"necessary"}]',
    );
    const rows = cookieTable({ site, mode: 'first-party', isHttps: true, language: 'de', foreign });
    expect(rows.at(-1)).toMatchObject({
      name: 'JSESSIONID',
      purpose: 'Hält den Warenkorb.',
      lifetime: 'bis der Browser geschlossen wird',
      setBy: 'other',
      party: 'other',
      foreign: 'the shop',
    });
    expect(rows.slice(0, -1).every((row) => row.foreign === null)).toBe(true);
    expect(cookieTableCsv(rows)).toMatch(/\nJSESSIONID,.*,the shop\r\n$/);
  });

  it('[REG4] gives it as CSV that no spreadsheet runs', () => {
    const csv = cookieTableCsv([
      ...cookieTable({ site, mode: 'first-party', isHttps: true, surface: 'workspace' }),
      {
        ...cookieTable({ site, mode: 'first-party', isHttps: true })[0]!,
        name: '=1+1',
        purpose: 'Says "no",\nthen yes.',
      },
    ]);
    expect(csv.split('\r\n')[0]).toMatch(/^name,purpose,category,/);
    expect(csv).toContain('\'=1+1,"Says ""no"",\nthen yes."');
  });

  it('[REG4] docs/spec/register.md shows it as it is', async () => {
    const page = await readFile(new URL('../../../docs/spec/register.md', import.meta.url), 'utf8');
    expect(page).toContain(registerMarkdown());
  });
});
