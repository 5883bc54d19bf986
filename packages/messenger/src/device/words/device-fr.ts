import type { DeviceWords } from './device-en.ts';

export const words: DeviceWords = {
  onDeviceText:
    'Vous recevez un e-mail avec un code. Ouvrez le chat de ce site sur l’autre appareil et saisissez-y le code.',
  onDeviceSend: 'Envoyer le code',
  onDeviceSent: 'Consultez votre messagerie. Le code est valable une seule fois, pendant 30 minutes.',
  onDeviceRefused: 'Aucun e-mail ne peut être envoyé à cette adresse.',
  onDeviceOften: 'Vous avez déjà demandé plusieurs codes. Consultez votre messagerie ou réessayez dans une heure.',
  fromDeviceText:
    'Saisissez le code de votre e-mail. Vous l’obtenez sur l’autre appareil\u00a0: dans le chat, sous «\u00a0Plus\u00a0».',
  code: 'Code',
  fromDeviceGo: 'Continuer',
  codeProblems: {
    device_code_invalid:
      'Ce code a été utilisé, a expiré ou n’a jamais été donné. Demandez-en un nouveau sur l’autre appareil.',
    conversation_ended: 'Cette conversation a été terminée entre-temps.',
    too_many_attempts: 'Trop de tentatives. Attendez quelques minutes.',
  },
};
