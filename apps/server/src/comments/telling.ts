import { randomBytes } from 'node:crypto';
import type { SiteId } from '@porchlight/protocol';
import { queueMail } from '../mail/index.ts';
import { type Db, dialectOf } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import * as store from './store.ts';
import type { CommentsTable, RecipientKind, RecipientsTable } from './tables.ts';

/** Tells the members who moderate of new comments. */
export const newCommentsJob = 'comments-new';

const dayMs = 86_400_000;
/** What one address gets of a kind in a day, of all sites together: nobody is flooded who never asked [HC13]. */
export const mailsADay: Record<RecipientKind, number> = { answers: 3, moderation: 24 };
const firstTellMs = 5 * 60_000;
const tellEveryMs = 60 * 60_000;

/** An address as mails to it are counted by: what differs in letters' case alone is one. */
export const emailKeyOf = (email: string) => email.toLowerCase();

/**
 * [HC13] The recipient of one more mail, counted; null where the address wants none, or has had enough for a day. What
 * typed the address has no say in that: only the mark in a mail ends and resumes them.
 */
export async function takeMail(
  db: Db,
  { site, kind, email, now }: { site: SiteId; kind: RecipientKind; email: string; now: number },
): Promise<RecipientsTable | null> {
  const key = emailKeyOf(email);
  await db
    .insertInto('help_recipients')
    .values({
      id: randomBytes(16).toString('base64url'),
      site_id: site,
      kind,
      email_key: key,
      stopped_at: null,
      since: now,
      sent: 0,
    })
    .onConflict((it) => it.columns(['site_id', 'kind', 'email_key']).doNothing())
    .execute();
  const rows = db.selectFrom('help_recipients').selectAll().where('email_key', '=', key).where('kind', '=', kind);
  // Mails at the same moment are counted one after the other; the embedded database has one writer anyhow.
  const all = await (dialectOf(db) === 'postgres' ? rows.forUpdate() : rows).execute();
  const own = all.find(({ site_id }) => site_id === site);
  const sent = all.reduce((sum, row) => sum + (now - row.since < dayMs ? row.sent : 0), 0);
  if (!own || own.stopped_at !== null || sent >= mailsADay[kind]) return null;
  const isNewDay = now - own.since >= dayMs;
  await db
    .updateTable('help_recipients')
    .set(isNewDay ? { since: now, sent: 1 } : { sent: own.sent + 1 })
    .where('id', '=', own.id)
    .execute();
  return own;
}

/** A comment is there for everybody now, for the first time: whom it answers is told, if they want to be. */
export async function tellOfAnswer(db: Db, comment: CommentsTable, now: number): Promise<void> {
  if (comment.is_reply === 0) return;
  const asked = await store.findComment(db, comment.site_id, comment.thread);
  if (!asked || asked.wants_mail === 0 || asked.removed_at !== null || asked.author === comment.author) return;
  if (asked.state !== 'shown') return;
  const email = asked.author_kind === 'user' ? await store.findUserEmail(db, asked.author) : asked.email;
  if (email === null) return;
  const recipient = await takeMail(db, { site: comment.site_id, kind: 'answers', email, now });
  if (!recipient) return;
  const mail = { template: 'comment-answered', site: comment.site_id, recipient: recipient.id } as const;
  await queueMail(db, { ...mail, to: email, language: asked.mail_language, page: `comments/${comment.id}` }, now);
}

/** There is a new comment: members are told in a few minutes, of all that there are by then, and once an hour at most. */
export async function tellMembersSoon(db: Db, site: SiteId, now: number): Promise<void> {
  const last = (await store.findSettings(db, site))?.tell_at ?? 0;
  const at = Math.max(now + firstTellMs, last + tellEveryMs);
  if (!(await store.saveTellAt(db, site, { at, now }))) return;
  await enqueue(db, { kind: newCommentsJob, payload: { site, since: last }, now, runAt: at });
}
