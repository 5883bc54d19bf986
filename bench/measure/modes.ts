import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { type Figure, median } from '../figures.ts';
import { PageViewLoad } from '../programs.ts';
import type { ServerFacts } from '../server.ts';
import type { Workbench } from '../workbench.ts';
import { portOf } from './ingest.ts';

/** The mode whose page views `ingest.sqlite` measures. */
const reference: CookieMode = 'first-party';

const httpsFlags = ['service', 'workspace', 'help', 'files'].map((name) => `--${name}-url=https://${name}.localhost`);

/**
 * What a page view costs the server in each cookie mode, as a share of the rate in `first-party`: cookies that come and
 * go, and in third-party modes the question for the class with the first view of a browser. All modes take turns.
 */
export async function measureModes(bench: Workbench): Promise<Figure[]> {
  bench.say('Page views by cookie mode');
  const load = bench.own(new PageViewLoad());
  const server = await bench.start<ServerFacts>(
    // Cookies of the service are set over https alone; who ends TLS makes no difference here.
    ['bench/server.ts', await bench.makeFolder(), ...httpsFlags],
    { BENCH_SITES: 'modes' },
  );
  const { url, modes } = server.announcement;
  const [rounds, durationMs] = bench.isQuick ? [3, 200] : [9, 1_500];
  const rates = new Map<CookieMode, number[]>(cookieModes.map((mode) => [mode, []]));
  for (let round = 0; round <= rounds; round++) {
    // The first one of a round alternates, so that a drift of the machine favours none.
    const turns = cookieModes.map((_, at) => cookieModes[(at + round) % cookieModes.length] as CookieMode);
    for (const mode of turns) {
      const { perSecond } = await load.run({
        port: portOf(url),
        host: 'service.localhost',
        path: `/t/${modes[mode]}/views`,
        connections: 50,
        pagesPerVisit: 5,
        mode,
        durationMs,
      });
      if (round > 0) rates.get(mode)?.push(perSecond);
    }
  }
  return cookieModes.map((mode): Figure => {
    const shares = (rates.get(mode) ?? []).map((rate, round) => rate / (rates.get(reference)?.[round] ?? Number.NaN));
    return {
      key: `ingest.byMode.${mode.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
      label: `Page views in mode ${mode}: of the rate in ${reference}`,
      value: median(shares),
      unit: 'share',
      ...(mode === reference ? {} : { target: { atLeast: 0.6 } }),
    };
  });
}
