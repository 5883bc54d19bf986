import type { AuditEntry } from '@porchlight/protocol';
import { type CountryFinder, readUserAgent } from '../platform/agents/index.ts';
import type { AuditLogTable } from './tables.ts';

export function presentEntry(row: AuditLogTable, findCountry: CountryFinder): AuditEntry {
  const { target_kind: kind, target_id: id, target_name: name, ip } = row;
  return {
    id: row.id,
    at: row.at,
    who: { kind: row.who_kind, id: row.who_id, name: row.who_name },
    what: row.what,
    target: kind === null || id === null ? null : { kind, id, name: name ?? '' },
    from: { country: ip === null ? null : findCountry(ip), browser: browserOf(row.user_agent), ip },
    before: presentState(row.before),
    after: presentState(row.after),
  };
}

/** What was there, with browsers by their names. */
function presentState(text: string | null): unknown {
  const state: unknown = text === null ? null : JSON.parse(text);
  if (typeof state !== 'object' || state === null || !('userAgent' in state)) return state;
  const { userAgent, ...rest } = state;
  return { ...rest, browser: browserOf(String(userAgent)) };
}

function browserOf(header: string | null): string | null {
  if (header === null || header === '') return null;
  const { isBot, browser, os } = readUserAgent(header);
  return isBot ? header.slice(0, 80) : `${browser}, ${os}`;
}
