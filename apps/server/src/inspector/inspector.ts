import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  ContactId,
  InspectedAlias,
  InspectedConversation,
  InspectedFamily,
  InspectedHandoff,
  InspectedVisit,
  InspectedVisits,
  VisitId,
  VisitorId,
  VisitSummary,
} from '@porchlight/protocol';
import { isId } from '@porchlight/protocol';
import type { Audited } from '../audit/index.ts';
import type { Consents } from '../consents/index.ts';
import type { Contact, Contacts } from '../contacts/index.ts';
import { findKeyEvents, findKeyedConversations, findKeyFamilies } from '../conversations/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { sortableIdFloor } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  findExternalNames,
  findHandoffsOf,
  findJoined,
  findUndone,
  type HandoffsTable,
  partAliases,
  readVisitor,
  readVisitors,
  type VisitorsTable,
  visitorLabel,
} from '../visitors/index.ts';
import type { InspectableVisit, VisitReader } from '../visits/index.ts';
import { matchVisit, shortForm, wordsOf } from './rules.ts';
import type { VisitsQuery } from './schema.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  reader: VisitReader;
  consents: Consents;
  contacts: Pick<Contacts, 'findContact'>;
};
type Who = Pick<VisitSummary, 'label' | 'contact'>;

/** Visits in one answer; visits read at once; and how many are looked through before an answer is given anyway. */
const listed = 50;
const together = 200;
const lookedThrough = 2_000;
/** Of each kind of thing that is told about one visit. */
const toldMost = 30;
const keyEventsMost = 200;

/** Tells admins how each visit was recognised and what came of it: reads, and undoes aliases, nothing else. */
export class Inspector {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Visits that the words name, newest first; looks through 2,000 visits at most, and says how far it came. */
  async search(site: Site, { query, until, before }: VisitsQuery): Promise<InspectedVisits> {
    const [only = '', ...others] = query.trim().split(/\s+/);
    if (others.length === 0 && before === undefined) {
      // A whole id names its visits, however long ago they were.
      const found = await this.#findById(site, only);
      if (found) return { visits: found, next: null, searchedSince: found.at(-1)?.startedAt ?? null };
    }
    const words = wordsOf(query);
    const visits: VisitSummary[] = [];
    let from: string = before ?? sortableIdFloor('vs', (until ?? this.#o.clock.now()) + 1);
    let searchedSince: number | null = null;
    for (let looked = 0; looked < lookedThrough; ) {
      const some = await this.#o.reader.findBefore(site, from, words.length > 0 ? together : listed + 1);
      for (const { summary, isMatch } of await this.#match(site, some, words)) {
        if (visits.length === listed) return { visits, next: from as VisitId, searchedSince };
        if (isMatch) visits.push(summary);
        from = summary.id;
        searchedSince = summary.startedAt;
      }
      looked += some.length;
      // Reading is synchronous on an embedded database: others come in between.
      await nextTurn();
      if (words.length === 0 || some.length < together) return { visits, next: null, searchedSince };
    }
    return { visits, next: from as VisitId, searchedSince };
  }

  async #findById(site: Site, id: string): Promise<VisitSummary[] | null> {
    const { reader } = this.#o;
    if (isId('vs', id)) {
      const visit = await reader.find(site, id);
      return visit && (await this.#match(site, [visit], [])).map((one) => one.summary);
    }
    if (!isId('vi', id)) return null;
    const visits = await reader.findOf(site, id, listed);
    return visits.length > 0 ? (await this.#match(site, visits, [])).map((one) => one.summary) : null;
  }

  async #match(
    site: Site,
    visits: InspectableVisit[],
    words: readonly string[],
  ): Promise<{ summary: VisitSummary; isMatch: boolean }[]> {
    const ids = [...new Set(visits.map(({ record }) => record.visitor))];
    const visitors = await readVisitors(this.#o.storage.read, site.id, ids);
    const known = await this.#findWho(site, visitors);
    return visits.map(({ record, ordinal, pageCount }) => {
      const { label, contact } = known.get(record.visitor) ?? presentWho(record.visitor, undefined, null);
      const { isMatch, page } = matchVisit(words, { record, label, contact });
      const { pages, ...rest } = record;
      const shown = page ?? pages.at(-1) ?? null;
      const about = { ordinal, pageCount, page: shown && { url: shown.url, title: shown.title } };
      return { summary: { ...rest, label, contact, ...about }, isMatch };
    });
  }

  /** Whom the site's own login knows these visitors as, or else what they typed [CNV7, CNV8]. */
  async #findWho(site: Site, visitors: ReadonlyMap<VisitorId, VisitorsTable>): Promise<Map<VisitorId, Who>> {
    const contacts = new Map<ContactId, Contact | null>();
    const known = new Map<VisitorId, Who>();
    for (const [id, row] of visitors) {
      const of = row.contact_id;
      if (of && !contacts.has(of)) contacts.set(of, await this.#o.contacts.findContact(site.id, of));
      known.set(id, presentWho(id, row, (of && contacts.get(of)) ?? null));
    }
    return known;
  }

  /** All about one visit; throws `visit_not_found`. */
  async inspect(site: Site, id: VisitId): Promise<InspectedVisit> {
    const { storage, reader, consents } = this.#o;
    const found = await reader.find(site, id);
    if (!found) throw appError('visit_not_found', 'There is no such visit. Look it up in the list.');
    const { record: visit, ordinal, pageCount } = found;
    const row = (await readVisitor(storage.read, site.id, visit.visitor)) ?? undefined;
    const login = row?.contact_id ? await this.#o.contacts.findContact(site.id, row.contact_id) : null;
    const typed = typedBy(row);
    const conversations = await this.#findConversations(site, found);
    return {
      visit,
      ordinal,
      pageCount,
      visitor: {
        id: visit.visitor,
        ...presentWho(visit.visitor, row, login),
        typed: login && (typed.name !== null || typed.email !== null) ? typed : null,
        firstSeenAt: row?.first_seen_at ?? visit.startedAt,
        lastSeenAt: row?.last_seen_at ?? visit.lastActivityAt,
        visitCount: row?.visit_count ?? 0,
        revokedAt: row?.revoked_at ?? null,
        weakenedAt: row?.weakened_at ?? null,
      },
      aliases: await this.#findAliases(site, visit.visitor),
      handoffs: await this.#findHandoffs(site, found),
      conversations,
      families: await this.#findFamilies(site, conversations),
      consents: (await consents.findOf(site.id, visit.visitor, toldMost)).map(({ visitor: _, ...rest }) => rest),
      earlierIds: await findExternalNames(storage.read, site.id, visit.visitor),
      rules: { history: site.historyPolicy, join: site.joinPolicy },
    };
  }

  /** [VIS4] An admin says that two ids are not one person. Throws `visitor_not_found`, `alias_not_found`. */
  async part(site: Site, visitor: VisitorId, other: VisitorId, by: Audited): Promise<void> {
    const { storage, clock } = this.#o;
    if (!(await readVisitor(storage.read, site.id, visitor)))
      throw appError('visitor_not_found', 'There is no such visitor.');
    const { wereJoined } = await storage.execute(partAliases, { site: site.id, visitor, other, by, at: clock.now() });
    if (!wereJoined) throw appError('alias_not_found', 'These two visitors are not joined, or not any more.');
  }

  async #findAliases(site: Site, visitor: VisitorId): Promise<InspectedAlias[]> {
    const { read } = this.#o.storage;
    const joined = (await findJoined(read, site.id, visitor)).slice(0, toldMost);
    const undone = (await findUndone(read, site.id, visitor, toldMost)).map(({ a, b, ...edge }) => ({
      ...edge,
      visitor: a === visitor ? b : a,
    }));
    const ids = [...joined.flatMap((one) => [one.visitor, one.via]), ...undone.map((one) => one.visitor)];
    const known = await readVisitors(read, site.id, [...new Set(ids)]);
    const labels = await this.#findWho(site, known);
    const who = (id: VisitorId) => ({ visitor: id, label: labels.get(id)?.label ?? visitorLabel(id) });
    return [
      ...joined.map(({ visitor: other, via, evidence, strength, at }) => ({
        ...who(other),
        evidence,
        strength,
        at,
        via: via === visitor ? null : who(via),
        undoneAt: null,
      })),
      ...undone.map(({ visitor: other, evidence, strength, at, undone_at }) => ({
        ...who(other),
        evidence,
        strength,
        at,
        via: null,
        undoneAt: undone_at,
      })),
    ];
  }

  async #findHandoffs(site: Site, { record }: InspectableVisit): Promise<InspectedHandoff[]> {
    const { read } = this.#o.storage;
    const rows = await findHandoffsOf(read, site.id, record, toldMost);
    const otherOf = (row: HandoffsTable) => (row.visit_id === record.id ? row.redeemed_by : row.visitor_id);
    const ids = rows.map(otherOf).filter((id) => id !== null);
    const known = await this.#findWho(site, await readVisitors(read, site.id, [...new Set(ids)]));
    return rows.map((row) => {
      const other = otherOf(row);
      return {
        id: shortForm(row.id),
        direction: row.visit_id === record.id ? 'left' : 'arrived',
        sourceHost: row.source_host,
        targetHost: row.target_host,
        createdAt: row.created_at,
        redeemedAt: row.redeemed_at,
        confirmedAt: row.confirmed_at,
        other: other && { visitor: other, label: known.get(other)?.label ?? visitorLabel(other) },
        carriesConversation: row.conversation_id !== null,
      };
    });
  }

  async #findConversations(site: Site, { record }: InspectableVisit): Promise<InspectedConversation[]> {
    const { read } = this.#o.storage;
    const found = await findKeyedConversations(read, site.id, record.visitor, toldMost);
    const ids = found.map(({ conversation }) => conversation.id);
    const events = await findKeyEvents(read, site.id, { conversations: ids }, keyEventsMost);
    return found.map(({ conversation: row, keys }) => ({
      id: row.id,
      status: row.status,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      isOfVisit: row.visit_id === record.id,
      recognition: row.recognition,
      evidence: row.evidence,
      openKeys: keys.filter((key) => key.revoked_at === null).length,
      events: events
        .filter((event) => event.conversation_id === row.id)
        .map(({ at, kind, detail, key_hash, family_id, visit_id }) => ({
          at,
          kind,
          detail,
          key: key_hash && shortForm(key_hash),
          family: family_id && shortForm(family_id),
          isOfVisit: visit_id === record.id,
        })),
    }));
  }

  async #findFamilies(site: Site, conversations: InspectedConversation[]): Promise<InspectedFamily[]> {
    const ids = conversations.map((one) => one.id);
    const rows = await findKeyFamilies(this.#o.storage.read, site.id, ids);
    return rows.slice(-toldMost).map((row) => ({
      family: shortForm(row.id),
      kind: row.kind,
      startedAt: row.created_at,
      usedAt: row.used_at,
      uses: row.generation,
      endedAt: row.revoked_at,
      endedBy: row.ended_by,
    }));
  }
}

function typedBy(row: VisitorsTable | undefined): { name: string | null; email: string | null } {
  return { name: row?.contact_name ?? null, email: row?.contact_email ?? null };
}

function presentWho(id: VisitorId, row: VisitorsTable | undefined, login: Contact | null): Who {
  const typed = typedBy(row);
  if (!login) return { label: visitorLabel(id, typed.name), contact: typed };
  const { name, email } = login;
  return { label: visitorLabel(id, name ?? email), contact: { name, email, isVerified: true } };
}
