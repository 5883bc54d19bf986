import type { Entry } from './entry.ts';
import { doctorEntries } from './register-doctor.ts';
import { helpCenterEntries } from './register-help-center.ts';
import { identityEntries } from './register-identity.ts';
import { messengerEntries } from './register-messenger.ts';
import { tagEntries } from './register-tag.ts';
import { workspaceEntries } from './register-workspace.ts';

/** [REG1] everything that Porchlight keeps in a browser, by its name in code; a new entry goes to its surface's file. */
export const entries = {
  ...identityEntries,
  ...tagEntries,
  ...messengerEntries,
  ...helpCenterEntries,
  ...workspaceEntries,
  ...doctorEntries,
} as const satisfies Record<string, Entry>;

export type EntryKey = keyof typeof entries;

export const register: readonly Entry[] = Object.values(entries);
