import { endLeftovers } from './children.ts';
import { openChromium } from './chromium-driver.ts';
import { closeRunningFirefoxes, openFirefox } from './firefox-driver.ts';
import { type ConfigurationId, configurations, type OpenOptions, type TestBrowser } from './test-browser.ts';
import { closeDisplay, openWebKit } from './webkit-driver.ts';

endLeftovers();

/** Opens a browser of the configuration with nothing in it; the caller closes it. */
export function openBrowser(id: ConfigurationId, options: OpenOptions): Promise<TestBrowser> {
  const { engine, cookies } = configurations[id];
  if (engine === 'chromium') return openChromium(cookies, options);
  return engine === 'firefox' ? openFirefox(cookies, options) : openWebKit(options);
}

/** Ends what the browsers shared. */
export async function closeDrivers(): Promise<void> {
  await closeRunningFirefoxes();
  await closeDisplay();
}
