import type { HelpLanguage } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type NoticeFacts, queueMail, type UserCodeMail, type UserNotice } from '../../mail/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { insertCode } from './store.ts';
import type { CodePurpose, UserCodesTable, UsersTable } from './tables.ts';

const mails: Record<Exclude<CodePurpose, 'known'>, UserCodeMail> = {
  registration: 'user-registration',
  invitation: 'user-invitation',
  reset: 'user-reset',
  'email-change': 'user-email-change',
  'email-changed': 'user-email-changed',
  conversations: 'user-conversations',
};

/** Writes down what somebody did to their own account [AUTH15]. */
export function recordOwn(
  db: Db,
  user: Pick<UsersTable, 'id' | 'name' | 'site_id'>,
  what: string,
  { from, at, before, after }: { from: Audited['from']; at: number; before?: unknown; after?: unknown },
): Promise<void> {
  const { id, name, site_id: site } = user;
  return record(db, {
    who: { kind: 'user', id, name },
    from,
    at,
    what,
    site,
    target: { kind: 'user', id, name },
    before,
    after,
  });
}

/** Keeps a code and queues its mail. */
export async function sendCode(db: Db, row: UserCodesTable, language: HelpLanguage): Promise<void> {
  // Done a second time, the job finds its code.
  if (row.purpose === 'known' || !(await insertCode(db, row))) return;
  const { site_id: site, created_at: createdAt, expires_at: expiresAt } = row;
  const mail = {
    template: mails[row.purpose],
    to: row.email,
    language,
    site,
    code: row.id,
    createdAt,
    expiresAt,
  };
  await queueMail(db, mail, createdAt);
}

/** Queues a mail about an account. */
export function notify(db: Db, user: UsersTable, template: UserNotice, facts: NoticeFacts): Promise<void> {
  return queueMail(db, { template, to: user.email, language: user.language, site: user.site_id, facts }, facts.at);
}
