import { render } from 'preact';
import { readBoot } from './boot.ts';
import { frameEnvironment } from './environment.ts';
import { loadLanguage } from './messages/index.ts';
import './styles/messenger.css';
import { listenForPage } from './page-channel.ts';
import { App } from './parts/app.tsx';
import { MessengerProvider } from './parts/context.ts';
import { type Messenger, openMessenger } from './state/messenger.ts';
import { openFrameStorage } from './storage.ts';

const boot = readBoot(document);
const root = document.documentElement;

const { colours } = boot.look;
if (colours) {
  for (const scheme of ['light', 'dark'] as const) {
    const { accent, onAccent, accentText } = colours[scheme];
    root.style.setProperty(`--${scheme}-accent`, accent);
    root.style.setProperty(`--${scheme}-on-accent`, onAccent);
    root.style.setProperty(`--${scheme}-accent-text`, accentText);
  }
}

const page = listenForPage({
  target: window,
  origins: boot.origins,
  blocked: boot.blocked,
  // The page's port opens on a later turn, when the messenger below exists.
  onMessage(message) {
    messenger.fromPage(message);
    if (message.type === 'identity') begin();
  },
});
const messenger: Messenger = openMessenger({
  boot,
  storage: openFrameStorage(
    boot.site,
    boot.mode,
    () => localStorage,
    () => sessionStorage,
    () => indexedDB,
    (name) => new BroadcastChannel(name),
  ),
  environment: frameEnvironment(),
  tellPage: page.send,
  loadFileKit: () => import('./files/kit.ts'),
  loadLineKit: () => import('./state/line-kit.ts'),
});
let hasBegun = false;
// Opened by itself, without a page around it, the window is open and there is nobody to close it.
if (window.parent === window) {
  messenger.fromPage({ type: 'identity', visitor: null, visit: null, hasChat: false });
  begin();
  messenger.fromPage({ type: 'layout', layout: 'open' });
}

// From the first touch on, the window is in use and may move the focus within itself.
for (const touch of ['pointerdown', 'keydown']) {
  addEventListener(
    touch,
    () => {
      messenger.takesFocus.value = true;
    },
    { capture: true },
  );
}

// Once the page has said who is here: what waits to be sent then goes out under that name, in that visit.
function begin(): void {
  if (hasBegun) return;
  hasBegun = true;
  void messenger.load();
}
setTimeout(begin, 3_000);

// The channel stands already: a page that connects while the words are on their way is heard. Not awaited at the top of
// the module, which would keep the bundler from letting later parts share what is in this one.
void loadLanguage([boot.look.language, location.hash.slice(1), ...navigator.languages]).then((language) => {
  root.lang = language.tag;
  root.dir = language.dir;
  document.title = language.texts.windowTitle(boot.siteName);
  render(
    <MessengerProvider value={{ messenger, language }}>
      <App />
    </MessengerProvider>,
    document.getElementById('app') ?? document.body,
  );
}, offerReload);

/** Not even words could be had; this one is understood widely. */
function offerReload(): void {
  const button = document.createElement('button');
  button.className = 'button';
  button.textContent = 'Reload';
  button.onclick = () => location.reload();
  document.body.replaceChildren(button);
}
