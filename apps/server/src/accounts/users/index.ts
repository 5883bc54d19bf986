export { userCodeJob } from './commands.ts';
export { createUsers } from './create-users.ts';
