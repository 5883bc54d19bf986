import type {
  ConversationId,
  FormAnswer,
  HelpLanguage,
  InternalEvent,
  PublicEvent,
  Sequenced,
  SiteId,
} from '@porchlight/protocol';
import { sql } from 'kysely';
import { queueMail } from '../mail/index.ts';
import { type Db, dialectOf } from '../platform/db/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { addInternal } from './events.ts';
import type { TicketMailsTable, TicketsTable } from './tables.ts';

/** [HC14] A contact form as it was sent. */
export type TicketInput = {
  subject: string;
  email: string;
  /** Null for a user's. */
  emailKey: string | null;
  /** Of the address, keyed by the installation's secret. */
  addressHash: string;
  language: HelpLanguage;
  fields: FormAnswer[];
  /** Whether its receipt goes out by mail, if the address may have one more. */
  isMailed: boolean;
};

export const ticketReplyJob = 'ticket-reply';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** How long a reply waits for its reader, and for the next reply, before it is mailed. */
const mailAfterMs = minuteMs;

/** [HC17] What an address gets in an hour and in a day, over all sites, and all addresses of a site in an hour. */
const atMost = {
  receipt: { inAnHour: 3, inADay: 6, ofSite: 200 },
  reply: { inAnHour: 10, inADay: 30, ofSite: 5_000 },
} as const;

type Mail = Pick<TicketMailsTable, 'site_id' | 'kind' | 'address_hash'>;

/** [HC17] Takes one mail from what an address and its site may cause; false where that is spent. */
export async function takeMail(db: Db, mail: Mail, now: number): Promise<boolean> {
  const { inAnHour, inADay, ofSite } = atMost[mail.kind];
  // Counted one after the other: two at once cannot each be the last allowed.
  if (dialectOf(db) === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtextextended(${`ticket-mail ${mail.address_hash}`}, 0))`.execute(db);
  const day = await db
    .selectFrom('ticket_mails')
    .select('created_at')
    .where('address_hash', '=', mail.address_hash)
    .where('kind', '=', mail.kind)
    .where('created_at', '>', now - dayMs)
    .limit(inADay)
    .execute();
  if (day.length >= inADay || day.filter((row) => row.created_at > now - hourMs).length >= inAnHour) return false;
  const all = await db
    .selectFrom('ticket_mails')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('site_id', '=', mail.site_id)
    .where('kind', '=', mail.kind)
    .where('created_at', '>', now - hourMs)
    .executeTakeFirst();
  if (Number(all?.count ?? 0) >= ofSite) return false;
  // Sorts by its time; the prefix of any id would do.
  await db
    .insertInto('ticket_mails')
    .values({ id: newSortableId('ms', now), created_at: now, ...mail })
    .execute();
  return true;
}

export async function forgetMails(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('ticket_mails')
    .where('created_at', '<=', now - dayMs)
    .execute();
}

/** [HC14] Keeps what a form brought besides its message, tells the agents, and queues the receipt. */
export async function addTicket(
  db: Db,
  { site, conversation, now }: { site: SiteId; conversation: ConversationId; now: number },
  { subject, email, emailKey, addressHash, language, fields, isMailed }: TicketInput,
): Promise<Sequenced<InternalEvent>> {
  await db
    .insertInto('tickets')
    .values({
      conversation_id: conversation,
      site_id: site,
      email_key: emailKey,
      email,
      language,
      fields: JSON.stringify(fields),
      mailed_seq: 0,
      created_at: now,
    })
    .execute();
  const mail = { site_id: site, kind: 'receipt', address_hash: addressHash } as const;
  if (isMailed && (await takeMail(db, mail, now)))
    await queueMail(db, { template: 'ticket-received', to: email, language, site, conversation }, now);
  return (await addInternal(db, conversation, { type: 'form', subject, email, fields, at: now })).event;
}

export async function findTicket(db: Db, conversation: ConversationId): Promise<TicketsTable | null> {
  const row = await db.selectFrom('tickets').selectAll().where('conversation_id', '=', conversation).executeTakeFirst();
  return row ?? null;
}

/**
 * [HC16] Guests' conversations that were begun with this address, which anybody may type in: first those that a code for it
 * opened before, or that began in a browser in which one was typed in; then those that were answered; of the rest the
 * newest of each visitor, then the next one of each, so that who sends many takes no place from who sent one. Without
 * those that a code opens for this family already: another code goes on behind them.
 */
export async function findTicketsTo(
  db: Db,
  { site, emailKey, family, limit }: { site: SiteId; emailKey: string; family: string; limit: number },
): Promise<ConversationId[]> {
  const query = sql<{ id: ConversationId }>`with own as (
      select t.conversation_id as id, t.created_at, c.visitor_id, c.agent_message_seq
      from tickets t join conversations c on c.id = t.conversation_id
      where t.site_id = ${site} and t.email_key = ${emailKey} and c.contact_id is null),
    proofs as (
      select e.conversation_id, e.family_id from key_events e join own on own.id = e.conversation_id
      where e.kind = 'granted' and e.detail = 'code' and e.family_id is not null),
    placed as (
      select own.*, case
        when exists (select 1 from proofs p where p.conversation_id = own.id) then 0
        when exists (select 1 from conversation_keys k where k.conversation_id = own.id
          and k.family_id in (select family_id from proofs)) then 0
        when agent_message_seq > 0 then 1 else 2 end as place
      from own where not exists (select 1 from proofs p where p.conversation_id = own.id and p.family_id = ${family})),
    turns as (
      select id, place, created_at,
        row_number() over (partition by place, visitor_id order by created_at desc, id desc) as turn from placed)
    select id from turns
    order by place, case when place = 2 then turn else 0 end, created_at desc, id desc
    limit ${limit}`;
  return (await query.execute(db)).rows.map(({ id }) => id);
}

export async function setMailed(db: Db, conversation: ConversationId, seq: number): Promise<void> {
  await db.updateTable('tickets').set({ mailed_seq: seq }).where('conversation_id', '=', conversation).execute();
}

/** [HC17] Has a reply looked at when its reader had the time to see it. */
export function askForReplyMail(db: Db, conversation: ConversationId, now: number): Promise<void> {
  return enqueue(db, { kind: ticketReplyJob, payload: { conversation }, now, runAt: now + mailAfterMs });
}

/** The replies of agents behind a number of the public stream, oldest first. */
export async function findReplies(
  db: Db,
  conversation: ConversationId,
  after: number,
  limit: number,
): Promise<Sequenced<Extract<PublicEvent, { type: 'message' }>>[]> {
  const rows = await db
    .selectFrom('conversation_events')
    .select(['seq', 'payload'])
    .where('conversation_id', '=', conversation)
    .where('stream', '=', 'public')
    .where('type', '=', 'message')
    .where('seq', '>', after)
    .where('author_key', 'not like', 'visitor:%')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ seq, payload }) => ({
    seq,
    event: JSON.parse(payload) as Extract<PublicEvent, { type: 'message' }>,
  }));
}
