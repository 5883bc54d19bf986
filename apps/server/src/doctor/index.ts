export { Doctor } from './doctor.ts';
export { doctorRoutes } from './routes.ts';
