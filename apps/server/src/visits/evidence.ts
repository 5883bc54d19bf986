import type { VisitorId } from '@porchlight/protocol';
import type { Storage } from '../platform/db/index.ts';
import type { Site } from '../sites/index.ts';
import { adopt, type Join, joinAliases, weaken } from '../visitors/index.ts';
import type { Candidate } from './identity-cookies.ts';
import type { OpenVisit } from './open-visits.ts';
import type { VisitFinder } from './visit-finder.ts';

/** Pairs looked at lately are not looked up again with each page view. */
const pairsKept = 10_000;

/** Shorter values are counters, flags and placeholders: they name nobody. */
const adoptedChars = { least: 8, most: 400 };

/** [VIS4, VIS5] What page views prove besides who they are of: that other ids are the same person's. */
export class Evidence {
  readonly #o: { storage: Storage; finder: VisitFinder };
  readonly #pairs = new Set<string>();

  constructor(options: { storage: Storage; finder: VisitFinder }) {
    this.#o = options;
  }

  /**
   * [MODE15] Joins the other ids that a browser held to the one that it goes by: strongly where both lay in cookies
   * that script cannot read. Unknown ids, and those that are over, join nobody.
   */
  async noteAliases(site: Site, own: Candidate, others: readonly Candidate[], now: number): Promise<void> {
    const joins: Join[] = [];
    const pairs: string[] = [];
    for (const other of others) {
      if (other.id === own.id) continue;
      const strength = own.isStrong && other.isStrong ? 'strong' : 'weak';
      const pair = `${own.id} ${other.id} ${strength}`;
      if (this.#pairs.has(pair)) continue;
      pairs.push(pair);
      const known = await this.#o.finder.findKnown(site, other.id, now);
      if (known) joins.push({ site: site.id, visitors: [own.id, other.id], evidence: 'jar', strength, at: now });
    }
    if (joins.length > 0) await this.#o.storage.execute(joinAliases, joins);
    for (const pair of pairs) this.#pairs.add(pair);
    for (const oldest of this.#pairs) {
      if (this.#pairs.size <= pairsKept) break;
      this.#pairs.delete(oldest);
    }
  }

  /** [VIS4] Notes that a readable id goes into a cookie that script cannot read: that cookie then proves no more. */
  async weaken(visit: OpenVisit, now: number): Promise<void> {
    await this.#o.storage.execute(weaken, { site: visit.site, visitor: visit.visitor, at: now });
    visit.isWeakened = true;
  }

  /** [VIS5] Keeps the ids that an earlier system gave, where the site names its cookies. */
  async adopt(site: Site, visitor: VisitorId, adopted: { name: string; value: string }[], now: number): Promise<void> {
    const ids = adopted.filter(
      ({ name, value }) =>
        site.adoptedCookies.includes(name) &&
        value.length >= adoptedChars.least &&
        value.length <= adoptedChars.most &&
        /^[\x21-\x7e]+$/.test(value),
    );
    if (ids.length > 0) await this.#o.storage.execute(adopt, { site: site.id, visitor, ids, at: now });
  }
}
