import { readFile } from 'node:fs/promises';
import { cookieModes } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { cookieTable, cookieTableCsv } from './cookie-table.ts';
import { everyMode, longestMaxAgeS } from './entry.ts';
import { registerMarkdown } from './markdown.ts';
import { entries, register } from './register.ts';
import * as script from './script-entries.ts';

const site = 'st_testsite';

describe('register', () => {
  it('[REG1] every entry says everything', () => {
    for (const [key, entry] of Object.entries(entries)) {
      expect(entry.key).toBe(key);
      expect(entry.name).toMatch(/^(pl|porchlight)_[a-z]+(-\{site\})?$/);
      expect(entry.purpose).toMatch(/^[A-Z].*\.$/);
      expect(entry.valueText).not.toBe('');
      expect(Object.keys(entry.modes).length).toBeGreaterThan(0);
      expect(entry.attributes === null).toBe(entry.store !== 'cookie');
      if (entry.insteadOf) expect(entries).toHaveProperty(entry.insteadOf);
    }
  });

  it('[REG1] one store never holds two entries under one name', () => {
    const places = register.map(({ name, store, party }) => `${party} ${store} ${name}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('[REG2] every name that scripts write is declared, with the very same format', () => {
    const scripted = Object.values(script).filter((it) => typeof it === 'object');
    expect(scripted.length).toBeGreaterThan(5);
    for (const entry of scripted) {
      const declared = register.filter(({ name }) => name === entry.name);
      expect(declared.length, entry.name).toBeGreaterThan(0);
      for (const it of declared) {
        expect(it.format).toBe(entry.format);
        expect(it.setBy).toBe('script');
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
    expect(messenger.map(({ name }) => name)).toEqual([`pl_ckey-${site}`, `pl_draft-${site}`, `pl_outbox-${site}`]);
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
