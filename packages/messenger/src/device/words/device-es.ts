import type { DeviceWords } from './device-en.ts';

export const words: DeviceWords = {
  onDeviceText:
    'Recibirá un correo con un código. Abra el chat de este sitio web en el otro dispositivo e introduzca allí el código.',
  onDeviceSend: 'Enviar el código',
  onDeviceSent: 'Mire su correo. El código vale una sola vez, durante 30 minutos.',
  onDeviceRefused: 'No se puede enviar correo a esta dirección.',
  onDeviceOften: 'Ya ha pedido varios códigos. Mire su correo o inténtelo de nuevo en una hora.',
  fromDeviceText: 'Introduzca el código de su correo. Lo obtiene en el otro dispositivo: en el chat, en «Más».',
  code: 'Código',
  fromDeviceGo: 'Continuar',
  codeProblems: {
    device_code_invalid: 'Este código ya se usó, ha caducado o nunca se dio. Pida uno nuevo en el otro dispositivo.',
    conversation_ended: 'Esta conversación terminó entretanto.',
    too_many_attempts: 'Demasiados intentos. Espere unos minutos.',
  },
};
