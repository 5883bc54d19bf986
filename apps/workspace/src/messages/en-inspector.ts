/** The texts of the inspector, in English: for somebody who never heard of cookies, each technical term beside them. */
export const enInspector = {
  title: 'Why was this visitor recognised, or not?',
  text: 'Each visit tells what this browser allowed, what was kept in it, and who could be known by it. A cookie is a small note that a website leaves in a browser and gets back with the next page: by it a visitor is known again.',
  search: 'Find a visit',
  searchPlaceholder: 'Name, id, page, browser, country…',
  until: 'Up to this day',
  find: 'Find',
  clear: 'Show all',
  columns: { visitor: 'Visitor', page: 'Page', when: 'Began', kept: 'Remembered by', known: 'Known again' },
  ordinal: (ordinal: string) => `${ordinal} visit`,
  firstVisit: 'first visit',
  pages: (count: number) => (count === 1 ? '1 page' : `${count} pages`),
  open: (label: string, at: string) => `Visit of ${label}, ${at}`,
  kept: {
    'third-party-cookie': 'Shared cookie',
    'partitioned-cookie': 'Split cookie',
    'first-party-cookie': 'Own cookie',
    tab: 'One tab only',
    page: 'Nothing at all',
  },
  steps: (count: number) => (count === 1 ? '1 step down' : `${count} steps down`),
  known: { none: 'New', weak: 'Probably', strong: 'Surely' },
  emptyTitle: 'No visit yet',
  empty:
    'As soon as somebody opens a page that carries the tag, and agreed where the site asks first, the visit is here.',
  nothingTitle: 'No visit matches',
  nothingAtAll: 'No visit of that time has all of these words.',
  further: 'Look further back',
  lookedTo: (since: string) => `Looked back to ${since}.`,
  all: 'All visits',
  goneTitle: 'Visit not found',
  gone: 'It is not there any more, or it belongs to another site.',
  lasted: (span: string) => `lasted ${span}`,
  now: 'going on now',
  verdict: {
    new: 'A new visitor',
    weak: 'Probably the same browser as before',
    strong: 'Surely the same browser as before',
    elsewhere: 'New under this id, and known by another',
  },
  verdictText: {
    new: 'Nothing that this browser brought along told of an earlier visit.',
    weak: 'It brought an id that scripts in the page can read. Whoever copies that id looks the same: so agents see the history with a caution, and no conversation opens by it.',
    strong:
      'It brought something that only this browser can have: a cookie out of reach for scripts, or the key of an earlier conversation.',
    elsewhere: 'This browser brought no id that was known, but what is told below ties it to other visits.',
  },
  outcome: { later: 'Known when coming back', across: 'Known on your other domains' },
  later: {
    yes: 'yes',
    week: 'yes, though this browser may forget after 7 days',
    session: 'until the browser closes, a day at most',
    tab: 'in this one tab only',
    page: 'no: the next page is somebody new',
  },
  across: {
    shared: 'yes, in every page of them',
    session: 'yes, until the browser closes',
    link: 'only where a link leads from one to the other',
  },
  story: 'How it came to that',
  asked: {
    'first-party': 'Your setting: a lasting cookie on your own domain.',
    'first-party-session': 'Your setting: a cookie on your own domain that ends with the browser session.',
    'first-party-with-third-party-session':
      'Your setting: a lasting cookie on your own domain, and until the browser closes one of the chat service that joins your domains.',
    'third-party': 'Your setting: a lasting cookie of the chat service, by which all of your domains know the visitor.',
    'third-party-session':
      'Your setting: a cookie of the chat service until the browser closes, by which all of your domains know the visitor.',
  },
  classes: {
    unpartitioned: 'This browser gives the chat service its cookie back on every website.',
    partitioned:
      'This browser keeps a box of cookies for each website: what the chat service left on one of your domains, it does not get back on another.',
    blocked:
      'This browser refuses cookies of the chat service, because your pages belong to another website than it does.',
    unknown:
      'Whether this browser takes cookies of the chat service is not known: the visitor had left before the second request that finds out.',
  },
  classTerms: {
    unpartitioned: 'third-party cookies: unpartitioned',
    partitioned: 'third-party cookies: partitioned',
    blocked: 'third-party cookies: blocked',
    unknown: 'class unknown',
  },
  places: {
    'third-party-cookie': 'a cookie of the chat service for all of your domains',
    'partitioned-cookie': 'a cookie of the chat service for this website alone',
    'first-party-cookie': 'a cookie on your own domain',
    tab: 'the memory of this one tab',
    page: 'the open page itself',
  },
  reasons: {
    'cookies-blocked': (from: string, to: string) => `This browser refused ${from}, so we took ${to}.`,
    'cookies-split': (from: string, to: string) =>
      `This browser would keep ${from} apart for each website, so we took ${to}.`,
    'storage-blocked': (from: string, to: string) =>
      `This browser stores nothing at all: it refused ${from}, so we took ${to}.`,
    'insecure-page': (from: string, to: string) =>
      `The page came unencrypted (http), where browsers refuse ${from}: so we took ${to}.`,
  },
  result: {
    'third-party-cookie':
      'In the end: remembered by a cookie of the chat service that works on all of your domains, and that scripts in your pages cannot read.',
    'partitioned-cookie': (host: string) =>
      `In the end: remembered by a cookie of the chat service that this browser keeps for ${host} alone.`,
    'first-party-cookie': (host: string) => `In the end: remembered by a cookie on ${host}.`,
    tab: 'In the end: remembered in one tab. When it closes, the visitor is forgotten.',
    page: 'In the end: nothing could be stored. The next page is a new visitor; the chat works while a page stays open.',
  },
  who: 'Who this is',
  whoText: 'What is known of the person, and how sure it is.',
  id: 'Visitor id',
  visitId: 'Visit id',
  contact: 'Contact',
  noContact: 'Gave no name and no address.',
  seen: 'Seen',
  seenText: (visits: string, since: string) => `${visits}, since ${since}`,
  visits: (count: number) => (count === 1 ? '1 visit' : `${count} visits`),
  revoked: (at: string) =>
    `This id was ended on ${at}, by a logout or because consent was taken back. Nobody comes back under it.`,
  weakened: (at: string) =>
    `On ${at} the id moved from a place that scripts can read to one that they cannot. It may have been copied before, so it proves little.`,
  earlier: (name: string) =>
    `Your earlier chat system knew this browser by its cookie ${name}; history brought along finds its visitor by it.`,
  aliases: 'Other ids of this person',
  aliasesText: 'One person can have several ids: one for each browser, or for each domain where cookies are refused.',
  noAliases: 'None. Nothing ties this id to another one.',
  evidence: {
    jar: 'One browser showed both ids in the same moment.',
    handoff: 'A link from one of your domains to the other took the id along.',
    handoffConfirmed:
      'A link led from one of your domains to the other, and there the visitor chose to go on with the conversation.',
    key: 'One browser holds keys to conversations of both.',
    adopted: 'Your earlier chat system knew both by one id.',
  },
  strengths: { strong: 'sure', weak: 'probable' },
  strengthText: {
    strong: 'Shown as one history.',
    weak: 'Could have been copied: agents read “probably the same person”, and nothing opens by it.',
  },
  via: (label: string) => `By way of ${label}.`,
  undoneAt: (at: string) => `Taken apart on ${at}`,
  moves: 'Moves between your domains',
  movesText: 'Where browsers keep domains apart, a link takes a one-time code along. Told for one day.',
  noMoves: 'No link of yours led this visitor from one domain to another, or none had to.',
  left: (from: string, to: string) => `A link on ${from} led to ${to}.`,
  arrived: (from: string, to: string) => `Came to ${to} by a link on ${from}.`,
  redeemed: (label: string) => `The page there used the code: agents see the two as probably one person, ${label}.`,
  unredeemed: 'The code was never used: the page was closed first, carries no tag, or came later than 60 seconds.',
  offered: 'A conversation came along; it was offered, and the visitor has not taken it up.',
  continued: 'A conversation came along, and the visitor chose to go on with it there.',
  conversations: 'Conversations, and who can open them',
  conversationsText:
    'Each conversation has keys of its own. An id opens nothing; only a browser that holds a key can read or write.',
  noConversations: 'This visitor has had no conversation.',
  began: (at: string) => `Conversation of ${at}`,
  statuses: { queued: 'In the queue', open: 'Open', ended: 'Ended' },
  ofVisit: 'began in this visit',
  openKeys: (count: number) =>
    count === 0 ? 'No key opens it any more.' : count === 1 ? '1 key opens it now.' : `${count} keys open it now.`,
  granted: {
    start: 'The visitor began it: this browser got its key.',
    continuation: 'The visitor went on with it on another of your domains: the browser got a key of its own there.',
    device:
      'The visitor went on with it on another device, with a code from a mailbox: the browser got a key of its own there.',
    recovery:
      'This browser forgets what the chat window stores, so the page keeps a one-time token for it. The token came back and was changed for a key.',
    login: 'The login of your own website said who this is: the browser got a key.',
    code: 'The visitor typed in a code from a mailbox at the help center: the browser got a key of its own there.',
    messenger:
      'The visitor had the chat shown under “My conversations” of the help center: the browser got a key of its own there. It ends with the one it came from.',
    other: 'A browser got a key.',
  },
  ended: {
    logout: 'The visitor logged out: the key opens nothing any more.',
    switched: 'Somebody else logged in on this browser: the key opens nothing any more.',
    reused: 'Ended for safety, because a used token came back: the key opens nothing any more.',
    expired: 'The key had run out.',
    ended: 'Access was ended: the key opens nothing any more.',
    other: 'The key opens nothing any more.',
  },
  joined: 'The login of your own website said whose it is: it belongs to that contact now.',
  reused:
    'A one-time token came back that had been used before. Somebody may have copied it, so everything that it opened was ended, and agents were told.',
  families: 'What opens several of them together',
  recovery: (uses: number) =>
    `This browser forgets what the chat window stores, so your pages keep a one-time token that brings the chat back. ${
      uses === 0
        ? 'It has not come back yet.'
        : uses === 1
          ? 'It came back once, in exchange for a new one.'
          : `It came back ${uses} times, each time in exchange for a new one.`
    }`,
  login: 'A login of your own website: while it goes on, this browser opens the conversations of that contact.',
  held: 'A browser keeps these conversations open on the help center, by a cookie of this site alone.',
  goesOn: 'goes on',
  familyEnds: {
    reused: 'ended for safety: a used token came back',
    logout: 'ended by a logout',
    switched: 'ended: somebody else logged in',
    expired: 'ran out',
    replaced: 'replaced by a newer one',
    other: 'ended',
  },
  typed: 'Typed in the chat',
  byLogin: 'Known by your login',
  inThisVisit: 'in this visit',
  noEvents: 'Its keys were made before this was recorded.',
  consent: 'What the visitor agreed to',
  consentText: 'Each yes is kept as proof. A no stays in the browser and is never sent.',
  noConsent: {
    off: 'Nobody is asked on this site.',
    notice: 'No yes was recorded. The site tells visitors and goes on until one refuses.',
    required: 'No yes of this visitor is recorded under this id.',
  },
  said: {
    both: 'Agreed to comfort and to statistics',
    functional: 'Agreed to comfort, not to statistics',
    analytics: 'Agreed to statistics, not to comfort',
    neither: 'Agreed to what the chat needs, and to nothing more',
  },
  sources: {
    banner: 'in the banner',
    api: 'by your consent manager',
    'consent-mode': 'by your consent manager (Google Consent Mode)',
    'chat-click': 'by opening the chat',
    'help-center': 'in the help center',
  } as Record<string, string>,
  question: (version: string) => `question no. ${version}`,
  rules: 'Rules of this site now',
  history: {
    all: 'Who comes back sees all earlier conversations whose keys the browser holds.',
    open: 'Who comes back sees earlier conversations that have not ended.',
    none: 'Who comes back sees none of the earlier conversations.',
  },
  join: {
    visit: 'When your login says who it is, conversations of this visit join the contact.',
    all: 'When your login says who it is, all conversations whose keys the browser holds join the contact.',
    apart: 'When your login says who it is, conversations from before stay apart.',
  },
  seenPages: 'Pages of this visit',
  newestPages: (count: number) => `The newest ${count} are told.`,
};
