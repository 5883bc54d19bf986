import { language } from '../../messages/index.ts';

/** A day of a report, which is one of UTC, as the browser's language writes it. */
export function formatReportDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}
