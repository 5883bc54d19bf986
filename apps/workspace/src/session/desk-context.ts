import type { MemberId } from '@porchlight/protocol';
import { createContext, useContext } from 'react';
import type { Store } from '../realtime/store.ts';
import { createStore, useStore } from '../realtime/store.ts';
import type { AgentDesk, SiteDesk } from './agent-desk.ts';

export const DeskContext = createContext<AgentDesk | null>(null);

/** The agent's desk; only below the shell, which provides it. */
export function useDesk(): AgentDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk needs the shell above it');
  return desk;
}

/** The site that is looked at, or null when there is none. */
export function useSiteDesk(): SiteDesk | null {
  const desk = useDesk();
  useStore(desk.current);
  return desk.readCurrent();
}

const nothing: Store<unknown> = createStore<unknown>(null);

/** Watches a store of the present site; null where there is no site. */
export function useSiteStore<T>(pick: (site: SiteDesk) => Store<T | null>): T | null {
  const site = useSiteDesk();
  return useStore<T | null>(site ? pick(site) : (nothing as Store<T | null>));
}

/** Whether a member is shown as available, or null before presence is known. */
export function useAvailability(member: MemberId): boolean | null {
  const members = useSiteStore((site) => site.presence);
  return members === null ? null : (members.find((one) => one.id === member)?.isAvailable ?? false);
}
