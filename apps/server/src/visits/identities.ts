import type { CookieHeader } from '@porchlight/cookies';
import type { PageViewAnswer, SiteId, ThirdPartyClass, VisitId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Site } from '../sites/index.ts';
import { buildVisitorRow, findVisitor, publishLogout, revoke, type VisitorsTable } from '../visitors/index.ts';
import { buildSuccessor, toRow } from './build-visit.ts';
import * as commands from './commands.ts';
import type { Evidence } from './evidence.ts';
import {
  type Arrived,
  type Candidate,
  classOf,
  collectHeld,
  forgettingCookies,
  identityCookies,
  readArrived,
} from './identity-cookies.ts';
import { asksClass, chooseKeep, findJars, type PageJars, placeJars } from './jars.ts';
import { type LiveList, pagesLeft } from './live-list.ts';
import type { OpenVisit, OpenVisits, PageLeft } from './open-visits.ts';
import type { Place } from './place.ts';
import { visitorMaxAgeS } from './rules.ts';
import type { AskedClass, Forget, PageView } from './schema.ts';
import type { Shares } from './shares.ts';
import type { Browser, RecordedView, VisitFinder } from './visit-finder.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  open: OpenVisits;
  live: LiveList;
  finder: VisitFinder;
  evidence: Evidence;
  shares: Shares;
};

/** What an answer says about identity, and the `Set-Cookie` headers that go with it. */
type Kept<Answer> = { answer: Answer; cookies: CookieHeader[] };

type ViewIdentity = Pick<PageViewAnswer, 'visitor' | 'visit' | 'visitorMaxAgeS' | 'keep' | 'class' | 'asksClass'>;

/** A new visitor, and the visit that goes on in their name; neither is known to anybody before `beginSuccessor`. */
export type Successor = { visitor: VisitorsTable; visit: OpenVisit };

/** The part of a page view's request that says where and with what it came. */
export type Arrival = { place: Place; arrived: Arrived; browser: Browser };

/** [MODE1–17] What lies in which jar: read from each request, answered and set with each answer. */
export class Identities {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Reads what a page view's request holds besides its body. */
  readArrival(site: Site, place: Place, input: PageView): Arrival {
    const arrived = readArrived(place, site.id);
    return {
      place,
      arrived,
      browser: {
        held: collectHeld(site, arrived, input),
        findJars: (isNewVisit) => findJars(site, place, arrived, input, isNewVisit),
      },
    };
  }

  /** What the answer to a recorded page view says of identity, with its cookies. Waits for nothing. */
  keepView(
    site: Site,
    { place, arrived, browser }: Arrival,
    input: PageJars & { visitor: VisitorId | null },
    { visit, by, isNew }: RecordedView,
  ): Kept<ViewIdentity> & { weakens: boolean } {
    const { clock, shares } = this.#o;
    const now = clock.now();
    const found = browser.findJars(isNew).class;
    const maxAgeS = visitorMaxAgeS(visit.past.firstSeenAt, site, now);
    const { headers, hides } = identityCookies(site, place, arrived, {
      visitor: visit.visitor,
      visit: visit.id,
      maxAgeS,
      class: found,
      isRenewed: isNew || input.session?.mode !== site.mode,
    });
    if (place.reach !== 'cross-site') shares.noteServed(site.id);
    return {
      cookies: headers,
      weakens: hides && by !== null && !by.isStrong && !visit.isWeakened,
      answer: {
        visitor: visit.visitor,
        visit: visit.id,
        visitorMaxAgeS: maxAgeS,
        keep: chooseKeep(site, place, arrived, found, input),
        class: found,
        asksClass: asksClass(site, place, found),
      },
    };
  }

  /** [VIS4] Notes, before the cookie goes out, that it was made from an id that script could read. */
  weaken(visit: OpenVisit): Promise<void> {
    return this.#o.evidence.weaken(visit, this.#o.clock.now());
  }

  /**
   * [MODE7] What became of the cookies of a first answer. In modes 1 and 2 the visitor that a cookie names goes on,
   * where two tabs of a fresh browser had begun as two. Throws `visit_unknown`.
   */
  async answerClass(
    site: Site,
    place: Place,
    input: AskedClass,
  ): Promise<
    Kept<{
      visitor: VisitorId;
      visitorMaxAgeS: number | null;
      keep: PageViewAnswer['keep'];
      class: ThirdPartyClass;
    }>
  > {
    const { clock, finder, evidence, shares, storage } = this.#o;
    const now = clock.now();
    const visit = await finder.findOpen(site, input.visitor, input.visit, now);
    if (!visit) throw appError('visit_unknown', 'This visit is over. Send a page view first.');
    const arrived = readArrived(place, site.id);
    const found = classOf(place, arrived) ?? 'blocked';
    await this.#noteClass(visit, placeJars(site, place, found, input), shares, storage);

    const held = collectHeld(site, arrived, input).candidates;
    const own = await this.#chooseOwn(site, visit, held, now);
    await evidence.noteAliases(site, own.candidate, held, now);
    const maxAgeS = visitorMaxAgeS(own.firstSeenAt, site, now);
    const { headers } = identityCookies(site, place, arrived, {
      visitor: own.candidate.id,
      visit: own.visit,
      maxAgeS,
      class: found,
      isRenewed: false,
    });
    return {
      cookies: headers,
      answer: {
        visitor: own.candidate.id,
        visitorMaxAgeS: maxAgeS,
        keep: chooseKeep(site, place, arrived, found, input),
        class: found,
      },
    };
  }

  async #noteClass(
    visit: OpenVisit,
    jars: ReturnType<typeof placeJars>,
    shares: Shares,
    storage: Storage,
  ): Promise<void> {
    const before = visit.details;
    if (before.class === jars.class && before.jar === jars.jar && before.mode === jars.mode) return;
    visit.details = { ...before, ...jars };
    shares.recount(visit, before);
    visit.isUnsaved = true;
    const { details } = visit;
    // The row is there: the view was answered before the browser could ask.
    await storage.execute(commands.saveVisits, { visits: [toRow(visit)], left: [] });
    visit.storedDetails = details;
  }

  /** The first of the held ids that may go on; the asking page's own is among them. */
  async #chooseOwn(
    site: Site,
    visit: OpenVisit,
    held: Candidate[],
    now: number,
  ): Promise<{ candidate: Candidate; firstSeenAt: number; visit: VisitId }> {
    for (const candidate of held) {
      if (candidate.id === visit.visitor) return { candidate, firstSeenAt: visit.past.firstSeenAt, visit: visit.id };
      const row = await this.#o.finder.findKnown(site, candidate.id, now);
      if (!row) continue;
      const other = this.#o.open.readByVisitor(site.id, candidate.id);
      return { candidate, firstSeenAt: row.first_seen_at, visit: other?.id ?? visit.id };
    }
    const candidate = { id: visit.visitor, isStrong: false };
    return { candidate, firstSeenAt: visit.past.firstSeenAt, visit: visit.id };
  }

  /**
   * [CON4, VIS6] Ends what the browser held, for the ids that it proves: those in cookies that script cannot read, and
   * a pair of visitor and visit that belong together. Answers the cookies that take everything away.
   */
  async forget(site: Site, place: Place, input: Forget): Promise<CookieHeader[]> {
    const cookies = forgettingCookies(site.id, place);
    if (input.why === 'mode') return cookies;
    const { visitor, visit } = input;
    const isPair = visitor !== null && visit !== null && (await this.#o.finder.isPair(site, visitor, visit));
    const proven = await this.findProven(site, place, isPair ? visitor : null);
    await this.#forgetProven(site, proven, input.why);
    return cookies;
  }

  /** [CON4] The same for a withdrawal in the help center, by the ids that its browser holds there. */
  async forgetPair(site: Site, visitor: VisitorId, visit: VisitId): Promise<void> {
    if (await this.#o.finder.isPair(site, visitor, visit)) await this.#forgetProven(site, [visitor], 'withdrawn');
  }

  async #forgetProven(site: Site, proven: VisitorId[], why: 'withdrawn' | 'logout'): Promise<void> {
    if (proven.length === 0) return;
    const { storage, clock, bus } = this.#o;
    await this.#endVisits(site.id, proven);
    if (why === 'logout') {
      await storage.execute(revoke, { site: site.id, visitors: proven, at: clock.now() });
      publishLogout(bus, { site: site.id, visitors: proven });
    } else if (site.forgetsOnWithdrawal !== 'nothing')
      await storage.execute(commands.forgetVisitors, {
        site: site.id,
        visitors: proven,
        what: site.forgetsOnWithdrawal,
        now: clock.now(),
      });
    // A heartbeat may have read one of them back before the commit.
    await this.#endVisits(site.id, proven);
  }

  /** The known visitors whom a browser proves: `own`, whose visit it named too, and those in cookies that script cannot read. */
  async findProven(site: Site, place: Place, own: VisitorId | null): Promise<VisitorId[]> {
    const held = collectHeld(site, readArrived(place, site.id), { visitor: own, visit: null }).candidates;
    const proven: VisitorId[] = [];
    for (const { id, isStrong } of held)
      if ((isStrong || id === own) && (await findVisitor(this.#o.storage.read, site.id, id))) proven.push(id);
    return proven;
  }

  /** [VIS6] Who goes on in this browser when somebody else logs in there: nobody's past, the same browser. */
  buildSuccessor(visit: OpenVisit): Successor {
    const now = this.#o.clock.now();
    const successor = buildSuccessor(visit, now);
    return { visitor: buildVisitorRow(visit.site, successor.visitor, now, 1), visit: successor };
  }

  /** Ends what `former` still had open and begins the successor's visit; its visitor must have been committed. */
  async beginSuccessor({ visit }: Successor, former: VisitorId[]): Promise<void> {
    await this.#endVisits(visit.site, former);
    await this.#o.storage.execute(commands.addVisit, toRow(visit));
    visit.isUnsaved = false;
    visit.storedDetails = visit.details;
    this.#o.finder.add(visit);
    this.#o.shares.count(visit);
    publishLogout(this.#o.bus, { site: visit.site, visitors: former });
  }

  /** What an answer in the middle of a visit says of identity; cookies go with it where the visit `isNew`. */
  async keepVisit(
    site: Site,
    place: Place,
    visit: OpenVisit,
    isNew: boolean,
  ): Promise<Kept<Pick<PageViewAnswer, 'visitor' | 'visit' | 'visitorMaxAgeS' | 'keep'>>> {
    const arrived = readArrived(place, site.id);
    const { jar, mode, class: found = null } = visit.details;
    const maxAgeS = visitorMaxAgeS(visit.past.firstSeenAt, site, this.#o.clock.now());
    const own = { visitor: visit.visitor, visit: visit.id, maxAgeS, class: found, isRenewed: true };
    return {
      cookies: isNew ? identityCookies(site, place, arrived, own).headers : [],
      answer: {
        visitor: visit.visitor,
        visit: visit.id,
        visitorMaxAgeS: maxAgeS,
        keep: chooseKeep(site, place, arrived, found, {
          jar,
          session: mode ? { mode, class: found } : null,
          visitor: visit.visitor,
        }),
      },
    };
  }

  async #endVisits(site: SiteId, visitors: VisitorId[]): Promise<void> {
    const visits: OpenVisit[] = [];
    const left: PageLeft[] = [];
    for (const visitor of visitors) {
      const visit = this.#o.open.readByVisitor(site, visitor);
      if (!visit) continue;
      left.push(...pagesLeft(visit, visit.tabs));
      visit.tabs = [];
      this.#o.open.remove(visit.id);
      this.#o.live.noteChange(visit);
      visits.push(visit);
    }
    if (visits.length > 0) await this.#o.storage.execute(commands.saveVisits, { visits: visits.map(toRow), left });
  }
}
