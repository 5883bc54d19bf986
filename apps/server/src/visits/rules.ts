import { limits } from '@porchlight/protocol';

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

/** [SES3] Names of parameters whose values never reach storage; compared without case and separators. */
const droppedNames = new Set(
  'password passwd pwd pass secret token accesstoken refreshtoken idtoken auth authorization apikey key code otp pin session sessionid sid phpsessid jsessionid email mail emailaddress phone tel ssn iban card cardnumber cvc signature sig state samlresponse'.split(
    ' ',
  ),
);
const emailLike = /[^\s@/?&=]+(@|%40)[^\s@/?&=]+\.[^\s@/?&=]+/i;

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
  url.hash = '';
  url.username = '';
  url.password = '';
  const own = new Set(dropped.map(plainName));
  for (const [name, value] of [...url.searchParams]) {
    if (
      droppedNames.has(plainName(name)) ||
      own.has(plainName(name)) ||
      emailLike.test(value) ||
      emailLike.test(name)
    ) {
      url.searchParams.delete(name);
    }
  }
  if (emailLike.test(url.pathname)) url.pathname = url.pathname.replace(new RegExp(emailLike, 'gi'), '-');
  return url.href.slice(0, limits.urlChars);
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The referrer when it lies outside the site; null for moves within it and for none. */
export function externalReferrer(referrer: string, pageUrl: string, dropped: readonly string[]): string | null {
  const stored = referrer === '' ? null : storableUrl(referrer, dropped);
  if (stored === null) return null;
  return new URL(stored).host === new URL(pageUrl).host ? null : stored;
}

const campaignNames = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];

/** Campaign parameters of the landing page, without their prefix; null when there are none. */
export function campaignOf(url: string): Record<string, string> | null {
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
  if (ip.includes('.') && !ip.includes(':')) return `${ip.split('.').slice(0, 3).join('.')}.0`;
  return `${ip.split(':').slice(0, 3).join(':')}::`;
}
