const en = {
  title: 'Find an answer at once',
  search: 'Search the help center',
  popular: 'Often read',
  found: (count: number) => (count === 1 ? '1 article' : `${count} articles`),
  nothing: 'Nothing was found. Write to us instead.',
  ask: (title: string) => `Ask about “${title}”`,
  about: (title: string) => `About “${title}”: `,
  show: 'Show in “My conversations”',
  shown: 'It goes on in the new tab.',
  showNone: 'None of these conversations can be shown there.',
};

const de: typeof en = {
  title: 'Sofort eine Antwort finden',
  search: 'In der Hilfe suchen',
  popular: 'Oft gelesen',
  found: (count) => (count === 1 ? '1 Artikel' : `${count} Artikel`),
  nothing: 'Nichts gefunden. Schreiben Sie uns.',
  ask: (title) => `Zu „${title}“ fragen`,
  about: (title) => `Zu „${title}“: `,
  show: 'In „Meine Gespräche“ zeigen',
  shown: 'Weiter geht es im neuen Tab.',
  showNone: 'Keines dieser Gespräche kann dort gezeigt werden.',
};

/** The words of the help center's part, which come with it. */
export function helpTexts(tag: string): typeof en {
  return tag.startsWith('de') ? de : en;
}
