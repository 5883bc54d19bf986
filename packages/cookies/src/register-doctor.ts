import type { CookieAttributes, Entry } from './entry.ts';
import { inEveryMode, inThirdPartyModes, session, tab } from './lifetimes.ts';
import { siteCookie } from './register-identity.ts';
import * as script from './script-entries.ts';

// What the doctor tries on a page of the site, with a code that an admin made: each is removed in the same moment [DOC4].

const trial = {
  appliesTo: 'member',
  category: 'necessary',
  surface: 'doctor',
  format: script.trialEntry.format,
  valueText: 'random number, there for a moment',
  counterpart: null,
  insteadOf: null,
} as const;

const byServer = { ...trial, store: 'cookie', setBy: 'server', setIn: 'apps/server/src/doctor/trials.ts' } as const;

const crossSite: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'None',
  isPartitioned: false,
  scope: 'host',
};
const ownDomain: CookieAttributes = { ...crossSite, sameSite: 'Lax' };

export const doctorEntries = {
  doctorPlain: {
    ...byServer,
    key: 'doctorPlain',
    name: 'pl_try-{site}',
    purpose: 'Shows the site’s owner whether this browser takes cookies of the service; removed in the same moment.',
    party: 'service',
    modes: inThirdPartyModes(session, session),
    attributes: crossSite,
    when: inThirdPartyModes('third-party-taken', 'third-party-taken'),
  },
  doctorTwin: {
    ...byServer,
    key: 'doctorTwin',
    name: 'pl_try_p-{site}',
    purpose:
      'Shows the site’s owner whether this browser keeps such cookies apart by site; removed in the same moment.',
    party: 'service',
    modes: inThirdPartyModes(session, session),
    attributes: { ...crossSite, isPartitioned: true },
    when: inThirdPartyModes('partitioned-taken', 'partitioned-taken'),
  },
  doctorOnService: {
    ...byServer,
    key: 'doctorOnService',
    name: 'pl_tryown-{site}',
    purpose: 'Shows the site’s owner that the server can set cookies of the site; removed in the same moment.',
    party: 'service',
    modes: inEveryMode(session),
    attributes: ownDomain,
    when: inEveryMode('same-site-service' as const),
  },
  doctorByProxy: {
    ...byServer,
    key: 'doctorByProxy',
    name: 'pl_tryown-{site}',
    purpose: 'Shows the site’s owner that cookies come through the site’s own path; removed in the same moment.',
    party: 'site',
    modes: inEveryMode(session),
    attributes: { ...siteCookie, isHttpOnly: true, scope: 'host' },
    when: inEveryMode('proxied-path' as const),
  },
  doctorStored: {
    ...trial,
    ...script.trialEntry,
    key: 'doctorStored',
    purpose: 'Shows the site’s owner whether pages can store what lasts; removed in the same moment.',
    store: 'localStorage',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/doctor-trials.ts',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    attributes: null,
    when: {},
  },
  doctorInTab: {
    ...trial,
    ...script.trialEntry,
    key: 'doctorInTab',
    purpose: 'Shows the site’s owner whether a tab can store anything; removed in the same moment.',
    store: 'sessionStorage',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/doctor-trials.ts',
    modes: inEveryMode(tab),
    attributes: null,
    when: {},
  },
  doctorInFrame: {
    ...trial,
    ...script.trialEntry,
    key: 'doctorInFrame',
    purpose: 'Shows the site’s owner whether the chat window can store what lasts; removed in the same moment.',
    store: 'localStorage',
    party: 'service',
    setBy: 'script',
    setIn: 'packages/tag/src/doctor-frame.ts',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    attributes: null,
    when: {},
  },
  doctorInFrameTab: {
    ...trial,
    ...script.trialEntry,
    key: 'doctorInFrameTab',
    purpose: 'Shows the site’s owner whether the chat window can store for one tab; removed in the same moment.',
    store: 'sessionStorage',
    party: 'service',
    setBy: 'script',
    setIn: 'packages/tag/src/doctor-frame.ts',
    modes: inEveryMode(tab),
    attributes: null,
    when: {},
  },
} as const satisfies Record<string, Entry>;
