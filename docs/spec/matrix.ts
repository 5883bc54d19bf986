// What must come out in each browser, written before it was run. `matrix.md` is made from this table and the outcomes.

/** The browsers; the last two, with all cookies blocked, are a smoke run. */
export type BrowserId =
  | 'chromium'
  | 'chromium-blocked'
  | 'firefox'
  | 'firefox-allowed'
  | 'webkitgtk'
  | 'chromium-none'
  | 'firefox-none';

/** Who the server takes the visitor for, after what the scenario did; other words are said by their scenario. */
export type Recognition = 'same visit' | 'same' | 'joined' | 'new';

/** What can be measured in a browser that makes a better outcome impossible there. */
export type Measurement =
  | 'script-cookies-live-seven-days'
  | 'frame-storage-split-by-origin'
  | 'frame-storage-shared-by-sites';

/** A cell: the outcome; where a browser prevents it, what is seen instead and the measurement that shows why. */
export type Cell = string | { wanted: string; seen: string; by: Measurement } | null;

/** One cell for each mode, in the order of `cookieModes`; null where the scenario is not for that mode. */
export type Row = readonly [Cell, Cell, Cell, Cell, Cell];

/** What is looked at besides who the visitor is, where somebody wrote a message and began another one before. */
export type ColumnId = 'conversation' | 'draft' | 'former';

export type ScenarioSpec = {
  title: string;
  /** The rules that the outcome follows from. */
  rules: readonly string[];
  /** Only these browsers have a row. */
  expected: Partial<Record<BrowserId, Row>>;
  /** With these, a conversation is begun beforehand. */
  columns?: Partial<Record<ColumnId, Partial<Record<BrowserId, Row>>>>;
};

export const columns: Record<ColumnId, { title: string; rules: readonly string[] }> = {
  conversation: { title: 'Conversation kept', rules: ['CNV3', 'CNV4', 'CNV16'] },
  draft: { title: 'Draft kept', rules: ['CNV4', 'CNV12', 'CNV16'] },
  former: { title: 'Left of the former user', rules: ['VIS6', 'CNV15'] },
};

const whole: BrowserId[] = ['chromium', 'chromium-blocked', 'firefox', 'firefox-allowed', 'webkitgtk'];
const smoke: BrowserId[] = ['chromium-none', 'firefox-none'];

const all = (cell: Cell): Row => [cell, cell, cell, cell, cell];
const rows = (row: Row, ids: BrowserId[] = whole) =>
  Object.fromEntries(ids.map((id) => [id, row])) as Partial<Record<BrowserId, Row>>;
const everywhere = (outcome: string) => rows(all(outcome));

/** Persistent modes recognise who comes back; session modes do not. */
const lasting: Row = ['same', 'new', 'same', 'same', 'new'];
/** … within half an hour: the visit goes on as well. */
const lastingVisit: Row = ['same visit', 'new', 'same visit', 'same visit', 'new'];
const capped: Cell = { wanted: 'same', seen: 'new', by: 'script-cookies-live-seven-days' };

/** What is kept for longer than the session, by mode. */
const keptLasting: Row = ['kept', 'gone', 'kept', 'kept', 'gone'];
/** Unsent text lives in the frame alone, and WebKit drops what frames of third parties store when it exits [CNV12]. */
const draftsLasting = { ...rows(keptLasting), webkitgtk: all('gone') };
/** Where the session ended and the mode with it, the next user of the browser may be somebody else [CNV16]. */
const formerOfSession: Row = [null, 'nothing', null, null, 'nothing'];
/** The page's recovery token lies by origin, too, so that a subdomain has neither it nor the frame's keys [CNV3]. */
const apartBySubdomain: Cell = { wanted: 'kept', seen: 'gone', by: 'frame-storage-split-by-origin' };
/**
 * Where all sites share what the frame stores, so do its conversations; not in a mode where neither the session's mark
 * nor the visitor goes along, and the frame clears what it cannot tell from a former session's [CNV16].
 */
const keptInSharedFrame: Row = ['kept', 'kept', 'kept', 'kept', 'gone'];
const clearedOnTheWay: Cell = { wanted: 'offered, kept', seen: 'offered, gone', by: 'frame-storage-shared-by-sites' };

/** Firefox then lets the service's common jar appear; where requests carry no credentials, nothing of it shows. */
const granted: Row = [
  'same visit, storage granted',
  'same visit, storage granted',
  'same visit, storage granted',
  'same visit',
  'same visit',
];

/** Cookies of the service reach all sites. */
const shared: BrowserId[] = ['chromium', 'firefox-allowed'];
/** They do not, whether they are split or not kept at all. */
const apart: BrowserId[] = ['chromium-blocked', 'firefox', 'webkitgtk'];

export const matrix = {
  holds: {
    title: 'First visit: what the browser holds of the visitor',
    rules: ['MODE1', 'MODE2', 'MODE3', 'MODE4', 'MODE5', 'MODE6', 'MODE16'],
    expected: {
      chromium: [
        'service lasting, split lasting',
        'service session, split session',
        'service session, split session, own lasting',
        'own lasting',
        'own session',
      ],
      'firefox-allowed': [
        // Its requests do not say that the service's cookies are shared, so first-party entries stand beside them [MODE7].
        'service lasting, split lasting, own lasting',
        'service session, split session, own session',
        'service session, split session, own lasting',
        'own lasting',
        'own session',
      ],
      ...rows(
        [
          'split lasting, own lasting',
          'split session, own session',
          'split session, own lasting',
          'own lasting',
          'own session',
        ],
        ['chromium-blocked', 'firefox'],
      ),
      webkitgtk: ['own lasting', 'own session', 'own lasting', 'own lasting', 'own session'],
      ...rows(all('nothing'), smoke),
    },
  },
  requests: {
    title: 'Requests until the first page view is recorded, and for the second',
    rules: ['MODE7'],
    expected: rows(['2, then 1', '2, then 1', '2, then 1', '1, then 1', '1, then 1']),
  },
  reload: {
    title: 'Reload',
    rules: ['VIS2'],
    expected: { ...everywhere('same visit'), ...rows(all('new'), smoke) },
    columns: { conversation: everywhere('kept'), draft: everywhere('kept') },
  },
  link: { title: 'Link to another page', rules: ['VIS2'], expected: everywhere('same visit') },
  'new-tab': {
    title: 'New tab',
    rules: ['SES1'],
    expected: everywhere('same visit'),
    columns: { conversation: everywhere('kept'), draft: rows(keptLasting) },
  },
  'second-window': { title: 'Second window', rules: ['SES1'], expected: everywhere('same visit') },
  subdomain: {
    title: 'Subdomain',
    rules: ['MODE11'],
    expected: everywhere('same visit'),
    columns: {
      conversation: { ...everywhere('kept'), webkitgtk: all(apartBySubdomain) },
      draft: { ...everywhere('kept'), webkitgtk: all(apartBySubdomain) },
    },
  },
  'other-domain': {
    title: 'Other domain of the site, address typed',
    rules: ['MODE1', 'MODE3', 'XD2'],
    expected: { ...rows(['same visit', 'same visit', 'same visit', 'new', 'new'], shared), ...rows(all('new'), apart) },
    // Who the visitor is opens nothing: a key is of one conversation, in the frame of one site [CNV1].
    columns: {
      conversation: { ...everywhere('gone'), 'firefox-allowed': keptInSharedFrame },
      draft: { ...everywhere('gone'), 'firefox-allowed': keptInSharedFrame },
    },
  },
  'hand-off': {
    title: 'Other domain of the site, by a link (hand-off)',
    rules: ['XD2', 'XD3', 'XD5'],
    expected: {
      ...rows(['same visit', 'same visit', 'same visit', 'joined', 'joined'], shared),
      ...rows(all('joined'), apart),
      ...rows(all('joined'), smoke),
    },
    columns: {
      // Where the service's cookies reach both domains, no link is touched, and nothing is handed over [XD2].
      conversation: {
        ...rows(all('offered, kept'), apart),
        chromium: ['gone', 'gone', 'gone', 'offered, kept', 'offered, kept'],
        // Its requests do not say that cookies are shared, so links are touched in every mode [XD2, MODE7].
        'firefox-allowed': ['offered, kept', 'offered, kept', 'offered, kept', 'offered, kept', clearedOnTheWay],
      },
      draft: { ...everywhere('gone'), 'firefox-allowed': keptInSharedFrame },
    },
  },
  restart: {
    title: 'Back after a restart of the browser',
    rules: ['MODE1', 'MODE2', 'MODE5'],
    expected: rows(lastingVisit),
    columns: { conversation: rows(keptLasting), draft: draftsLasting, former: rows(formerOfSession) },
  },
  'half-hour': {
    title: 'Back after 31 minutes',
    rules: ['SES1'],
    expected: everywhere('same'),
    columns: { conversation: everywhere('kept'), draft: everywhere('kept') },
  },
  'script-entries-gone': {
    title: 'Script-set cookies expired before the others',
    rules: ['MODE6', 'MODE15'],
    expected: {
      ...rows(['same visit', 'same visit', 'same visit', 'new', 'new'], [...shared, 'chromium-blocked', 'firefox']),
      webkitgtk: all('new'),
    },
  },
  'eight-days': {
    title: 'Back after eight days',
    rules: ['MODE13', 'MODE17'],
    expected: { ...rows(lasting), webkitgtk: [capped, 'new', capped, capped, 'new'] },
    columns: { conversation: rows(keptLasting), draft: draftsLasting, former: rows(formerOfSession) },
  },
  'consent-refused': { title: 'Consent refused', rules: ['CON2'], expected: everywhere('nothing') },
  'consent-withdrawn': {
    title: 'Consent withdrawn',
    rules: ['CON4'],
    expected: everywhere('cleared'),
    // The visitor began the conversation, and what it needs is necessary: it stays [CON4].
    columns: { conversation: everywhere('kept'), draft: everywhere('kept') },
  },
  logout: {
    title: 'Logout on a shared computer',
    rules: ['VIS6'],
    expected: everywhere('new'),
    columns: { conversation: everywhere('gone'), draft: everywhere('gone'), former: everywhere('nothing') },
  },
  'mode-changed': {
    title: 'Mode changed by the admin, from 4, 1, 1, 1, 4',
    rules: ['MODE12', 'MODE16'],
    expected: everywhere('same visit'),
    columns: { conversation: everywhere('kept'), draft: everywhere('kept') },
  },
  'mode-changed-back': {
    title: 'Mode changed by the admin, from 5, 4, 4, 3, 2',
    rules: ['MODE12', 'MODE16'],
    expected: everywhere('same visit'),
    columns: { conversation: everywhere('kept'), draft: everywhere('kept') },
  },
  'plain-http': { title: 'Plain HTTP', rules: ['MODE10'], expected: everywhere('same visit') },
  'service-down': {
    title: 'Service down, answering 500 and HTML, and back',
    rules: ['LOAD2'],
    expected: everywhere('same visit'),
  },
  crash: {
    title: 'Session restored after a crash',
    rules: ['MODE17'],
    // WebKitGTK restores no session, so its session cookies end with the process.
    expected: { ...everywhere('same visit'), webkitgtk: lastingVisit },
    columns: {
      conversation: { ...everywhere('kept'), webkitgtk: keptLasting },
      // Looked at in a new tab: in session modes unsent text is the old one's.
      draft: draftsLasting,
      former: { webkitgtk: formerOfSession },
    },
  },
  'restored-late': {
    title: 'Session restored five hours later',
    rules: ['MODE17'],
    expected: rows(lasting),
    columns: { conversation: rows(keptLasting), draft: draftsLasting, former: rows(formerOfSession) },
  },
  'service-clicked': {
    title: 'A page of the service’s origin clicked before',
    rules: ['MODE15'],
    expected: { ...everywhere('same visit'), firefox: granted },
  },
  coep: { title: 'Page with COEP', rules: ['LOAD2'], expected: everywhere('same visit, messenger') },
  'trusted-types': {
    title: 'Page with Trusted Types and a strict policy',
    rules: ['LOAD2'],
    expected: everywhere('same visit, messenger'),
  },
  'no-referrer': {
    title: 'Page with Referrer-Policy: no-referrer',
    rules: ['SES5'],
    expected: everywhere('same visit'),
  },
  'near-service': {
    title: 'Service under the site’s domain: back after eight days',
    rules: ['MODE9'],
    expected: rows(lasting.map((cell) => `${cell}, HttpOnly`) as unknown as Row),
  },
  'proxied-path': {
    title: 'Service on a proxied path: back after eight days',
    rules: ['MODE9'],
    expected: rows(lasting.map((cell) => `${cell}, HttpOnly`) as unknown as Row),
  },
  chat: {
    title: 'A message in the chat window arrives',
    rules: ['LOAD2'],
    expected: { ...rows(['sent', null, null, 'sent', null], [...whole, ...smoke]) },
  },
} satisfies Record<string, ScenarioSpec>;

export type ScenarioId = keyof typeof matrix;

/** How each measurement is told to the reader. */
export const measurements: Record<Measurement, string> = {
  'script-cookies-live-seven-days':
    'The browser lets a cookie that script wrote live for seven days, whatever it asks for.',
  'frame-storage-split-by-origin':
    'The browser splits what a frame stores by the whole origin of the page around it, not by its site: a subdomain is another place.',
  'frame-storage-shared-by-sites':
    'The browser shares what a frame stores between all sites, so that it meets conversations whose session it cannot know.',
};
