export { type InspectableVisit, VisitReader } from './inspection.ts';
export { visitRoutes } from './routes.ts';
export { networkOf } from './rules.ts';
export { Visits } from './visits.ts';
