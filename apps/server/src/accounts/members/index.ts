export { ApiTokens } from './api-tokens.ts';
export { memberRoutes } from './routes.ts';
