import type { ConversationId, SiteId } from '@porchlight/protocol';
import { queueMail } from '../mail/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { lock } from './events.ts';
import { endFamilies, endKeys, findSources, lockFamily } from './family-store.ts';
import { endUnproven, type HeldFamily, holdFamily } from './held-store.ts';
import { findKey, grantKey } from './key-store.ts';
import * as tickets from './ticket-store.ts';

/** As many replies as one mail tells of. */
const repliesInMail = 20;

/** [HC17] Mails what agents replied and its reader has not seen, unless the address had enough. */
export const mailReplies = defineCommand<{ conversation: ConversationId; addressHash: string; now: number }, null>({
  name: 'conversations.mail-replies',
  async run(db, { conversation, addressHash, now }) {
    const row = await lock(db, conversation);
    const ticket = await tickets.findTicket(db, conversation);
    if (!ticket) return null;
    const after = Math.max(ticket.mailed_seq, row.visitor_read_seq);
    const replies = await tickets.findReplies(db, conversation, after, repliesInMail);
    const last = replies.at(-1);
    if (!last) return null;
    const { site_id: site, email: to, language } = ticket;
    if (!(await tickets.takeMail(db, { site_id: site, kind: 'reply', address_hash: addressHash }, now))) return null;
    await tickets.setMailed(db, conversation, last.seq);
    const said = replies.map(({ event }) => ({ text: event.text, files: event.attachments?.length ?? 0 }));
    await queueMail(db, { template: 'ticket-replied', to, language, site, conversation, replies: said }, now);
    return null;
  },
});

export type GrantHeld = {
  site: SiteId;
  family: HeldFamily;
  keys: { keyHash: string; conversation: ConversationId }[];
  now: number;
};

/**
 * [HC16] Has a browser's family open these conversations too, by a code; what it opens, or once opened, stays as it is.
 * Who only typed the address in reads along no longer: answers the hashes of keys that were good until now.
 */
export const grantHeld = defineCommand<GrantHeld, string[]>({
  name: 'conversations.grant-held',
  retryOnConflict: true,
  async run(db, { site, family, keys, now }) {
    await holdFamily(db, site, family, now);
    const ended: string[] = [];
    for (const { keyHash: key_hash, conversation: conversation_id } of keys) {
      ended.push(...(await endUnproven(db, conversation_id, family.id, now)));
      if (await findKey(db, key_hash)) continue;
      const fresh = { key_hash, site_id: site, conversation_id, created_at: now, family_id: family.id };
      await grantKey(db, fresh, 'code', now);
    }
    return ended;
  },
});

/** [HC16] Notes that a browser came back with its family, which lasts from there. */
export const useHeld = defineCommand<{ site: SiteId; family: HeldFamily; now: number }, null>({
  name: 'conversations.use-held',
  async run(db, { site, family, now }) {
    await holdFamily(db, site, family, now);
    return null;
  },
});

/** [HC16, HC35] Ends all that a browser holds, in its messenger what came from there too; answers the hashes of keys that were good until now. */
export const endHeld = defineCommand<{ site: SiteId; family: string; now: number }, string[]>({
  name: 'conversations.end-held',
  async run(db, { site, family: id, now }) {
    const family = await lockFamily(db, id);
    if (family?.kind !== 'held' || family.site_id !== site) return [];
    const end = { why: 'logout', at: now } as const;
    const there = await endKeys(db, site, await findSources(db, id), end);
    return [...there, ...(await endFamilies(db, [id], end))];
  },
});

/** Forgets mails that nobody counts any more. */
export const forgetTicketMails = defineCommand<{ now: number }, null>({
  name: 'conversations.forget-ticket-mails',
  isSingleStatement: true,
  async run(db, { now }) {
    await tickets.forgetMails(db, now);
    return null;
  },
});
