import { textsIn } from './language.ts';

/** Everything the cards say. */
export type CardTexts = {
  accept: string;
  decline: string;
  dismiss: string;
  newMessage: string;
  offerFrom: (name: string) => string;
  continueFrom: (host: string) => string;
  goOn: string;
};

const en: CardTexts = {
  accept: 'Chat now',
  decline: 'Not now',
  dismiss: 'Dismiss',
  newMessage: 'New message',
  offerFrom: (name) => `Message from ${name}`,
  continueFrom: (host) => `Continue your conversation from ${host}?`,
  goOn: 'Continue',
};

const de: CardTexts = {
  accept: 'Jetzt chatten',
  decline: 'Nicht jetzt',
  dismiss: 'Ausblenden',
  newMessage: 'Neue Nachricht',
  offerFrom: (name) => `Nachricht von ${name}`,
  continueFrom: (host) => `Möchten Sie Ihr Gespräch von ${host} hier fortsetzen?`,
  goOn: 'Fortsetzen',
};

const fr: CardTexts = {
  accept: 'Discuter maintenant',
  decline: 'Pas maintenant',
  dismiss: 'Masquer',
  newMessage: 'Nouveau message',
  offerFrom: (name) => `Message de ${name}`,
  continueFrom: (host) => `Continuer ici votre conversation de ${host}\u202f?`,
  goOn: 'Continuer',
};

const es: CardTexts = {
  accept: 'Chatear ahora',
  decline: 'Ahora no',
  dismiss: 'Ocultar',
  newMessage: 'Mensaje nuevo',
  offerFrom: (name) => `Mensaje de ${name}`,
  continueFrom: (host) => `¿Continuar aquí su conversación de ${host}?`,
  goOn: 'Continuar',
};

const ar: CardTexts = {
  accept: 'ابدأ الدردشة',
  decline: 'ليس الآن',
  dismiss: 'إخفاء',
  newMessage: 'رسالة جديدة',
  offerFrom: (name) => `رسالة من \u2068${name}\u2069`,
  continueFrom: (host) => `هل تريد متابعة محادثتك من \u2068${host}\u2069 هنا؟`,
  goOn: 'متابعة',
};

const catalogue = { en, de, fr, es, ar };

/** The texts for a language tag such as `de-AT`; English where there are none. */
export const cardTextsFor = (tag: string): CardTexts => textsIn(catalogue, tag);
