import type { Problem } from '../asking.ts';

export const words = {
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

export type DeviceWords = typeof words;
