import {
  type CookieMode,
  cleanLine,
  type Jar,
  type SiteId,
  type StepDown,
  type ThirdPartyClass,
} from '@porchlight/protocol';
import type { UserAgent } from '../platform/agents/index.ts';
import { newId, newSortableId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import type { VisitorsTable } from '../visitors/index.ts';
import type { OpenVisit, VisitorPast } from './open-visits.ts';
import { campaignOf, externalReferrer, storableIp } from './rules.ts';
import type { PageView } from './schema.ts';
import type { PageViewsTable, VisitDetails, VisitProgress, VisitsTable } from './tables.ts';

/** Where a request of the tag comes from, as the server sees it. */
export type Sender = { ip: string; agent: UserAgent };

/** [MODE8] The mode asked for, the jar obtained with each step down to it, and what the browser does with our cookies. */
export type JarsFound = { mode: CookieMode; jar: Jar; class: ThirdPartyClass | null; steps: StepDown[] };

/** What a visit begins with; `url` is the storable form of the first page's, `visitor` as known before this visit. */
export type VisitStart = {
  site: Site;
  input: PageView;
  sender: Sender;
  country: string | null;
  url: string;
  visitor: VisitorsTable;
  /** How it is known who this is; `none` for a new visitor. */
  recognition: VisitDetails['recognition'];
  jars: JarsFound;
  now: number;
};

/** [SES2] A visit that begins now, without pages and tabs yet. */
export function buildVisit(start: VisitStart): OpenVisit {
  const { site, input, sender, country, url, visitor, recognition, jars, now } = start;
  return {
    site: site.id,
    id: newSortableId('vs', now),
    visitor: visitor.id,
    ordinal: recognition === 'none' ? 1 : visitor.visit_count + 1,
    startedAt: now,
    lastActivityAt: now,
    pageCount: 0,
    details: {
      referrer: externalReferrer(input.referrer, url, site.droppedParameters),
      campaign: campaignOf(url),
      country,
      device: sender.agent.device,
      browser: sender.agent.browser,
      os: sender.agent.os,
      language: cleanLine(input.language, 35) || null,
      timeZone: cleanLine(input.timeZone, 60) || null,
      screen: `${Math.round(input.screen.width)}×${Math.round(input.screen.height)}`,
      ip: storableIp(sender.ip, site.ipStorage),
      ...jars,
      recognition,
    },
    past: readPast(visitor),
    ...nothingSeen,
    isWeakened: visitor.weakened_at !== null,
    pages: [],
    views: [],
    firstView: input.view,
    tabs: [],
    isUnsaved: true,
    storedDetails: null,
  };
}

/** [VIS6] A visit of a new visitor in the same browser: what the browser is stays, what led the former one here does not. */
export function buildSuccessor(former: OpenVisit, now: number): OpenVisit {
  return {
    site: former.site,
    id: newSortableId('vs', now),
    visitor: newId('vi'),
    ordinal: 1,
    startedAt: now,
    lastActivityAt: now,
    pageCount: 0,
    details: { ...former.details, referrer: null, campaign: null, recognition: 'none' },
    past: { firstSeenAt: now, conversations: 0, lastConversationAt: null, contactName: null },
    ...nothingSeen,
    isWeakened: false,
    pages: [],
    views: [],
    firstView: null,
    tabs: [],
    isUnsaved: true,
    storedDetails: null,
  };
}

const nothingSeen = { conversation: null, offer: 'none', wasPresent: false } as const;

/** A visit as memory holds it, from its row and its newest pages; nobody has been seen in it yet. */
export function readVisitRow(row: VisitsTable, pages: PageViewsTable[], visitor: VisitorsTable): OpenVisit {
  const details = JSON.parse(row.details) as VisitDetails;
  // The row follows the pages within a second; a killed process may have left it behind.
  const pageCount = Math.max(row.page_count, pages.length);
  return {
    site: row.site_id as SiteId,
    id: row.id,
    visitor: row.visitor_id,
    ordinal: row.ordinal,
    startedAt: row.started_at,
    lastActivityAt: Math.max(row.last_activity_at, pages[0]?.at ?? 0),
    pageCount,
    details,
    past: readPast(visitor),
    ...nothingSeen,
    isWeakened: visitor.weakened_at !== null,
    pages: pages.slice(0, 6).map(({ url, title, at }) => ({ url, title, at })),
    views: pages.map((page) => page.id),
    firstView: pageCount === pages.length ? (pages.at(-1)?.id ?? null) : null,
    tabs: [],
    isUnsaved: false,
    storedDetails: details,
  };
}

function readPast(visitor: VisitorsTable): VisitorPast {
  return {
    firstSeenAt: visitor.first_seen_at,
    conversations: visitor.conversation_count,
    lastConversationAt: visitor.last_conversation_at,
    contactName: visitor.contact_name,
  };
}

export function toRow(visit: OpenVisit): VisitsTable {
  return {
    site_id: visit.site,
    id: visit.id,
    visitor_id: visit.visitor,
    ordinal: visit.ordinal,
    started_at: visit.startedAt,
    last_activity_at: visit.lastActivityAt,
    page_count: visit.pageCount,
    details: JSON.stringify(visit.details),
  };
}

/** How far a visit has come. */
export function toProgress(visit: OpenVisit): VisitProgress {
  return {
    site_id: visit.site,
    id: visit.id,
    last_activity_at: visit.lastActivityAt,
    page_count: visit.pageCount,
  };
}
