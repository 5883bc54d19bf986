export { attributesOf, crumbs, dateIn, pathTo, plainPage } from './article-pages.ts';
export { articlePreviewRoutes } from './article-preview.ts';
export type { HelpPages } from './article-routes.ts';
export { keepChosenLanguage, takeChoice } from './chosen-language.ts';
export { consentSummary } from './cookie-page.ts';
export { addHelpPages } from './create-pages.ts';
export { layoutPage } from './layout.ts';
export {
  articlePath,
  baseOf,
  categoryPath,
  chooseText,
  type HelpPlace,
  type Lobby,
  placeFor,
  portalAlternates,
  portalPath,
  startPath,
} from './place.ts';
export { Places } from './places.ts';
export { isForPeople, sendFormPage, sendPage } from './sending.ts';
export { cookieTexts } from './texts/cookies.ts';
export { languageNames } from './texts/index.ts';
export { keepVisitorToken, readVisitorToken } from './visitor-token.ts';
