/** Everything the doctor says, in English: in words of somebody who has a site and never heard of cookies. */
export const doctorTextsEn = {
  title: 'Porchlight doctor',
  lead: 'Checks how Porchlight does on this page, in this browser. Only you see it.',
  checking: 'Checking this page…',
  allGood: 'All is well here.',
  done: '{broken} broken, {look} to look at, {ok} fine.',
  levels: { broken: 'Broken', look: 'Look at this', ok: 'Fine' },
  fine: 'Fine: {count} checks',
  todo: 'What to do',
  copy: 'Copy',
  copied: 'Copied',
  copyOf: 'Copy: {title}',
  again: 'Check again',
  copyReport: 'Copy report',
  print: 'Print',
  close: 'Close the doctor',
  seen: 'What the service saw',
  left: 'The code is good for {minutes} more minutes and {checks} more checks, in this browser.',
  codeBad: 'This code is not good any more.',
  codeBadText:
    'It lasts 15 minutes, for one site and the browser that used it first. Make a new one: Administration, your site, Doctor.',
  facts: {
    page: 'Page',
    origin: 'Origin',
    at: 'Time',
    service: 'Service',
    browser: 'Browser',
    country: 'Country',
    mode: 'Cookie mode',
    cookies: 'Cookies that came',
    site: 'Relation',
    domain: 'Cookie domain',
    none: 'none',
  },
  findings: {
    serviceByPolicy: [
      'This page forbids talking to Porchlight',
      'Its security policy refuses every request, so nothing is counted and nothing else could be checked.',
      'Add the line below (Content-Security-Policy), then check again.',
    ],
    tooOften: [
      'Too many checks',
      'Too many came from your network within a minute.',
      'Wait a minute, then check again.',
    ],
    serviceBlocked: [
      'Something in this browser blocks Porchlight',
      'The request failed at once, although a script of the same address had loaded. That is what ad and privacy blockers do; a page’s service worker can do it, too.',
      'Try again with extensions turned off, or in a private window. To reach visitors who use such extensions, let the service stand under your own domain (Administration, Recognition).',
    ],
    pathBroken: [
      'Your own path does not lead to Porchlight',
      'The tag came from {base}, but requests beside it get no proper answer: nothing is counted.',
      'Pass everything below this path on, not the tag alone. For nginx:',
    ],
    serviceDown: [
      'Porchlight does not answer',
      'No proper answer came (status {status}). Your page itself is not harmed by that.',
      'Is the service running, and does a firewall or proxy let POST requests through? Then check again.',
    ],
    originListed: ['This address is on your list', 'Pages at {origin} may use Porchlight.'],
    originBlocked: [
      'This address is blocked',
      'An entry of the blocked domains refuses {host}, whatever else the list allows.',
      'Remove that entry: Administration, Domains, Blocked domains.',
    ],
    originNear: [
      'This address is not on your list, but nearly',
      '{near} is on it and {host} is not: with or without “www”, and each port, count as different addresses.',
      'Add this line: Administration, Domains.',
    ],
    originUnlisted: [
      'This address is not on your list',
      'All that this page sends is refused, so nobody is counted here and the chat cannot open.',
      'If this page is yours, add this line: Administration, Domains.',
    ],
    originNone: [
      'This page has no address of its own',
      'It stands in a sandbox (a CSP “sandbox” or a sandboxed frame) and belongs to no domain, so it cannot be allowed.',
      'Add “allow-same-origin” to the sandbox, or leave it off.',
    ],
    httpsOk: ['The page is encrypted', 'It came by https, as everything of Porchlight’s does.'],
    httpsLocal: ['No encryption, and none needed', 'This is your own machine. On the internet the page must be https.'],
    httpsMissing: [
      'This page is not encrypted',
      'It came by http. Browsers then refuse part of what the chat needs, and others on the way can read along.',
      'Serve it by https, and send visitors of {origin} on to that.',
    ],
    reachCross: [
      'The service stands on another domain',
      '{service} is not under this page’s domain. That works. Better still: an address under your own domain, so that browsers keep what they remember for longer (Administration, Recognition).',
    ],
    reachNear: [
      'The service stands under your own domain',
      '{service} and this page belong together for every browser.',
    ],
    reachProxied: ['The service is reached by your own path', '{base} is passed on as it should be.'],
    reachLost: [
      'Your own path loses its name on the way',
      'Requests by {base} arrive, but the service cannot tell that they came through your site. So it sets no cookies for you.',
      'Send X-Forwarded-Host along, and name the proxy’s address in PORCHLIGHT_TRUSTED_PROXIES. For nginx:',
    ],
    ownCookieCame: [
      'Your server can recognise visitors itself',
      'A cookie that scripts cannot read was set and came back. No browser shortens its life.',
    ],
    ownCookieLost: [
      'The server’s own cookie did not come back',
      'It was set and is gone. The page’s own cookie stands in for it.',
      'See whether a proxy removes “Set-Cookie” or “Cookie” headers, or this browser blocks all cookies.',
    ],
    proxyUntrusted: [
      'A proxy stands before the service and is not trusted',
      'So all visitors seem to come from one address: limits hit everybody at once, and countries are wrong.',
      'Name the proxy’s address to the service, for example:',
    ],
    clockOk: ['The clocks agree', 'This device and the service tell the same time.'],
    clockOff: [
      'The clocks differ by {minutes} minutes',
      'Times in the chat look wrong, and logins of your own users may be refused.',
      'Set the clock of this device. If it is right, set the one of the server (NTP).',
    ],
    cspRefused: [
      'The page’s security policy refuses something: {directive}',
      'Without it a part of Porchlight does not work here.',
      'In the Content-Security-Policy of your pages, {directive} must read:',
    ],
    cspReported: [
      'The page’s policy would refuse something: {directive}',
      'It only reports now. Once it is enforced, a part of Porchlight stops.',
      'Before you enforce it, {directive} must read:',
    ],
    cspOk: [
      'The page’s security policy is no obstacle',
      'Scripts, requests, styles and the chat’s frame are let through.',
    ],
    referrerOk: ['Where visitors come from is told', 'The referrer policy of the page lets it through.'],
    referrerNone: [
      'Other pages do not learn where visitors come from',
      'The referrer policy is “{policy}”. Porchlight works, but on your other domains visits seem to come from nowhere.',
      'If that is not on purpose, send this header:',
    ],
    isolated: ['An isolated page, and all fits', 'Scripts and chat carry the headers that such pages ask for.'],
    cookiesRefused: [
      'This browser keeps no cookies of your site',
      'So a visitor is known in one tab only. Visitors with this setting are few, and counted anew each time.',
      'Are cookies blocked in this browser’s settings? If not, something on the page prevents them.',
    ],
    domainOk: [
      'Cookies hold for your whole domain',
      'They reach {domain} and everything below it: www and shop share their visitors.',
    ],
    domainHost: ['Cookies hold for this host', '{domain} has no domain above it, so they reach it alone.'],
    domainNarrow: [
      'Cookies hold for {domain} alone',
      'They should reach all of {wider}, but the browser takes them for less.',
      'See whether something on the page rewrites cookies, or whether this browser blocks them.',
    ],
    storageOk: ['Pages can store what they need', 'The chat window can stay open from page to page.'],
    storageTab: [
      'Only the tab remembers',
      'This browser refuses to store what lasts. The chat window closes with the tab.',
    ],
    storageRefused: [
      'This browser stores nothing',
      'All storage is blocked in it. Visitors with this setting are new on every page.',
    ],
    classShared: [
      'This browser shares cookies between your domains',
      'A visitor is known on all of them. Tried: plain {plain}, split {twin}.',
    ],
    classSplit: [
      'This browser keeps the service’s cookies apart for each site',
      'That is usual. On this domain visitors are known; to your other domains a link takes them along. Tried: plain {plain}, split {twin}.',
    ],
    classBlocked: [
      'This browser blocks cookies of other domains',
      'Many do. Porchlight then uses a cookie of your own site. Tried: plain {plain}, split {twin}.',
      'Nothing has to be done. An address of the service under your own domain would make recognition last longer.',
    ],
    classChanged: [
      'This browser has changed its mind about cookies',
      'It does otherwise now than at the beginning of this visit.',
      'Nothing: the next visit finds it out again.',
    ],
    trialLost: [
      'What this browser does with cookies could not be tried',
      'The requests with cookies got no answer.',
      'Check again. If it stays, look for a proxy that removes “Access-Control-Allow-Credentials”.',
    ],
    noThirdParty: ['No cookies of other domains', 'Your cookie mode uses none, so none were tried.'],
    sessionMode: ['Nothing outlives the browser session', 'Your cookie mode says so: who comes back tomorrow is new.'],
    adoptable: [
      'Visitors of your former chat could be recognised',
      'This page still holds {names}, from LivePerson or Deskpro.',
      'To keep their history, enter these names: Administration, Recognition.',
    ],
    consentOff: ['Nobody is asked', 'Your site asks for no consent, and Porchlight does not either.'],
    consentBanner: ['Porchlight’s own banner asks', 'It comes to visitors who have not answered.'],
    consentMode: ['Google Consent Mode answers', 'The page has a dataLayer, and Porchlight listens to it.'],
    consentPage: ['Your page passes the answer on', 'It has told Porchlight what this visitor allows.'],
    consentNobody: [
      'Nobody asks for consent, so nothing is counted',
      'Your site wants a yes first. It has no banner of Porchlight’s, and nothing on this page has passed on an answer.',
      'Turn on the banner (Administration, Consent), or have your consent tool call this after a yes:',
    ],
    consentNoNo: [
      'Visitors cannot say no here',
      'Your site counts until somebody refuses, but nothing on this page lets them.',
      'Turn on the banner (Administration, Consent), or have your consent tool call this with its answer:',
    ],
    consentTwice: [
      'Two may ask for consent',
      'The page has a dataLayer, as consent tools use, and Porchlight’s banner is on. Visitors may be asked twice.',
      'If another tool asks, turn the banner off (Administration, Consent).',
    ],
    choiceYes: ['You have said yes in this browser', 'Page views are counted.'],
    choiceNo: ['You have said no in this browser', 'Page views are not counted, and that is right.'],
    choiceWaits: ['You have not answered in this browser', 'Until you do, nothing is counted here.'],
    choiceOpen: ['You have not answered in this browser', 'What your site’s policy says holds until then.'],
    privacyControl: [
      'This browser asks not to be followed',
      'It sends “Global Privacy Control”. Porchlight heeds it: no page views without a yes.',
      'Nothing. To test counting, say yes in the banner or use another browser.',
    ],
    frameLate: [
      'The chat window does not come',
      'Its frame gave no answer within eight seconds.',
      'Open the chat. If it stays empty, look for an extension or firewall that blocks frames of the service.',
    ],
    frameKeeps: ['The chat remembers its conversations', 'Its frame can store what it needs, apart from your page.'],
    frameForgets: [
      'The chat’s frame cannot store anything here',
      'This browser forbids it. The conversation comes back by a key that your page keeps for it.',
      'Nothing has to be done.',
    ],
    socketOk: ['Messages arrive at once', 'The live connection opened within {ms} ms.'],
    socketRefused: [
      'The live connection does not open',
      'Messages then arrive late. Mostly a proxy before the service does not pass WebSockets on, or a firewall cuts them.',
      'Let the proxy pass on “Upgrade”. For nginx:',
    ],
    tagOnce: ['The line stands on this page once', 'As it should.'],
    tagTwice: [
      'The line stands on this page {count} times',
      'Only the first one works, so nothing is counted twice.',
      'Remove the others: often one stands in the page and one in a tag manager.',
    ],
    tagOthers: [
      'There is a Porchlight of another site on this page',
      'Both count, and the first one shows its chat button.',
      'If that is not on purpose, remove one of the lines.',
    ],
    tagNew: ['The page has the present version', 'The tag carries today’s settings.'],
    tagOld: [
      'The page has an older tag',
      'Something between service and browser kept it: a CDN, a proxy, a service worker, or a copy on your own server. New settings do not hold.',
      'Load the tag from the service each time, and do not let “/tag/” be cached there.',
    ],
    worker: [
      'A service worker of your site is in between',
      'It may answer requests itself. Most leave other domains alone.',
      'If settings seem old, make it pass on everything that goes to the service.',
    ],
  },
} satisfies {
  findings: Record<string, readonly [title: string, text: string, todo?: string]>;
  [part: string]: unknown;
};

export const doctorTexts = doctorTextsEn;
