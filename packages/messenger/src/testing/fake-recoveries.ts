import type { ErrorCode, RecoveryRequest } from '@porchlight/protocol';

type Kept = { key: string; view: { id: string } };
type Family = { id: number; generation: number; marker: string | null; opens: Set<Kept>; isRevoked: boolean };

const gone = (code: ErrorCode) => ({ status: 410, code });
const derive = (family: Family, kept: Kept) => `family${family.id}-${kept.view.id}`.padEnd(43, '-').slice(0, 43);

/** What the server keeps for frames whose storage does not last, by the protocol's contract [CNV3]. */
export function fakeRecoveries(all: () => Iterable<Kept>) {
  const families: Family[] = [];
  const isGood = (kept: Kept) => kept.key !== 'revoked';

  return {
    families,
    /** The conversation that a family's key opens. */
    find(key: string): Kept | undefined {
      for (const family of families.filter(({ isRevoked }) => !isRevoked))
        for (const kept of family.opens) if (derive(family, kept) === key && isGood(kept)) return kept;
      return undefined;
    },
    answer({ token, keys, marker }: RecoveryRequest): object | { status: number; code: ErrorCode } {
      const [, id, generation] = /^rt_family-(\d+)\.(\d+)\./.exec(token ?? '') ?? [];
      let family = families.find((one) => one.id === Number(id));
      if (token === null) {
        family = { id: families.length, generation: 0, marker, opens: new Set(), isRevoked: false };
        families.push(family);
      } else if (!family || family.isRevoked || family.marker !== marker) return gone('recovery_invalid');
      else if (Number(generation) < family.generation) {
        family.isRevoked = true;
        return gone('recovery_reused');
      } else family.generation = Number(generation);
      for (const kept of all()) if (keys.includes(kept.key) && isGood(kept)) family.opens.add(kept);
      const opened = [...family.opens].filter(isGood);
      if (token === null && opened.length === 0) return gone('recovery_invalid');
      return {
        token: `rt_family-${family.id}.${family.generation + 1}.${'m'.repeat(43)}`,
        keys: opened.map((kept) => derive(family, kept)),
      };
    },
  };
}
