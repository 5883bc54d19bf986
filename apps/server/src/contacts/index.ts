export { type Contact, Contacts, type OwnVisit } from './contacts.ts';
export { contactRoutes } from './routes.ts';
