import type { HelpWords } from './help-en.ts';

export const words: HelpWords = {
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
