import type { FrameBoot, ToFrame, WindowLayout } from '@porchlight/protocol';
import { batch, computed, signal } from '@preact/signals';
import type { Api } from '../api.ts';
import type { Environment } from '../environment.ts';

/** How the window stands on the page, whether it is looked at, and whether somebody is there to answer. */
export function openWindow(deps: {
  boot: FrameBoot;
  api: Pick<Api, 'availability'>;
  environment: Environment;
  onOnline(): void;
}) {
  const { boot, environment } = deps;
  const layout = signal<WindowLayout>('closed');
  const isPageVisible = signal(environment.isPageVisible());
  const isOffline = signal(!environment.isOnline());
  const availability = signal({ isOnline: boot.isOnline, expectedReply: boot.expectedReply });
  /** Counts up when the window was opened or a screen changed, so that focus is set. */
  const focusTurn = signal(0);
  /** False while the window stands open without the visitor having touched it: it came back by itself. */
  const takesFocus = signal(true);

  async function refreshAvailability(): Promise<void> {
    try {
      availability.value = await deps.api.availability();
    } catch {
      // What we knew last stands until the next time.
    }
  }

  environment.onSurroundings(() => {
    batch(() => {
      isPageVisible.value = environment.isPageVisible();
      isOffline.value = !environment.isOnline();
    });
    if (environment.isOnline()) deps.onOnline();
  });

  return {
    layout,
    isLooking: computed(() => layout.value === 'open' && isPageVisible.value),
    isOffline,
    availability,
    focusTurn,
    takesFocus,
    refreshAvailability,
    take(message: Extract<ToFrame, { type: 'layout' }>): void {
      const isOpened = message.layout === 'open' && layout.value !== 'open';
      layout.value = message.layout;
      if (!isOpened) return;
      takesFocus.value = !message.keepsFocus;
      focusTurn.value += 1;
      void refreshAvailability();
    },
  };
}
