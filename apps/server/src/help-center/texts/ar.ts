import type { Texts } from './en.ts';

const articles = (count: number) =>
  count === 1
    ? 'مقالة واحدة'
    : count === 2
      ? 'مقالتان'
      : count <= 10 && count > 2
        ? `${count} مقالات`
        : `${count} مقالة`;

export const ar: Texts = {
  language: 'العربية',
  helpCenter: 'مركز المساعدة',
  helpOf: (site) => `مركز مساعدة ${site}`,
  skip: 'الانتقال إلى المحتوى',
  homeTitle: 'كيف يمكننا مساعدتك؟',
  search: 'بحث',
  searchLabel: 'البحث في مركز المساعدة',
  searchHint: 'اكتب كلمة أو سؤالًا',
  results: (query) => `نتائج البحث عن «${query}»`,
  resultCount: articles,
  searchTitle: 'البحث',
  noResults: (query) => `لم نجد شيئًا عن «${query}».`,
  noResultsText: 'جرّب كلمات أخرى أو أقل، أو تصفّح المواضيع.',
  meant: (words) => `هذه الكلمات غير موجودة. إليك ما يوجد عن «${words}».`,
  topics: 'المواضيع',
  noArticles: 'لم تُنشر أي مقالة بعد.',
  noArticlesHere: 'لا توجد مقالات هنا بعد.',
  articleCount: articles,
  contents: 'في هذه الصفحة',
  related: 'مقالات ذات صلة',
  updated: (date) => `آخر تعديل في ${date}`,
  breadcrumb: 'موقعك',
  languages: 'اللغة',
  preview: 'معاينة للمحررين: آخر ما حُفظ، سواء نُشر أم لم يُنشر.',
  fallback: (language) => `هذه المقالة غير متوفرة بالعربية بعد. أنت تقرؤها بهذه اللغة: ${language}.`,
  inLanguage: (language) => `باللغة: ${language}`,
  voteTitle: 'هل ساعدتك هذه المقالة؟',
  yes: 'نعم',
  no: 'لا',
  votedYes: 'شكرًا. قلت إن هذه المقالة ساعدتك، ويمكنك تغيير ذلك.',
  votedNo: 'شكرًا. قلت إن هذه المقالة لم تساعدك، ويمكنك تغيير ذلك.',
  usersOnly: 'للمستخدمين',
  contact: 'اتصل بنا',
  conversations: 'محادثاتي',
  askInstead: 'لم تجد ما تبحث عنه؟ اسألنا.',
  follow: {
    article: 'أخبروني بالتغييرات بالبريد الإلكتروني',
    category: 'أخبروني بالمقالات الجديدة بالبريد الإلكتروني',
  },
  groupsOnly: 'لمجموعات معيّنة',
  closedTitle: 'مركز المساعدة هذا غير متاح للجميع',
  closedText: 'وهو مخصّص لمن لديهم حساب هنا.',
  closedToUser: 'حسابك لا يتيح الوصول إليه. تواصل مع القائمين على الموقع.',
  home: 'البداية',
  navigation: 'مركز المساعدة',
  preferences: 'التفضيلات',
  sitesTitle: 'إجابات عن كل موقع، وما يخزّنه في متصفحك:',
  storedBy: (site) => `${site}: ملفات تعريف الارتباط والقيم المخزّنة`,
  noSites: 'لم يُضف أي موقع بعد.',
  cookies: 'ملفات تعريف الارتباط',
  logIn: 'تسجيل الدخول',
  account: 'حسابك',
  missingTitle: 'لا توجد صفحة هنا',
  missingText: 'قد يكون العنوان مكتوبًا بشكل خاطئ، أو أن الصفحة لم تعد موجودة. ابحث عنها أو ابدأ من الصفحة الرئيسية.',
  toStart: 'إلى البداية',
  errorTitle: 'لم ينجح ذلك',
  errorText: 'حدث خطأ من جانبنا. ارجع وحاول مرة أخرى بعد لحظات.',
  refusedText: 'لم يُرسل هذا النموذج من هذه الصفحة. افتح المقالة مرة أخرى وحاول من جديد.',
  limitedText: 'وصلت طلبات كثيرة من شبكتك. انتظر دقيقة ثم حاول مرة أخرى.',
};
