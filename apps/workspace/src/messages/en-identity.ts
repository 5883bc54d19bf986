/** The texts of an admin's screens about recognising visitors and asking them, in English. */
export const enIdentity = {
  modeTitle: 'How visitors are recognised',
  modeLead: 'What lies in their browser, and for how long. In doubt take the first.',
  recommended: 'Recommended',
  inForce: 'In force',
  gains: 'Gains',
  costs: 'Costs',
  forWhom: 'For',
  facts: { later: 'After a restart', across: 'On another of your domains', third: 'Third-party cookies' },
  later: { yes: 'known', no: 'new' },
  across: { cookie: 'known where browsers share cookies, else by a link', link: 'known by a link' },
  third: { none: 'none', session: 'until the browser closes', lasting: 'lasting' },
  modes: {
    'first-party': {
      name: 'First party',
      text: 'A lasting cookie on your own domain.',
      gains: 'Returning visitors are known in every browser, and no third-party cookie is ever sent.',
      costs:
        'A second domain of yours knows a visitor only who comes over by a link. Browsers with WebKit’s tracking prevention forget after 7 days, unless your own server sets the cookie (above).',
      forWhom: 'nearly every site.',
    },
    'first-party-session': {
      name: 'First party, until the browser closes',
      text: 'A cookie on your own domain that ends with the browser session.',
      gains: 'No history: nobody is followed from one day to the next. The easiest to justify.',
      costs:
        'Who comes back is new, so you count more visitors than there are. It ends for sure: after 4 quiet hours, and after 24 hours at most.',
      forWhom: 'public offices, health, schools, intranets.',
    },
    'first-party-with-third-party-session': {
      name: 'First party, shared for one session',
      text: 'A lasting cookie on your own domain, and until the browser closes one on the service’s.',
      gains: 'Returning visitors are known on each domain, and several domains join within one session.',
      costs:
        'Third-party cookies have to be named and agreed to. Where a browser splits or blocks them, domains join by links only.',
      forWhom: 'several domains where coming back matters.',
    },
    'third-party': {
      name: 'Third party',
      text: 'A lasting cookie on the service’s domain, for all of your domains.',
      gains: 'One visitor on all your domains, days later too, where the browser shares such cookies.',
      costs:
        'Firefox and WebKit split or block them, and so do many Chromium browsers: there your own domain steps in by itself, and a person on two domains may count twice. One request more on the first page; third-party cookies have to be named and agreed to.',
      forWhom: 'several domains whose visitors mostly use browsers that share cookies.',
    },
    'third-party-session': {
      name: 'Third party, until the browser closes',
      text: 'A cookie on the service’s domain that ends with the browser session.',
      gains: 'One visit across all your domains, without a history.',
      costs: 'Who comes back is new. Split and blocked as above; has to be named and agreed to.',
      forWhom: 'several domains, and no history wanted.',
    },
  },
  consentNote:
    'Every mode stores an id in the browser. Where the law asks for consent, it asks in all five: set it under Consent.',
  changeTitle: 'When you save',
  changeWhen: 'It holds from each visitor’s next page view. No page has to be changed.',
  consequences: {
    carried: 'Whom you know now you still know: what their browser holds is carried over.',
    'ends-with-browser':
      'A visit that is under way goes on. Who comes back afterwards is new, whatever their browser held.',
    lasts: 'From then on they are remembered for as long as you set below.',
    'service-cleared':
      'What lies on the service’s domain is read one last time and removed, in each browser at its next visit.',
    'service-added': 'Third-party cookies are new then: name them in your privacy policy, and ask everyone again.',
  },
  lifetimeTitle: 'For how long',
  lifetimeLegend: 'A visitor is remembered',
  lifetimeSession:
    'Until the browser closes; the chosen mode sets that. The following holds once a lasting mode is in force.',
  lifetimes: { year: 'A year, prolonged by visits', exempt: '390 days from the first visit', own: 'Another time' },
  lifetimeText: {
    year: 'Forgotten a year after the last visit.',
    exempt:
      'Not prolonged: after 13 months everybody is new. What the French CNIL wants of audience measurement without consent.',
    own: 'Between 1 and 400 days, which is as long as browsers keep a cookie.',
  },
  days: 'Days',
  daysInvalid: 'Choose between 1 and 400 days.',
  prolonged: 'Prolonged by each visit',
  adoptTitle: 'Coming from another system',
  adoptText:
    'Name the cookie by which your earlier chat knew visitors. The tag sends its value once, so that history you bring along finds its visitor. Until the old script is gone both may run.',
  adopt: 'Cookies to take over',
  adoptHint:
    'One per line, at most 4. Names only, and only of visitor cookies: never that of a login or a shopping session.',
  adoptKnown: { LPVID: 'LivePerson', dp__v: 'Deskpro, today', dp_v: 'Deskpro, earlier' } as Record<string, string>,
  adoptAdd: (name: string, system: string) => `Add ${name} (${system})`,
  adoptFull: 'At most 4 cookies can be taken over.',
  servedTitle: 'Cookies set by your own server',
  servedGood: (domains: string) =>
    `The service lies under your own domain: on ${domains} it sets cookies itself, out of reach for scripts, and no browser cuts their life short. This is the best there is.`,
  servedRest: (domains: string) => `Not so on ${domains}: there the tag sets the cookie.`,
  servedNot:
    'The service lies under another domain than your site, so the tag’s script sets the cookie. Recommended: let your own server set it. Then scripts cannot read it, and browsers do not end it after 7 days. Porchlight notices by itself.',
  servedWay: 'Which way?',
  served: { host: 'A host of your own', path: 'A path of your own' },
  servedText: {
    host: 'One name under your domain that leads to the service. Serves tag and messenger for all subdomains; needs a name in DNS and a certificate.',
    path: 'Your web server passes one path on to the service. Nothing in DNS changes; needed once per domain. Carries the tag and its requests, never the messenger.',
  },
  servedProxy: 'Your web server',
  proxies: { nginx: 'nginx', caddy: 'Caddy' },
  servedHost: 'Host of your site',
  servedSettings: 'And tell the service its name, and whom it may believe:',
  servedTrust:
    'Name your proxy’s address in the service’s settings (PORCHLIGHT_TRUSTED_PROXIES), and use this line on the pages of that host:',
  showSnippet: 'Show how',
  bannerTitle: 'Who asks',
  banner: 'Who asks your visitors?',
  banners: { own: 'Porchlight’s own banner', other: 'My site asks' },
  bannerText: {
    own: 'Small, in the visitor’s language, loaded only while there is something to ask. A no is as easy as a yes.',
    other: 'By a consent manager or a banner of its own; it passes the answer on (below).',
  },
  bannerOff: 'Nobody is asked while the policy is “Not asked”.',
  previewLabel: 'How the banner looks on your site',
  privacy: 'Address of your privacy policy',
  privacyHint: 'Linked from the banner. Leave it empty for no link.',
  privacyInvalid: 'Write an address that begins with https://, or leave it empty.',
  forgetTitle: 'When somebody takes a yes back',
  forgets: 'Besides the cookies in the browser, the server forgets',
  forgetChoices: { nothing: 'Nothing more', pages: 'The pages they saw', visitor: 'The visitor altogether' },
  forgetText: {
    nothing: 'From then on nothing is added. What was collected with their yes stays, as the law allows.',
    pages: 'Addresses and titles of the pages go, and where they came from; that there was a visit stays counted.',
    visitor: 'Visits, pages and the id go. Conversations stay: they were held with you, not observed.',
  },
  againTitle: 'Ask everyone again',
  againText:
    'When you change what is asked or what it is for, answers given before should count no more. A no stays a no until the visitor answers anew.',
  againVersion: (version: string) => `This is question no. ${version}.`,
  again: 'Ask everyone again',
  againConfirmTitle: 'Ask every visitor again?',
  againConfirm:
    'No yes given so far counts any more. Nobody is recorded before a new yes where the policy asks first. This cannot be taken back.',
  againDone: 'Everyone is asked again, from the next page view.',
  proofsTitle: 'Proof of consent',
  proofsText:
    'Each yes is kept: when, to which question, by which way, and whose. What a withdrawal forgets, it leaves. A no is never sent.',
  proofs: 'Download as CSV',
  passOnTitle: 'Passing answers on',
  passOnText:
    'For sites that ask by themselves. Put this into your consent manager, where it reports the visitor’s choice:',
  consentMode:
    'With Google Consent Mode nothing has to be put in: Porchlight listens to what your consent manager tells Google.',
  gpc: 'A browser that sends Global Privacy Control refuses analytics by itself, unless the visitor said yes here.',
};
