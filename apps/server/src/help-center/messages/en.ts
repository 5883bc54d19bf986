/** The help center's texts; the other languages have the same keys. */
export const en = {
  helpCenter: 'Help center',
  sitesTitle: 'Answers to questions about each site, and what it stores in your browser:',
  helpOf: (site: string) => `${site} help center`,
  siteLink: (site: string) => `${site}: cookies and stored values`,
  logIn: 'Log in',
  noSites: 'No site has been added yet.',
  cookiesOf: (site: string) => `Cookies of ${site}`,
  cookiesTitle: (site: string) => `What ${site} stores in your browser`,
  cookiesText:
    'This list is made from the program itself, not written by hand. Values are random names, times and settings. The one text kept is what you typed and have not sent yet; it stays in your browser.',
  noneBeforeYes: 'Nothing of “Analytics” is stored before you say yes.',
  categories: { necessary: 'Necessary', functional: 'Functional', analytics: 'Analytics' },
  foreign: 'Set by others beside it',
  foreignText: 'The operator of this service declares that other programs on the same hosts set these.',
  columns: { name: 'Name', purpose: 'What for', store: 'Kept in', lifetime: 'How long' },
  setBy: (who: string) => `Set by ${who}.`,
  members: 'For the site’s team only.',
  stores: {
    cookie: 'cookie',
    localStorage: 'browser storage',
    sessionStorage: 'the tab',
    indexedDB: 'browser database',
  },
  sameAs: 'The same list as',
  and: 'and',
  missing: 'Page not found',
  missingTitle: 'There is no page here',
  missingText:
    'The address may be mistyped, or the page is no longer there. The help center’s start names all that there are.',
  inThisLanguage: 'English',
};

export type Messages = typeof en;
