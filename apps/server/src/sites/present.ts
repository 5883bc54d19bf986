import type { AdminSite, ContactForm, CookieMode, SiteRef, SiteSettings } from '@porchlight/protocol';
import { isWithin, registrableDomainOf } from '../platform/domains/index.ts';
import type { SitesTable } from './tables.ts';

/** Modes that keep cookies on the service's own domain [MODE1–3]. */
export function isThirdParty(mode: CookieMode): boolean {
  return mode !== 'first-party' && mode !== 'first-party-session';
}

/** A site as the rest of the server uses it: lists parsed, names as on the wire. */
export type Site = SiteSettings & {
  consentTextVersion: string;
  createdAt: number;
  firstPageViewAt: number | null;
  leftThirdPartyAt: number | null;
  /** [HC30] Where the tag may run: the site's own domains and, unless it is switched off there, the help center. */
  allowedDomains: string[];
};

/** No cookie outlives this, so nothing of a mode that was left longer ago is still in a browser [MODE13]. */
const cookieLifeMs = 400 * 86_400_000;

/** [MODE12] Tells whether browsers may still hold what a third-party mode of this site left with the service. */
export function hadThirdParty(site: Site, now: number): boolean {
  return !isThirdParty(site.mode) && site.leftThirdPartyAt !== null && now - site.leftThirdPartyAt <= cookieLifeMs;
}

export function readSiteRow(row: SitesTable, helpHost: string | null = null): Site {
  const domains = JSON.parse(row.domains) as string[];
  return {
    id: row.id,
    name: row.name,
    mode: row.mode,
    leftThirdPartyAt: row.left_third_party_at,
    lifetimeDays: row.lifetime_days,
    isProlonged: row.is_prolonged === 1,
    adoptedCookies: JSON.parse(row.adopted_cookies) as string[],
    hasBanner: row.has_banner === 1,
    privacyUrl: row.privacy_url,
    forgetsOnWithdrawal: row.forgets_on_withdrawal,
    consentPolicy: row.consent_policy,
    consentTextVersion: row.consent_text_version,
    visitIdleMinutes: row.visit_idle_minutes,
    expectedReply: row.expected_reply,
    accent: row.accent,
    greeting: row.greeting,
    ipStorage: row.ip_storage,
    historyPolicy: row.history_policy,
    joinPolicy: row.join_policy,
    registration: row.registration,
    contactForm: JSON.parse(row.contact_form) as ContactForm,
    hasHelpTag: row.has_help_tag === 1,
    domains,
    allowedDomains: helpHost === null || row.has_help_tag === 0 ? domains : [...new Set([...domains, helpHost])],
    blockedDomains: JSON.parse(row.blocked_domains) as string[],
    droppedParameters: JSON.parse(row.dropped_parameters) as string[],
    createdAt: row.created_at,
    firstPageViewAt: row.first_page_view_at,
  };
}

/** The one line that a site owner puts on every page; `crossorigin` keeps the request free of cookies. */
export function embedLine(service: string, site: string): string {
  return `<script async crossorigin="anonymous" src="${service}/tag/${site}.js"></script>`;
}

export function presentAdminSite(
  { leftThirdPartyAt: _left, allowedDomains: _allowed, ...site }: Site,
  service: string,
  lastPageViewAt: number | null,
): AdminSite {
  const { protocol, hostname } = new URL(service);
  // Over plain http no cookie of the server's is set [MODE10].
  const serviceDomain = protocol === 'https:' ? registrableDomainOf(hostname) : null;
  const servedDomains = site.domains.filter((entry) => {
    const host = entry.replace(/^\*\./, '').replace(/:\d+$/, '');
    return serviceDomain !== null && isWithin(host, serviceDomain);
  });
  return { ...site, embedLine: embedLine(service, site.id), servedDomains, lastPageViewAt };
}

export function presentSiteRef(site: Site): SiteRef {
  return { id: site.id, name: site.name };
}
