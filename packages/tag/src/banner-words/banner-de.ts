import type { BannerTexts } from '../banner-texts.ts';

export const bannerTexts: BannerTexts = {
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
