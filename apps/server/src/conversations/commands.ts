import type {
  Accepted,
  Attachment,
  ClientId,
  ConversationId,
  FileId,
  InternalEvent,
  MemberRef,
  MessageId,
  PublicEvent,
  Receipt,
  Sequenced,
  Side,
  SiteId,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import { claimFiles, type FileOwner } from '../files/index.ts';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { addConversation, buildVisitorRow, findVisitor, insertVisitor, type VisitorsTable } from '../visitors/index.ts';
import {
  addInternal,
  addMessage,
  addPublic,
  assign,
  authorKeyOf,
  type Change,
  findRepeat,
  hasEnded,
  lock,
  opensNothing,
} from './events.ts';
import { isGoodKey } from './family-store.ts';
import { type HeldFamily, holdFamily } from './held-store.ts';
import { findKey, grantKey } from './key-store.ts';
import type { Contact } from './logins.ts';
import { isShown, type KeyRules } from './rules.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';
import { addTicket, askForReplyMail, type TicketInput } from './ticket-store.ts';

/** Files that a message brings, of whoever uploaded them [FILE5]. */
export type Attached = { owner: FileOwner; files: readonly FileId[] };

export type StartInput = {
  site: SiteId;
  keyHash: string;
  conversation: ConversationId;
  message: { id: MessageId; clientId: ClientId; text: string; attached?: Attached };
  visitor: VisitorId | null;
  newVisitor: VisitorId;
  visit: VisitId | null;
  offer: { text: string; member: MemberRef; messageId: MessageId; clientId: ClientId } | null;
  contact: { name: string | null; email: string | null };
  country: string | null;
  /** The visit shown with the visitor is the visitor's first. */
  isFirstVisit: boolean;
  /** Who the site's own login says it is [CNV7]. */
  known: Contact | null;
  /** [HC14] The contact form that it begins with; left out for a chat. */
  form?: TicketInput;
  /** [HC16] The family that the key is of, where a browser holds it for the help center. */
  family?: HeldFamily;
  /** The browser holds keys of this visitor's conversations. */
  isProven?: boolean;
  rules: KeyRules;
  now: number;
};

/**
 * [CNV1] Starts the conversation that a key stands for. The key is unique, so two tabs or a repeat after a
 * lost answer meet in one conversation; the message is then appended or recognised as a repeat.
 */
export const startConversation = defineCommand<StartInput, Change & { accepted: Accepted }>({
  name: 'conversations.start',
  retryOnConflict: true,
  async run(db, input) {
    if (input.family) await holdFamily(db, input.site, input.family, input.now);
    const key = await findKey(db, input.keyHash);
    if (key) {
      if (!(await isGoodKey(db, input.site, key, input.rules, input.now))) throw opensNothing();
      const begun = await lock(db, key.conversation_id);
      if (!isShown(begun, key, input.visit, input.rules, input.now)) throw opensNothing();
      return append(db, {
        conversation: key.conversation_id,
        side: 'visitor',
        member: null,
        message: { ...input.message, at: input.now },
      });
    }
    const known = input.visitor ? await findVisitor(db, input.site, input.visitor) : null;
    const visitor = known?.id ?? input.newVisitor;
    if (!known) await insertVisitor(db, buildVisitorRow(input.site, visitor, input.now, 0));
    const recognition = input.isProven
      ? ({ recognition: 'strong', evidence: 'conversation-key' } as const)
      : recognize(known, input.isFirstVisit);
    const { keyHash: key_hash, site: site_id, conversation: conversation_id, now: created_at } = input;
    const family_id = input.family?.id ?? null;
    const fresh = { key_hash, site_id, conversation_id, created_at, visit_id: input.visit, family_id };
    await grantKey(db, fresh, 'start', input.now);
    await store.insertConversation(db, {
      id: input.conversation,
      site_id: input.site,
      visitor_id: visitor,
      visit_id: input.visit,
      channel: input.form ? 'form' : 'chat',
      subject: input.form?.subject ?? null,
      status: 'queued',
      assignee_id: null,
      assignee_name: null,
      started_at: input.now,
      ended_at: null,
      head: 0,
      internal_head: 0,
      visitor_delivered_seq: 0,
      visitor_read_seq: 0,
      agent_delivered_seq: 0,
      agent_read_seq: 0,
      visitor_message_seq: 0,
      agent_message_seq: 0,
      unread: 0,
      waiting_since: null,
      last_message_side: null,
      last_message_text: null,
      last_message_files: 0,
      last_message_at: null,
      rating_score: null,
      rating_comment: null,
      ...recognition,
      country: input.country,
      contact_id: input.known?.id ?? null,
      typed_name: input.contact.name,
      typed_email: input.contact.email,
    });
    // Whoever copied an id must not give its visitor another name or address.
    const isDoubtful = recognition.recognition === 'weak';
    const typed = isDoubtful ? { name: null, email: null } : input.contact;
    await addConversation(db, { site: input.site, visitor, at: input.now, ...typed });

    const publicEvents: Sequenced<PublicEvent>[] = [];
    const internalEvents: Sequenced<InternalEvent>[] = [];
    if (input.known) {
      const { name, email } = input.known;
      const identified = await addInternal(db, input.conversation, { type: 'identified', name, email, at: input.now });
      internalEvents.push(identified.event);
    }
    if (input.form) internalEvents.push(await addTicket(db, input, input.form));
    if (input.offer) {
      const { member, text, messageId, clientId } = input.offer;
      const taken = await assign(db, input.conversation, member, input.now);
      publicEvents.push(...taken.publicEvents);
      internalEvents.push(...taken.internalEvents);
      const offered = await addMessage(db, input.conversation, {
        id: messageId,
        clientId,
        text,
        at: input.now,
        author: { kind: 'agent', ...member },
      });
      publicEvents.push(offered.event);
    }
    const { row, event } = await addMessage(db, input.conversation, {
      ...input.message,
      attachments: await claim(db, input.site, input.conversation, { ...input.message, at: input.now }),
      at: input.now,
      author: { kind: 'visitor' },
    });
    publicEvents.push(event);
    return {
      conversation: row,
      publicEvents,
      internalEvents,
      accepted: { seq: event.seq, id: input.message.id, at: input.now, isRepeat: false },
    };
  },
});

/**
 * [VIS4] How a conversation that begins is connected with its visitor. An id that script can read may have been
 * copied, so it is weak whenever there is a past to take over; only keys make it strong, see `strengthen`.
 */
function recognize(
  known: VisitorsTable | null,
  isFirstVisit: boolean,
): Pick<ConversationsTable, 'recognition' | 'evidence'> {
  const hasPast = known !== null && !(isFirstVisit && known.conversation_count === 0);
  return hasPast ? { recognition: 'weak', evidence: 'first-party-id' } : { recognition: 'none', evidence: 'none' };
}

export type AppendInput = {
  conversation: ConversationId;
  side: Side;
  /** The author when `side` is agent. */
  member: MemberRef | null;
  message: { id: MessageId; clientId: ClientId; text: string; at: number; attached?: Attached };
};

async function append(
  db: Db,
  { conversation, side, member, message }: AppendInput,
): Promise<Change & { accepted: Accepted }> {
  const author = side === 'agent' && member ? ({ kind: 'agent', ...member } as const) : ({ kind: 'visitor' } as const);
  // The lock comes first: two tabs with one client id must not both find it unused.
  const row = await lock(db, conversation);
  const repeat = await findRepeat(
    db,
    conversation,
    authorKeyOf(author, message.clientId),
    message.text,
    message.attached?.files,
  );
  if (repeat) return { conversation: row, publicEvents: [], internalEvents: [], accepted: repeat };
  if (row.status === 'ended') throw hasEnded();
  const attachments = await claim(db, row.site_id, conversation, message);
  const before =
    author.kind === 'agent' && row.assignee_id === null
      ? await assign(db, conversation, { id: author.id, name: author.name }, message.at)
      : null;
  const added = await addMessage(db, conversation, { ...message, attachments, author });
  if (side === 'agent' && row.channel === 'form') await askForReplyMail(db, conversation, message.at);
  return {
    conversation: added.row,
    publicEvents: [...(before?.publicEvents ?? []), added.event],
    internalEvents: before?.internalEvents ?? [],
    accepted: { seq: added.event.seq, id: message.id, at: message.at, isRepeat: false },
  };
}

/** [FILE5] Takes the files of a message for it, in the same commit. */
async function claim(
  db: Db,
  site: SiteId,
  conversation: ConversationId,
  { id, at, attached }: { id: MessageId; at: number; attached?: Attached },
): Promise<Attachment[]> {
  return attached ? claimFiles(db, { ...attached, site, conversation, message: id, now: at }) : [];
}

export const appendMessage = defineCommand<AppendInput, Change & { accepted: Accepted }>({
  name: 'conversations.append-message',
  run: append,
});

export const addNote = defineCommand<
  {
    conversation: ConversationId;
    member: MemberRef;
    note: { id: MessageId; clientId: ClientId; text: string; at: number };
  },
  Change & { accepted: Accepted }
>({
  name: 'conversations.add-note',
  async run(db, { conversation, member, note }) {
    const row = await lock(db, conversation);
    const authorKey = `note:${member.id}:${note.clientId}`;
    const repeat = await findRepeat(db, conversation, authorKey, note.text);
    if (repeat) return { conversation: row, publicEvents: [], internalEvents: [], accepted: repeat };
    const added = await addInternal(db, conversation, { type: 'note', ...note, author: member }, authorKey);
    return {
      conversation: added.row,
      publicEvents: [],
      internalEvents: [added.event],
      accepted: { seq: added.event.seq, id: note.id, at: note.at, isRepeat: false },
    };
  },
});

/** One member takes a waiting conversation; of two at the same moment one wins and the other is told who did. */
export const takeConversation = defineCommand<
  { conversation: ConversationId; member: MemberRef; mayAssign: boolean; now: number },
  Change
>({
  name: 'conversations.take',
  async run(db, { conversation, member, mayAssign, now }) {
    const row = await lock(db, conversation);
    if (row.status === 'ended') throw hasEnded();
    if (row.assignee_id === member.id) return { conversation: row, publicEvents: [], internalEvents: [] };
    if (row.assignee_id !== null && !mayAssign)
      throw appError('conversation_taken', `${row.assignee_name} has taken this conversation already.`);
    if (row.assignee_id === null || row.assignee_name === null) return assign(db, conversation, member, now);
    const former = { id: row.assignee_id, name: row.assignee_name };
    const left = await addPublic(db, conversation, { type: 'left', member: former, at: now }, {});
    const change = await assign(db, conversation, member, now);
    return { ...change, publicEvents: [left.event, ...change.publicEvents] };
  },
});

/** Gives a conversation back to the queue. */
export const releaseConversation = defineCommand<
  { conversation: ConversationId; member: MemberRef; mayAssign: boolean; now: number },
  Change
>({
  name: 'conversations.release',
  async run(db, { conversation, member, mayAssign, now }) {
    const row = await lock(db, conversation);
    if (row.status === 'ended') throw hasEnded();
    if (row.assignee_id === null || row.assignee_name === null)
      return { conversation: row, publicEvents: [], internalEvents: [] };
    if (row.assignee_id !== member.id && !mayAssign)
      throw appError('permission_missing', `${row.assignee_name} has this conversation. Ask them to put it back.`);
    const leaver = { id: row.assignee_id, name: row.assignee_name };
    const left = await addPublic(
      db,
      conversation,
      { type: 'left', member: leaver, at: now },
      { status: 'queued', assignee_id: null, assignee_name: null },
    );
    const assigned = await addInternal(db, conversation, { type: 'assigned', to: null, by: member, at: now });
    return { conversation: assigned.row, publicEvents: [left.event], internalEvents: [assigned.event] };
  },
});

/** Ends a conversation; ending it again changes nothing. */
export const endConversation = defineCommand<{ conversation: ConversationId; by: Side; now: number }, Change>({
  name: 'conversations.end',
  async run(db, { conversation, by, now }) {
    const row = await lock(db, conversation);
    if (row.status === 'ended') return { conversation: row, publicEvents: [], internalEvents: [] };
    const ended = await addPublic(
      db,
      conversation,
      { type: 'ended', by, at: now },
      { status: 'ended', ended_at: now, waiting_since: null },
    );
    return { conversation: ended.row, publicEvents: [ended.event], internalEvents: [] };
  },
});

/** The visitor's verdict, once the conversation has ended; a later one replaces it. */
export const rateConversation = defineCommand<
  { conversation: ConversationId; score: number; comment: string | null; now: number },
  Change
>({
  name: 'conversations.rate',
  async run(db, { conversation, score, comment, now }) {
    const row = await lock(db, conversation);
    if (row.status !== 'ended') throw appError('conversation_not_ended', 'A conversation is rated once it has ended.');
    if (row.rating_score === score && row.rating_comment === comment)
      return { conversation: row, publicEvents: [], internalEvents: [] };
    const rated = await addPublic(
      db,
      conversation,
      { type: 'rated', score, comment, at: now },
      { rating_score: score, rating_comment: comment },
    );
    return { conversation: rated.row, publicEvents: [rated.event], internalEvents: [] };
  },
});

/** Raises how far a side has received and read; capped by the other side's newest message, never lowered. */
export const raiseReceipt = defineCommand<
  { conversation: ConversationId; side: Side; receipt: Receipt; now: number },
  Change
>({
  name: 'conversations.raise-receipt',
  async run(db, { conversation, side, receipt, now }) {
    const row = await lock(db, conversation);
    const [delivered, read, newest] =
      side === 'visitor'
        ? [row.visitor_delivered_seq, row.visitor_read_seq, row.agent_message_seq]
        : [row.agent_delivered_seq, row.agent_read_seq, row.visitor_message_seq];
    const readSeq = Math.max(read, Math.min(receipt.readSeq, newest));
    const deliveredSeq = Math.max(delivered, readSeq, Math.min(receipt.deliveredSeq, newest));
    if (readSeq === read && deliveredSeq === delivered)
      return { conversation: row, publicEvents: [], internalEvents: [] };
    const change =
      side === 'visitor'
        ? { visitor_delivered_seq: deliveredSeq, visitor_read_seq: readSeq }
        : {
            agent_delivered_seq: deliveredSeq,
            agent_read_seq: readSeq,
            unread: await store.countUnread(db, conversation, readSeq),
          };
    const added = await addPublic(db, conversation, { type: 'receipt', side, deliveredSeq, readSeq, at: now }, change);
    return { conversation: added.row, publicEvents: [added.event], internalEvents: [] };
  },
});
