export { readAddress } from './address.ts';
export { CapturedMailer } from './captured.ts';
export type { Notice, NoticeFacts, Reply, UserCodeMail, UserNotice } from './compose.ts';
export { devMailRoutes } from './dev-pages.ts';
export type { Mailer } from './mail.ts';
export { addMailMark, type MailMarkParams } from './mark-access.ts';
export { mailJob, type QueuedMail, queueMail } from './queue.ts';
export { deviceCodeOf, linkTokenOf, mailHandler, subscriptionCodeOf, userCodeOf } from './sending.ts';
export { createSmtpMailer, type Sender, type SmtpSettings } from './smtp.ts';
