export { Inspector } from './inspector.ts';
export { inspectorRoutes } from './routes.ts';
