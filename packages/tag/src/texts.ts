import { textsIn } from './language.ts';

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

const fr: Texts = {
  open: 'Ouvrir le chat',
  close: 'Fermer le chat',
  unread: (count) => (count === 1 ? '1 message non lu' : `${count} messages non lus`),
  frameTitle: 'Chat',
  loading: 'Le chat s’ouvre',
  unreachable: 'Le chat n’est pas joignable pour le moment.',
  retry: 'Réessayer',
};

const es: Texts = {
  open: 'Abrir el chat',
  close: 'Cerrar el chat',
  unread: (count) => (count === 1 ? '1 mensaje sin leer' : `${count} mensajes sin leer`),
  frameTitle: 'Chat',
  loading: 'El chat se está abriendo',
  unreachable: 'Ahora mismo no se puede acceder al chat.',
  retry: 'Volver a intentar',
};

const ar: Texts = {
  open: 'فتح الدردشة',
  close: 'إغلاق الدردشة',
  // One, two, three to ten, more: Arabic has a form for each.
  unread: (count) =>
    `${count === 1 ? 'رسالة' : count === 2 ? 'رسالتان' : `${count} ${count < 11 ? 'رسائل' : 'رسالة'}`} لم تُقرأ`,
  frameTitle: 'الدردشة',
  loading: 'جارٍ فتح الدردشة',
  unreachable: 'لا يمكن الوصول إلى الدردشة الآن.',
  retry: 'حاول مرة أخرى',
};

const catalogue = { en, de, fr, es, ar };

/** The texts for a language tag such as `de-AT`; English where there are none. */
export const textsFor = (tag: string): Texts => textsIn(catalogue, tag);
