export { AccountMail } from './account-mail.ts';
export { resetJob } from './commands.ts';
export { accountMailRoutes } from './routes.ts';
