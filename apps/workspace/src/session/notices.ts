import plainIcon from '../app/favicon.svg?url';
import unreadIcon from '../app/favicon-unread.svg?url';
import { nameFiles } from '../files/choose.ts';
import type { Notice } from '../inbox/inbox.ts';
import { findNotices } from '../inbox/inbox.ts';
import { t } from '../messages/index.ts';
import type { AgentDesk } from './agent-desk.ts';
import { isSoundOn } from './preferences.ts';

let audio: AudioContext | null = null;

/** Two soft tones, made here: nothing to load. Silent where the browser wants a click first. */
export function chime(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    const start = audio.currentTime + 0.02;
    tone(audio, 659, start);
    tone(audio, 880, start + 0.14);
  } catch {
    // No sound device: the badge and the row tell the same.
  }
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.16, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.5);
}

/**
 * Watches the inboxes of all sites and tells of what is new: by sound, and by a desktop notification where the member
 * allowed it and the window is not looked at. `isOpen` says which conversation is on the screen. Answers the way to
 * stop.
 */
export function announceNews(
  desk: AgentDesk,
  options: { isOpen(id: Notice['item']['id']): boolean; show(notice: Notice): void },
): () => void {
  const stops = desk.sites.map((site) => {
    let before = site.inbox.get();
    return site.inbox.subscribe(() => {
      const after = site.inbox.get();
      const notices = before && after ? findNotices(before, after, desk.me.id) : [];
      before = after;
      for (const notice of notices) announce(notice, options);
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function announce(notice: Notice, options: Parameters<typeof announceNews>[1]): void {
  const isLookedAt = document.visibilityState === 'visible' && document.hasFocus();
  if (isLookedAt && options.isOpen(notice.item.id)) return;
  if (isSoundOn.get()) chime();
  if (isLookedAt || !('Notification' in window) || Notification.permission !== 'granted') return;
  const { label } = notice.item.visitor;
  const title = notice.kind === 'queued' ? t.inbox.newQueued(label) : t.inbox.newMessage(label);
  const last = notice.item.lastMessage;
  // The tag replaces the former notification of the same conversation instead of piling up.
  const notification = new Notification(title, {
    body: last?.text.slice(0, 140) || (last?.files ? nameFiles(last.files) : ''),
    tag: notice.item.id,
    silent: true,
  });
  notification.onclick = () => {
    window.focus();
    options.show(notice);
    notification.close();
  };
}

/** Shows how much waits in the title and the icon of the tab. */
export function showBadge(title: string, waiting: number): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · ${t.product}`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = waiting > 0 ? unreadIcon : plainIcon;
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}
