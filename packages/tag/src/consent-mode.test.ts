import { helpLanguages } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentCommand, choicesOf, policyByDefault, readConsentCommand } from './consent-mode.ts';
import { firstSpoken } from './language.ts';

const command = (kind: 'default' | 'update', told: object) =>
  readConsentCommand(['consent', kind, told]) as ConsentCommand;
const denied = { analytics_storage: 'denied', functionality_storage: 'denied' };
const granted = { analytics_storage: 'granted', functionality_storage: 'granted' };

describe('what a page tells Google Consent Mode', () => {
  it('[CON3] is read as gtag writes it', () => {
    const told = (function gtag(..._all: unknown[]) {
      // biome-ignore lint/complexity/noArguments: this is what stands in dataLayer
      return arguments;
    })('consent', 'update', { analytics_storage: 'granted', functionality_storage: 'denied', ad_storage: 'granted' });
    expect(readConsentCommand(told)).toEqual({
      kind: 'update',
      isRegional: false,
      given: { analytics: true, functional: false },
    });
    expect(command('default', { ad_storage: 'granted' }).given).toEqual({});
    expect(command('default', { analytics_storage: 'denied', region: ['ES'] }).isRegional).toBe(true);
  });

  it('[CON3] is never more than what was said in these words', () => {
    for (const word of ['Granted', 'yes', '', true, 1, null, undefined, {}, ['granted']])
      expect(command('update', { analytics_storage: word }).given).toEqual({});
  });

  it('[CON3] is nothing for anything else, and never an error', () => {
    const throwing = {
      get length(): number {
        throw new Error('no');
      },
    };
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    for (const entry of [
      null,
      undefined,
      7,
      'consent',
      {},
      [],
      { event: 'gtm.js' },
      ['consent'],
      ['consent', 'update'],
      ['consent', 'update', null],
      ['consent', 'revoke', granted],
      ['event', 'update', granted],
      throwing,
      hostile,
      ['consent', 'update', hostile],
    ])
      expect(readConsentCommand(entry)).toBeNull();
    fc.assert(fc.property(fc.anything(), (entry) => void readConsentCommand(entry)));
  });

  it.each<[string, object[], string]>([
    ['nothing', [], 'notice'],
    ['denied', [denied], 'required'],
    ['granted', [granted], 'notice'],
    ['denied, then granted', [denied, granted], 'notice'],
    ['granted, then denied', [granted, denied], 'required'],
    ['analytics alone denied', [{ analytics_storage: 'denied' }], 'required'],
    ['advertising alone denied', [{ ad_storage: 'denied' }], 'notice'],
    ['denied in some region, granted elsewhere', [{ ...denied, region: ['DE'] }, granted], 'required'],
    ['granted in some region, denied elsewhere', [denied, { ...granted, region: ['US'] }], 'required'],
    ['granted in some region', [{ ...granted, region: ['US'] }], 'notice'],
  ])('[CON3] a default of %s', (_name, defaults, expected) => {
    const commands = defaults.map((one) => command('default', one));
    expect(policyByDefault(commands, 'notice')).toBe(expected);
    // No default is a visitor's yes.
    expect(policyByDefault(commands, 'required')).toBe('required');
    expect(policyByDefault([command('update', granted), ...commands], 'notice')).toBe(expected);
  });

  it('[CON3] an update is the visitor’s answer, and leaves what it does not name', () => {
    expect(choicesOf(command('update', granted), false)).toEqual({ analytics: true, functional: true });
    expect(choicesOf(command('update', denied), false)).toEqual({ analytics: false, functional: false });
    expect(choicesOf(command('update', { analytics_storage: 'granted' }), false)).toEqual({ analytics: true });
    expect(choicesOf(command('update', { ad_storage: 'granted' }), false)).toBeNull();
  });

  it('[CON3] a grant, which managers also give by themselves, is no yes against Global Privacy Control', () => {
    expect(choicesOf(command('update', granted), true)).toEqual({ functional: true });
    expect(choicesOf(command('update', { analytics_storage: 'granted' }), true)).toBeNull();
    expect(choicesOf(command('update', denied), true)).toEqual({ analytics: false, functional: false });
  });
});

describe('the banner’s texts', () => {
  it.each(helpLanguages)('[CON1] are no longer in %s than fits', async (language) => {
    const { bannerTexts: texts } = await import(`./banner-words/banner-${language}.ts`);
    expect(Math.max(texts.no.length, texts.yes.length)).toBeLessThanOrEqual(18);
    expect(texts.text.length).toBeLessThanOrEqual(200);
  });

  it('[CON1, LANG2] come in the first language that there is', () => {
    const languageOf = (...tags: string[]) => firstSpoken(tags);
    expect(languageOf('', 'it', 'fr-CH', 'de')).toBe('fr-CH');
    expect(languageOf('DE_at')).toBe('DE');
    expect(languageOf('ar-EG-u-nu-arab')).toBe('ar-EG');
    expect(languageOf('est', 'es-419')).toBe('es-419');
    expect(languageOf('constructor', '__proto__', '\u0000', 'x'.repeat(100_000))).toBe('en');
    expect(languageOf()).toBe('en');
  });
});
