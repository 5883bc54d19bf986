import type { CookieMode, VisitorId } from '@porchlight/protocol';
import type { Environment } from '../environment.ts';
import { endsWithSession } from '../mode.ts';
import type { FrameStorage } from '../storage.ts';
import type { Keyring } from './keyring.ts';
import { openLastUse } from './last-use.ts';

/** The page may still be asking the service who is here. */
const unknownVisitorMs = 3_000;

/**
 * [MODE2, MODE5] The frame's storage outlives the browser's session, the conversations of a session mode must not:
 * what an earlier session left is cleared before it is shown. That this is the same session the page's own session
 * cookies tell: the mark of a conversation, or the visitor whom a key was granted to. They are a condition beside the
 * keys, and open nothing by themselves.
 */
export function openSessionGate(options: {
  mode: CookieMode;
  keyring: Keyring;
  storage: Pick<FrameStorage, 'used' | 'draft'>;
  environment: Environment;
}) {
  const { mode, keyring, storage, environment } = options;
  const lastUse = openLastUse({
    used: storage.used,
    mode,
    now: environment.now,
    holdsAnything: () => keyring.list().length > 0 || storage.draft.read() !== null,
  });
  let decide: (isSame: boolean) => void = () => {};
  const isSameSession = new Promise<boolean>((resolve) => {
    decide = resolve;
  });
  const held = keyring.list();
  // The mode may be another one since: what was kept for a session ended with it all the same.
  const isForSession = endsWithSession(mode) || held.some((record) => record.endsWithSession);
  if (lastUse.isLongAgo()) decide(false);
  if (!isForSession || held.length === 0) decide(true);
  return {
    isSameSession,
    noteUse: lastUse.note,
    /** Takes what the page says about who is here. */
    note(visitor: VisitorId | null, hasChat: boolean): void {
      if (hasChat || held.some((record) => visitor !== null && record.visitor === visitor)) decide(true);
      else if (visitor !== null) decide(false);
      else environment.after(unknownVisitorMs, () => decide(false));
    },
  };
}
