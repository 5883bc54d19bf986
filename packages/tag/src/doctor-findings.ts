import type { CookieMode } from '@porchlight/protocol';
import { lineToAdd } from './doctor-csp.ts';
import type { Facts } from './doctor-facts.ts';
import type { FindingKey } from './doctor-texts.ts';

export type FindingLevel = 'ok' | 'look' | 'broken';

/** One thing that was found out: its words stand in the catalogue under `key`, with `values` filled in. */
export type Finding = {
  level: FindingLevel;
  key: FindingKey;
  values?: Record<string, string | number>;
  /** What to copy to where the words say. */
  snippet?: string;
};

/** The clocks may differ by this much. */
const skewMs = 120_000;
const sessionModes: CookieMode[] = ['third-party-session', 'first-party-session'];

/** [DOC6] What follows from what was found, in the order in which a site's owner would ask. */
export function diagnose(facts: Facts): Finding[] {
  return [
    ...onReach(facts),
    ...onPolicies(facts),
    ...onCookies(facts),
    ...onConsent(facts),
    ...onChat(facts),
    ...onTag(facts),
  ];
}

function onReach(facts: Facts): Finding[] {
  const { answer, status, origin, isHttps, isLocal, service } = facts;
  const found: Finding[] = [];
  if (!answer) {
    const isRefusedByPage = facts.refusals.some(
      ({ directive, isEnforced }) => isEnforced && directive === 'connect-src',
    );
    if (isRefusedByPage) found.push({ level: 'broken', key: 'serviceByPolicy' });
    else if (status === 429) found.push({ level: 'look', key: 'tooOften' });
    else if (facts.isBlocked) found.push({ level: 'broken', key: 'serviceBlocked' });
    else if (facts.base !== service)
      found.push({ level: 'broken', key: 'pathBroken', values: { base: facts.base }, snippet: proxySnippet(facts) });
    else found.push({ level: 'broken', key: 'serviceDown', values: { status } });
  } else {
    found.push(...onOrigin(facts), ...onService(facts));
  }
  if (isHttps) found.push({ level: 'ok', key: 'httpsOk' });
  else if (isLocal) found.push({ level: 'ok', key: 'httpsLocal' });
  else found.push({ level: isThirdParty(facts.mode) ? 'broken' : 'look', key: 'httpsMissing', values: { origin } });
  return found;
}

/** [XD1, XD6] */
function onOrigin({ origin, answer }: Facts): Finding[] {
  if (!answer) return [];
  if (answer.origin === 'null') return [{ level: 'broken', key: 'originNone' }];
  const host = origin.replace(/^https?:\/\//, '');
  const values = { origin: answer.origin, host };
  if (answer.standing === 'listed') return [{ level: 'ok', key: 'originListed', values }];
  if (answer.standing === 'blocked') return [{ level: 'broken', key: 'originBlocked', values }];
  const bare = (entry: string) => entry.replace(/:\d+$/, '').replace(/^www\./, '');
  const near = answer.domains.find((entry) => bare(entry) === bare(host));
  return [
    near === undefined
      ? { level: 'broken', key: 'originUnlisted', values, snippet: host }
      : { level: 'broken', key: 'originNear', values: { ...values, near }, snippet: host },
  ];
}

function onService(facts: Facts): Finding[] {
  const { answer, base, service, skewMs: skew, trial } = facts;
  if (!answer) return [];
  const found: Finding[] = [];
  const { reach, proxy } = answer;
  if (reach === 'proxied') found.push({ level: 'ok', key: 'reachProxied', values: { base } });
  else if (base !== service)
    found.push({ level: 'broken', key: 'reachLost', values: { base }, snippet: proxySnippet(facts) });
  else if (reach === 'same-site') found.push({ level: 'ok', key: 'reachNear', values: { service } });
  else found.push({ level: 'ok', key: 'reachCross', values: { service } });
  if (trial?.own === true) found.push({ level: 'ok', key: 'ownCookieCame' });
  if (trial?.own === false) found.push({ level: 'look', key: 'ownCookieLost' });
  if (proxy === 'untrusted' && reach !== 'proxied')
    found.push({ level: 'look', key: 'proxyUntrusted', snippet: 'PORCHLIGHT_TRUSTED_PROXIES=10.0.0.0/8' });
  const minutes = Math.round(Math.abs(skew) / 60_000);
  if (Math.abs(skew) > skewMs) found.push({ level: 'look', key: 'clockOff', values: { minutes } });
  else found.push({ level: 'ok', key: 'clockOk' });
  return found;
}

/** A place of nginx that passes on, with these headers set. */
function location(path: string, to: string, headers: string[], more = ''): string {
  return `location ${path} {\n  proxy_pass ${to};\n${more}${headers.map((one) => `  proxy_set_header ${one};\n`).join('')}}`;
}

/** What nginx needs so that the service knows whose path it is. */
function proxySnippet({ base, service }: Facts): string {
  return location(`${new URL(base).pathname}/`, `${service}/`, [
    `Host ${new URL(service).host}`,
    'X-Forwarded-Host $host',
    'X-Forwarded-Proto $scheme',
    'X-Forwarded-For $remote_addr',
  ]);
}

function onPolicies(facts: Facts): Finding[] {
  const { refusals, service, base, headers } = facts;
  const found = refusals.map(({ directive, policy, isEnforced }): Finding => {
    const source = directive === 'connect-src' && base !== service ? "'self'" : service;
    return {
      level: isEnforced ? 'broken' : 'look',
      key: isEnforced ? 'cspRefused' : 'cspReported',
      values: { directive: directive.replace(/-elem$/, '') },
      snippet: lineToAdd({ policy, directive }, source),
    };
  });
  if (found.length === 0) found.push({ level: 'ok', key: 'cspOk' });
  const referrerPolicy = headers?.referrerPolicy ?? '';
  if (/no-referrer$|same-origin$/.test(referrerPolicy))
    found.push({
      level: 'look',
      key: 'referrerNone',
      values: { policy: referrerPolicy },
      snippet: 'Referrer-Policy: strict-origin-when-cross-origin',
    });
  else if (headers) found.push({ level: 'ok', key: 'referrerOk' });
  if (facts.isIsolated || headers?.embedder) found.push({ level: 'ok', key: 'isolated' });
  return found;
}

function onCookies(facts: Facts): Finding[] {
  const { answer, mode, trial, isHttps, cookieDomain, hostname, rememberedClass, adoptable } = facts;
  const found: Finding[] = [];
  if (!facts.keepsCookies) found.push({ level: 'look', key: 'cookiesRefused' });
  else if (answer?.registrableDomain && cookieDomain !== answer.registrableDomain)
    found.push({
      level: 'look',
      key: 'domainNarrow',
      values: { domain: cookieDomain, wider: answer.registrableDomain },
    });
  else if (cookieDomain === hostname && !answer?.registrableDomain)
    found.push({ level: 'ok', key: 'domainHost', values: { domain: hostname } });
  else found.push({ level: 'ok', key: 'domainOk', values: { domain: cookieDomain } });
  if (facts.localStorage && facts.sessionStorage) found.push({ level: 'ok', key: 'storageOk' });
  else found.push({ level: 'look', key: facts.sessionStorage ? 'storageTab' : 'storageRefused' });
  // Under the page's own domain there is no other one whose cookies could be split or blocked.
  const isNear = answer !== null && answer.reach !== 'cross-site';
  if (trial && isThirdParty(mode) && !isNear) {
    const values = { plain: trial.plain ? '✓' : '–', twin: trial.twin ? '✓' : '–' };
    if (trial.class === 'unpartitioned') found.push({ level: 'ok', key: 'classShared', values });
    if (trial.class === 'partitioned') found.push({ level: 'ok', key: 'classSplit', values });
    if (trial.class === 'blocked')
      found.push({
        level: mode === 'first-party-with-third-party-session' ? 'ok' : 'look',
        key: 'classBlocked',
        values,
      });
    if (rememberedClass && rememberedClass !== trial.class) found.push({ level: 'look', key: 'classChanged' });
  } else if (!isThirdParty(mode)) found.push({ level: 'ok', key: 'noThirdParty' });
  else if (isHttps && answer?.standing === 'listed' && !isNear) found.push({ level: 'look', key: 'trialLost' });
  else if (!isHttps) found.push({ level: 'ok', key: 'plainThirdParty' });
  if (sessionModes.includes(mode)) found.push({ level: 'ok', key: 'sessionMode' });
  if (adoptable.length > 0) {
    found.push({
      level: 'look',
      key: 'adoptable',
      values: { names: adoptable.join(', ') },
      snippet: adoptable.join('\n'),
    });
  }
  return found;
}

function onConsent(facts: Facts): Finding[] {
  const { policy, hasBanner, hasDataLayer, choice } = facts;
  const found: Finding[] = [];
  if (policy === 'off') found.push({ level: 'ok', key: 'consentOff' });
  else if (hasBanner) found.push({ level: 'ok', key: 'consentBanner' });
  else if (hasDataLayer) found.push({ level: 'ok', key: 'consentMode' });
  else if (choice !== 'open') found.push({ level: 'ok', key: 'consentPage' });
  else
    found.push({
      level: policy === 'required' ? 'broken' : 'look',
      key: policy === 'required' ? 'consentNobody' : 'consentNoNo',
      snippet: "Porchlight('consent', { functional: true, analytics: true });",
    });
  if (hasBanner && hasDataLayer) found.push({ level: 'look', key: 'consentTwice' });
  if (choice === 'open' && policy === 'required') found.push({ level: 'ok', key: 'choiceWaits' });
  else if (policy !== 'off' || choice !== 'open') found.push({ level: 'ok', key: choices[choice] });
  if (facts.hasGpc || facts.answer?.hasGpc) found.push({ level: 'look', key: 'privacyControl' });
  return found;
}

const choices = { yes: 'choiceYes', no: 'choiceNo', open: 'choiceOpen' } as const;

/** [CNV3, CNV11] */
function onChat({ answer, frame, refusals }: Facts): Finding[] {
  if (answer?.standing !== 'listed') return [];
  if (!frame) {
    const isRefused = refusals.some(({ directive, isEnforced }) => isEnforced && /frame|child/.test(directive));
    return isRefused ? [] : [{ level: 'broken', key: 'frameLate' }];
  }
  return [
    frame.localStorage ? { level: 'ok', key: 'frameKeeps' } : { level: 'look', key: 'frameForgets' },
    frame.socketMs !== null
      ? { level: 'ok', key: 'socketOk', values: { ms: frame.socketMs } }
      : { level: 'broken', key: 'socketRefused', snippet: socketSnippet() },
  ];
}

function socketSnippet(): string {
  const headers = ['Host $host', 'Upgrade $http_upgrade', 'Connection "upgrade"'];
  return location(
    '/socket',
    'http://127.0.0.1:8080',
    headers,
    '  proxy_http_version 1.1;\n  proxy_read_timeout 120s;\n',
  );
}

function onTag({ answer, tagCount, otherSites, isTagOld, hasWorker }: Facts): Finding[] {
  const found: Finding[] = [];
  if (tagCount > 1) found.push({ level: 'look', key: 'tagTwice', values: { count: tagCount } });
  else found.push({ level: 'ok', key: 'tagOnce' });
  if (otherSites > 0) found.push({ level: 'look', key: 'tagOthers', values: { count: otherSites } });
  if (answer) found.push(isTagOld ? { level: 'look', key: 'tagOld' } : { level: 'ok', key: 'tagNew' });
  if (hasWorker) found.push({ level: 'look', key: 'worker' });
  return found;
}

function isThirdParty(mode: CookieMode): boolean {
  return mode !== 'first-party' && mode !== 'first-party-session';
}
