import type { Problem } from './asking.ts';

const en = {
  onDeviceText:
    'You get a mail with a code. Open the chat on this website on the other device, and enter the code there.',
  onDeviceSend: 'Send the code',
  onDeviceSent: 'Look into your mailbox. The code works once, for 30 minutes.',
  onDeviceRefused: 'No mail can be sent to this address.',
  onDeviceOften: 'You asked for several codes already. Look into your mailbox, or try again in an hour.',
  fromDeviceText: 'Enter the code from your mail. You get it on the other device: in the chat there, under “More”.',
  code: 'Code',
  fromDeviceGo: 'Continue',
  codeProblems: {
    device_code_invalid: 'This code was used, has expired or was never given. Ask for a new one on the other device.',
    conversation_ended: 'This conversation has ended meanwhile.',
    too_many_attempts: 'Too many tries. Wait a few minutes.',
  } as Partial<Record<Problem, string>>,
};

const de: typeof en = {
  onDeviceText:
    'Sie bekommen eine E-Mail mit einem Code. Öffnen Sie auf dem anderen Gerät den Chat auf dieser Website und geben Sie ihn dort ein.',
  onDeviceSend: 'Code schicken',
  onDeviceSent: 'Sehen Sie in Ihr Postfach. Der Code gilt einmal und 30 Minuten lang.',
  onDeviceRefused: 'An diese Adresse kann keine E-Mail geschickt werden.',
  onDeviceOften:
    'Sie haben schon mehrere Codes angefordert. Sehen Sie in Ihr Postfach oder versuchen Sie es in einer Stunde.',
  fromDeviceText:
    'Geben Sie den Code aus Ihrer E-Mail ein. Sie bekommen ihn auf dem anderen Gerät: im Chat dort, unter „Mehr“.',
  code: 'Code',
  fromDeviceGo: 'Fortsetzen',
  codeProblems: {
    device_code_invalid:
      'Dieser Code wurde benutzt, ist abgelaufen oder wurde nie vergeben. Fordern Sie auf dem anderen Gerät einen neuen an.',
    conversation_ended: 'Dieses Gespräch ist inzwischen beendet.',
    too_many_attempts: 'Zu viele Versuche. Warten Sie einige Minuten.',
  },
};

/** The words of both forms, which come with them. */
export function deviceTexts(tag: string): typeof en {
  return tag.startsWith('de') ? de : en;
}
