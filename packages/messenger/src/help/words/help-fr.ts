import type { HelpWords } from './help-en.ts';

export const words: HelpWords = {
  title: 'Trouver une réponse tout de suite',
  search: 'Rechercher dans le centre d’aide',
  popular: 'Souvent lus',
  found: (count) => (count === 1 ? '1 article' : `${count} articles`),
  nothing: 'Aucun résultat. Écrivez-nous.',
  ask: (title) => `Poser une question sur «\u00a0${title}\u00a0»`,
  about: (title) => `Au sujet de «\u00a0${title}\u00a0»\u00a0: `,
  show: 'Afficher dans «\u00a0Mes conversations\u00a0»',
  shown: 'La suite est dans le nouvel onglet.',
  showNone: 'Aucune de ces conversations ne peut y être affichée.',
};
