import type { DeviceWords } from './device-en.ts';

export const words: DeviceWords = {
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
