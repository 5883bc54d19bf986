import {
  type ConversationRecord,
  isId,
  type SiteId,
  type VisitorCard,
  type VisitorId,
  type VisitRecord,
} from '@porchlight/protocol';
import type { Audited } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import {
  findJoined,
  type Joined,
  partAliases,
  readVisitor,
  type VisitorsTable,
  visitorLabel,
} from '../visitors/index.ts';
import type { Visits } from '../visits/index.ts';
import type { Contact, Logins } from './logins.ts';
import { presentContact, presentRecord } from './present.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';

type Options = { storage: Storage; clock: Clock; sites: Sites; visits: Visits; logins: Logins };
type Known = { joined: Joined; row: VisitorsTable };

/** Newest visits and conversations on a card, of all ids of the visitor together. */
const listed = 20;
/** Strangers can make weak edges: of so many ids a card tells, the surest first. */
const aliasesShown = 10;

/** What agents see of a visitor: one history over all ids that edges join, each record under its own [VIS4]. */
export class VisitorCards {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** The card; throws `visitor_not_found`. */
  async find(id: VisitorId): Promise<VisitorCard> {
    const { site, row } = await this.#get(id);
    const { read } = this.#o.storage;
    const known: Known[] = [];
    for (const joined of (await findJoined(read, site.id, id)).slice(0, aliasesShown)) {
      const other = await readVisitor(read, site.id, joined.visitor);
      if (other) known.push({ joined, row: other });
    }
    const all = [row, ...known.map((one) => one.row)];
    // Counts, and what somebody typed about themselves, are those of who is surely the same, never of who only may be.
    const sure = [row, ...known.filter((one) => one.joined.strength === 'strong').map((one) => one.row)];
    let isDoubted = false;
    const own: ConversationsTable[] = [];
    const visits: VisitRecord[] = [];
    const conversations: ConversationRecord[] = [];
    for (const one of all) {
      visits.push(...(await this.#o.visits.findVisits(site, one.id, listed)));
      const rows = await store.findConversationsOf(read, site.id, one.id, listed);
      conversations.push(...rows.map(presentRecord));
      if (rows.some(isDoubtful)) isDoubted = true;
      if (sure.includes(one)) own.push(...rows);
    }
    const contact = isDoubted ? null : await this.#findContact(site, sure);
    return {
      id,
      site: site.id,
      label: visitorLabel(id, contact ? (contact.name ?? contact.email) : row.contact_name),
      // What was typed under an id that may have been copied stands here only where nothing else is known.
      contact: presentContact(contact, {
        contact_name: firstOf([...sure.map((one) => one.contact_name), ...own.map((one) => one.typed_name)]),
        contact_email: firstOf([...sure.map((one) => one.contact_email), ...own.map((one) => one.typed_email)]),
      }),
      firstSeenAt: Math.min(...sure.map((one) => one.first_seen_at)),
      lastSeenAt: Math.max(...sure.map((one) => one.last_seen_at)),
      visitCount: sum(sure.map((one) => one.visit_count)),
      conversationCount: sum(sure.map((one) => one.conversation_count)),
      visits: visits.sort((a, b) => b.startedAt - a.startedAt).slice(0, listed),
      conversations: conversations.sort((a, b) => b.startedAt - a.startedAt).slice(0, listed),
      aliases: known.map(({ joined, row: other }) => ({
        visitor: other.id,
        label: visitorLabel(other.id, other.contact_name),
        evidence: joined.evidence,
        strength: joined.strength,
        at: joined.at,
      })),
    };
  }

  /** An agent says that two ids are not one person. Throws `visitor_not_found`, or `alias_not_found` when nobody joined them. */
  async part(id: VisitorId, other: VisitorId, by: Audited): Promise<void> {
    const { storage, clock } = this.#o;
    const { site } = await this.#get(id);
    const { wereJoined } = await storage.execute(partAliases, {
      site: site.id,
      visitor: id,
      other,
      by,
      at: clock.now(),
    });
    if (!wereJoined) throw appError('alias_not_found', 'These two visitors are not joined, or not any more.');
  }

  /** [VIS7] Whom the site's own login linked this visitor to, or one who is surely the same. */
  async #findContact(site: Site, sure: readonly VisitorsTable[]): Promise<Contact | null> {
    for (const one of sure) {
      const contact = await this.#o.logins.findContactOf(site.id, one.id);
      if (contact) return contact;
    }
    return null;
  }

  /** The site of a visitor; null where there is none. */
  async findSiteOf(id: string): Promise<SiteId | null> {
    if (!isId('vi', id)) return null;
    return (await this.#find(id))?.site.id ?? null;
  }

  async #get(id: VisitorId): Promise<{ site: Site; row: VisitorsTable }> {
    const found = await this.#find(id);
    if (!found) throw appError('visitor_not_found', 'There is no such visitor.');
    return found;
  }

  async #find(id: VisitorId): Promise<{ site: Site; row: VisitorsTable } | null> {
    for (const site of this.#o.sites.readAll()) {
      const row = await readVisitor(this.#o.storage.read, site.id as SiteId, id);
      if (row) return { site, row };
    }
    return null;
  }
}

/** [VIS4, CNV8] Whoever copied an id may write under it: beside such a conversation no card says who it surely is. */
function isDoubtful(row: ConversationsTable): boolean {
  return row.status !== 'ended' && row.recognition === 'weak' && row.contact_id === null;
}

function firstOf(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
