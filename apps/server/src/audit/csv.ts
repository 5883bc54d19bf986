import type { AuditEntry } from '@porchlight/protocol';

const columns = ['at', 'who', 'who_id', 'what', 'target', 'target_id', 'country', 'browser', 'ip', 'before', 'after'];

/** RFC 4180, with a first line of names. */
export async function* csvOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const { at, who, what, target, from, before, after } of entries) {
    const cells = [
      new Date(at).toISOString(),
      who.name || who.kind,
      who.id,
      what,
      target && `${target.kind} ${target.name}`.trim(),
      target?.id,
      from.country,
      from.browser,
      from.ip,
      before === null ? null : JSON.stringify(before),
      after === null ? null : JSON.stringify(after),
    ];
    yield `${cells.map((cell) => cellOf(cell ?? '')).join(',')}\r\n`;
  }
}

/** A name that somebody typed must not be a formula to the program that opens the file. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
