/** Everything the banner says; `title` and `text` by the site's policy: it asks, or it tells and may be refused. */
export type BannerTexts = {
  ask: [title: string, text: string];
  tell: [title: string, text: string];
  change: string;
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
  ask: [
    'May we remember you?',
    'With your yes, this site recognises your browser and sees which pages you look at, so that its team can help you better.',
  ],
  tell: [
    'We remember your visit',
    'This site recognises your browser and sees which pages you look at, so that its team can help you better. You can say no.',
  ],
  change: 'The chat works either way, and you can change your mind at any time.',
  no: 'No, thank you',
  yes: 'Yes, that is fine',
  choose: 'Let me choose',
  save: 'Save my choice',
  saved: 'Your choice is saved.',
  privacy: 'Privacy policy',
  necessary: ['Necessary', 'This choice, and the chat itself once you use it. Always on.'],
  functional: ['Functional', 'Remembers small things, so that the chat is ready sooner on your next visit.'],
  analytics: [
    'Analytics',
    'Recognises your browser, and shows the team your pages and how long you look at them, where you came from, your country and your device.',
  ],
};

const de: BannerTexts = {
  ask: [
    'Dürfen wir uns an Sie erinnern?',
    'Mit Ihrem Ja erkennt diese Website Ihren Browser wieder und sieht, welche Seiten Sie ansehen, damit das Team Ihnen besser helfen kann.',
  ],
  tell: [
    'Wir merken uns Ihren Besuch',
    'Diese Website erkennt Ihren Browser wieder und sieht, welche Seiten Sie ansehen, damit das Team Ihnen besser helfen kann. Sie können Nein sagen.',
  ],
  change: 'Der Chat geht so oder so, und Sie können Ihre Meinung jederzeit ändern.',
  no: 'Nein, danke',
  yes: 'Ja, in Ordnung',
  choose: 'Selbst wählen',
  save: 'Auswahl speichern',
  saved: 'Ihre Auswahl ist gespeichert.',
  privacy: 'Datenschutz',
  necessary: ['Notwendig', 'Diese Auswahl, und der Chat selbst, wenn Sie ihn nutzen. Immer an.'],
  functional: ['Funktional', 'Merkt sich Kleinigkeiten, damit der Chat beim nächsten Besuch schneller bereit ist.'],
  analytics: [
    'Analyse',
    'Erkennt Ihren Browser wieder und zeigt dem Team Ihre Seiten und wie lange Sie sie ansehen, woher Sie kamen, Ihr Land und Ihr Gerät.',
  ],
};

const fr: BannerTexts = {
  ask: [
    'Pouvons-nous nous souvenir de vous ?',
    'Avec votre accord, ce site reconnaît votre navigateur et voit quelles pages vous consultez, afin que son équipe vous aide mieux.',
  ],
  tell: [
    'Nous nous souvenons de votre visite',
    'Ce site reconnaît votre navigateur et voit quelles pages vous consultez, afin que son équipe vous aide mieux. Vous pouvez dire non.',
  ],
  change: 'Le chat fonctionne dans tous les cas, et vous pouvez changer d’avis à tout moment.',
  no: 'Non, merci',
  yes: 'Oui, d’accord',
  choose: 'Choisir moi-même',
  save: 'Enregistrer mon choix',
  saved: 'Votre choix est enregistré.',
  privacy: 'Confidentialité',
  necessary: ['Nécessaire', 'Ce choix, et le chat lui-même si vous l’utilisez. Toujours actif.'],
  functional: ['Fonctionnel', 'Retient de petites choses, pour que le chat soit prêt plus vite à la prochaine visite.'],
  analytics: [
    'Analyse',
    'Reconnaît votre navigateur et montre à l’équipe vos pages et leur durée, d’où vous venez, votre pays et votre appareil.',
  ],
};

const es: BannerTexts = {
  ask: [
    '¿Podemos recordarle?',
    'Si dice que sí, este sitio reconoce su navegador y ve qué páginas mira, para que su equipo pueda ayudarle mejor.',
  ],
  tell: [
    'Recordamos su visita',
    'Este sitio reconoce su navegador y ve qué páginas mira, para que su equipo pueda ayudarle mejor. Puede decir que no.',
  ],
  change: 'El chat funciona en ambos casos, y puede cambiar de opinión en cualquier momento.',
  no: 'No, gracias',
  yes: 'Sí, de acuerdo',
  choose: 'Quiero elegir',
  save: 'Guardar mi elección',
  saved: 'Su elección está guardada.',
  privacy: 'Privacidad',
  necessary: ['Necesario', 'Esta elección, y el propio chat si lo usa. Siempre activo.'],
  functional: ['Funcional', 'Recuerda pequeñas cosas, para que el chat esté listo antes en su próxima visita.'],
  analytics: [
    'Análisis',
    'Reconoce su navegador y muestra al equipo sus páginas y cuánto tiempo las mira, de dónde viene, su país y su dispositivo.',
  ],
};

const catalogue: Record<string, BannerTexts> = { en, de, fr, es };

/** The texts in the first of these languages that there are texts in, with that language; English where in none. */
export function bannerTextsFor(languages: readonly string[]): [language: string, texts: BannerTexts] {
  for (const language of languages) {
    const short = language.slice(0, 2).toLowerCase();
    const texts = Object.hasOwn(catalogue, short) && catalogue[short];
    // `den` and `est` are other languages than `de` and `es`.
    if (texts && !/^[a-z]{3}/i.test(language)) return [short, texts];
  }
  return ['en', en];
}
