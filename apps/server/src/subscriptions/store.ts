import type { HelpLanguage, SiteId, UserId } from '@porchlight/protocol';
import { type Db, dialectOf } from '../platform/db/index.ts';
import type { MailCountsTable, SubscriptionKind, SubscriptionsTable } from './tables.ts';

/** Whose subscriptions: a user's, a guest's by the visitor token's hash, or nobody's yet. */
export type Owner = { user: UserId | null; visitor: string | null };
export type Target = { kind: SubscriptionKind; id: SubscriptionsTable['target_id'] };

export async function findByWho(db: Db, { kind, id }: Target, who: string): Promise<SubscriptionsTable | null> {
  const row = await db
    .selectFrom('help_subscriptions')
    .selectAll()
    .where('kind', '=', kind)
    .where('target_id', '=', id)
    .where('who', '=', who)
    .executeTakeFirst();
  return row ?? null;
}

export async function findById(db: Db, site: SiteId, id: string): Promise<SubscriptionsTable | null> {
  const row = await db
    .selectFrom('help_subscriptions')
    .selectAll()
    .where('id', '=', id)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}

/** Confirmed ones of an owner at a site, newest first. */
export async function findOwn(db: Db, site: SiteId, { user, visitor }: Owner): Promise<SubscriptionsTable[]> {
  if (user === null && visitor === null) return [];
  return db
    .selectFrom('help_subscriptions')
    .selectAll()
    .where('site_id', '=', site)
    .where('confirmed_at', 'is not', null)
    .where((it) =>
      it.or([
        ...(user === null ? [] : [it('user_id', '=', user)]),
        ...(visitor === null ? [] : [it('visitor', '=', visitor)]),
      ]),
    )
    .orderBy('confirmed_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
}

/** How many an owner has, confirmed or not. */
export async function countOf(db: Db, site: SiteId, who: string): Promise<number> {
  const row = await db
    .selectFrom('help_subscriptions')
    .select((it) => it.fn.countAll<number | string>().as('count'))
    .where('site_id', '=', site)
    .where('who', '=', who)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function saveSubscription(db: Db, row: SubscriptionsTable): Promise<void> {
  const { id: _, site_id: _site, kind: _kind, target_id: _target, who: _who, created_at: _at, ...columns } = row;
  await db
    .insertInto('help_subscriptions')
    .values(row)
    .onConflict((it) => it.columns(['kind', 'target_id', 'who']).doUpdateSet(columns))
    .execute();
}

export async function deleteSubscription(db: Db, id: string): Promise<void> {
  await db.deleteFrom('help_subscriptions').where('id', '=', id).execute();
}

/** Forgets what nobody confirmed in time. */
export async function forgetUnconfirmed(db: Db, before: number): Promise<void> {
  await db
    .deleteFrom('help_subscriptions')
    .where('confirmed_at', 'is', null)
    .where('created_at', '<', before)
    .execute();
}

export type Subscriber = {
  id: string;
  kind: SubscriptionKind;
  user: UserId | null;
  email: string;
  language: HelpLanguage;
  mailLanguage: HelpLanguage;
  toldOf: string | null;
};

/** Who is told of these targets: the next after `after`, users who are locked out left out. */
export async function findSubscribers(
  db: Db,
  targets: readonly Target[],
  { after, limit }: { after: string; limit: number },
): Promise<Subscriber[]> {
  const rows = await db
    .selectFrom('help_subscriptions as s')
    .leftJoin('users as u', 'u.id', 's.user_id')
    .select(['s.id', 's.kind', 's.user_id', 's.email', 's.language', 's.told_of', 'u.email as user_email'])
    .select('u.language as user_language')
    .where('s.confirmed_at', 'is not', null)
    .where('u.deactivated_at', 'is', null)
    .where((it) => it.or(targets.map(({ kind, id }) => it.and([it('s.kind', '=', kind), it('s.target_id', '=', id)]))))
    .where('s.id', '>', after)
    .orderBy('s.id')
    .limit(limit)
    .execute();
  return rows.flatMap(({ id, kind, user_id: user, email: own, language, told_of: toldOf, ...of }) => {
    const email = of.user_email ?? own;
    if (email === null) return [];
    const mailLanguage = of.user_language ?? language;
    return [{ id, kind, user, email, language, mailLanguage, toldOf }];
  });
}

/** Whether its owner was told of this already, by this or another subscription of theirs. */
export async function wasToldOf(db: Db, { site_id, who }: SubscriptionsTable, toldOf: string): Promise<boolean> {
  const row = await db
    .selectFrom('help_subscriptions')
    .select('id')
    .where('site_id', '=', site_id)
    .where('who', '=', who)
    .where('told_of', '=', toldOf)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setToldOf(db: Db, id: string, toldOf: string): Promise<void> {
  await db.updateTable('help_subscriptions').set({ told_of: toldOf }).where('id', '=', id).execute();
}

/** Counts one more mail to an address; false where it had enough in this time. */
export async function takeMail(
  db: Db,
  { email_key, kind }: Pick<MailCountsTable, 'email_key' | 'kind'>,
  { now, windowMs, atMost }: { now: number; windowMs: number; atMost: number },
): Promise<boolean> {
  await db
    .insertInto('help_mail_counts')
    .values({ email_key, kind, since: now, sent: 0 })
    .onConflict((it) => it.columns(['email_key', 'kind']).doNothing())
    .execute();
  const own = db.selectFrom('help_mail_counts').selectAll().where('email_key', '=', email_key).where('kind', '=', kind);
  // Mails at the same moment are counted one after the other; the embedded database has one writer anyhow.
  const row = await (dialectOf(db) === 'postgres' ? own.forUpdate() : own).executeTakeFirstOrThrow();
  const isSame = now - row.since < windowMs;
  if (isSame && row.sent >= atMost) return false;
  await db
    .updateTable('help_mail_counts')
    .set(isSame ? { sent: row.sent + 1 } : { since: now, sent: 1 })
    .where('email_key', '=', email_key)
    .where('kind', '=', kind)
    .execute();
  return true;
}
