import type { DeviceWords } from './device-en.ts';

export const words: DeviceWords = {
  onDeviceText: 'تصلك رسالة بريد فيها رمز. افتح دردشة هذا الموقع على الجهاز الآخر وأدخل الرمز هناك.',
  onDeviceSend: 'إرسال الرمز',
  onDeviceSent: 'تحقّق من بريدك. الرمز صالح لمرة واحدة خلال 30 دقيقة.',
  onDeviceRefused: 'لا يمكن إرسال بريد إلى هذا العنوان.',
  onDeviceOften: 'طلبت عدة رموز بالفعل. تحقّق من بريدك أو حاول مرة أخرى بعد ساعة.',
  fromDeviceText: 'أدخل الرمز الوارد في بريدك. تحصل عليه على الجهاز الآخر: في الدردشة هناك، ضمن «المزيد».',
  code: 'الرمز',
  fromDeviceGo: 'متابعة',
  codeProblems: {
    device_code_invalid: 'استُخدم هذا الرمز أو انتهت صلاحيته أو لم يُمنح قط. اطلب رمزًا جديدًا على الجهاز الآخر.',
    conversation_ended: 'أُنهيت هذه المحادثة في هذه الأثناء.',
    too_many_attempts: 'محاولات كثيرة. انتظر بضع دقائق.',
  },
};
