import type { DoctorAnswer } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { lineToAdd } from './doctor-csp.ts';
import type { Facts } from './doctor-facts.ts';
import { diagnose } from './doctor-findings.ts';
import { reportOf } from './doctor-report.ts';
import { doctorLanguage, type FindingKey, fill } from './doctor-texts.ts';
import { doctorTexts as doctorTextsDe } from './doctor-texts-de.ts';
import { doctorTexts as doctorTextsEn } from './doctor-texts-en.ts';

const service = 'https://chat.example';

function buildAnswer(overrides: Partial<DoctorAnswer> = {}): DoctorAnswer {
  return {
    at: 1_800_000_000_000,
    minutesLeft: 15,
    checksLeft: 19,
    origin: 'https://shop.example',
    standing: 'listed',
    domains: ['shop.example', '*.shop.example'],
    registrableDomain: 'shop.example',
    reach: 'cross-site',
    proxy: 'none',
    takesCredentials: false,
    cookies: [],
    otherCookies: 0,
    trial: null,
    fetchSite: 'cross-site',
    storageAccess: null,
    hasGpc: false,
    browser: 'Chrome 156',
    system: 'Linux',
    country: 'DE',
    mode: 'first-party',
    consentTextVersion: '1',
    bubble: '/assets/bubble-1.js',
    ...overrides,
  };
}

/** A page on which all is well. */
function buildFacts(overrides: Partial<Facts> = {}): Facts {
  return {
    origin: 'https://shop.example',
    hostname: 'shop.example',
    service,
    base: service,
    isHttps: true,
    isLocal: false,
    status: 200,
    isBlocked: false,
    skewMs: 400,
    answer: buildAnswer(),
    trial: null,
    cookieDomain: 'shop.example',
    keepsCookies: true,
    localStorage: true,
    sessionStorage: true,
    frame: { localStorage: true, sessionStorage: true, socketMs: 20 },
    refusals: [],
    headers: { referrerPolicy: '', embedder: '' },
    isIsolated: false,
    hasWorker: false,
    tagCount: 1,
    otherSites: 0,
    mode: 'first-party',
    policy: 'required',
    hasBanner: true,
    hasDataLayer: false,
    choice: 'yes',
    hasGpc: false,
    rememberedClass: null,
    isTagOld: false,
    adoptable: [],
    ...overrides,
  };
}

const troubles = (overrides: Partial<Facts>) =>
  diagnose(buildFacts(overrides))
    .filter(({ level }) => level !== 'ok')
    .map(({ level, key }) => `${level} ${key}`);

/** Each thing that can be found, by facts that lead to it. */
const cases: [expected: string[], Partial<Facts>][] = [
  [[], {}],
  [
    ['broken serviceByPolicy', 'broken cspRefused'],
    {
      answer: null,
      status: 0,
      refusals: [{ directive: 'connect-src', policy: "default-src 'self'", isEnforced: true }],
    },
  ],
  [['broken serviceBlocked'], { answer: null, status: 0, isBlocked: true }],
  [['broken serviceDown'], { answer: null, status: 0 }],
  [['broken serviceDown'], { answer: null, status: 502 }],
  [['broken pathBroken'], { answer: null, status: 404, base: 'https://shop.example/porch' }],
  [['look tooOften'], { answer: null, status: 429 }],
  [['broken originUnlisted'], { answer: buildAnswer({ standing: 'unlisted', domains: ['other.example'] }) }],
  [
    ['broken originNear'],
    { origin: 'https://www.shop.example', answer: buildAnswer({ standing: 'unlisted', domains: ['shop.example'] }) },
  ],
  [
    ['broken originNear'],
    { origin: 'https://shop.example:8443', answer: buildAnswer({ standing: 'unlisted', domains: ['shop.example'] }) },
  ],
  [['broken originBlocked'], { answer: buildAnswer({ standing: 'blocked' }) }],
  [['broken originNone'], { answer: buildAnswer({ origin: 'null', standing: 'unlisted' }) }],
  [['broken httpsMissing'], { isHttps: false, mode: 'third-party' }],
  [['look httpsMissing'], { isHttps: false }],
  [[], { isHttps: false, isLocal: true, mode: 'third-party' }],
  [[], { answer: buildAnswer({ reach: 'same-site' }) }],
  [[], { base: 'https://shop.example/porch', answer: buildAnswer({ reach: 'proxied' }) }],
  [['broken reachLost'], { base: 'https://shop.example/porch' }],
  [
    ['look ownCookieLost'],
    { answer: buildAnswer({ reach: 'same-site' }), trial: { plain: false, twin: false, own: false, class: 'blocked' } },
  ],
  [['look proxyUntrusted'], { answer: buildAnswer({ proxy: 'untrusted' }) }],
  [['look clockOff'], { skewMs: -3_600_000 }],
  [['look cspReported'], { refusals: [{ directive: 'frame-src', policy: "frame-src 'none'", isEnforced: false }] }],
  [
    ['broken cspRefused'],
    { frame: null, refusals: [{ directive: 'frame-src', policy: "frame-src 'none'", isEnforced: true }] },
  ],
  [['look referrerNone'], { headers: { referrerPolicy: 'no-referrer', embedder: '' } }],
  [[], { headers: { referrerPolicy: 'strict-origin', embedder: 'require-corp' }, isIsolated: true }],
  [['look cookiesRefused', 'look storageTab'], { keepsCookies: false, localStorage: false }],
  [['look storageRefused'], { localStorage: false, sessionStorage: false }],
  [['look domainNarrow'], { cookieDomain: 'www.shop.example' }],
  [
    [],
    { hostname: 'shop.localhost', cookieDomain: 'shop.localhost', answer: buildAnswer({ registrableDomain: null }) },
  ],
  [[], { mode: 'third-party', trial: { plain: true, twin: true, own: null, class: 'unpartitioned' } }],
  [[], { mode: 'third-party', trial: { plain: false, twin: true, own: null, class: 'partitioned' } }],
  [['look classBlocked'], { mode: 'third-party', trial: { plain: false, twin: false, own: null, class: 'blocked' } }],
  [
    ['look classChanged'],
    {
      mode: 'third-party',
      rememberedClass: 'blocked',
      trial: { plain: true, twin: true, own: null, class: 'unpartitioned' },
    },
  ],
  [['look trialLost'], { mode: 'third-party-session' }],
  [['look adoptable'], { adoptable: ['LPVID', 'dp_v'] }],
  [[], { policy: 'off', hasBanner: false, choice: 'open' }],
  [[], { choice: 'open' }],
  [[], { policy: 'notice', choice: 'open' }],
  [[], { hasBanner: false, hasDataLayer: true, choice: 'no' }],
  [[], { hasBanner: false, choice: 'no' }],
  [['broken consentNobody'], { hasBanner: false, choice: 'open' }],
  [['look consentNoNo'], { hasBanner: false, choice: 'open', policy: 'notice' }],
  [['look consentTwice'], { hasDataLayer: true }],
  [['look privacyControl'], { hasGpc: true }],
  [['broken frameLate'], { frame: null }],
  [
    ['look frameForgets', 'broken socketRefused'],
    { frame: { localStorage: false, sessionStorage: false, socketMs: null } },
  ],
  [['look tagTwice', 'look tagOthers'], { tagCount: 2, otherSites: 1 }],
  [['look tagOld', 'look worker'], { isTagOld: true, hasWorker: true }],
];

describe('what the doctor finds', () => {
  it.each(cases)('[DOC6] is %j', (expected, facts) => {
    expect(troubles(facts)).toEqual(expected);
  });

  it('[DOC6] brings every text of the catalogue to light, with every value filled in, in both languages', () => {
    const seen = new Set<FindingKey>();
    const own = buildFacts({
      answer: buildAnswer({ reach: 'same-site' }),
      trial: { plain: true, twin: true, own: true, class: 'partitioned' },
    });
    for (const facts of [
      own,
      ...cases.map(([, overrides]) => buildFacts(overrides)),
      buildFacts({ mode: 'first-party-session' }),
    ]) {
      for (const { key, values, level } of diagnose(facts)) {
        seen.add(key);
        for (const texts of [doctorTextsEn, doctorTextsDe]) {
          const words = texts.findings[key].map((text) => fill(text ?? '', values));
          expect(words.join(' ')).not.toMatch(/[{}]|undefined/);
          // What is broken says what to do.
          if (level === 'broken') expect([key, words.length]).toEqual([key, 3]);
        }
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(doctorTextsEn.findings).sort());
  });

  it('[DOC6] is said in German as in English: the same parts, none left over', () => {
    const shape = (texts: object) =>
      JSON.stringify(texts, (_, value) =>
        typeof value === 'string' ? [...value.matchAll(/\{\w+\}/g)].flat().sort().join() : value,
      );
    expect(JSON.parse(shape(doctorTextsDe))).toEqual(JSON.parse(shape(doctorTextsEn)));
    expect(doctorLanguage(['fr', 'de-AT', 'en'])).toBe('de');
    expect(doctorLanguage(['fr'])).toBe('en');
  });

  it('[DOC7] goes into a report that holds no value of a cookie and no code', () => {
    const facts = buildFacts({
      answer: buildAnswer({ standing: 'unlisted', cookies: ['pl_vid-st_shop'], otherCookies: 3 }),
    });
    const report = reportOf(facts, diagnose(facts), doctorTextsEn);
    expect(report).toContain('[Broken] This address is not on your list');
    expect(report).toContain('pl_vid-st_shop, + 3');
    expect(report.indexOf('[Broken]')).toBeLessThan(report.indexOf('[Fine]'));
  });
});

describe('the line of a policy', () => {
  it.each([
    ["default-src 'self'", 'connect-src', `connect-src 'self' ${service}`],
    [
      "default-src 'none'; connect-src 'self' https://api.example; img-src *",
      'connect-src',
      `connect-src 'self' https://api.example ${service}`,
    ],
    ["default-src 'none'", 'frame-src', `frame-src ${service}`],
    ["child-src 'self'", 'frame-src', `child-src 'self' ${service}`],
    ["script-src 'nonce-x'", 'script-src-elem', `script-src 'nonce-x' ${service}`],
    ["Default-Src  'self'  data: ;", 'style-src-elem', `style-src 'self' data: ${service}`],
    ['', 'connect-src', `connect-src ${service}`],
  ])('[DOC5] %j lets %s through as %j', (policy, directive, expected) => {
    expect(lineToAdd({ policy, directive }, service)).toBe(expected);
  });
});
