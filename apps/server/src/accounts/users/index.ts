export { userCodeJob } from './commands.ts';
export { createUsers, type UsersFeature } from './create-users.ts';
export type { PortalForms, PortalReader } from './portal-forms.ts';
