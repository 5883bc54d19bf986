import type { CookieMode } from '@porchlight/protocol';
import type { ScenarioId } from '../../docs/spec/matrix.ts';
import type { Network } from './network.ts';
import type { Product, ServicePlace } from './product.ts';
import type { OpenOptions, TestBrowser } from './test-browser.ts';
import type { Walk } from './walk.ts';

type SiteChange = Parameters<Product['changeSite']>[1];

export type Stage = { network: Network; product: Product; browser: TestBrowser; walks: readonly Walk[] };

/**
 * What is done and how it is told. The five modes walk in one browser, each on a site of its own: first all `before`,
 * then `between` once, then all `after`.
 */
export type Scenario = {
  id: ScenarioId;
  /** In what the browser is opened otherwise. */
  open?: Pick<OpenOptions, 'isReopened' | 'restoresSession'>;
  place?: ServicePlace;
  /** What happens holds for the whole browser, so that each mode needs one of its own. */
  isAlone?: boolean;
  /** The site as it is at first; in the mode of the cell where nothing else is said. */
  site?: (mode: CookieMode) => SiteChange;
  before?: (walk: Walk) => Promise<unknown>;
  between?: (stage: Stage) => Promise<void>;
  after: (walk: Walk, before: never) => Promise<string>;
};

/** Keeps the type of what `before` found for `after`. */
export function scenario<T>(
  parts: Omit<Scenario, 'before' | 'after'> & {
    before?: (walk: Walk) => Promise<T>;
    after: (walk: Walk, before: T) => Promise<string>;
  },
): Scenario {
  return parts as Scenario;
}
