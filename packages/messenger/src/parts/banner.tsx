import { alert, offline, refresh } from '@porchlight/design/icons';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';

/** Tells when the connection is not what it should be, and what became of an action. */
export function Banner() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const continuing = messenger.continuation.value;
  const said = messenger.isOffline.value
    ? { icon: offline, text: texts.offline, tone: 'warning' }
    : messenger.isOutdated.value
      ? { icon: alert, text: texts.outdated, tone: 'warning' }
      : messenger.files.isFragile.value
        ? { icon: alert, text: texts.fragile, tone: 'warning' }
        : messenger.isLate.value
          ? { icon: refresh, text: texts.reconnecting, tone: 'calm' }
          : messenger.notice.value === 'conversation-lost'
            ? { icon: alert, text: texts.conversationLost, tone: 'warning' }
            : messenger.notice.value === 'not-done'
              ? { icon: alert, text: texts.notDone, tone: 'warning' }
              : continuing
                ? {
                    icon: continuing.state === 'asking' ? refresh : alert,
                    text: texts.continuing[continuing.state](continuing.from),
                    tone: continuing.state === 'asking' ? 'calm' : 'warning',
                  }
                : null;
  return (
    <div class="banner-place" role="status">
      {said && (
        <p class={`banner banner-${said.tone}`}>
          <Icon icon={said.icon} small />
          <span>{said.text}</span>
          {messenger.isOutdated.value && !messenger.isOffline.value && (
            <button type="button" class="link-button banner-action" onClick={() => location.reload()}>
              {texts.reload}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
