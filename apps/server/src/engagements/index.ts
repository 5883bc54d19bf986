export { Engagements } from './engagements.ts';
export { offerRoutes } from './routes.ts';
