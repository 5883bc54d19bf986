import {
  type ContactId,
  type ConversationId,
  cleanLine,
  type FileId,
  type FormAnswer,
  type HelpLanguage,
  isId,
  limits,
  type SiteId,
  type VisitId,
  type VisitorId,
} from '@porchlight/protocol';
import { readAddress } from '../mail/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { deriveSecret, deriveToken, hashSecret, newId, newSortableId } from '../platform/ids/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Site } from '../sites/index.ts';
import { isVisitOver, networkOf, type Visits } from '../visits/index.ts';
import { startConversation } from './commands.ts';
import type { Change } from './events.ts';
import type { Held } from './held.ts';
import type { Contact } from './logins.ts';
import { keyRulesOf, readText } from './rules.ts';
import * as store from './store.ts';
import type { ConversationsTable, TicketsTable } from './tables.ts';
import { forgetTicketMails, mailReplies } from './ticket-commands.ts';
import { findTicket, findTicketsTo } from './ticket-store.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  visits: Visits;
  /** The installation's secret. */
  secret: string;
  isMailOn?: boolean;
  held: Held;
  /** Tells what began, after its commit. */
  tellStart(change: Change): Promise<void>;
  allowMessage(sender: string): Promise<void>;
};

/** A contact form that was filled in. */
export type FormSent = {
  /** What names the form: sent twice it is one conversation. */
  clientId: string;
  subject: string;
  text: string;
  files: FileId[];
  name: string | null;
  /** As typed; throws `address_invalid` where no mail can go there. */
  email: string;
  language: HelpLanguage;
  fields: FormAnswer[];
  /** Whether a receipt may go out by mail. */
  isMailed: boolean;
  /** The visitor and visit that the tag keeps in this browser. */
  own: { visitor: VisitorId; visit: VisitId } | null;
};

/** Who sends a form: a guest by the token of their cookie, or a user by what is known of them. */
export type Sender = { key: string; token: string; known: null } | { key: string; token: null; known: Contact };

const shownAtMost = 100;

/** Conversations that begin with the help center's contact form: rules HC14 to HC17 in docs/spec/help-center.md. */
export class Tickets {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * [HC14] Begins a conversation with a form; the same form again finds the first. Throws `address_invalid`, `message_…`,
   * `key_invalid`, `client_id_reused`, `file_…`, `too_many_messages`.
   */
  async open(site: Site, { key, token, known }: Sender, sent: FormSent, ip: string): Promise<ConversationId> {
    const { storage, clock, held, isMailOn, tellStart, allowMessage } = this.#o;
    const email = readAddress(sent.email);
    if (email === null) throw appError('address_invalid', 'No mail can be sent to this address. Check it.');
    const text = readText(sent.text);
    await allowMessage(`form:${networkOf(ip)}`);
    const now = clock.now();
    const visit = await this.#findVisit(site, sent.own);
    const heldVisitor = token === null ? null : await held.findVisitor(site, token);
    const visitor = visit?.visitor ?? heldVisitor;
    const keyHash = hashSecret(key);
    const { accepted: _accepted, ...change } = await storage.execute(startConversation, {
      site: site.id,
      keyHash,
      conversation: newSortableId('cv', now),
      message: {
        id: newSortableId('ms', now),
        clientId: sent.clientId,
        text,
        attached: { owner: `key:${keyHash}`, files: sent.files },
      },
      visitor,
      newVisitor: newId('vi'),
      visit: visit?.id ?? null,
      offer: null,
      contact: { name: sent.name === null ? null : cleanLine(sent.name, limits.visitorNameChars) || null, email },
      country: visit?.details.country ?? null,
      isFirstVisit: visit?.details.recognition === 'none',
      known,
      rules: keyRulesOf(site),
      form: {
        subject: sent.subject,
        email,
        emailKey: known ? null : email.toLowerCase(),
        addressHash: this.#hashAddress(email),
        language: sent.language,
        fields: sent.fields,
        isMailed: (isMailOn ?? false) && sent.isMailed,
      },
      ...(token === null ? {} : { family: held.familyOf(site, token) }),
      isProven: visitor !== null && visitor === heldVisitor,
      now,
    });
    await tellStart(change);
    return change.conversation.id;
  }

  /** What a form brought besides its message; null for a chat. */
  find(conversation: ConversationId): Promise<TicketsTable | null> {
    return findTicket(this.#o.storage.read, conversation);
  }

  /**
   * [HC16] Guests' conversations that were begun with this address, those that were proved or answered first; without those
   * that a code opens for a family of keys already.
   */
  findTo(site: SiteId, email: string, limit: number, family = ''): Promise<ConversationId[]> {
    const address = readAddress(email);
    if (address === null) return Promise.resolve([]);
    return findTicketsTo(this.#o.storage.read, { site, emailKey: address.toLowerCase(), family, limit });
  }

  /** Conversations of whom a login knows, the newest first. */
  async findOfContact(site: SiteId, contact: ContactId): Promise<ConversationsTable[]> {
    const rows = await store.findConversationsOfContact(this.#o.storage.read, site, contact, [], shownAtMost);
    return rows.sort((a, b) => b.started_at - a.started_at);
  }

  /** Whose a conversation is by a login, and of which site; null while it is a guest's. */
  async findOwner(conversation: ConversationId): Promise<{ site: SiteId; contact: ContactId } | null> {
    const row = await store.findConversation(this.#o.storage.read, conversation);
    return row?.contact_id ? { site: row.site_id, contact: row.contact_id } : null;
  }

  /** [HC17] Looks at a conversation that an agent replied in, and mails what its reader has not seen. */
  readonly mailReplies: JobHandler = async (payload) => {
    const { storage, clock, isMailOn } = this.#o;
    const { conversation } = payload as { conversation: unknown };
    if (!isMailOn || !isId('cv', conversation)) return;
    const ticket = await findTicket(storage.read, conversation);
    if (!ticket) return;
    const addressHash = this.#hashAddress(ticket.email);
    await storage.execute(mailReplies, { conversation, addressHash, now: clock.now() });
  };

  /** Forgets what nobody counts any more; call it now and then. */
  async forgetOld(): Promise<void> {
    await this.#o.storage.execute(forgetTicketMails, { now: this.#o.clock.now() });
  }

  /** Without the installation's secret nobody can try addresses against it. */
  #hashAddress(email: string): string {
    return deriveToken(deriveSecret(this.#o.secret, 'ticket-address'), email.toLowerCase());
  }

  async #findVisit(site: Site, own: FormSent['own']) {
    const { visits, clock } = this.#o;
    const visit = own && visits.findOpen(own.visit);
    if (!visit || visit.site !== site.id || visit.visitor !== own.visitor) return null;
    return isVisitOver(visit, clock.now(), site.visitIdleMinutes) ? null : visit;
  }
}
