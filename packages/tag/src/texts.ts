/** Everything the bubble says. */
export type Texts = {
  open: string;
  close: string;
  unread: (count: number) => string;
  frameTitle: string;
  accept: string;
  decline: string;
  dismiss: string;
  newMessage: string;
  offerFrom: (name: string) => string;
  continueFrom: (host: string) => string;
  goOn: string;
  loading: string;
  unreachable: string;
  retry: string;
};

const en: Texts = {
  open: 'Open chat',
  close: 'Close chat',
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  frameTitle: 'Chat',
  accept: 'Chat now',
  decline: 'Not now',
  dismiss: 'Dismiss',
  newMessage: 'New message',
  offerFrom: (name) => `Message from ${name}`,
  continueFrom: (host) => `Continue your conversation from ${host}?`,
  goOn: 'Continue',
  loading: 'The chat is opening',
  unreachable: 'The chat cannot be reached right now.',
  retry: 'Try again',
};

const de: Texts = {
  open: 'Chat öffnen',
  close: 'Chat schließen',
  unread: (count) => (count === 1 ? '1 ungelesene Nachricht' : `${count} ungelesene Nachrichten`),
  frameTitle: 'Chat',
  accept: 'Jetzt chatten',
  decline: 'Nicht jetzt',
  dismiss: 'Ausblenden',
  newMessage: 'Neue Nachricht',
  offerFrom: (name) => `Nachricht von ${name}`,
  continueFrom: (host) => `Möchten Sie Ihr Gespräch von ${host} hier fortsetzen?`,
  goOn: 'Fortsetzen',
  loading: 'Der Chat wird geöffnet',
  unreachable: 'Der Chat ist gerade nicht erreichbar.',
  retry: 'Erneut versuchen',
};

const catalogue: Record<string, Texts> = { en, de };

/** The texts for a language tag such as `de-AT`; English where there are none. */
export function textsFor(language: string): Texts {
  return catalogue[language.slice(0, 2).toLowerCase()] ?? en;
}
