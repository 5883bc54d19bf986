import { openStored, recoveryEntry, windowEntry } from '@porchlight/cookies/script';
import { chat as chatIcon, close as closeIcon } from '@porchlight/design/icons';
import type { Continuation, FromFrame, Script, WindowLayout } from '@porchlight/protocol';
import type { Bridge, Bubble } from './bridge.ts';
import { bubbleCss } from './bubble-style.ts';
import type { Cards, CardsStage } from './cards.ts';
import { accentColors } from './contrast.ts';
import { addStyle, drawIcon, make } from './elements.ts';
import { type FrameLink, makeFrame } from './frame-link.ts';
import { chooseLanguage, directionIn } from './language.ts';
import { makeRandomId } from './random-id.ts';
import { textsFor } from './texts.ts';
import { layoutValue, readLayout } from './window-layout.ts';

/** The script of the cards, written in by the build. */
declare const __PORCHLIGHT_CARDS__: Script;

/** The frame counts as unreachable after this long without a word. */
const frameLateMs = 12_000;

/** Puts the chat button on the page, and opens the window where the visitor had it open [CNV4]. */
export function mountBubble(bridge: Bridge): Bubble {
  const { settings } = bridge;
  const { site, service, look } = settings;
  const colors = accentColors(look.accent);
  const language = chooseLanguage(look.language);
  const texts = textsFor(language);
  const stored = openStored(windowEntry, () => localStorage, site);
  const recovery = openStored(recoveryEntry, () => localStorage, site);
  const ownMark = makeRandomId('tb').slice(3);

  const badge = make('span', { className: 'badge', hidden: true, ariaHidden: 'true' });
  const launch = make(
    'button',
    { className: 'launch', type: 'button' },
    drawIcon(chatIcon),
    drawIcon(closeIcon),
    badge,
  );
  const wait = make('div', { className: 'wait' });
  const panel = make('div', { className: 'panel', id: 'panel', role: 'dialog', ariaLabel: texts.frameTitle }, wait);
  const live = make('div', { className: 'live', role: 'status' });
  const body = make('div', { lang: language }, panel, launch, live);
  const host = make('div', { id: 'porchlight' });
  const root = host.attachShadow({ mode: 'open' });
  launch.setAttribute('aria-controls', 'panel');
  addStyle(root, bubbleCss({ ...colors, position: look.position, dir: directionIn(language) }), bridge.nonce);
  root.append(body);

  let layout: WindowLayout = 'closed';
  let frame: FrameLink | null = null;
  let lateTimer: ReturnType<typeof setTimeout> | undefined;
  let unread = 0;
  /** What the frame was told of it last. */
  let recalled: string | null = null;
  /** What was said yes to while the frame was still on its way: one that has to be loaded anew hears it again. */
  let accepted: Continuation | null = null;
  let isFocusWanted = false;

  const name = () => {
    const isOpen = layout === 'open';
    launch.ariaExpanded = `${isOpen}`;
    launch.ariaLabel = isOpen ? texts.close : unread > 0 ? `${texts.open}, ${texts.unread(unread)}` : texts.open;
    badge.hidden = isOpen || unread === 0;
    badge.textContent = unread > 99 ? '99+' : `${unread}`;
  };

  const showLoading = () => {
    body.classList.remove('ready');
    wait.replaceChildren(make('div', { className: 'spin' }), make('span', {}, texts.loading));
    clearTimeout(lateTimer);
    lateTimer = setTimeout(() => {
      const retry = make('button', { className: 'action', type: 'button', onclick: reload }, texts.retry);
      wait.replaceChildren(make('span', { role: 'alert' }, texts.unreachable), retry);
    }, frameLateMs);
  };

  /** [CNV3] in session modes it holds as long as a mark in the session's own entry. */
  const isSession = /^.{5}-party-session$/.test(settings.mode);
  const readMark = () => bridge.readChat()?.split('.')[2] ?? null;
  const recall = () => {
    const mark = readMark();
    if (isSession && !mark) recovery.remove();
    recalled = recovery.read();
    return { recovery: recalled, marker: isSession ? (mark ?? ownMark) : mark };
  };

  const identify = () =>
    frame?.send({
      type: 'identity',
      ...bridge.identity(),
      ...recall(),
      hasChat: /^[eoq]/.test(bridge.readChat() ?? ''),
      login: bridge.login(),
    });

  const needFrame = () => {
    if (frame) return frame;
    showLoading();
    frame = makeFrame(`${service}/m/${site}/frame#${language}`, texts.frameTitle, hear);
    panel.append(frame.element);
    identify();
    frame.send({ type: 'layout', layout, keepsFocus: !isFocusWanted });
    if (accepted) frame.send({ type: 'continue', ...accepted });
    return frame;
  };

  const reload = () => {
    frame?.element.remove();
    frame = null;
    needFrame();
  };

  const focusFrame = () => {
    if (!isFocusWanted || !frame?.isReady()) return;
    isFocusWanted = false;
    frame.element.focus();
  };

  /** Shows a layout without keeping it: what is kept is what the visitor did, here or in another tab. */
  const show = (next: WindowLayout) => {
    if (layout === next) return;
    // A frame that holds the focus keeps it when hidden, and the keyboard would be lost.
    const hadFocus = panel.contains(root.activeElement);
    layout = next;
    body.classList.toggle('open', next === 'open');
    cards?.place();
    if (next === 'open') {
      const isNew = frame === null;
      const link = needFrame();
      if (!isNew) link.send({ type: 'layout', layout, keepsFocus: !isFocusWanted });
      cards?.drop();
      focusFrame();
    } else {
      frame?.send({ type: 'layout', layout });
      if (hadFocus) launch.focus();
    }
    name();
    bridge.emit(next === 'open' ? 'open' : 'close');
  };

  const open = () => {
    isFocusWanted = true;
    stored.write(layoutValue('open', Date.now()));
    show('open');
    focusFrame();
  };

  const close = () => {
    isFocusWanted = false;
    stored.write(layoutValue('closed', Date.now()));
    show('closed');
  };

  const follow = () => {
    // Another tab has used what is kept here, or somebody logged out there.
    if (recovery.read() !== recalled) identify();
    const value = stored.read();
    // A layout that is only old, or that this browser refuses to keep, closes nothing that is open here. At once, also
    // in the background: a window that seems open when the tab is looked at again would mark messages as read.
    if (value?.startsWith('closed')) show('closed');
    else if (document.visibilityState === 'visible' && readLayout(value, Date.now()) === 'open') show('open');
  };

  /** Offers, questions and previews come with a part of their own: most page views show none. */
  let cards: Cards | null = null;
  let loading: Promise<Cards> | null = null;
  /** Counts what was let go of: a card that is still on its way then comes no more. */
  let era = 0;
  const withCards = (show: (loaded: Cards) => void) => {
    const then = era;
    loading ??= bridge.load<{ makeCards(stage: CardsStage): Cards }>(__PORCHLIGHT_CARDS__).then((module) => {
      cards = module.makeCards({
        root,
        body,
        panel,
        launch,
        live,
        bridge,
        colors,
        isOpen: () => layout === 'open',
        open,
        frame: () => frame,
        needFrame,
        accept(continuation) {
          if (frame) frame.send({ type: 'continue', ...continuation });
          if (!frame?.isReady()) accepted = continuation;
          open();
        },
      });
      return cards;
    });
    loading.then(
      (loaded) => then === era && show(loaded),
      () => {
        loading = null;
      },
    );
  };

  const hear = (message: FromFrame) => {
    switch (message.type) {
      case 'ready':
        clearTimeout(lateTimer);
        accepted = null;
        body.classList.add('ready');
        focusFrame();
        break;
      case 'close':
        close();
        break;
      case 'identity':
        bridge.adopt(message.visitor);
        break;
      case 'unread': {
        const count = Math.max(0, Math.trunc(message.count) || 0);
        const isMore = count > unread;
        unread = count;
        name();
        if (count === 0) cards?.dropPreview();
        if (isMore && layout === 'closed') {
          if (message.preview) withCards((it) => unread && it.preview(`${message.preview}`));
          else live.textContent = texts.unread(count);
        }
        bridge.emit('unread', count);
        break;
      }
      case 'conversation': {
        const { status, lastUsedAt } = message;
        const mark = readMark() ?? (isSession && recovery.read() ? ownMark : null);
        const chat = `${status}.${lastUsedAt ?? Date.now()}`;
        bridge.writeChat(status === 'none' ? null : mark ? `${chat}.${mark}` : chat);
        bridge.emit('conversation', { status });
        break;
      }
      case 'recovery': {
        const chat = bridge.readChat();
        if (message.token) recovery.write(`${message.token}`);
        else recovery.remove();
        recalled = recovery.read();
        if (isSession && recalled && chat && !readMark()) bridge.writeChat(`${chat}.${ownMark}`);
        break;
      }
      case 'proof':
        bridge.carry(typeof message.proof === 'string' ? message.proof : null);
        break;
      case 'login-over':
        bridge.renewLogin();
        break;
      case 'forgotten':
        bridge.writeChat(null);
        bridge.carry(null);
        bridge.forgotten();
    }
  };

  launch.addEventListener('click', () => (layout === 'open' ? close() : open()));
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && layout === 'open') {
      event.stopPropagation();
      close();
      launch.focus();
    }
  });
  addEventListener('storage', follow);
  document.addEventListener('visibilitychange', follow);

  name();
  // Beside the body, so that routers which swap the body do not take the window away.
  document.documentElement.append(host);
  if (readLayout(stored.read(), Date.now()) === 'open') {
    stored.write(layoutValue('open', Date.now()));
    follow();
  }
  // [CNV5] an open conversation needs its frame for unread messages, a finished one does not.
  if (/^(open|queued)/.test(bridge.readChat() ?? '')) needFrame();

  const forget = () => {
    era++;
    cards?.clear();
    recovery.remove();
    recalled = null;
    // What it holds it alone can clear, also where this page had no need of it yet.
    needFrame().send({ type: 'forget' });
    // Without a word to the storage, where the tag keeps what it still has to tell the service.
    show('closed');
  };
  // [VIS6] logged out on the page before, which was left before the frame had heard.
  if (bridge.readChat()?.startsWith('gone')) forget();

  return {
    open,
    close,
    identify,
    forget,
    continuation: (continuation) => withCards((it) => it.ask(continuation)),
    offer: (offer) => withCards((it) => it.offer(offer)),
  };
}
