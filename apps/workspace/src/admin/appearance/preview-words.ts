import type { HelpLanguage } from '@porchlight/protocol';

/** What a help center says in its own languages, whichever one the administration speaks. */
export const previewWords: Record<
  HelpLanguage,
  Record<'title' | 'search' | 'text' | 'link' | 'quiet' | 'cookies', string>
> = {
  en: {
    title: 'How can we help?',
    search: 'Search',
    text: 'An article begins with what the reader wanted to know.',
    link: 'A link to more',
    quiet: '12 articles',
    cookies: 'Cookies',
  },
  de: {
    title: 'Wie können wir helfen?',
    search: 'Suchen',
    text: 'Ein Artikel beginnt mit dem, was sein Leser wissen wollte.',
    link: 'Ein Link zu mehr',
    quiet: '12 Artikel',
    cookies: 'Cookies',
  },
  fr: {
    title: 'Comment pouvons-nous vous aider\u00a0?',
    search: 'Rechercher',
    text: 'Un article commence par ce que son lecteur voulait savoir.',
    link: 'Un lien pour en savoir plus',
    quiet: '12 articles',
    cookies: 'Cookies',
  },
  es: {
    title: '¿Cómo podemos ayudarle?',
    search: 'Buscar',
    text: 'Un artículo empieza por lo que su lector quería saber.',
    link: 'Un enlace para saber más',
    quiet: '12 artículos',
    cookies: 'Cookies',
  },
  ar: {
    title: 'كيف يمكننا مساعدتك؟',
    search: 'بحث',
    text: 'تبدأ المقالة بما أراد القارئ أن يعرفه.',
    link: 'رابط إلى المزيد',
    quiet: '12 مقالة',
    cookies: 'ملفات تعريف الارتباط',
  },
};
