import { deskEntry, openStored } from '@porchlight/cookies/script';
import { createStore } from '../realtime/store.ts';

/** What a member chose for light and dark; `auto` follows the system. */
export type SchemeChoice = 'light' | 'dark' | 'auto';

const stored = openStored(deskEntry, () => localStorage);
const [storedScheme = 'auto', storedSwitches = '11'] = stored.read()?.split('.') ?? [];
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export const schemeChoice = createStore(storedScheme as SchemeChoice);

/** Whether new messages make a sound. */
export const isSoundOn = createStore(storedSwitches[0] === '1');

/** Whether single keys are shortcuts; some people's tools send keys by themselves. */
export const areShortcutsOn = createStore(storedSwitches[1] === '1');

/** The scheme in force. */
export const scheme = createStore<'light' | 'dark'>(resolve());

function resolve(): 'light' | 'dark' {
  const choice = schemeChoice.get();
  if (choice !== 'auto') return choice;
  return systemIsDark.matches ? 'dark' : 'light';
}

function keep(): void {
  stored.write(`${schemeChoice.get()}.${isSoundOn.get() ? 1 : 0}${areShortcutsOn.get() ? 1 : 0}`);
}

/** Shows the scheme that is chosen, now and when choice or system change; keeps every choice for the next time. */
export function keepPreferences(): void {
  const apply = () => {
    scheme.set(resolve());
    document.documentElement.dataset.scheme = scheme.get();
  };
  schemeChoice.subscribe(apply);
  for (const choice of [schemeChoice, isSoundOn, areShortcutsOn]) choice.subscribe(keep);
  systemIsDark.addEventListener('change', apply);
  apply();
}
