import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Configuration } from './test-browser.ts';

const files = {
  chromium: 'Default/Cookies',
  firefox: 'cookies.sqlite',
  webkitgtk: 'cookies.sqlite',
} as const;

/**
 * Lets days pass for the persistent cookies of a closed browser: what they had left to live is so much less.
 *
 * A browser reads its clock from the system, and only WebKitGTK could be given another one; the databases of all three
 * hold plain times.
 */
export function ageCookies(engine: Configuration['engine'], profile: string, days: number): void {
  const file = path.join(profile, files[engine]);
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  const seconds = days * 86_400;
  try {
    if (engine === 'chromium') {
      database.prepare('UPDATE cookies SET expires_utc = expires_utc - ? WHERE has_expires = 1').run(seconds * 1e6);
    } else {
      // Newer versions of Firefox count milliseconds.
      database
        .prepare('UPDATE moz_cookies SET expiry = expiry - CASE WHEN expiry > 100000000000 THEN ? ELSE ? END')
        .run(seconds * 1000, seconds);
    }
  } finally {
    database.close();
  }
}
