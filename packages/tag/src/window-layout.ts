import type { WindowLayout } from '@porchlight/protocol';

/** As the register declares for `pl_win`: a window that nobody used for a day does not open by itself. */
export const layoutStaleMs = 86_400_000;

/** [CNV12] reads the stored layout; closed when there is none, or when it is older than a day. */
export function readLayout(stored: string | null, nowMs: number): WindowLayout {
  const [layout, at] = stored?.split('.') ?? [];
  return layout === 'open' && nowMs - Number(at) < layoutStaleMs ? 'open' : 'closed';
}

/** The stored form: `open.1763769600000`. */
export function layoutValue(layout: WindowLayout, nowMs: number): string {
  return `${layout}.${nowMs}`;
}
