import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../messages/index.ts';
import type { Messenger } from '../state/messenger.ts';

export type MessengerContext = { messenger: Messenger; language: Language };

const Context = createContext<MessengerContext | null>(null);

export const MessengerProvider = Context.Provider;

/** The messenger and its language; throws outside of the provider. */
export function useMessenger(): MessengerContext {
  const context = useContext(Context);
  if (!context) throw new Error('useMessenger needs a MessengerProvider above it.');
  return context;
}
