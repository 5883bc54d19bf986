export { userCodeJob } from './commands.ts';
export { createUsers, type UsersFeature } from './create-users.ts';
export { type Field, type FormView, form, messages, submit } from './form-parts.ts';
export type { AccountScope, Asked, AskedByUser, FormRoute, Outcome } from './page-routes.ts';
export { type AccountPage, type PageContext, pathOf } from './pages.ts';
export { findOwnVisit } from './portal-access.ts';
export type { PortalForms, PortalReader } from './portal-forms.ts';
export { type Fields, FormProblems, missingPage, type PortalAsked, PortalScope, readFields } from './portal-scope.ts';
