import type { HelpWords } from './help-en.ts';

export const words: HelpWords = {
  title: 'Encontrar una respuesta enseguida',
  search: 'Buscar en el centro de ayuda',
  popular: 'Leídos a menudo',
  found: (count) => (count === 1 ? '1 artículo' : `${count} artículos`),
  nothing: 'No se encontró nada. Escríbanos.',
  ask: (title) => `Preguntar sobre «${title}»`,
  about: (title) => `Sobre «${title}»: `,
  show: 'Mostrar en «Mis conversaciones»',
  shown: 'Continúa en la pestaña nueva.',
  showNone: 'Ninguna de estas conversaciones se puede mostrar allí.',
};
