import type { HelpWords } from './help-en.ts';

export const words: HelpWords = {
  title: 'اعثر على إجابة فورًا',
  search: 'البحث في مركز المساعدة',
  popular: 'الأكثر قراءة',
  found: (count) =>
    count === 1 ? 'مقالة واحدة' : count === 2 ? 'مقالتان' : `${count} ${count > 2 && count < 11 ? 'مقالات' : 'مقالة'}`,
  nothing: 'لم نجد شيئًا. اكتب إلينا.',
  ask: (title) => `اسأل عن «\u2068${title}\u2069»`,
  about: (title) => `بخصوص «\u2068${title}\u2069»: `,
  show: 'عرض في «محادثاتي»',
  shown: 'تجد البقية في علامة التبويب الجديدة.',
  showNone: 'لا يمكن عرض أي من هذه المحادثات هناك.',
};
