import type { Clock } from '../platform/clock/index.ts';
import { deriveCode, deriveSecret, deriveToken, groupCode } from '../platform/ids/index.ts';
import { type JobHandler, JobRefused } from '../platform/jobs/index.ts';
import { readAddress } from './address.ts';
import { composeMail, type LinkMail, type MailContent, type UserCodeMail, type UserNotice } from './compose.ts';
import type { Mailer } from './mail.ts';
import type { QueuedMail } from './queue.ts';

/** Where each link leads on the workspace's host; its token stands in the fragment. */
const paths: Record<LinkMail, string> = {
  invitation: '/invitation',
  'password-reset': '/reset',
  'email-change': '/confirm-address',
  'email-changed': '/undo-address',
};

/** The token of the link of this id: 256 bits, kept nowhere. */
export function linkTokenOf(secret: string, id: string): string {
  return deriveToken(deriveSecret(secret, 'one-time-link'), id);
}

/** The code of this id, which continues a conversation on another device; kept nowhere. */
export function deviceCodeOf(secret: string, id: string): string {
  return deriveCode(deriveSecret(secret, 'device-code'), id);
}

/** The code of this id, which a user types in on a page of the help center; kept nowhere. */
export function userCodeOf(secret: string, id: string): string {
  return deriveCode(deriveSecret(secret, 'user-code'), id);
}

/** The code of this id, which proves a guest's address on a page of the help center; kept nowhere. */
export function subscriptionCodeOf(secret: string, id: string): string {
  return deriveCode(deriveSecret(secret, 'subscription-code'), id);
}

/** [HC13] The mark by which a recipient ends mails of one kind; it does nothing else, and is kept nowhere. */
export function stopMarkOf(secret: string, recipient: string): string {
  return deriveToken(deriveSecret(secret, 'mail-stop'), recipient);
}

/** Where mails to users lead, below the site's part of the help center: addresses that anybody may know. */
const userPaths: Record<UserCodeMail | UserNotice | 'user-known', string> = {
  'user-conversations': '/conversations/code',
  'user-registration': '/register/code',
  'user-invitation': '/register/code',
  'user-known': '/login',
  'user-reset': '/new-password',
  'user-email-change': '/account/email/code',
  'user-email-changed': '/take-back',
  'user-remembered-login-reused': '/login',
  'user-password-changed': '/forgot-password',
  'user-deleted': '/login',
};

/** Sends a queued mail. */
export function mailHandler(options: {
  /** Null where none can be sent: what was queued is dropped. */
  mailer: Mailer | null;
  clock: Clock;
  secret: string;
  workspaceOrigin: string;
  helpOrigin: string;
}): JobHandler {
  const { mailer, clock } = options;
  return async (payload, { id, signal }) => {
    const mail = payload as QueuedMail;
    if (!mailer) return;
    // What it opens is over: the mail would only confuse.
    if ('expiresAt' in mail && mail.expiresAt <= clock.now()) return;
    const to = readAddress(mail.to);
    if (to === null) throw new JobRefused('This is no address that mail can be sent to.');
    const host = new URL('site' in mail ? options.helpOrigin : options.workspaceOrigin).hostname;
    const composed = composeMail(contentOf(mail, options), { language: mail.language, host });
    await mailer.send({ id, to, ...composed }, signal);
  };
}

type Addresses = { secret: string; workspaceOrigin: string; helpOrigin: string };

function contentOf(mail: QueuedMail, { secret, workspaceOrigin, helpOrigin }: Addresses): MailContent {
  if ('conversation' in mail) {
    const url = `${helpOrigin}/${mail.site}/conversations/${mail.conversation}?lang=${mail.language}`;
    return 'replies' in mail
      ? { template: mail.template, replies: mail.replies, url }
      : { template: mail.template, url };
  }
  if ('recipient' in mail) {
    const { template, site, recipient, language } = mail;
    const stopUrl = `${helpOrigin}/${site}/mail-stops/${recipient}/${stopMarkOf(secret, recipient)}?lang=${language}`;
    const url =
      template === 'comment-answered'
        ? `${helpOrigin}/${site}/${mail.page}`
        : `${workspaceOrigin}/admin/sites/${site}?tab=comments`;
    return { template, url, stopUrl };
  }
  if ('page' in mail) {
    const below = `${helpOrigin}/${mail.site}/subscriptions`;
    if ('subscription' in mail) {
      const { template, title, page, subscription } = mail;
      const stopUrl = `${below}/${subscription}/stop/${stopMarkOf(secret, subscription)}`;
      return { template, title, url: `${helpOrigin}${page}`, stopUrl };
    }
    const lifeMs = mail.expiresAt - mail.createdAt;
    const code = groupCode(subscriptionCodeOf(secret, mail.code));
    return { template: mail.template, code, url: `${below}/${mail.page}`, lifeMs };
  }
  if ('site' in mail) {
    const url = `${helpOrigin}/${mail.site}${userPaths[mail.template]}?lang=${mail.language}`;
    if ('facts' in mail) return { template: mail.template, facts: mail.facts, url };
    if (!('code' in mail)) return { template: mail.template, url };
    const lifeMs = mail.expiresAt - mail.createdAt;
    return { template: mail.template, code: groupCode(userCodeOf(secret, mail.code)), url, lifeMs };
  }
  if ('facts' in mail) {
    const { template, facts } = mail;
    const isLogin = ['remembered-login-reused', 'factor-reset', 'login-service-linked'].includes(template);
    return { template, facts, url: `${workspaceOrigin}${isLogin ? '/login' : '/forgot-password'}` };
  }
  const lifeMs = mail.expiresAt - mail.createdAt;
  if (mail.template === 'device-code')
    return { template: mail.template, code: groupCode(deviceCodeOf(secret, mail.code)), lifeMs };
  // In the fragment: no server, proxy or log ever sees it.
  const url = `${workspaceOrigin}${paths[mail.template]}#${linkTokenOf(secret, mail.link)}`;
  return { template: mail.template, url, lifeMs };
}
