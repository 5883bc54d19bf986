/** Everything the banner says. */
export type BannerTexts = {
  /** The title, where the site asks first. */
  ask: string;
  /** The title, where it goes on until somebody refuses. */
  tell: string;
  text: string;
  no: string;
  yes: string;
  choose: string;
  save: string;
  saved: string;
  privacy: string;
  necessary: [name: string, text: string];
  functional: [name: string, text: string];
  analytics: [name: string, text: string];
};

const en: BannerTexts = {
  ask: 'May we remember your visit?',
  tell: 'We remember your visit',
  text: 'Seeing which pages you look at helps our team to help you. The chat works either way, and you can change your mind at any time.',
  no: 'No, thank you',
  yes: 'Yes, that is fine',
  choose: 'Let me choose',
  save: 'Save my choice',
  saved: 'Your choice is saved.',
  privacy: 'Privacy policy',
  necessary: ['Necessary', 'This choice, and the chat once you use it.'],
  functional: ['Functional', 'Small conveniences of this site, such as settings you made.'],
  analytics: [
    'Analytics',
    'Recognises your browser and shows our team your pages, the time on them, where you came from, your country and device.',
  ],
};

const de: BannerTexts = {
  ask: 'Dürfen wir uns Ihren Besuch merken?',
  tell: 'Wir merken uns Ihren Besuch',
  text: 'Zu sehen, welche Seiten Sie ansehen, hilft unserem Team, Ihnen zu helfen. Der Chat geht so oder so, und Sie können sich jederzeit anders entscheiden.',
  no: 'Nein, danke',
  yes: 'Ja, in Ordnung',
  choose: 'Selbst wählen',
  save: 'Auswahl speichern',
  saved: 'Ihre Auswahl ist gespeichert.',
  privacy: 'Datenschutz',
  necessary: ['Notwendig', 'Diese Auswahl, und der Chat, wenn Sie ihn nutzen.'],
  functional: ['Funktional', 'Kleine Annehmlichkeiten dieser Website, etwa Ihre Einstellungen.'],
  analytics: [
    'Analyse',
    'Erkennt Ihren Browser wieder und zeigt unserem Team Ihre Seiten, die Zeit darauf, woher Sie kamen, Ihr Land und Gerät.',
  ],
};

const fr: BannerTexts = {
  ask: 'Pouvons-nous retenir votre visite\u202f?',
  tell: 'Nous retenons votre visite',
  text: 'Voir quelles pages vous consultez aide notre équipe à vous aider. Le chat fonctionne dans tous les cas, et vous pouvez changer d’avis à tout moment.',
  no: 'Non, merci',
  yes: 'Oui, d’accord',
  choose: 'Choisir',
  save: 'Enregistrer mon choix',
  saved: 'Votre choix est enregistré.',
  privacy: 'Confidentialité',
  necessary: ['Nécessaire', 'Ce choix, et le chat si vous l’utilisez.'],
  functional: ['Fonctionnel', 'De petits conforts de ce site, comme vos réglages.'],
  analytics: [
    'Analyse',
    'Reconnaît votre navigateur et montre à notre équipe vos pages, leur durée, d’où vous venez, votre pays et appareil.',
  ],
};

const es: BannerTexts = {
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

const catalogue: Record<string, BannerTexts | undefined> = { en, de, fr, es };

/** The texts in the first of these languages (tags such as `de-AT`) that there are texts in; English where in none. */
export function bannerTextsFor(tags: readonly string[]): [language: string, texts: BannerTexts] {
  const languages = tags.map((tag) => tag.slice(0, 2).toLowerCase());
  const language = languages.find((one) => catalogue[one]) ?? 'en';
  return [language, catalogue[language] ?? en];
}
