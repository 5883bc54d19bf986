import type { LiveVisitor, PageRecord, SiteId, VisitRecord } from '@porchlight/protocol';
import { visitorLabel } from '../visitors/index.ts';
import type { OpenVisit } from './open-visits.ts';
import { isVisitOver } from './rules.ts';
import type { PageViewsTable, VisitDetails, VisitsTable } from './tables.ts';

/** A present visitor on the wire of `live.{site}`. */
export function presentLiveVisitor(visit: OpenVisit): LiveVisitor {
  const [page = { url: '', title: '', at: visit.startedAt }, ...pagesBefore] = visit.pages;
  const { details, past } = visit;
  return {
    visit: visit.id,
    visitor: visit.visitor,
    label: visitorLabel(visit.visitor, past.contactName),
    isReturning: visit.ordinal > 1,
    visits: visit.ordinal,
    conversations: past.conversations,
    lastConversationAt: past.lastConversationAt,
    page,
    pagesBefore,
    pageCount: visit.pageCount,
    referrer: details.referrer,
    country: details.country,
    device: details.device,
    browser: details.browser,
    os: details.os,
    language: details.language,
    arrivedAt: visit.startedAt,
    isVisible: visit.tabs.some((tab) => tab.isVisible),
    tabs: visit.tabs.length,
    conversation: visit.conversation,
    offer: visit.offer,
    recognition: details.recognition,
  };
}

export function presentVisit(
  row: VisitsTable,
  pages: PageViewsTable[],
  site: { mode: VisitRecord['mode']; visitIdleMinutes: number; id: SiteId },
  nowMs: number,
): VisitRecord {
  const details = JSON.parse(row.details) as VisitDetails;
  const times = { startedAt: row.started_at, lastActivityAt: row.last_activity_at };
  return {
    id: row.id,
    ...times,
    visitor: row.visitor_id,
    endedAt: isVisitOver(times, nowMs, site.visitIdleMinutes) ? row.last_activity_at : null,
    referrer: details.referrer,
    campaign: details.campaign,
    country: details.country,
    device: details.device,
    browser: details.browser,
    os: details.os,
    language: details.language,
    timeZone: details.timeZone,
    screen: details.screen,
    mode: details.mode ?? site.mode,
    jar: details.jar,
    class: details.class ?? null,
    steps: details.steps,
    recognition: details.recognition,
    pages: pages.map(presentPage).reverse(),
  };
}

function presentPage(row: PageViewsTable): PageRecord {
  return { id: row.id, url: row.url, title: row.title, at: row.at, visibleMs: row.visible_ms };
}
