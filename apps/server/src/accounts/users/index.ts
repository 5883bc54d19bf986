export { userCodeJob } from './commands.ts';
export { createUsers, type UsersFeature } from './create-users.ts';
