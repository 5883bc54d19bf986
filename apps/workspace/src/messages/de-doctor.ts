import type { Messages } from './en.ts';

/** The texts of the doctor in the administration, in German. */
export const deDoctor: Messages['admin']['doctor'] = {
  title: 'Eine Seite deiner Website prüfen',
  text: 'Du öffnest eine deiner eigenen Seiten mit einem Einmalcode. Am Rand sagt dir dann eine Tafel in einfachen Worten, wie es Porchlight dort geht und was zu beheben ist.',
  make: 'Meine Seite prüfen',
  again: 'Neuen Code erstellen',
  whatTitle: 'Was geprüft wird',
  what: [
    'ob die Adresse der Seite auf deiner Liste steht, verschlüsselt ist und Skripte, Anfragen und Chat von Porchlight durchlässt',
    'was dieser Browser behält: Cookies deiner Website, des Dienstes und den Speicher des Chats; alles wird wirklich versucht und sofort entfernt',
    'wer um Einwilligung fragt und was in diesem Browser geantwortet wurde',
    'ob Nachrichten sofort ankommen, die Uhren stimmen und keine alte Kopie des Tags dazwischen liegt',
  ],
  privacy:
    'Es wird nichts geändert, und nichts bleibt zurück. Nur der Browser, der den Code zuerst öffnet, kann ihn benutzen.',
  open: 'In neuem Tab öffnen',
  openOf: (page) => `In neuem Tab öffnen: ${page}`,
  pages: 'Seiten zum Prüfen',
  left: (minutes) => (minutes === 1 ? 'Der Code gilt noch eine Minute.' : `Der Code gilt noch ${minutes} Minuten.`),
  over: 'Der Code ist abgelaufen. Erstelle einen neuen, um wieder zu prüfen.',
  uses: (count) => `${count} Prüfungen, in dem Browser, der ihn zuerst öffnet.`,
  former: 'Ein neuer Code beendet den vorigen.',
  otherPage: 'Jede andere deiner Seiten',
  otherPageText: 'Hänge das an ihre Adresse an. Hat die Adresse schon ein „?“, schreibe „&“ anstelle des „?“.',
  otherDevice: 'Für ein Telefon oder einen anderen Browser erstelle einen eigenen Code und öffne dessen Adresse dort.',
  none: 'Deine Liste hat nur Muster mit „*“, darum ist keine Adresse bekannt. Hänge den Text unten an die Adresse einer deiner Seiten an.',
  silentTitle: 'Es erscheint keine Tafel?',
  silent: 'Dann läuft Porchlights Skript auf dieser Seite gar nicht. Sieh nach, das Häufigste zuerst:',
  silentReasons: [
    'Die Zeile aus „Einbinden“ fehlt auf dieser Seite oder nennt eine andere Website.',
    'Ein Einwilligungswerkzeug oder Tag-Manager hält die Zeile zurück, bis jemand zustimmt. Porchlight fragt selbst und darf sofort laden.',
    'Ein Werbe- oder Tracking-Blocker in deinem Browser. Versuche es in einem privaten Fenster ohne Erweiterungen.',
    'Die Sicherheitsrichtlinie (CSP) der Seite weist Skripte des Dienstes ab. Diese Zeile lässt sie ein:',
  ],
  silentCode: 'Zeile für die Content-Security-Policy',
};
