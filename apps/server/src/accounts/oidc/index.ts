export { Oidc } from './oidc.ts';
export { oidcRoutes } from './routes.ts';
