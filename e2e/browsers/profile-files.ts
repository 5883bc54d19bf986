import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const places = ['Default/Local Storage/**/*.*', 'storage/default/*/ls/data.sqlite*'];

/**
 * Whether the files in which Chromium and Firefox keep localStorage hold all of these. Both write them late: Chromium
 * after five seconds and then at most once a minute, Firefox after up to ten seconds.
 */
export function isStoredIn(profile: string, texts: readonly RegExp[]): boolean {
  const held = globSync(places, { cwd: profile }).map((file) => readFileSync(path.join(profile, file), 'latin1'));
  return texts.every((text) => held.some((one) => text.test(one)));
}
