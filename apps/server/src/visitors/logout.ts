import type { SiteId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';

/** [VIS6] Somebody logged out of an identity: these ids are nobody's from now on. */
export type Logout = { site: SiteId; visitors: VisitorId[] };

const topic = 'visitor-logged-out';

/** Tells every node, after the commit. */
export function publishLogout(bus: Bus, logout: Logout): void {
  bus.publish(topic, logout);
}

/** Hears of each logout from now on; the answer ends it. */
export function onLogout(bus: Bus, handler: (logout: Logout) => void): () => void {
  return bus.subscribe(topic, (message) => handler(message as Logout));
}
