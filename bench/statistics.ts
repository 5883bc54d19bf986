/** What can be told from pairs of measurements of which either half came first by chance. */
export interface Comparison {
  /** Of the differences, first of a pair minus second. */
  readonly median: number;
  /** The median lies between these with 95 % confidence, whatever the differences' distribution. */
  readonly low: number;
  readonly high: number;
  /** The share of pairs whose first half is the larger one; a half where nothing can be told. */
  readonly largerShare: number;
  /** How likely ranks as uneven as these are where there is no difference: Wilcoxon's signed ranks, two-sided. */
  readonly chance: number;
}

/** Compares the halves of pairs; needs twenty of them at least for its normal approximation. */
export function comparePairs(pairs: readonly (readonly [first: number, second: number])[]): Comparison {
  const differences = pairs.map(([first, second]) => first - second).sort((a, b) => a - b);
  const count = differences.length;
  if (count < 20) throw new Error(`${count} pairs are too few to compare.`);
  const at = (place: number) => differences[Math.min(count - 1, Math.max(0, place))]!;
  // The signs of the differences to the true median are tosses of a coin; so many ranks off the middle hold it.
  const ranks = (1.96 * Math.sqrt(count)) / 2;
  return {
    median: (at((count - 1) >> 1) + at(count >> 1)) / 2,
    low: at(Math.floor(count / 2 - ranks) - 1),
    high: at(Math.ceil(count / 2 + ranks)),
    largerShare: differences.filter((difference) => difference > 0).length / count,
    chance: signedRanksChance(differences),
  };
}

function signedRanksChance(differences: readonly number[]): number {
  const bySize = differences.filter((one) => one !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const count = bySize.length;
  const sum = bySize.reduce((total, one, rank) => total + (one > 0 ? rank + 1 : 0), 0);
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  return count === 0 ? 1 : 2 * upperTail(Math.abs(sum - (count * (count + 1)) / 4) / deviation);
}

/** The chance that a standard normal variable is above `z`, for z ≥ 0; Abramowitz and Stegun 26.2.17, to 1e-7. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const powers = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = powers.reduce((total, factor, power) => total + factor * t ** (power + 1), 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
