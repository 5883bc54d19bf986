export { visitRoutes } from './routes.ts';
export { networkOf } from './rules.ts';
export { Visits } from './visits.ts';
