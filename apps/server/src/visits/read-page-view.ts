import { cookieModes, isId, type VisitId, type VisitorId } from '@porchlight/protocol';
import { readBy } from '../platform/http/index.ts';
import { classes, cutMs, jars, kinds, maxScreen, type PageView, pageView, textLimits } from './schema.ts';

/** Reads the body of a page view. Throws `invalid_body` with every problem listed. */
export function readPageView(body: unknown): PageView {
  return readOrdinary(body) ?? readBy(pageView, body);
}

/**
 * What nearly every page view looks like, without the schema, which takes many times as long and makes an object for
 * each field. Null where anything is out of the ordinary: then the schema decides and says what is wrong. Whatever
 * comes, this reads it as the schema does or not at all; a test compares the two.
 */
export function readOrdinary(body: unknown): PageView | null {
  if (!isObject(body)) return null;
  const { v, visitor, visit, jar, steps, session, others, handoff, adopted, tab, view, kind } = body;
  const { url, title, referrer, language, timeZone, screen, sections, attributes, previous, consent } = body;
  if (v !== 1 || visitor === undefined || visit === undefined || (handoff ?? null) !== null) return null;
  if (!isEmpty(steps) || !isEmptyOrNone(others) || !isEmptyOrNone(adopted)) return null;
  if (!isId('tb', tab) || !isId('pv', view) || !isOneOf(jars, jar) || !isOneOf(kinds, kind)) return null;
  if (!isText(url, textLimits.url) || !isText(title, textLimits.title) || !isText(referrer, textLimits.referrer))
    return null;
  if (!isText(language, textLimits.language) || !isText(timeZone, textLimits.timeZone)) return null;
  if (!isObject(screen) || !isLength(screen.width) || !isLength(screen.height)) return null;
  if (!Array.isArray(sections) || sections.length > textLimits.sections) return null;
  for (const section of sections) if (!isText(section, textLimits.section)) return null;
  if (!isObject(attributes) || Object.keys(attributes).length > 0) return null;
  if (consent !== 'granted' && consent !== 'not-asked') return null;
  const before = previous === null ? null : readPrevious(previous);
  const known = (session ?? null) === null ? null : readSession(session);
  if (before === undefined || known === undefined) return null;
  return {
    v,
    visitor: isId('vi', visitor) ? (visitor as VisitorId) : null,
    visit: isId('vs', visit) ? (visit as VisitId) : null,
    jar,
    steps: [],
    session: known,
    others: [],
    handoff: null,
    adopted: [],
    tab,
    view,
    kind,
    url,
    title,
    referrer,
    language,
    timeZone,
    screen: { width: screen.width, height: screen.height },
    sections,
    attributes: {},
    previous: before,
    consent,
  };
}

function readPrevious(previous: unknown): PageView['previous'] | undefined {
  if (!isObject(previous)) return undefined;
  const { view, visibleMs } = previous;
  if (!isId('pv', view) || typeof visibleMs !== 'number' || !Number.isFinite(visibleMs)) return undefined;
  return { view, visibleMs: cutMs(visibleMs) };
}

function readSession(session: unknown): PageView['session'] | undefined {
  if (!isObject(session)) return undefined;
  const { mode, class: found } = session;
  if (!isOneOf(cookieModes, mode) || !(found === null || isOneOf(classes, found))) return undefined;
  return { mode, class: found };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isEmptyOrNone(value: unknown): boolean {
  return value === undefined || isEmpty(value);
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max;
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= maxScreen;
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.includes(value as Value);
}
