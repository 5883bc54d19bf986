import { useEffect } from 'preact/hooks';
import { DropPlace } from './attach.tsx';
import { Banner } from './banner.tsx';
import { useMessenger } from './context.ts';
import { Thread } from './thread.tsx';
import { useLater } from './use-later.ts';

/** The whole window: a list of conversations or one of them. */
export function App() {
  const { messenger, language } = useMessenger();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) messenger.close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [messenger]);
  if (messenger.phase.value === 'loading') {
    return (
      <main class="window window-loading" aria-busy="true">
        <p class="visually-hidden" role="status">
          {language.texts.loading}
        </p>
        <div class="skeleton-head" />
        <div class="skeleton-body">
          <span class="skeleton skeleton-short" />
          <span class="skeleton skeleton-own" />
          <span class="skeleton" />
        </div>
        <Banner />
      </main>
    );
  }
  return (
    <main class="window" aria-label={language.texts.windowTitle(messenger.boot.siteName)}>
      {messenger.screen.value === 'home' ? <Conversations /> : <Thread key={messenger.shown.value?.key ?? 'new'} />}
      <DropPlace />
    </main>
  );
}

/** The list of conversations, which most visitors never see: where it cannot be had, the present one stays. */
function Conversations() {
  const { messenger } = useMessenger();
  const part = useLater(
    () => import('./home.tsx'),
    () => {
      messenger.show(messenger.live.value);
      messenger.notice.value = 'not-done';
    },
  );
  return part && <part.Home />;
}
