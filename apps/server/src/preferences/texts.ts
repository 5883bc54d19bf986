import type { HelpLanguage } from '@porchlight/protocol';

/** The texts of the preferences. */
const en = {
  title: 'Preferences',
  lead: 'What this browser remembers of you in this help center, and how to change it.',
  language: 'Language of these pages',
  save: 'Save',
  saved: 'Saved.',
  consent: 'What may be stored',
  change: 'Change your choice',
  seeAll: 'See everything that may be stored',
  login: 'Login',
  notLoggedIn: 'Nobody is logged in here.',
  loggedIn: (name: string) => `You are logged in as ${name}.`,
  remembered: 'This browser stays logged in, also after it was closed.',
  notRemembered: 'You are logged out when this browser is closed.',
  forget: 'Do not stay logged in here',
  forgotten: 'This browser stays logged in no longer.',
};
export type PreferenceTexts = typeof en;

const de: PreferenceTexts = {
  title: 'Einstellungen',
  lead: 'Was sich dieser Browser in dieser Hilfe von Ihnen merkt, und wie Sie es ändern.',
  language: 'Sprache dieser Seiten',
  save: 'Speichern',
  saved: 'Gespeichert.',
  consent: 'Was gespeichert werden darf',
  change: 'Ihre Wahl ändern',
  seeAll: 'Alles ansehen, was gespeichert werden kann',
  login: 'Anmeldung',
  notLoggedIn: 'Hier ist niemand angemeldet.',
  loggedIn: (name) => `Sie sind als ${name} angemeldet.`,
  remembered: 'Dieser Browser bleibt angemeldet, auch nachdem er geschlossen wurde.',
  notRemembered: 'Wenn dieser Browser geschlossen wird, sind Sie abgemeldet.',
  forget: 'Hier nicht angemeldet bleiben',
  forgotten: 'Dieser Browser bleibt nicht mehr angemeldet.',
};

const fr: PreferenceTexts = {
  title: 'Préférences',
  lead: 'Ce que ce navigateur retient de vous dans ce centre d’aide, et comment le changer.',
  language: 'Langue de ces pages',
  save: 'Enregistrer',
  saved: 'Enregistré.',
  consent: 'Ce qui peut être enregistré',
  change: 'Changer votre choix',
  seeAll: 'Voir tout ce qui peut être enregistré',
  login: 'Connexion',
  notLoggedIn: 'Personne n’est connecté ici.',
  loggedIn: (name) => `Vous êtes connecté en tant que ${name}.`,
  remembered: 'Ce navigateur reste connecté, même après avoir été fermé.',
  notRemembered: 'Vous serez déconnecté à la fermeture de ce navigateur.',
  forget: 'Ne pas rester connecté ici',
  forgotten: 'Ce navigateur ne reste plus connecté.',
};

const es: PreferenceTexts = {
  title: 'Preferencias',
  lead: 'Lo que este navegador recuerda de usted en este centro de ayuda, y cómo cambiarlo.',
  language: 'Idioma de estas páginas',
  save: 'Guardar',
  saved: 'Guardado.',
  consent: 'Lo que se puede guardar',
  change: 'Cambiar su elección',
  seeAll: 'Ver todo lo que se puede guardar',
  login: 'Sesión',
  notLoggedIn: 'Aquí nadie ha iniciado sesión.',
  loggedIn: (name) => `Ha iniciado sesión como ${name}.`,
  remembered: 'Este navegador mantiene la sesión, también después de cerrarlo.',
  notRemembered: 'Al cerrar este navegador se cierra su sesión.',
  forget: 'No mantener aquí la sesión',
  forgotten: 'Este navegador ya no mantiene la sesión.',
};

const ar: PreferenceTexts = {
  title: 'التفضيلات',
  lead: 'ما يتذكّره هذا المتصفح عنك في مركز المساعدة هذا، وكيف تغيّره.',
  language: 'لغة هذه الصفحات',
  save: 'حفظ',
  saved: 'تم الحفظ.',
  consent: 'ما يجوز تخزينه',
  change: 'تغيير اختيارك',
  seeAll: 'عرض كل ما يمكن تخزينه',
  login: 'تسجيل الدخول',
  notLoggedIn: 'لا أحد مسجّل الدخول هنا.',
  loggedIn: (name) => `أنت مسجّل الدخول باسم \u2068${name}\u2069.`,
  remembered: 'يبقى هذا المتصفح مسجّلًا، حتى بعد إغلاقه.',
  notRemembered: 'ينتهي تسجيل دخولك عند إغلاق هذا المتصفح.',
  forget: 'عدم البقاء مسجّلًا هنا',
  forgotten: 'لم يعد هذا المتصفح يبقى مسجّلًا.',
};

export const preferenceTexts: Record<HelpLanguage, PreferenceTexts> = { en, de, fr, es, ar };
