import type { CookieAttributes, Entry } from './entry.ts';
import { dayS, identityLife, inEveryMode, session } from './lifetimes.ts';
import { consent } from './register-tag.ts';

// What the help center keeps, of guests and of its users.

/** Lax: mails lead here; what changes something asks for a token of its form besides [CSRF2]. */
const helpCookie: CookieAttributes = {
  prefix: '__Host-',
  isHttpOnly: true,
  sameSite: 'Lax',
  isPartitioned: false,
  scope: 'host',
};

/**
 * [AUTH30, MODE14] each site's own: whoever is logged in to one of an installation's help centers is a stranger at the
 * others.
 */
const portalEntry = {
  store: 'cookie',
  party: 'help-center',
  setBy: 'server',
  setIn: 'apps/server/src/accounts/users/user-sessions.ts',
  attributes: helpCookie,
  appliesTo: 'user',
  surface: 'help-center',
  insteadOf: null,
  when: {},
} as const;

export const helpCenterEntries = {
  helpVisitor: {
    key: 'helpVisitor',
    name: 'pl_guest-{site}',
    format: /^[\w-]{43}$/,
    purpose:
      'Keeps what you said of the help center’s articles, and what of it you follow, yours, so that you can change it; set when you first do so.',
    store: 'cookie',
    party: 'help-center',
    setBy: 'server',
    setIn: 'apps/server/src/help-center/visitor-token.ts',
    modes: identityLife,
    attributes: helpCookie,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'help-center',
    valueText: 'random token; only its hash is kept on the server, with what was said or followed',
    counterpart: 'dp_v',
    insteadOf: null,
    when: {},
  },
  helpConversations: {
    key: 'helpConversations',
    name: 'pl_tickets-{site}',
    format: /^[\w-]{43}$/,
    purpose:
      'Keeps your conversations open in this browser on the help center; set when you send the contact form, type in a mailed code, or have chats shown there.',
    store: 'cookie',
    party: 'help-center',
    setBy: 'server',
    setIn: 'apps/server/src/tickets/held-cookie.ts',
    modes: identityLife,
    attributes: helpCookie,
    appliesTo: 'visitor',
    category: 'necessary',
    surface: 'help-center',
    valueText: 'random 256-bit secret, from which the keys of those conversations follow; the server keeps only hashes',
    counterpart: 'dp_v',
    insteadOf: null,
    when: {},
  },
  /** [CON1] the same choice, made in the help center without script. */
  consentByForm: {
    ...consent,
    key: 'consentByForm',
    purpose: 'Keeps the same, where it was chosen in the help center by a form.',
    party: 'help-center',
    setBy: 'server',
    setIn: 'apps/server/src/preferences/consent-choice.ts',
    surface: 'help-center',
  },
  helpLanguage: {
    key: 'helpLanguage',
    name: 'pl_lang',
    format: /^(en|de|fr|es|ar)$/,
    purpose: 'Remembers the language that was chosen in the help center; set by choosing one.',
    store: 'cookie',
    party: 'help-center',
    setBy: 'server',
    setIn: 'apps/server/src/help-center/chosen-language.ts',
    modes: inEveryMode({ kind: 'persistent', maxAgeS: 180 * dayS, isRenewed: false }),
    attributes: helpCookie,
    appliesTo: 'visitor',
    category: 'functional',
    surface: 'help-center',
    valueText: 'the language, `de`',
    counterpart: 'dp_lang',
    insteadOf: null,
    when: {},
  },
  portalSession: {
    ...portalEntry,
    key: 'portalSession',
    name: 'porchlight_portal-{site}',
    format: /^(g\.(en|de|fr|es|ar)\.[0-9a-z]{1,11}\.[\w-]{22}\.[\w-]{22}|[\w-]{43})$/,
    purpose: 'Keeps the language of the help center, protects its forms, and keeps a user logged in there.',
    modes: inEveryMode(session),
    category: 'necessary',
    valueText:
      'random session token, of which the server keeps only a hash; before a login language, time, a random id',
    counterpart: 'dpsid-portal, _dp_csrf_token, dp_lang',
  },
  portalRemembered: {
    ...portalEntry,
    key: 'portalRemembered',
    name: 'porchlight_portal_remember-{site}',
    format: /^rm_[\w-]{22}\.[\w-]{65}$/,
    purpose: 'Logs a user in to the help center again who chose to stay logged in; it is replaced at each use.',
    modes: inEveryMode({ kind: 'persistent', maxAgeS: 30 * dayS, isRenewed: false }),
    category: 'functional',
    valueText: 'random series and a one-time value; only its hash is kept on the server',
    counterpart: 'dp_remember_me',
  },
} as const satisfies Record<string, Entry>;
