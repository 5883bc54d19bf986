import { bannerCss } from './banner-style.ts';
import { bannerTextsFor } from './banner-texts.ts';
import type { ConsentBridge } from './consent-bridge.ts';
import { accentColors } from './contrast.ts';
import { addStyle, make } from './elements.ts';

/** By the tag's bridge, since two sites may share a page, and this module. */
const banners = new Map<ConsentBridge, (isWanted: boolean) => void>();

/**
 * [CON1, CON3] shows the site's banner; `isWanted` where the visitor asked for it. It stands beside the page, takes
 * nothing away from it, and stays until it is answered: Escape puts it off for this page.
 */
export function ask(bridge: ConsentBridge, isWanted: boolean): void {
  const show = banners.get(bridge) ?? mountBanner(bridge);
  banners.set(bridge, show);
  show(isWanted);
}

function mountBanner({ settings, nonce, now, choose, on }: ConsentBridge): (isWanted: boolean) => void {
  const { look, consent } = settings;
  const [language, texts] = bannerTextsFor([look.language, document.documentElement.lang, ...navigator.languages]);
  const host = make('div', { id: 'porchlight-consent' });
  const root = host.attachShadow({ mode: 'open' });
  const live = make('div', { className: 'live', role: 'status', lang: language });
  const { accent, onAccent } = accentColors(look.accent);
  addStyle(root, bannerCss(accent, onAccent, look.position === 'start' ? 'end' : 'start'), nonce);
  root.append(live);

  let box: HTMLElement | undefined;
  let opener: HTMLElement | null = null;
  let isChatOpen = false;
  let isReopened = false;

  const close = () => {
    if (!box) return;
    const hadFocus = root.activeElement !== null;
    box.remove();
    box = undefined;
    live.textContent = '';
    if (hadFocus) opener?.focus();
  };

  const answer = (functional: boolean, analytics: boolean) => () => {
    choose({ functional, analytics }, 'banner');
    close();
    live.textContent = texts.saved;
  };

  const button = (text: string, onclick: () => void) => make('button', { type: 'button', onclick }, text);

  const row = ([name, text]: [string, string], checked: boolean, disabled = false) => {
    const input = make('input', { type: 'checkbox', checked, disabled });
    return { input, label: make('label', {}, input, make('b', {}, name), make('small', {}, text)) };
  };

  const build = () => {
    const [title, text] = texts[consent.policy === 'required' ? 'ask' : 'tell'];
    const { functional, analytics } = now();
    const rows = [row(texts.necessary, true, true), row(texts.functional, functional), row(texts.analytics, analytics)];
    const [, first, second] = rows as [unknown, (typeof rows)[0], (typeof rows)[0]];
    const save = button(texts.save, () => answer(first.input.checked, second.input.checked)());
    const more = make('div', { className: 'more', id: 'more', hidden: true }, ...rows.map(({ label }) => label), save);
    const toggle = button(texts.choose, () => {
      more.hidden = !more.hidden;
      toggle.ariaExpanded = `${!more.hidden}`;
    });
    toggle.ariaExpanded = 'false';
    toggle.setAttribute('aria-controls', 'more');
    const links = make('div', { className: 'links' }, toggle);
    const { privacyUrl } = consent;
    if (/^https?:\/\//.test(privacyUrl))
      links.append(make('a', { href: privacyUrl, target: '_blank', rel: 'noopener' }, texts.privacy));
    const made = make(
      'div',
      { className: 'box', role: 'dialog', tabIndex: -1, lang: language, dir: 'ltr' },
      make('h2', { id: 'title' }, title),
      make('p', { id: 'text' }, `${text} ${texts.change}`),
      make('div', { className: 'pair' }, button(texts.no, answer(false, false)), button(texts.yes, answer(true, true))),
      links,
      more,
    );
    made.setAttribute('aria-labelledby', 'title');
    made.setAttribute('aria-describedby', 'text');
    return made;
  };

  const place = () => {
    if (box) box.hidden = isChatOpen;
  };

  // Where both are open the chat would lie over the question, and one thing at a time is enough.
  on('open', () => {
    isChatOpen = true;
    place();
  });
  on('close', () => {
    isChatOpen = false;
    place();
  });
  // Answered by the page, or in another tab.
  const closeAnswered = () => {
    if (!isReopened && now().isAnswered) close();
  };
  on('consent', closeAnswered);
  document.addEventListener('visibilitychange', closeAnswered);
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  });

  return (isWanted) => {
    isReopened = isWanted;
    if (!box) {
      box = build();
      root.append(box);
    }
    // First in the order of the keyboard, and beside the body, so that routers which swap it take nothing away.
    if (!host.isConnected) document.documentElement.insertBefore(host, document.body);
    if (!isWanted) {
      place();
      setTimeout(() => {
        if (box) live.textContent = box.firstChild?.textContent ?? '';
      }, 200);
      return;
    }
    const { activeElement } = document;
    if (activeElement !== host) opener = activeElement as HTMLElement | null;
    box.hidden = false;
    box.focus();
  };
}
