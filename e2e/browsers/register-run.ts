import { closeDrivers, openBrowser } from './drivers.ts';
import { hosts, Network } from './network.ts';
import { Product } from './product.ts';
import { compareWithRegister, type RegisterComparison } from './register-walk.ts';
import { type ConfigurationId, configurations } from './test-browser.ts';

/** The configurations that keep anything at all. */
export const keepingBrowsers = (Object.keys(configurations) as ConfigurationId[]).filter(
  (id) => configurations[id].cookies !== 'none',
);

/** [REG5] Compares what each of the browsers holds with the register, in every mode; starts and ends all that it needs. */
export async function runRegister(
  browsers: readonly ConfigurationId[],
  onBrowser: (id: ConfigurationId, problems: string[]) => void = () => undefined,
): Promise<Map<ConfigurationId, RegisterComparison>> {
  const network = await Network.open();
  const results = new Map<ConfigurationId, RegisterComparison>();
  try {
    for (const id of browsers.filter((one) => keepingBrowsers.includes(one))) {
      // Each browser meets a service of its own: one network may send so many forms and no more [HC15].
      const products = { own: await Product.open(network), near: await Product.open(network, 'near') };
      const refuses = { host: hosts.chat, on: hosts.blog };
      const browser = await openBrowser(id, { network, ...(configurations[id].engine === 'chromium' && { refuses }) });
      const stage = { network, products, browser, kind: configurations[id] };
      const result = await compareWithRegister(stage).finally(async () => {
        await browser.close();
        await products.own.close();
        await products.near.close();
      });
      results.set(id, result);
      onBrowser(id, result.problems);
    }
  } finally {
    await closeDrivers();
    await network.close();
  }
  return results;
}
