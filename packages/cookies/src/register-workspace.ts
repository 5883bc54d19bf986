import type { CookieAttributes, Entry } from './entry.ts';
import { dayS, inEveryMode, session } from './lifetimes.ts';
import { siteCookie } from './register-identity.ts';
import * as script from './script-entries.ts';

// What the workspace keeps, of members.

/** [AUTH1] the workspace is a static page whose requests start on its own origin, so Strict costs nothing. */
const loginCookie: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'Strict',
  isPartitioned: false,
  scope: 'host',
};

const loginFormat = /^[\w.-]{22,160}$/;

const loginEntry = {
  format: loginFormat,
  store: 'cookie',
  party: 'workspace',
  setBy: 'server',
  setIn: 'apps/server/src/accounts/access.ts',
  modes: inEveryMode(session),
  attributes: loginCookie,
  appliesTo: 'member',
  category: 'necessary',
  surface: 'workspace',
  valueText: 'random session token; only its hash is kept on the server',
  insteadOf: null,
  when: {},
} as const;

/** [REM3] */
const lastLogin = {
  store: 'cookie',
  party: 'workspace',
  setBy: 'script',
  setIn: 'apps/workspace/src/session/last-login.ts',
  modes: inEveryMode({ kind: 'persistent', maxAgeS: 180 * dayS, isRenewed: true } as const),
  attributes: { ...siteCookie, scope: 'host' },
  appliesTo: 'member',
  category: 'functional',
  surface: 'workspace',
  insteadOf: null,
  when: {},
} as const;

export const workspaceEntries = {
  adminSession: {
    ...loginEntry,
    key: 'adminSession',
    name: 'porchlight_admin',
    purpose: 'Keeps an administrator logged in to the administration.',
    counterpart: 'dpsid-admin',
  },
  agentSession: {
    ...loginEntry,
    key: 'agentSession',
    name: 'porchlight_agent',
    purpose: 'Keeps an agent logged in to the workspace.',
    counterpart: 'dpsid-agent, session_id, agentSessionKey, WSHumanClickWebSession',
  },
  remembered: {
    ...loginEntry,
    key: 'remembered',
    name: 'porchlight_remember',
    format: /^rm_[\w-]{22}\.[\w-]{65}$/,
    purpose: 'Logs a member in again who chose to stay logged in on this browser; it is replaced at each use.',
    setIn: 'apps/server/src/accounts/sign-ins.ts',
    modes: inEveryMode({ kind: 'persistent', maxAgeS: 30 * dayS, isRenewed: false }),
    category: 'functional',
    valueText: 'random series and a one-time value; only its hash is kept on the server',
    counterpart: 'dp_remember_me',
  },
  lastSite: {
    ...lastLogin,
    ...script.lastSiteEntry,
    key: 'lastSite',
    purpose: 'Opens the site that a member worked in last; only after they chose to stay logged in.',
    valueText: 'id of the site, `st_…`',
    counterpart: 'idpLastSiteId',
  },
  lastDomain: {
    ...lastLogin,
    ...script.lastDomainEntry,
    key: 'lastDomain',
    purpose:
      'Fills in the end of the e-mail address at the next login, never the name; only after a member chose to stay logged in.',
    valueText: 'the part of the address behind the @, `shop.example`',
    counterpart: 'idpLastDomain',
  },
  workSite: {
    ...lastLogin,
    ...script.workSiteEntry,
    key: 'workSite',
    purpose: 'Opens the site that a member works in, in further tabs and after a reload.',
    modes: inEveryMode(session),
    valueText: 'id of the site, `st_…`',
    counterpart: 'WSHumanClickSiteNumber',
  },
  node: {
    ...loginEntry,
    key: 'node',
    name: 'pl_node',
    format: /^[\w-]{22}$/,
    purpose: 'Leads a member’s requests to the same server, where a load balancer spreads them over several.',
    setIn: 'apps/server/src/affinity/index.ts',
    // Also with the link of a mail: it opens nothing.
    attributes: { ...loginCookie, sameSite: 'Lax' },
    valueText: 'a mark of the server that says nothing of its name or address; only where the operator turned it on',
    counterpart: 'WSHumanClickServer',
  },
  loginAttempt: {
    ...loginEntry,
    key: 'loginAttempt',
    name: 'porchlight_attempt',
    purpose: 'Ties the second step of a login to the browser in which it began; opens nothing by itself.',
    setIn: 'apps/server/src/accounts/factors/routes.ts',
    valueText: 'random token of this browser; only its hash is kept on the server, for five minutes',
    counterpart: null,
  },
  knownBrowser: {
    ...loginEntry,
    key: 'knownBrowser',
    name: 'porchlight_browser',
    purpose: 'Tells a browser in which a member has logged in before from a new one, of which they are told by mail.',
    setIn: 'apps/server/src/accounts/sign-ins.ts',
    modes: inEveryMode({ kind: 'persistent', maxAgeS: 400 * dayS, isRenewed: true }),
    valueText: 'random token of this browser; only its hash is kept on the server, apart for each member',
    counterpart: null,
  },
  oidcAttempt: {
    ...loginEntry,
    key: 'oidcAttempt',
    name: 'porchlight_oidc',
    purpose:
      'Ties a login at the organisation’s login service to the browser in which it began; opens nothing by itself.',
    setIn: 'apps/server/src/accounts/oidc/routes.ts',
    modes: inEveryMode({ kind: 'persistent', maxAgeS: 600, isRenewed: true }),
    // The way back from the service is a navigation from another site, which takes no strict cookie along.
    attributes: { ...loginCookie, sameSite: 'Lax' },
    valueText: 'random token of this browser; only its hash is kept on the server, for ten minutes',
    counterpart: null,
  },
  desk: {
    ...script.deskEntry,
    key: 'desk',
    purpose: 'Remembers how a member likes the workspace: light or dark, with sound, with single-key shortcuts.',
    store: 'localStorage',
    party: 'workspace',
    setBy: 'script',
    setIn: 'apps/workspace/src/session/preferences.ts',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    attributes: null,
    appliesTo: 'member',
    category: 'functional',
    surface: 'workspace',
    valueText: '`light`, `dark` or `auto`, then sound and shortcuts as `0` or `1`',
    counterpart: null,
    insteadOf: null,
    when: {},
  },
} as const satisfies Record<string, Entry>;
