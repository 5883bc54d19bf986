import lighthouse from 'lighthouse';
import { launchChromium } from '../../scripts/testing/chromium.ts';
import { type Figure, median } from '../figures.ts';
import type { Workbench } from '../workbench.ts';
import { startDemo } from './start.ts';

const runs = 5;

interface Measured {
  /** Lighthouse's score of performance, 0 to 100. */
  readonly performance: number;
  readonly layoutShift: number;
}

/** What the tag costs a page, by Lighthouse: the demo shop with and without it, in turn. */
export async function measurePageSpeed(bench: Workbench): Promise<Figure[]> {
  bench.say('Lighthouse on the demo shop with and without the tag');
  const { shopUrl } = await startDemo(bench, await bench.makeFolder());
  const browser = await launchChromium(await bench.makeFolder());
  bench.own({ stop: () => browser.close() });
  const port = Number(new URL(browser.wsEndpoint()).port);
  const withTag: Measured[] = [];
  const withoutTag: Measured[] = [];
  for (let run = 0; run < runs; run++) {
    withTag.push(await measurePage(shopUrl, port));
    withoutTag.push(await measurePage(`${shopUrl}?tag=off`, port));
  }
  const of = (all: readonly Measured[], read: (one: Measured) => number) => median(all.map(read));
  const performance = (all: readonly Measured[]) => of(all, (one) => one.performance);
  const layoutShift = (all: readonly Measured[]) => of(all, (one) => one.layoutShift);
  return [
    {
      key: 'lighthouse.performance',
      label: 'Lighthouse: performance of the demo shop',
      value: performance(withTag),
      unit: 'points',
    },
    {
      key: 'lighthouse.performanceLost',
      label: 'Lighthouse: performance lost by the tag',
      value: performance(withoutTag) - performance(withTag),
      unit: 'points',
      target: { atMost: 3 },
    },
    {
      key: 'lighthouse.layoutShiftAdded',
      label: 'Lighthouse: layout shift added by the tag',
      value: Math.max(0, layoutShift(withTag) - layoutShift(withoutTag)),
      unit: 'points',
      target: { atMost: 0 },
    },
  ];
}

async function measurePage(url: string, port: number): Promise<Measured> {
  const result = await lighthouse(url, { port, logLevel: 'error', onlyCategories: ['performance'] });
  if (!result || result.lhr.runtimeError)
    throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message ?? 'no result'}`);
  const { categories, audits } = result.lhr;
  return {
    performance: (categories.performance?.score ?? 0) * 100,
    layoutShift: audits['cumulative-layout-shift']?.numericValue ?? 0,
  };
}
