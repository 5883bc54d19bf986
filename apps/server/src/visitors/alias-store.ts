import type { AliasEvidence, SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { VisitorAliasesTable } from './tables.ts';

/** A visitor id that edges lead to: `via` is the one before it on the way, `evidence` and `at` are of the last edge. */
export type Joined = {
  visitor: VisitorId;
  via: VisitorId;
  evidence: AliasEvidence;
  /** Strong where strong edges alone lead there. */
  strength: 'strong' | 'weak';
  at: number;
};

/** Strangers can make edges, so neither their number nor the way to follow has no end. */
const joinedMost = 50;
const roundsMost = 8;
const edgesPerRound = 200;

/** [VIS4] The other ids of this visitor, as alias edges tell that were not undone; at most 50, the surest first. */
export async function findJoined(db: Db, site: SiteId, visitor: VisitorId): Promise<Joined[]> {
  const found = new Map<VisitorId, Joined>();
  for (const strength of ['strong', 'weak'] as const) {
    let frontier = new Set([visitor, ...found.keys()]);
    for (let round = 0; round < roundsMost && frontier.size > 0 && found.size < joinedMost; round += 1) {
      const next = new Set<VisitorId>();
      for (const edge of await findEdges(db, site, [...frontier], strength === 'strong')) {
        for (const [via, to] of [
          [edge.a, edge.b],
          [edge.b, edge.a],
        ] as const) {
          if (!frontier.has(via) || to === visitor || found.has(to) || found.size >= joinedMost) continue;
          found.set(to, { visitor: to, via, evidence: edge.evidence, strength, at: edge.at });
          next.add(to);
        }
      }
      frontier = next;
    }
  }
  return [...found.values()];
}

async function findEdges(
  db: Db,
  site: SiteId,
  visitors: VisitorId[],
  onlyStrong: boolean,
): Promise<VisitorAliasesTable[]> {
  const edges: VisitorAliasesTable[] = [];
  // One question for each end: a key or index answers each, an OR of both none.
  for (const end of ['a', 'b'] as const) {
    let query = db
      .selectFrom('visitor_aliases')
      .selectAll()
      .where('site_id', '=', site)
      .where(end, 'in', visitors)
      .where('undone_at', 'is', null);
    if (onlyStrong) query = query.where('strength', '=', 'strong');
    edges.push(...(await query.orderBy('at').limit(edgesPerRound).execute()));
  }
  return edges.sort((one, other) => one.at - other.at);
}

export type Join = {
  site: SiteId;
  visitors: readonly [VisitorId, VisitorId];
  evidence: AliasEvidence;
  strength: 'strong' | 'weak';
  at: number;
};

/**
 * [VIS4] Joins two visitors of a site by an edge. Nothing happens where one of them is unknown or revoked. An edge
 * that is there only becomes stronger; one that an agent undid comes back on strong evidence alone. A visitor whose
 * id script could read before it came to lie in a cookie gives weak evidence, whatever is asked for.
 */
export async function joinVisitors(db: Db, join: Join): Promise<void> {
  const [a, b] = [...join.visitors].sort() as [VisitorId, VisitorId];
  if (a === b) return;
  const known = await db
    .selectFrom('visitors')
    .select(['id', 'first_seen_at', 'weakened_at'])
    .where('site_id', '=', join.site)
    .where('id', 'in', [a, b])
    .where('revoked_at', 'is', null)
    .execute();
  if (known.length < 2) return;
  const isCopyable = join.evidence === 'jar' && known.some((one) => one.weakened_at !== null);
  const strength = isCopyable ? 'weak' : join.strength;
  const edge = await findEdge(db, join.site, a, b);
  if (edge) {
    if (strength === 'weak' || (edge.strength === 'strong' && edge.undone_at === null)) return;
    await db
      .updateTable('visitor_aliases')
      .set({ strength, evidence: join.evidence, at: join.at, undone_at: null })
      .where('site_id', '=', join.site)
      .where('a', '=', a)
      .where('b', '=', b)
      .execute();
    return;
  }
  const isNew = !(await findJoined(db, join.site, a)).some((one) => one.visitor === b);
  await db
    .insertInto('visitor_aliases')
    .values({
      site_id: join.site,
      a,
      b,
      evidence: join.evidence,
      strength,
      at: join.at,
      doubled_at: isNew ? Math.max(...known.map((one) => one.first_seen_at)) : null,
      undone_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function findEdge(db: Db, site: SiteId, a: VisitorId, b: VisitorId): Promise<VisitorAliasesTable | null> {
  const row = await db
    .selectFrom('visitor_aliases')
    .selectAll()
    .where('site_id', '=', site)
    .where('a', '=', a)
    .where('b', '=', b)
    .executeTakeFirst();
  return row ?? null;
}

/** Drops edges until none leads from one visitor to the other any more; tells whether one did. */
export async function partVisitors(
  db: Db,
  { site, visitor, other, at }: { site: SiteId; visitor: VisitorId; other: VisitorId; at: number },
): Promise<boolean> {
  let isParted = false;
  for (let edge = 0; edge < joinedMost; edge += 1) {
    const joined = (await findJoined(db, site, visitor)).find((one) => one.visitor === other);
    if (!joined) break;
    const [a, b] = [joined.via, other].sort() as [VisitorId, VisitorId];
    // Of two who part them at the same moment, one has done it.
    const { numUpdatedRows } = await db
      .updateTable('visitor_aliases')
      .set({ undone_at: at })
      .where('site_id', '=', site)
      .where('a', '=', a)
      .where('b', '=', b)
      .where('undone_at', 'is', null)
      .executeTakeFirstOrThrow();
    isParted ||= numUpdatedRows > 0n;
  }
  return isParted;
}

/**
 * [MODE8] How many of the visitors made since `since` were counted twice: edges that joined what had been apart, and
 * were not undone, by when the younger of their two visitors was made.
 */
export async function countDoubled(db: Db, site: SiteId, since: number): Promise<number> {
  const row = await db
    .selectFrom('visitor_aliases')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('site_id', '=', site)
    .where('doubled_at', '>=', since)
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** More visitors than this under one value, and it names nobody. */
const adoptersMost = 10;

/** [VIS5] Keeps the ids of an earlier system; a visitor who was known by one of them already is joined, weakly. */
export async function adoptIds(
  db: Db,
  input: { site: SiteId; visitor: VisitorId; ids: { name: string; value: string }[]; at: number },
): Promise<void> {
  const { site, visitor, at } = input;
  for (const { name, value } of input.ids) {
    await db
      .insertInto('external_ids')
      .values({ site_id: site, name, value, visitor_id: visitor, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const others = await db
      .selectFrom('external_ids')
      .select('visitor_id')
      .where('site_id', '=', site)
      .where('name', '=', name)
      .where('value', '=', value)
      .where('visitor_id', '!=', visitor)
      .orderBy('at')
      .limit(adoptersMost)
      .execute();
    const [first] = others;
    if (!first || others.length === adoptersMost) continue;
    await joinVisitors(db, {
      site,
      visitors: [first.visitor_id, visitor],
      evidence: 'adopted',
      strength: 'weak',
      at,
    });
  }
}
