import type { CookieAttributes, Entry } from './entry.ts';
import { identityLife, inEveryMode, inThirdPartyModes, lasting, session, tab } from './lifetimes.ts';
import * as script from './script-entries.ts';

// Who a visitor is and which visit this is: the entries of the five modes [MODE1–5] and of their fallback [MODE6].

/** [MODE10, MODE14] what script writes on the customer's site: readable there, so it identifies and never authenticates. */
export const siteCookie: CookieAttributes = {
  prefix: '',
  isHttpOnly: false,
  sameSite: 'Lax',
  isPartitioned: false,
  scope: 'registrable',
};

/** [MODE14] what the service keeps on its own host while it stands in pages of other domains. */
const serviceCookie: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'None',
  isPartitioned: false,
  scope: 'host',
};

const visitorText = 'random visitor id, `vi_…`';
const serverModule = 'apps/server/src/visits/identity-cookies.ts';

const analytics = { appliesTo: 'visitor', category: 'analytics', surface: 'tag' } as const;

/** [MODE6] where cookies are refused, an entry of the site lives in the tab instead, under the same name. */
export function inTab<E extends Entry>(entry: E) {
  return {
    ...entry,
    key: `${entry.key}InTab`,
    store: 'sessionStorage',
    modes: inEveryMode(tab),
    attributes: null,
    insteadOf: entry.key,
    when: inEveryMode('cookies-refused' as const),
  } as const satisfies Entry;
}

const visitor = {
  ...script.visitorEntry,
  ...analytics,
  key: 'visitor',
  purpose: 'Recognises this browser on its next visit to this site, so that a returning visitor is known as such.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  setIn: 'packages/tag/src/identity.ts',
  modes: identityLife,
  attributes: siteCookie,
  valueText: visitorText,
  counterpart: 'LPVID, dp_v',
  insteadOf: null,
  when: { 'third-party': 'not-shared', 'third-party-session': 'not-shared' },
} as const satisfies Entry;

const visit = {
  ...script.visitEntry,
  ...analytics,
  key: 'visit',
  purpose: 'Joins the pages of one visit, in all tabs.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  setIn: 'packages/tag/src/identity.ts',
  modes: inEveryMode(session),
  attributes: siteCookie,
  valueText: 'random visit id, the cookie mode and what the browser does with third-party cookies, `vs_….4-`',
  counterpart: 'LPSID',
  insteadOf: null,
  when: {},
} as const satisfies Entry;

const byServer = { ...analytics, store: 'cookie', setBy: 'server', setIn: serverModule, insteadOf: null } as const;
const firstPartyModes = {
  'first-party-with-third-party-session': lasting,
  'first-party': lasting,
  'first-party-session': session,
} as const;

const serviceVisitor = {
  ...byServer,
  name: 'pl_visitor-{site}',
  format: script.visitorEntry.format,
  key: 'serviceVisitor',
  purpose: 'Recognises this browser on all domains of this site, where the browser shares cookies between them.',
  party: 'service',
  modes: inThirdPartyModes(lasting, session),
  attributes: serviceCookie,
  valueText: visitorText,
  counterpart: 'LPVisitorID',
  when: inThirdPartyModes('third-party-taken', 'third-party-taken'),
} as const satisfies Entry;

const serviceVisit = {
  ...byServer,
  name: 'pl_visit-{site}',
  format: /^vs_[\w-]{8,43}$/,
  key: 'serviceVisit',
  purpose: 'Joins the pages of one visit on all domains of this site, where the browser shares cookies between them.',
  party: 'service',
  modes: inThirdPartyModes(session, session),
  attributes: serviceCookie,
  valueText: 'random visit id, `vs_…`',
  counterpart: 'LPSessionID',
  when: inThirdPartyModes('third-party-taken', 'third-party-taken'),
} as const satisfies Entry;

/** [MODE6] the twin that browsers keep apart for each site that a visitor sees it on. */
function twinOf<E extends Entry>(entry: E, key: string, purpose: string) {
  return {
    ...entry,
    key,
    purpose,
    name: entry.name.replace('-{site}', '_p-{site}'),
    attributes: { ...serviceCookie, isPartitioned: true },
    when: inThirdPartyModes('partitioned-taken' as const, 'partitioned-taken' as const),
  } as const satisfies Entry;
}

export const identityEntries = {
  serviceVisitor,
  serviceVisitorTwin: twinOf(
    serviceVisitor,
    'serviceVisitorTwin',
    'Recognises this browser on this site, where the browser keeps the service’s cookies apart by site.',
  ),
  serviceVisit,
  serviceVisitTwin: twinOf(
    serviceVisit,
    'serviceVisitTwin',
    'Joins the pages of one visit, where the browser keeps the service’s cookies apart by site.',
  ),
  visitor,
  visitorInTab: inTab(visitor),
  /** [MODE9] the same function out of the reach of scripts, on a service host under the site's own domain. */
  visitorOnService: {
    ...byServer,
    name: visitor.name,
    format: visitor.format,
    key: 'visitorOnService',
    purpose: 'Recognises this browser on its next visit to this site; scripts cannot read it.',
    party: 'service',
    modes: firstPartyModes,
    attributes: { prefix: '__Host-', isHttpOnly: true, sameSite: 'Lax', isPartitioned: false, scope: 'host' },
    valueText: visitorText,
    counterpart: 'LPVID, dp_v',
    insteadOf: 'visitor',
    when: {
      'first-party-with-third-party-session': 'same-site-service',
      'first-party': 'same-site-service',
      'first-party-session': 'same-site-service',
    },
  },
  /** [MODE9] the same through a path that the site's own server passes on. */
  visitorByProxy: {
    ...byServer,
    name: visitor.name,
    format: visitor.format,
    key: 'visitorByProxy',
    purpose: 'Recognises this browser on its next visit to this site; scripts cannot read it.',
    party: 'site',
    modes: identityLife,
    attributes: { prefix: '', isHttpOnly: true, sameSite: 'Lax', isPartitioned: false, scope: 'registrable' },
    valueText: visitorText,
    counterpart: 'LPVID, dp_v',
    insteadOf: 'visitor',
    when: inEveryMode('proxied-path'),
  },
  visit,
  visitInTab: inTab(visit),
} as const satisfies Record<string, Entry>;
