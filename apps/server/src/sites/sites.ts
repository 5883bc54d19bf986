import { isAllowedOrigin, type SiteId } from '@porchlight/protocol';
import { type Audited, bySystem } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newId } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import { isThirdParty, readSiteRow, type Site } from './present.ts';
import type { CreateSite, UpdateSite } from './schema.ts';
import * as store from './store.ts';
import type { SitesTable } from './tables.ts';

const refusalsKept = 1_000;
const refusalFlushMs = 5_000;

/** The sites of the installation: few, so all of them are held in memory and read without waiting. */
export class Sites {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #helpHost: string | null;
  #byId = new Map<SiteId, Site>();
  #refusals = new Map<string, { site: SiteId; origin: string; count: number; at: number }>();
  #flushTimer: ReturnType<typeof setTimeout> | null = null;

  /** `helpOrigin` is the help center's, which every site's tag may run in; null where there is none. */
  constructor(storage: Storage, clock: Clock, helpOrigin: string | null = null) {
    this.#storage = storage;
    this.#clock = clock;
    this.#helpHost = helpOrigin === null ? null : new URL(helpOrigin).host;
  }

  /** Reads all sites again; called at start and after each change. */
  async load(): Promise<void> {
    const rows = await store.findSites(this.#storage.read);
    this.#byId = new Map(rows.map((row) => [row.id, readSiteRow(row, this.#helpHost)]));
  }

  readAll(): Site[] {
    return [...this.#byId.values()];
  }

  findSite(id: string): Site | null {
    return this.#byId.get(id as SiteId) ?? null;
  }

  /** Throws `site_not_found`. */
  getSite(id: string): Site {
    const site = this.findSite(id);
    if (!site) throw appError('site_not_found', 'No site has this id. Copy the embed line again from the admin.');
    return site;
  }

  /** Adds a site with the defaults of CON6 (`required`) and MODE4. */
  async addSite(input: CreateSite & { id?: SiteId }, by: Audited = bySystem): Promise<Site> {
    const row: SitesTable = {
      id: input.id ?? newId('st'),
      name: input.name,
      mode: 'first-party',
      left_third_party_at: null,
      lifetime_days: 365,
      is_prolonged: 1,
      adopted_cookies: '[]',
      has_banner: 1,
      privacy_url: '',
      forgets_on_withdrawal: 'nothing',
      consent_policy: 'required',
      consent_text_version: '1',
      visit_idle_minutes: 30,
      expected_reply: 'day',
      accent: '#1f5f56',
      greeting: '',
      ip_storage: 'truncated',
      history_policy: 'all',
      join_policy: 'visit',
      registration: 'off',
      contact_form: '{"isOn":true,"fields":[]}',
      has_help_tag: 1,
      domains: JSON.stringify(input.domains),
      blocked_domains: '[]',
      dropped_parameters: '[]',
      created_at: this.#clock.now(),
      first_page_view_at: null,
    };
    await this.#storage.execute(commands.insertSite, { row, by });
    await this.load();
    return this.getSite(row.id);
  }

  /** Changes what `change` names; throws `site_not_found`. */
  async changeSite(id: SiteId, change: UpdateSite, by: Audited = bySystem): Promise<Site> {
    const site = this.getSite(id);
    const columns: Partial<Omit<SitesTable, 'id'>> = {};
    if (change.name !== undefined) columns.name = change.name;
    if (change.mode !== undefined) {
      columns.mode = change.mode;
      // What lies on the service's domain in browsers that come back much later is still fetched and cleared [MODE12].
      if (isThirdParty(site.mode) && !isThirdParty(change.mode)) columns.left_third_party_at = this.#clock.now();
    }
    if (change.lifetimeDays !== undefined) columns.lifetime_days = change.lifetimeDays;
    if (change.isProlonged !== undefined) columns.is_prolonged = change.isProlonged ? 1 : 0;
    if (change.adoptedCookies !== undefined) columns.adopted_cookies = JSON.stringify(change.adoptedCookies);
    if (change.hasBanner !== undefined) columns.has_banner = change.hasBanner ? 1 : 0;
    if (change.privacyUrl !== undefined) columns.privacy_url = change.privacyUrl;
    if (change.forgetsOnWithdrawal !== undefined) columns.forgets_on_withdrawal = change.forgetsOnWithdrawal;
    if (change.asksAgain) columns.consent_text_version = String(Number(site.consentTextVersion) + 1);
    if (change.consentPolicy !== undefined) columns.consent_policy = change.consentPolicy;
    if (change.visitIdleMinutes !== undefined) columns.visit_idle_minutes = change.visitIdleMinutes;
    if (change.expectedReply !== undefined) columns.expected_reply = change.expectedReply;
    if (change.accent !== undefined) columns.accent = change.accent;
    if (change.greeting !== undefined) columns.greeting = change.greeting;
    if (change.ipStorage !== undefined) columns.ip_storage = change.ipStorage;
    if (change.historyPolicy !== undefined) columns.history_policy = change.historyPolicy;
    if (change.joinPolicy !== undefined) columns.join_policy = change.joinPolicy;
    if (change.registration !== undefined) columns.registration = change.registration;
    if (change.contactForm !== undefined) columns.contact_form = JSON.stringify(change.contactForm);
    if (change.hasHelpTag !== undefined) columns.has_help_tag = change.hasHelpTag ? 1 : 0;
    if (change.domains !== undefined) columns.domains = JSON.stringify(change.domains);
    if (change.blockedDomains !== undefined) columns.blocked_domains = JSON.stringify(change.blockedDomains);
    if (change.droppedParameters !== undefined) columns.dropped_parameters = JSON.stringify(change.droppedParameters);
    if (Object.keys(columns).length > 0) {
      await this.#storage.execute(commands.updateSite, { site: id, columns, by, at: this.#clock.now() });
      await this.load();
    }
    return this.getSite(id);
  }

  /** Notes the first page view ever; returns true when this call was it. */
  async noteFirstPageView(site: Site): Promise<boolean> {
    if (site.firstPageViewAt !== null) return false;
    site.firstPageViewAt = this.#clock.now();
    await this.#storage.execute(commands.markFirstPageView, { site: site.id, at: site.firstPageViewAt });
    return true;
  }

  /** [XD1] Passes when the origin is on the site's list; else throws, and the admin sees the origin as refused. */
  assertOrigin(site: Site, origin: string | undefined): void {
    if (!origin) throw appError('origin_missing', 'The request names no origin. Load the tag on a page of the site.');
    if (isAllowedOrigin(origin, site.allowedDomains, site.blockedDomains)) return;
    this.#noteRefusal(site.id, origin.slice(0, 200));
    throw appError('origin_refused', 'This origin is not on the site’s list. An admin can add its domain under Sites.');
  }

  async findRefusedOrigins(id: SiteId) {
    await this.flush();
    const rows = await store.findRefusedOrigins(this.#storage.read, id);
    return rows.map((row) => ({ origin: row.origin, count: row.count, lastAt: row.last_at }));
  }

  // Counted in memory and written together: a foreign page cannot make a row a request.
  #noteRefusal(site: SiteId, origin: string, count = 1, at = this.#clock.now()): void {
    const key = `${site} ${origin}`;
    const known = this.#refusals.get(key);
    if (known) {
      known.count += count;
      known.at = Math.max(known.at, at);
    } else if (this.#refusals.size < refusalsKept) {
      this.#refusals.set(key, { site, origin, count, at });
    }
    // A write that fails has put its counts back and set the next timer; the storage's health tells of it.
    this.#flushTimer ??= setTimeout(() => void this.flush().catch(() => undefined), refusalFlushMs).unref();
  }

  /** Writes counted refusals; called by timer, before they are shown, and at the end. What is not written stays counted. */
  async flush(): Promise<void> {
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    const rows = [...this.#refusals.values()];
    this.#refusals.clear();
    if (rows.length === 0) return;
    try {
      await this.#storage.execute(commands.addRefusals, rows);
    } catch (error) {
      for (const { site, origin, count, at } of rows) this.#noteRefusal(site, origin, count, at);
      throw error;
    }
  }
}
