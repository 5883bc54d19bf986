import type { Entry } from './entry.ts';
import { byEnd, inEveryMode, kept, keptForSession, session, tab } from './lifetimes.ts';
import * as script from './script-entries.ts';

// What the chat window keeps in its frame, on the service’s origin.

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

const draft = {
  ...frameEntry,
  ...script.draftEntry,
  key: 'draft',
  purpose: 'Keeps a message that was typed and not sent yet; it stays in this browser.',
  valueText: 'the unsent text',
  counterpart: null,
} as const;

export const messengerEntries = {
  frameTrial: {
    ...script.trialEntry,
    key: 'frameTrial',
    purpose: 'Finds out whether this browser keeps what the chat window stores; removed in the same moment.',
    store: 'cookie',
    party: 'service',
    setBy: 'script',
    setIn: 'packages/messenger/src/lasting.ts',
    modes: inEveryMode(session),
    attributes: { prefix: '__Host-', isHttpOnly: false, sameSite: 'None', isPartitioned: false, scope: 'host' },
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'messenger',
    valueText: 'random number, there for less than a millisecond',
    counterpart: null,
    insteadOf: null,
    when: {},
  },
  conversationKeys: {
    ...frameEntry,
    ...script.conversationKeysEntry,
    key: 'conversationKeys',
    purpose: 'Opens the conversations that were begun in this browser; pages of the site cannot read it.',
    modes: { ...byEnd.lasting(kept), ...byEnd.withSession(keptForSession) },
    valueText: 'JSON list of conversation and visitor ids and random 256-bit keys',
    counterpart: 'LPCKEY, LPCID',
  },
  used: {
    ...frameEntry,
    ...script.usedEntry,
    key: 'used',
    purpose: 'Tells when the chat was last used here, so that what it stored is cleared once it was long forgotten.',
    modes: { ...byEnd.lasting(kept), ...byEnd.withSession(keptForSession) },
    valueText: 'a timestamp, `1763769600000`',
    counterpart: 'Storage_expiration-',
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
} as const satisfies Record<string, Entry>;
