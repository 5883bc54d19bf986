import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, launch } from 'puppeteer-core';
import { findChromium } from '../toolchain/test-tools.mjs';

const visitorAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** `names` resolve to loopback beside localhost's; `spki` pins the certificate that is accepted for them. */
type ChromiumOptions = {
  names?: string;
  spki?: string;
  restoresSession?: boolean;
  /** A host that may store nothing in pages of a site, as a user may have it. */
  refuses?: { host: string; on: string };
};

/**
 * Starts Chromium without a window, with the profile in `folder`; the caller closes it.
 *
 * Third-party cookies are allowed or blocked as said, since builds differ in their default; `none` blocks every cookie.
 * Names beyond loopback are unknown to it, so a test cannot reach the network. Throws when the machine has no Chromium.
 */
export async function launchChromium(
  folder: string,
  thirdParty: 'allow' | 'block' | 'none' = 'allow',
  { names, spki, restoresSession = false, refuses }: ChromiumOptions = {},
): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is missing; npm test says how to install it');
  mkdirSync(join(folder, 'Default'), { recursive: true });
  try {
    const preferences = {
      profile:
        thirdParty === 'none'
          ? { default_content_setting_values: { cookies: 2 } }
          : {
              cookie_controls_mode: thirdParty === 'allow' ? 0 : 1,
              ...(refuses && {
                content_settings: {
                  exceptions: { cookies: { [`[*.]${refuses.host},[*.]${refuses.on}`]: { setting: 2 } } },
                },
              }),
            },
      ...(restoresSession ? { session: { restore_on_startup: 1 } } : {}),
    };
    writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(preferences), { flag: 'wx' });
  } catch {
    // A profile that was used before keeps its own.
  }
  return launch({
    browser: 'chrome',
    executablePath,
    headless: true,
    userDataDir: folder,
    args: [
      // Chromium's sandbox does not start as root, which is who runs tests in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-quic',
      '--disable-gpu',
      // Without a window Chromium calls itself headless, and is then taken for the bot that it is.
      `--user-agent=${visitorAgent}`,
      `--host-resolver-rules=MAP *.localhost 127.0.0.1, ${names ? `MAP ${names} 127.0.0.1, ` : ''}MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      // Not the driver's own switch, with which requests of a page that is left get lost.
      ...(spki ? [`--ignore-certificate-errors-spki-list=${spki}`] : []),
    ],
  });
}
