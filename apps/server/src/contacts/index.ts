export { type Contact, Contacts } from './contacts.ts';
export { contactRoutes } from './routes.ts';
