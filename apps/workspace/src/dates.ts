import { language, t } from './messages/index.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Hours and minutes, as the browser's language writes them. */
export function formatClock(at: number): string {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** Hours, minutes and seconds: for the one moment that an admin waits for. */
export function formatClockExact(at: number): string {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at);
}

/** Day and time; the year only where it is another one. */
export function formatDateTime(at: number, now: number): string {
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(isSameYear(at, now) ? {} : { year: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}

/** The day of a message list: today and yesterday in words, else weekday and date. */
export function formatDay(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
  if (days === 0 || days === 1) return capitalize(relative().format(-days, 'day'));
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isSameYear(at, now) ? {} : { year: 'numeric' }),
  }).format(at);
}

/** For a list: the clock today, else the date. */
export function formatShort(at: number, now: number): string {
  if (startOfDay(at) === startOfDay(now)) return formatClock(at);
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(isSameYear(at, now) ? {} : { year: 'numeric' }),
  }).format(at);
}

/** How long ago, in the largest unit that fits: "just now", "5 minutes ago", "1 week ago". */
export function formatAgo(at: number, now: number): string {
  const pastMs = Math.max(0, now - at);
  const steps = [
    ['year', 365 * dayMs],
    ['month', 30 * dayMs],
    ['week', 7 * dayMs],
    ['day', dayMs],
    ['hour', hourMs],
    ['minute', minuteMs],
  ] as const;
  for (const [unit, unitMs] of steps) {
    if (pastMs >= unitMs) return numeric().format(-Math.floor(pastMs / unitMs), unit);
  }
  return t.inbox.justArrived;
}

/** A span in at most two units: "40 s", "12 min", "1 h 5 min", "3 d 2 h". */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return unit(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(unit(hours, 'hour'), minutes % 60 > 0 ? unit(minutes % 60, 'minute') : '');
  return join(unit(Math.floor(hours / 24), 'day'), hours % 24 > 0 ? unit(hours % 24, 'hour') : '');
}

/** A span that ticks: "0:07", "12:30", "1:02:05". */
export function formatTicking(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long to wait, in words for a sentence: "in 40 seconds", "in 3 minutes". */
export function formatWait(seconds: number): string {
  return seconds < 90
    ? relative().format(Math.ceil(seconds), 'second')
    : relative().format(Math.ceil(seconds / 60), 'minute');
}

/** 1st, 2nd, 3rd where the language has them; a number with a full stop elsewhere. */
export function formatOrdinal(value: number): string {
  if (!language.startsWith('en')) return `${value}.`;
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${value}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(value)] ?? 'th'}`;
}

/** The clock in another time zone; null when the browser does not know the zone. */
export function formatClockIn(timeZone: string, at: number): string | null {
  try {
    return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone }).format(at);
  } catch {
    return null;
  }
}

/** Midnight of the day, local time, ms. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function isSameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}

function relative(): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
}

/** "A week ago" is what people say; "last week" would be wrong from Monday to Sunday. */
function numeric(): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' });
}

function unit(value: number, name: string): string {
  const unitDisplay = name === 'day' ? 'long' : 'short';
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay }).format(value);
}

function join(...parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}

function capitalize(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
