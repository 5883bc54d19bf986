import type { CookieMode } from '@porchlight/protocol';

/** Tells whether a mode keeps nothing beyond the browser's session [MODE2, MODE5]. */
export function endsWithSession(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}
