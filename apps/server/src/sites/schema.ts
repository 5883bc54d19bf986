import { cleanLine, cookieModes, registrationPolicies } from '@porchlight/protocol';
import { z } from 'zod';
import { contactForm } from './contact-form-schema.ts';

const host = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$/;

/**
 * One entry of the allow or block list, as people type it: an address is cut to its host, international
 * names become their ASCII form, and what cannot be a host is refused.
 */
export const domain = z
  .string()
  .trim()
  .min(1, 'Type a domain like shop.example.')
  .max(253, 'That is longer than a domain can be.')
  .transform((typed) => toHost(typed))
  .refine(
    (text) => host.test(text),
    'This is no domain. Type one like shop.example, shop.example:8443 or *.shop.example.',
  );

function toHost(typed: string): string {
  const scheme = /^http:\/\//i.test(typed) ? 'http' : 'https';
  const bare = typed.replace(/^https?:\/\//i, '').replace(/[/?#].*$/, '');
  const isWild = bare.startsWith('*.');
  try {
    const url = new URL(`${scheme}://${isWild ? bare.slice(2) : bare}`);
    if (url.username || url.password) return '';
    // URL drops the scheme's own port, and that is what an entry without port means.
    return (isWild ? '*.' : '') + url.host;
  } catch {
    return '';
  }
}

const name = z
  .string()
  .max(80, 'Use at most 80 characters.')
  .transform((typed) => cleanLine(typed, 80))
  .pipe(z.string().min(1, 'Give the site a name.'));

/** A token of RFC 6265, as cookies may be named; our own names are no names of an earlier system. */
const cookieName = z
  .string()
  .trim()
  .min(1, 'Type the name of a cookie, for example LPVID.')
  .max(64, 'A name has at most 64 characters.')
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]*$/, 'This cannot be the name of a cookie.')
  .refine((typed) => !/^(__Host-)?(pl_|porchlight_)/i.test(typed), 'This is a cookie of Porchlight itself.');

function isSecureAddress(typed: string): boolean {
  if (typed === '') return true;
  if (!/^https:\/\//i.test(typed) || /\s/.test(typed)) return false;
  const url = URL.parse(typed);
  return url !== null && url.username === '' && url.password === '';
}

export const createSite = z.strictObject({
  name,
  domains: z.array(domain).min(1, 'Name at least one domain.').max(50, 'A site has at most 50 entries.'),
});

export const updateSite = z
  .strictObject({
    name,
    domains: z.array(domain).min(1, 'Name at least one domain.').max(50, 'A site has at most 50 entries.'),
    blockedDomains: z.array(domain).max(50, 'A site has at most 50 entries.'),
    mode: z.enum(cookieModes),
    lifetimeDays: z.int().min(1, 'At least 1 day.').max(400, 'At most 400 days: browsers keep no cookie longer.'),
    isProlonged: z.boolean(),
    adoptedCookies: z
      .array(cookieName)
      .max(4, 'At most 4 names.')
      .transform((names) => [...new Set(names)]),
    consentPolicy: z.enum(['off', 'notice', 'required']),
    hasBanner: z.boolean(),
    hasHelpTag: z.boolean(),
    privacyUrl: z
      .string()
      .trim()
      .max(500, 'Use at most 500 characters.')
      .refine(isSecureAddress, 'Write an address that begins with https://, or leave it empty.'),
    forgetsOnWithdrawal: z.enum(['nothing', 'pages', 'visitor']),
    /** Not a setting: raises the version of the consent text, so that every visitor is asked anew (CON1). */
    asksAgain: z.boolean(),
    visitIdleMinutes: z.int().min(1, 'At least 1 minute.').max(240, 'At most 240 minutes.'),
    expectedReply: z.enum(['minutes', 'hours', 'day', 'days']),
    accent: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour like #1f6f5c.'),
    greeting: z
      .string()
      .max(300, 'Use at most 300 characters.')
      .transform((typed) => cleanLine(typed, 300)),
    droppedParameters: z.array(z.string().trim().min(1).max(60)).max(100, 'At most 100 names.'),
    ipStorage: z.enum(['whole', 'truncated', 'none']),
    historyPolicy: z.enum(['all', 'open', 'none']),
    joinPolicy: z.enum(['visit', 'all', 'apart']),
    registration: z.enum(registrationPolicies),
    contactForm,
  })
  .partial();

export type CreateSite = z.output<typeof createSite>;
export type UpdateSite = z.output<typeof updateSite>;
