export { Consents } from './consents.ts';
export { consentRoutes } from './routes.ts';
