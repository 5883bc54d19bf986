import type { CookieAttributes, CookieMode, Entry, Lifetime } from './entry.ts';
import * as script from './script-entries.ts';

/** [MODE13] the default life of a persistent entry, renewed by visits. */
const yearS = 31_536_000;
const dayS = 86_400;

const persistent: Lifetime = { kind: 'persistent', maxAgeS: yearS, isRenewed: true };
const session: Lifetime = { kind: 'session' };
const tab: Lifetime = { kind: 'tab' };

/** The same life in all modes. */
function inEveryMode(lifetime: Lifetime): Entry['modes'] {
  return {
    'third-party': lifetime,
    'third-party-session': lifetime,
    'first-party-with-third-party-session': lifetime,
    'first-party': lifetime,
    'first-party-session': lifetime,
  };
}

/** [MODE3–6] first-party identity: persistent, but never longer than the mode allows its third-party sibling. */
const identityLife: Record<CookieMode, Lifetime> = {
  'third-party': persistent,
  'third-party-session': session,
  'first-party-with-third-party-session': persistent,
  'first-party': persistent,
  'first-party-session': session,
};

/** [MODE10, MODE14] what script writes on the customer's site: readable there, so it identifies and never authenticates. */
const siteCookie: CookieAttributes = {
  prefix: '',
  isHttpOnly: false,
  sameSite: 'Lax',
  isPartitioned: false,
  scope: 'registrable',
};

/** [AUTH1] the workspace is a static page whose requests start on its own origin, so Strict costs nothing. */
const loginCookie: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'Strict',
  isPartitioned: false,
  scope: 'host',
};

const loginFormat = /^[\w.-]{22,160}$/;

const visitor = {
  ...script.visitorEntry,
  key: 'visitor',
  purpose: 'Recognises this browser on its next visit to this site, so that a returning visitor is known as such.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  modes: identityLife,
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'analytics',
  surface: 'tag',
  valueText: 'random visitor id, `vi_…`',
  counterpart: 'LPVID, dp_v',
  insteadOf: null,
} as const satisfies Entry;

const visit = {
  ...script.visitEntry,
  key: 'visit',
  purpose: 'Joins the pages of one visit, in all tabs.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  modes: inEveryMode(session),
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'analytics',
  surface: 'tag',
  valueText: 'random visit id, `vs_…`',
  counterpart: 'LPSID',
  insteadOf: null,
} as const satisfies Entry;

const chat = {
  ...script.chatEntry,
  key: 'chat',
  purpose:
    'Tells that there is a conversation and when it was last used, so that the chat comes back on the next page.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  modes: identityLife,
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'tag',
  valueText: 'state of the conversation and a timestamp, `open.1763769600000`',
  counterpart: 'LivePersonID',
  insteadOf: null,
} as const satisfies Entry;

const consent = {
  ...script.consentEntry,
  key: 'consent',
  purpose: 'Keeps what this visitor allowed and refused, and which version of the text they answered.',
  store: 'cookie',
  party: 'site',
  setBy: 'script',
  modes: inEveryMode({ kind: 'persistent', maxAgeS: 180 * dayS, isRenewed: false }),
  attributes: siteCookie,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'tag',
  valueText: 'functional and analytics as 0 or 1, and the version of the text, `10.v1`',
  counterpart: null,
  insteadOf: null,
} as const satisfies Entry;

/** [MODE6] where cookies are refused, an entry of the site lives in the tab instead, under the same name. */
function inTab<E extends Entry>(entry: E) {
  return {
    ...entry,
    key: `${entry.key}InTab`,
    store: 'sessionStorage',
    modes: inEveryMode(tab),
    attributes: null,
    insteadOf: entry.key,
  } as const satisfies Entry;
}

const frameEntry = {
  store: 'localStorage',
  party: 'service',
  setBy: 'script',
  attributes: null,
  appliesTo: 'visitor',
  category: 'necessary',
  surface: 'messenger',
  insteadOf: null,
} as const;

const loginEntry = {
  format: loginFormat,
  store: 'cookie',
  party: 'workspace',
  setBy: 'server',
  modes: inEveryMode(session),
  attributes: loginCookie,
  appliesTo: 'member',
  category: 'necessary',
  surface: 'workspace',
  valueText: 'random session token; only its hash is kept on the server',
  insteadOf: null,
} as const;

/** [REG1] everything that Porchlight keeps in a browser, by its name in code. */
export const entries = {
  visitor,
  visitorInTab: inTab(visitor),
  visit,
  visitInTab: inTab(visit),
  tab: {
    ...script.tabEntry,
    key: 'tab',
    purpose: 'Tells the tabs of one visit apart.',
    store: 'sessionStorage',
    party: 'site',
    setBy: 'script',
    modes: inEveryMode(tab),
    attributes: null,
    appliesTo: 'visitor',
    category: 'analytics',
    surface: 'tag',
    valueText: 'random tab id, `tb_…`',
    counterpart: 'lpTabId',
    insteadOf: null,
  },
  trial: {
    ...script.trialEntry,
    key: 'trial',
    purpose: 'Finds out whether this browser takes cookies and on which domain; removed in the same moment.',
    store: 'cookie',
    party: 'site',
    setBy: 'script',
    modes: inEveryMode(session),
    attributes: siteCookie,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'tag',
    valueText: 'random number, there for less than a millisecond',
    counterpart: null,
    insteadOf: null,
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
    modes: inEveryMode({ kind: 'kept', staleAfterS: dayS }),
    attributes: null,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'tag',
    valueText: 'layout and a timestamp, `open.1763769600000`',
    counterpart: '-lpuw',
    insteadOf: null,
  },
  consent,
  consentInTab: inTab(consent),
  conversationKeys: {
    ...frameEntry,
    ...script.conversationKeysEntry,
    key: 'conversationKeys',
    purpose: 'Opens the conversations that were begun in this browser; pages of the site cannot read it.',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    valueText: 'JSON list of conversation ids and random 256-bit keys',
    counterpart: 'LPCKEY, LPCID',
  },
  draft: {
    ...frameEntry,
    ...script.draftEntry,
    key: 'draft',
    purpose: 'Keeps a message that was typed and not sent yet; it stays in this browser.',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    valueText: 'the unsent text',
    counterpart: null,
  },
  outbox: {
    ...frameEntry,
    ...script.outboxEntry,
    key: 'outbox',
    purpose: 'Keeps messages that were sent but not confirmed yet, so that a lost connection loses none.',
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    valueText: 'JSON list of unconfirmed messages, each with its random client id',
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
    modes: inEveryMode({ kind: 'kept', staleAfterS: null }),
    attributes: null,
    appliesTo: 'member',
    category: 'functional',
    surface: 'workspace',
    valueText: '`light`, `dark` or `auto`, then sound and shortcuts as `0` or `1`',
    counterpart: null,
    insteadOf: null,
  },
} as const satisfies Record<string, Entry>;

export type EntryKey = keyof typeof entries;

export const register: readonly Entry[] = Object.values(entries);
