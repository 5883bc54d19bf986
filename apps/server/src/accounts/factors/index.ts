export { Factors } from './factors.ts';
export {
  type FactorRouteOptions,
  factorAdminRoutes,
  factorRoutes,
  placeOf,
  SecondSteps,
} from './routes.ts';
export { factorConfirmation } from './schema.ts';
