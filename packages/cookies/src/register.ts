import type { CookieAttributes, Entry } from './entry.ts';
import { byEnd, dayS, identityLife, inEveryMode, session, tab } from './lifetimes.ts';
import { doctorEntries } from './register-doctor.ts';
import { identityEntries, inTab, siteCookie } from './register-identity.ts';
import * as script from './script-entries.ts';

/** [AUTH1] the workspace is a static page whose requests start on its own origin, so Strict costs nothing. */
const loginCookie: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'Strict',
  isPartitioned: false,
  scope: 'host',
};

const loginFormat = /^[\w.-]{22,160}$/;

const chat = {
  ...script.chatEntry,
  key: 'chat',
  purpose:
    'Tells that there is a conversation and when it was last used, so that the chat comes back on the next page.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  setIn: 'packages/tag/src/calls.ts',
  modes: identityLife,
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'tag',
  valueText: 'state of the conversation and a timestamp, `open.1763769600000`',
  counterpart: 'LivePersonID',
  insteadOf: null,
  when: {},
} as const satisfies Entry;

const consent = {
  ...script.consentEntry,
  key: 'consent',
  purpose: 'Keeps what this visitor allowed and refused, and which version of the text they answered.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  setIn: 'packages/tag/src/calls.ts',
  modes: inEveryMode({ kind: 'persistent', maxAgeS: 180 * dayS, isRenewed: false }),
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'tag',
  valueText: 'functional and analytics as 0 or 1, and the version of the text, `10.v1`',
  counterpart: null,
  insteadOf: null,
  when: {},
} as const satisfies Entry;

const frameEntry = {
  store: 'localStorage',
  party: 'service',
  setBy: 'script',
  setIn: 'packages/messenger/src/storage.ts',
  attributes: null,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'messenger',
  insteadOf: null,
  when: {},
} as const;

/** [MODE2, MODE5] the messenger clears what an earlier session left, and the server ends keys within a day [MODE17]. */
const kept = { kind: 'kept', staleAfterS: null } as const;
const keptForSession = { kind: 'kept', staleAfterS: dayS } as const;

const draft = {
  ...frameEntry,
  ...script.draftEntry,
  key: 'draft',
  purpose: 'Keeps a message that was typed and not sent yet; it stays in this browser.',
  valueText: 'the unsent text',
  counterpart: null,
} as const;

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

/** [REG1] everything that Porchlight keeps in a browser, by its name in code. */
export const entries = {
  ...identityEntries,
  tab: {
    ...script.tabEntry,
    key: 'tab',
    purpose: 'Tells the tabs of one visit apart.',
    store: 'sessionStorage',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/collector.ts',
    modes: inEveryMode(tab),
    attributes: null,
    appliesTo: 'visitor',
    category: 'analytics',
    surface: 'tag',
    valueText: 'random tab id, `tb_…`',
    counterpart: 'lpTabId',
    insteadOf: null,
    when: {},
  },
  trial: {
    ...script.trialEntry,
    key: 'trial',
    purpose: 'Finds out whether this browser takes cookies and on which domain; removed in the same moment.',
    store: 'cookie',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/keep.ts',
    modes: inEveryMode(session),
    attributes: siteCookie,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'tag',
    valueText: 'random number, there for less than a millisecond',
    counterpart: null,
    insteadOf: null,
    when: {},
  },
  chat,
  chatInTab: inTab(chat),
  window: {
    ...script.windowEntry,
    key: 'window',
    purpose: 'Keeps the chat window open or closed from page to page and in all tabs.',
    store: 'localStorage',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/bubble.ts',
    modes: inEveryMode({ kind: 'kept', staleAfterS: dayS }),
    attributes: null,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'tag',
    valueText: 'layout and a timestamp, `open.1763769600000`',
    counterpart: '-lpuw',
    insteadOf: null,
    when: {},
  },
  carried: {
    ...script.carriedEntry,
    key: 'carried',
    purpose: 'Lets a link to another domain of this site offer the present conversation there; good for an hour.',
    store: 'sessionStorage',
    party: 'site',
    setBy: 'script',
    setIn: 'packages/tag/src/calls.ts',
    modes: inEveryMode(tab),
    attributes: null,
    appliesTo: 'visitor',
    category: 'analytics',
    surface: 'tag',
    valueText: 'signed proof for one conversation and one visit; opens nothing by itself',
    counterpart: 'lpPmCalleeDfs',
    insteadOf: null,
    when: {
      'third-party': 'not-shared',
      'third-party-session': 'not-shared',
      'first-party-with-third-party-session': 'not-shared',
    },
  },
  consent,
  consentInTab: inTab(consent),
  conversationKeys: {
    ...frameEntry,
    ...script.conversationKeysEntry,
    key: 'conversationKeys',
    purpose: 'Opens the conversations that were begun in this browser; pages of the site cannot read it.',
    modes: { ...byEnd.lasting(kept), ...byEnd.withSession(keptForSession) },
    valueText: 'JSON list of conversation and visitor ids and random 256-bit keys',
    counterpart: 'LPCKEY, LPCID',
  },
  draft: {
    ...draft,
    modes: byEnd.lasting(kept),
  },
  draftInTab: {
    ...draft,
    key: 'draftInTab',
    store: 'sessionStorage',
    modes: byEnd.withSession(tab),
  },
  outbox: {
    ...frameEntry,
    ...script.outboxEntry,
    key: 'outbox',
    store: 'indexedDB',
    purpose: 'Keeps messages and files that were sent but not confirmed yet, so that a lost connection loses none.',
    modes: { ...byEnd.lasting(kept), ...byEnd.withSession(keptForSession) },
    valueText: 'unconfirmed messages and chosen files, each with its random client id; empty otherwise',
    counterpart: null,
  },
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
  ...doctorEntries,
} as const satisfies Record<string, Entry>;

export type EntryKey = keyof typeof entries;

export const register: readonly Entry[] = Object.values(entries);
