import { openStored, schemeEntry } from '@porchlight/cookies/script';
import { createStore } from '../realtime/store.ts';

/** What a member chose for light and dark; `auto` follows the system. */
export type SchemeChoice = 'light' | 'dark' | 'auto';

const storedScheme = openStored(schemeEntry, () => localStorage);
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export const schemeChoice = createStore<SchemeChoice>((storedScheme.read() as SchemeChoice | null) ?? 'auto');

/** The scheme in force. */
export const scheme = createStore<'light' | 'dark'>(resolve());

/** Whether new messages make a sound. */
export const isSoundOn = createStore(true);

/** Whether single keys are shortcuts; some people's tools send keys by themselves. */
export const areShortcutsOn = createStore(true);

function resolve(): 'light' | 'dark' {
  const choice = schemeChoice.get();
  if (choice !== 'auto') return choice;
  return systemIsDark.matches ? 'dark' : 'light';
}

/** Shows the scheme that is chosen, now and when choice or system change. */
export function keepSchemeApplied(): void {
  const apply = () => {
    scheme.set(resolve());
    document.documentElement.dataset.scheme = scheme.get();
  };
  schemeChoice.subscribe(() => {
    storedScheme.write(schemeChoice.get());
    apply();
  });
  systemIsDark.addEventListener('change', apply);
  apply();
}
