import type { IdentityReport, SiteId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { countDoubled } from '../visitors/index.ts';
import * as commands from './commands.ts';
import type { OpenVisit } from './open-visits.ts';
import * as store from './store.ts';
import type { IdentityDaysTable, VisitDetails } from './tables.ts';

const flushMs = 60_000;
const dayMs = 86_400_000;

/** [MODE8] How visits of each day were recognised: counted in memory, written together once a minute. */
export class Shares {
  readonly #o: { storage: Storage; clock: Clock };
  #counts = new Map<string, IdentityDaysTable>();
  #flushedAt: number;
  /** When pages of a site last reached the service under their own registrable domain [MODE9]. */
  readonly #servedAt = new Map<SiteId, number>();

  constructor(options: { storage: Storage; clock: Clock }) {
    this.#o = options;
    this.#flushedAt = options.clock.now();
  }

  /** Counts a visit on the day when it began. */
  count(visit: OpenVisit): void {
    this.#add(visit, visit.details, 1);
  }

  /** Counts a visit anew of which more is known than before. */
  recount(visit: OpenVisit, before: VisitDetails): void {
    this.#add(visit, before, -1);
    this.#add(visit, visit.details, 1);
  }

  noteServed(site: SiteId): void {
    this.#servedAt.set(site, this.#o.clock.now());
  }

  /** Writes what was counted, once a minute; what is not written stays counted. */
  async sweep(): Promise<void> {
    if (this.#counts.size > 0 && this.#o.clock.now() - this.#flushedAt >= flushMs) await this.flush();
  }

  async flush(): Promise<void> {
    this.#flushedAt = this.#o.clock.now();
    const rows = [...this.#counts.values()];
    this.#counts = new Map();
    if (rows.length === 0) return;
    try {
      await this.#o.storage.execute(commands.addShares, rows);
    } catch (error) {
      for (const row of rows) this.#addRow(row);
      throw error;
    }
  }

  /** The report of the last `days` days, today among them, oldest first. */
  async readReport(site: SiteId, days: number): Promise<IdentityReport> {
    await this.flush();
    const { storage, clock } = this.#o;
    const now = clock.now();
    const since = now - (now % dayMs) - (days - 1) * dayMs;
    const rows = await store.findShares(storage.read, site, dayOf(since));
    const servedAt = this.#servedAt.get(site);
    return {
      days: rows.map(({ day, browser, mode, jar, visits, new_visitors, ...row }) => ({
        day,
        browser,
        mode,
        jar,
        class: row.class === '' ? null : row.class,
        visits,
        newVisitors: new_visitors,
      })),
      newVisitors: rows.reduce((sum, row) => sum + row.new_visitors, 0),
      doubled: await countDoubled(storage.read, site, since),
      isServedFirstParty: servedAt !== undefined && now - servedAt < dayMs,
    };
  }

  #add(visit: OpenVisit, details: VisitDetails, by: 1 | -1): void {
    // Visits of earlier versions say no mode and were never counted.
    if (!details.mode) return;
    this.#addRow({
      site_id: visit.site,
      day: dayOf(visit.startedAt),
      // Versions come and go; a share is of the browser.
      browser: details.browser.replace(/ \d+$/, ''),
      mode: details.mode,
      jar: details.jar,
      class: details.class ?? '',
      visits: by,
      new_visitors: visit.ordinal === 1 ? by : 0,
    });
  }

  #addRow(row: IdentityDaysTable): void {
    const key = [row.site_id, row.day, row.browser, row.mode, row.jar, row.class].join('\n');
    const known = this.#counts.get(key);
    if (known) {
      known.visits += row.visits;
      known.new_visitors += row.new_visitors;
    } else this.#counts.set(key, { ...row });
  }
}

/** The UTC day of a time. */
function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
