import type { BannerTexts } from '../banner-texts.ts';

export const bannerTexts: BannerTexts = {
  ask: '¿Podemos recordar su visita?',
  tell: 'Recordamos su visita',
  text: 'Ver qué páginas mira ayuda a nuestro equipo a ayudarle. El chat funciona en ambos casos, y puede cambiar de opinión en cualquier momento.',
  no: 'No, gracias',
  yes: 'Sí, de acuerdo',
  choose: 'Quiero elegir',
  save: 'Guardar mi elección',
  saved: 'Su elección está guardada.',
  privacy: 'Privacidad',
  necessary: ['Necesario', 'Esta elección, y el chat si lo usa.'],
  functional: ['Funcional', 'Pequeñas comodidades de este sitio, como sus ajustes.'],
  analytics: [
    'Análisis',
    'Reconoce su navegador y muestra a nuestro equipo sus páginas, el tiempo en ellas, de dónde viene, su país y dispositivo.',
  ],
};
