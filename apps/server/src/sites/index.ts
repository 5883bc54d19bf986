export { hadThirdParty, isThirdParty, presentSiteRef, type Site } from './present.ts';
export { siteRoutes } from './routes.ts';
export { Sites } from './sites.ts';
