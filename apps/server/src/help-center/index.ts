export { attributesOf, crumbs, dateIn, pathTo, plainPage } from './article-pages.ts';
export { articlePreviewRoutes } from './article-preview.ts';
export { articlePageRoutes, type HelpPages } from './article-routes.ts';
export { keepChosenLanguage, readChosenLanguage, withoutChoice } from './chosen-language.ts';
export { consentSummary } from './cookie-page.ts';
export { layoutPage } from './layout.ts';
export { messengerHelpRoutes } from './messenger-routes.ts';
export {
  alternatesOf,
  articlePath,
  baseOf,
  categoryPath,
  chooseText,
  type HelpPlace,
  type Lobby,
  portalAlternates,
  portalPath,
  startPath,
} from './place.ts';
export { Places } from './places.ts';
export { isForPeople, sendFormPage, sendPage } from './sending.ts';
export { storedRoutes } from './stored-routes.ts';
export { cookieTexts } from './texts/cookies.ts';
export { languageNames } from './texts/index.ts';
export { keepVisitorToken, readVisitorToken } from './visitor-token.ts';
