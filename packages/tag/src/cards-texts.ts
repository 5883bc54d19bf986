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

const catalogue: Record<string, CardTexts> = { en, de };

/** The texts for a language tag such as `de-AT`; English where there are none. */
export function cardTextsFor(language: string): CardTexts {
  return catalogue[language.slice(0, 2).toLowerCase()] ?? en;
}
