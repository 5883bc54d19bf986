import { type CookieMode, limits } from '@porchlight/protocol';

/** [SES1] A visit lasts at most this long, however busy. */
export const visitAbsoluteMs = 24 * 60 * 60_000;

/** [SES1] Tells whether a visit has ended by `nowMs`; it then ended at its last activity. */
export function isVisitOver(
  visit: { startedAt: number; lastActivityAt: number },
  nowMs: number,
  idleMinutes: number,
): boolean {
  return nowMs - visit.lastActivityAt > idleMinutes * 60_000 || nowMs - visit.startedAt > visitAbsoluteMs;
}

/** [SES3] Names of parameters whose values never reach storage; compared without case and separators. `pl_xd` is a hand-off's code [XD3], `porchlight-doctor` the doctor's [DOC2]. */
const droppedNames = new Set(
  'password passwd pwd pass secret token accesstoken refreshtoken idtoken auth authorization apikey key code otp pin session sessionid sid phpsessid jsessionid email mail emailaddress phone tel ssn iban card cardnumber cvc signature sig state samlresponse plxd porchlightdoctor'.split(
    ' ',
  ),
);

/**
 * [SES3] A URL as it may be stored: no fragment, no user part, no parameter of the drop lists, no value that
 * looks like an e-mail address; null when it is no http(s) URL. `dropped` are the site's own names.
 */
export function storableUrl(raw: string, dropped: readonly string[] = []): string | null {
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  // Each of these writes the whole address anew, and most addresses have none of it.
  if (raw.includes('#')) url.hash = '';
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
  if (url.search !== '') dropParameters(url.searchParams, dropped);
  if (holdsEmail(url.pathname)) {
    url.pathname = url.pathname
      .split('/')
      .map((part) => (holdsEmail(part) ? '-' : part))
      .join('/');
  }
  return url.href.slice(0, limits.urlChars);
}

function dropParameters(parameters: URLSearchParams, dropped: readonly string[]): void {
  const own = new Set(dropped.map(plainName));
  for (const [name, value] of [...parameters]) {
    const plain = plainName(name);
    if (droppedNames.has(plain) || own.has(plain) || holdsEmail(value) || holdsEmail(name)) parameters.delete(name);
  }
}

/** Tells whether a text holds something like name@host.tld; in linear time, since strangers choose the text. */
function holdsEmail(text: string): boolean {
  if (!text.includes('@') && !text.includes('%40')) return false;
  return text.split(/[\s/?&=]+/).some((word) => {
    const parts = word.replace(/%40/g, '@').split('@');
    return parts.some((part, at) => at > 0 && parts[at - 1] !== '' && part.slice(1, -1).includes('.'));
  });
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The referrer when it lies outside the site; null for moves within it and for none. */
export function externalReferrer(referrer: string, pageUrl: string, dropped: readonly string[]): string | null {
  const stored = referrer === '' ? null : storableUrl(referrer, dropped);
  if (stored === null) return null;
  return hostIn(stored) === hostIn(pageUrl) ? null : stored;
}

/** The host, with its port, of an address as `URL` writes it. */
function hostIn(href: string): string {
  return href.split('/', 3)[2] ?? '';
}

const campaignNames = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];

/** Campaign parameters of the landing page, without their prefix; null when there are none. */
export function campaignOf(url: string): Record<string, string> | null {
  // Most addresses have none; a letter of a name may be escaped.
  if (!url.includes('utm_') && !url.includes('%')) return null;
  const parameters = new URL(url).searchParams;
  const found: Record<string, string> = {};
  for (const name of campaignNames) {
    const value = parameters.get(name);
    if (value) found[name.slice(4)] = value.slice(0, 200);
  }
  return Object.keys(found).length > 0 ? found : null;
}

/** [SES2] The address as the site wants it kept: whole, without its last part (IPv4 /24, IPv6 /48), or not at all. */
export function storableIp(ip: string, policy: 'whole' | 'truncated' | 'none'): string | null {
  if (policy === 'none') return null;
  if (policy === 'whole') return ip;
  const network = networkOf(ip);
  if (!network.includes(':')) return `${network.split('.').slice(0, 3).join('.')}.0`;
  return `${network.split(':').slice(0, 3).join(':')}::`;
}

/** What one household or machine can choose addresses from: an IPv4 address, or an IPv6 /64. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  return `${ipv6Groups(ip).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function ipv6Groups(ip: string): string[] {
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const read = (text: string) => (text === '' ? [] : text.split(':'));
  const before = read(head);
  const after = tail === undefined ? [] : read(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.replace(/^0+(?=.)/, ''));
}

/** [MODE17] Session modes end on the server: a browser that restores its session keeps session cookies, too. */
const sessionIdleMs = 4 * 60 * 60_000;
const sessionAbsoluteMs = 24 * 60 * 60_000;

/** Tells whether a mode keeps nothing of a visitor beyond the browser's session. */
export function isSessionMode(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}

type Lifetime = { mode: CookieMode; lifetimeDays: number; isProlonged: boolean };

/**
 * [MODE13, MODE17] Tells whether a visitor who begins a visit at `nowMs` is over, whatever their browser kept: in
 * session modes after four hours without activity or a day after the first visit, in the others at the end of the
 * site's lifetime, which counts from the last visit, or from the first where it is not prolonged.
 */
export function isVisitorOver(
  visitor: { firstSeenAt: number; lastActivityAt: number },
  site: Lifetime,
  nowMs: number,
): boolean {
  if (isSessionMode(site.mode))
    return nowMs - visitor.lastActivityAt > sessionIdleMs || nowMs - visitor.firstSeenAt > sessionAbsoluteMs;
  return nowMs - (site.isProlonged ? visitor.lastActivityAt : visitor.firstSeenAt) > site.lifetimeDays * 86_400_000;
}

/** [MODE13] How long a persistent visitor entry shall live from `nowMs`, in seconds; null in session modes. */
export function visitorMaxAgeS(firstSeenAtMs: number, site: Lifetime, nowMs: number): number | null {
  if (isSessionMode(site.mode)) return null;
  const whole = site.lifetimeDays * 86_400;
  // Never nothing: a visit that is under way keeps its visitor to its end.
  return site.isProlonged ? whole : Math.max(1, whole - Math.floor((nowMs - firstSeenAtMs) / 1_000));
}
