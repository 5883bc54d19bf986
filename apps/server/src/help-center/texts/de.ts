import type { Texts } from './en.ts';

export const de: Texts = {
  language: 'Deutsch',
  helpCenter: 'Hilfe',
  helpOf: (site) => `Hilfe von ${site}`,
  about: (site) => `Antworten und Anleitungen von ${site}: zum Suchen und nach Themen geordnet.`,
  skip: 'Zum Inhalt springen',
  homeTitle: 'Wie können wir helfen?',
  search: 'Suchen',
  searchLabel: 'In der Hilfe suchen',
  searchHint: 'Ein Wort oder eine Frage eingeben',
  suggestions: 'Vorgeschlagene Artikel',
  suggestionCount: (count) =>
    count === 0
      ? 'Kein Vorschlag.'
      : count === 1
        ? '1 Vorschlag. Mit den Pfeiltasten gelangen Sie hin.'
        : `${count} Vorschläge. Mit den Pfeiltasten gelangen Sie hin.`,
  results: (query) => `Ergebnisse für „${query}“`,
  resultCount: (count) => `${count} Artikel`,
  searchTitle: 'Suche',
  noResults: (query) => `Zu „${query}“ wurde nichts gefunden.`,
  noResultsText: 'Versuchen Sie andere oder weniger Wörter, oder sehen Sie die Themen durch.',
  meant: (words) => `Diese Wörter kommen nirgends vor. Hier steht, was es zu „${words}“ gibt.`,
  topics: 'Themen',
  noArticles: 'Es ist noch kein Artikel veröffentlicht.',
  noArticlesHere: 'Hier ist noch kein Artikel.',
  articleCount: (count) => `${count} Artikel`,
  contents: 'Auf dieser Seite',
  related: 'Ähnliche Artikel',
  updated: (date) => `Zuletzt geändert am ${date}`,
  breadcrumb: 'Wo Sie sind',
  languages: 'Sprache',
  fallback: (language) =>
    `Diesen Artikel gibt es noch nicht auf Deutsch. Sie lesen ihn in dieser Sprache: ${language}.`,
  inLanguage: (language) => `auf ${language}`,
  voteTitle: 'Hat dieser Artikel geholfen?',
  yes: 'Ja',
  no: 'Nein',
  votedYes: 'Danke. Sie haben gesagt, dass dieser Artikel geholfen hat; das lässt sich noch ändern.',
  votedNo: 'Danke. Sie haben gesagt, dass dieser Artikel nicht geholfen hat; das lässt sich noch ändern.',
  reasonTitle: 'Was hat gefehlt?',
  reasons: {
    unclear: 'Der Text ist schwer zu verstehen',
    incomplete: 'Etwas fehlt',
    wrong: 'Etwas ist falsch oder veraltet',
    other: 'Etwas anderes',
  },
  reasonText: 'In Ihren Worten (freiwillig)',
  reasonHint: 'Nur für die Redaktion. Hier kann Ihnen niemand antworten, lassen Sie Namen und Adressen deshalb weg.',
  reasonSend: 'Senden',
  reasonKept: 'Danke. Die Redaktion liest, woran es lag; Sie können es noch ändern.',
  reasonTooLong: 'Das sind mehr als 1.000 Zeichen. Kürzen Sie es und senden Sie es noch einmal.',
  voteAgainTitle: 'Bitte senden Sie es noch einmal',
  voteAgainText:
    'Diese Seite war länger offen, als Ihre Anmeldung oder Ihre Cookies galten, deshalb wurde Ihre Antwort noch nicht gezählt. Sie steht unten, wie Sie sie gegeben haben.',
  voteAgain: (answer) => `„${answer}“ sagen`,
  usersOnly: 'Für Angemeldete',
  cookies: 'Cookies',
  logIn: 'Anmelden',
  account: 'Ihr Konto',
  missingTitle: 'Hier ist keine Seite',
  missingText:
    'Vielleicht ist die Adresse falsch geschrieben, oder die Seite gibt es nicht mehr. Suchen Sie danach, oder beginnen Sie auf der Startseite.',
  toStart: 'Zur Startseite',
  errorTitle: 'Das hat nicht geklappt',
  errorText: 'Bei uns ist etwas schiefgegangen. Gehen Sie zurück und versuchen Sie es gleich noch einmal.',
  refusedText:
    'Dieses Formular kam nicht von dieser Seite. Öffnen Sie den Artikel erneut und versuchen Sie es noch einmal.',
  limitedText: 'Das war sehr viel auf einmal aus Ihrem Netz. Warten Sie eine Minute und versuchen Sie es erneut.',
};
