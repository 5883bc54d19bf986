export { plainPage } from './article-pages.ts';
export { articlePageRoutes } from './article-routes.ts';
export { keepChosenLanguage, readChosenLanguage, withoutChoice } from './chosen-language.ts';
export { layoutPage } from './layout.ts';
export { alternatesOf, baseOf, type HelpPlace, type Lobby, portalAlternates, portalPath, startPath } from './place.ts';
export { Places } from './places.ts';
export { isForPeople, sendFormPage } from './sending.ts';
export { storedRoutes } from './stored-routes.ts';
export { languageNames } from './texts/index.ts';
