import { type CookieHeader, clearCookieHeader, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import { type ConsentChoices, type ConsentState, consentValue, readConsent } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { registrableDomainOf } from '../platform/domains/index.ts';
import type { Site } from '../sites/index.ts';

type Place = { site: string; isHttps: boolean };

/** What is allowed now in the browser that asks, as the tag reads it, too [CON1]; `stored` is what it holds. */
export function readChoice(
  { headers }: FastifyRequest,
  site: Site,
  isHttps: boolean,
): ConsentState & { stored: string | null; hasGpc: boolean } {
  const stored = readCookie(headers.cookie, entries.consentByForm, { site: site.id, isHttps });
  const hasGpc = headers['sec-gpc'] === '1';
  const rules = { policy: site.consentPolicy, textVersion: site.consentTextVersion, hasGpc };
  return { ...readConsent(stored, rules), stored, hasGpc };
}

/**
 * The cookies that keep a choice where the tag keeps it, on the registrable domain where there is one [MODE11], and
 * that take away what a refusal of analytics forbids [CON4].
 */
export function choiceCookies(choices: ConsentChoices, site: Site, host: string, isHttps: boolean): CookieHeader[] {
  const place: Place = { site: site.id, isHttps };
  const domain = registrableDomainOf(host);
  const life = entries.consentByForm.modes[site.mode];
  const value = consentValue(choices, site.consentTextVersion);
  const kept = setCookieHeader(entries.consentByForm, { ...place, value, domain, maxAgeS: life.maxAgeS });
  if (choices.analytics) return [kept];
  // A twin that lies on this host alone goes, too.
  const domains = domain === null ? [null] : [domain, null];
  const gone = domains.flatMap((one) =>
    [entries.visitor, entries.visit].map((entry) => clearCookieHeader(entry, { ...place, domain: one })),
  );
  return [kept, ...gone];
}
