export { Factors } from './factors.ts';
export {
  type FactorRouteOptions,
  factorAdminRoutes,
  factorRoutes,
  placeOf,
  SecondSteps,
} from './routes.ts';
