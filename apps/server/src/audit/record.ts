import type { AuditEntry, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import type {} from './tables.ts';

/** Who does something, and from where: what a request tells of itself, to go along into a command. */
export type Audited = { who: AuditEntry['who']; from: { ip: string | null; userAgent: string | null } };

export type Recorded = Audited & {
  at: number;
  /** A dotted name: what it is about, then what became of it, in the past: `member.roles-changed`. */
  what: string;
  /** Where it is a site's matter: members who look after other sites alone do not read it. */
  site?: SiteId | null;
  target?: AuditEntry['target'];
  before?: unknown;
  after?: unknown;
};

/** The installation itself, where nobody asked for what happens. */
export const bySystem: Audited = {
  who: { kind: 'system', id: null, name: '' },
  from: { ip: null, userAgent: null },
};

const nameChars = 200;
const userAgentChars = 400;
const valueChars = 20_000;

/**
 * [AUTH15] Writes down who did what. Called inside the command that does it, so that neither is there without the other;
 * the log keeps no secret, whatever the values hold.
 */
export async function record(db: Db, entry: Recorded): Promise<void> {
  const { at, who, what, from, target = null, site = null } = entry;
  await db
    .insertInto('audit_log')
    .values({
      id: newSortableId('au', at),
      at,
      who_kind: who.kind,
      who_id: who.id,
      who_name: who.name.slice(0, nameChars),
      what,
      site_id: site,
      target_kind: target?.kind ?? null,
      target_id: target?.id ?? null,
      target_name: target?.name.slice(0, nameChars) ?? null,
      ip: from.ip,
      user_agent: from.userAgent?.slice(0, userAgentChars) ?? null,
      before: textOf(entry.before),
      after: textOf(entry.after),
    })
    .execute();
}

const secret = /password|secret|token|hash|validator|credential|^code$/i;

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value, (key, one) => (secret.test(key) && typeof one === 'string' ? '(not kept)' : one));
  return text.length <= valueChars ? text : JSON.stringify('(too long to keep)');
}

/** What differs between two states of one thing, by the names that either has. */
export function differenceOf<T extends object>(before: T, after: T): { before: Partial<T>; after: Partial<T> } {
  const names = Object.keys({ ...before, ...after }) as (keyof T)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (from: T) => Object.fromEntries(changed.map((name) => [name, from[name]])) as Partial<T>;
  return { before: pick(before), after: pick(after) };
}
