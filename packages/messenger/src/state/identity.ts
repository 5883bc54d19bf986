import type { FromFrame, VisitId, VisitorId } from '@porchlight/protocol';

export type Identity = ReturnType<typeof openIdentity>;

/** Who the page says is here, and which visit our keys were last shown with. */
export function openIdentity(tellPage: (message: FromFrame) => void) {
  let known: { visitor: VisitorId | null; visit: VisitId | null } = { visitor: null, visit: null };
  let shownWith: VisitId | null = null;
  return {
    read: () => known,
    /** The visit that goes along with keys as they are exchanged. */
    takeVisit(): VisitId | null {
      shownWith = known.visit;
      return known.visit;
    },
    /** Who was here logged out. */
    clear(): void {
      known = { visitor: null, visit: null };
      shownWith = null;
    },
    fromPage(visitor: VisitorId | null, visit: VisitId | null): void {
      known = { visitor, visit };
    },
    /** The server knows the visitor by a key; the page may not know them yet. */
    learn(visitor: VisitorId): void {
      if (known.visitor === visitor) return;
      known = { ...known, visitor: known.visitor ?? visitor };
      tellPage({ type: 'identity', visitor });
    },
    /**
     * Shows the keys once more for a visit that began or became known after they were exchanged: holding them is how
     * the server knows for certain who is back [VIS4].
     */
    showAgain(exchange: () => Promise<unknown>): void {
      if (known.visit === null || known.visit === shownWith) return;
      exchange().catch(() => {
        // The next visit, or the tokens' renewal, tells it.
        shownWith = null;
      });
    },
  };
}
