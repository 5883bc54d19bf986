export { readChoice } from './consent-choice.ts';
export { preferenceRoutes } from './routes.ts';
