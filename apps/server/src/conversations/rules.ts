import type { CookieMode } from '@porchlight/protocol';
import type { ConversationKeysTable } from './tables.ts';

/** [MODE17] Browsers that restore their session, or crash, keep what should have ended with it: the server ends it. */
const sessionIdleMs = 4 * 60 * 60_000;
const sessionAbsoluteMs = 24 * 60 * 60_000;

/** Tells whether a mode keeps nothing beyond the browser's session [MODE2, MODE5]. */
export function endsWithSession(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}

/** [MODE17] Tells whether a key has ended by `nowMs`, on a site whose mode ends with the session. */
export function isKeyOver(
  key: Pick<ConversationKeysTable, 'created_at' | 'used_at'>,
  isSession: boolean,
  nowMs: number,
): boolean {
  if (!isSession) return false;
  return nowMs - (key.used_at ?? key.created_at) > sessionIdleMs || nowMs - key.created_at > sessionAbsoluteMs;
}
