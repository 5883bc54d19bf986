export { type InspectableVisit, VisitReader } from './inspection.ts';
export { type Place, placeReader, takesCredentials } from './place.ts';
export { type Caller, callerOf, visitRoutes } from './routes.ts';
export { isVisitOver, networkOf } from './rules.ts';
export { Visits } from './visits.ts';
