/** Everything the button and its window say. */
export type Texts = {
  open: string;
  close: string;
  unread: (count: number) => string;
  frameTitle: string;
  loading: string;
  unreachable: string;
  retry: string;
};

const en: Texts = {
  open: 'Open chat',
  close: 'Close chat',
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  frameTitle: 'Chat',
  loading: 'The chat is opening',
  unreachable: 'The chat cannot be reached right now.',
  retry: 'Try again',
};

const de: Texts = {
  open: 'Chat öffnen',
  close: 'Chat schließen',
  unread: (count) => (count === 1 ? '1 ungelesene Nachricht' : `${count} ungelesene Nachrichten`),
  frameTitle: 'Chat',
  loading: 'Der Chat wird geöffnet',
  unreachable: 'Der Chat ist gerade nicht erreichbar.',
  retry: 'Erneut versuchen',
};

const catalogue: Record<string, Texts> = { en, de };

/** The texts for a language tag such as `de-AT`; English where there are none. */
export function textsFor(language: string): Texts {
  return catalogue[language.slice(0, 2).toLowerCase()] ?? en;
}
