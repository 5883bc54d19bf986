export { networkOf } from './rules.ts';
export { visitRoutes } from './routes.ts';
export { Visits } from './visits.ts';
