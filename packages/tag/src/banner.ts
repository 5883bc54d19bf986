import type { Script } from '@porchlight/protocol';
import { bannerCss } from './banner-style.ts';
import type { BannerTexts } from './banner-texts.ts';
import { bannerTexts as english } from './banner-words/banner-en.ts';
import type { ConsentBridge } from './consent-bridge.ts';
import { addStyle, make } from './elements.ts';
import { chooseLanguage, directionIn } from './language.ts';

/** Written in by the build: every language but English, which stands here, is loaded where it is spoken. */
declare const __PORCHLIGHT_BANNER_TEXTS__: Record<string, Script | undefined>;

/** By the tag's bridge, since two sites may share a page, and this module. */
const banners = new Map<ConsentBridge, Promise<(isWanted: boolean) => void>>();

/**
 * [CON1, CON3] shows the site's banner; `isWanted` where the visitor asked for it. It stands beside the page, takes
 * nothing away from it, and stays until it is answered: Escape puts it off for this page.
 */
export function ask(bridge: ConsentBridge, isWanted: boolean): void {
  const show = banners.get(bridge) ?? mountBanner(bridge);
  banners.set(bridge, show);
  show.then((it) => it(isWanted));
}

async function mountBanner(bridge: ConsentBridge): Promise<(isWanted: boolean) => void> {
  const { settings, nonce, now, choose, on } = bridge;
  const { look, consent } = settings;
  const wanted = chooseLanguage(look.language).slice(0, 2).toLowerCase();
  const script = __PORCHLIGHT_BANNER_TEXTS__[wanted];
  const own = script && (await bridge.load<{ bannerTexts: BannerTexts }>(script).catch(() => null));
  const texts = own ? own.bannerTexts : english;
  const lang = own ? wanted : 'en';
  const title = consent.policy === 'required' ? texts.ask : texts.tell;
  const host = make('div', { id: 'porchlight-consent' });
  const root = host.attachShadow({ mode: 'open' });
  const live = make('div', { className: 'live', role: 'status', lang });
  addStyle(root, bannerCss(look.accent, look.position === 'start' ? 'end' : 'start'), nonce);
  root.append(live);

  let box: HTMLElement | undefined;
  let opener: HTMLElement | null = null;
  let isChatOpen = false;
  let isReopened = false;

  const close = () => {
    if (!box) return;
    const hadFocus = root.activeElement;
    box.remove();
    box = undefined;
    live.textContent = '';
    if (hadFocus) opener?.focus();
  };

  const answer = (functional: boolean, analytics: boolean) => {
    choose({ functional, analytics }, 'banner');
    close();
    live.textContent = texts.saved;
  };

  const button = (text: string, onclick: () => void) => make('button', { type: 'button', onclick }, text);

  const check = (checked: boolean, disabled = false) => make('input', { type: 'checkbox', checked, disabled });

  const row = ([name, text]: [string, string], input: HTMLInputElement) =>
    make('label', {}, input, make('b', {}, name), make('small', {}, text));

  const build = () => {
    const state = now();
    // Nothing is ticked that does not hold already.
    const functional = check(state.functional);
    const analytics = check(state.analytics);
    const details = make(
      'details',
      {},
      make('summary', {}, texts.choose),
      row(texts.necessary, check(true, true)),
      row(texts.functional, functional),
      row(texts.analytics, analytics),
      button(texts.save, () => answer(functional.checked, analytics.checked)),
    );
    const links = make('div', { className: 'links' }, details);
    const href = consent.privacyUrl;
    if (/^http/.test(href)) links.append(make('a', { href, target: '_blank', rel: 'noopener' }, texts.privacy));
    const made = make(
      'div',
      { className: 'box', role: 'dialog', ariaLabel: title, tabIndex: -1, lang, dir: directionIn(lang) },
      make('h2', {}, title),
      make('p', { id: 'text' }, texts.text),
      make(
        'div',
        { className: 'pair' },
        button(texts.no, () => answer(false, false)),
        button(texts.yes, () => answer(true, true)),
      ),
      links,
    );
    made.setAttribute('aria-describedby', 'text');
    return made;
  };

  // Where both are open the chat would lie over the question, and one thing at a time is enough.
  const follow = (isOpen: boolean) => () => {
    isChatOpen = isOpen;
    if (box) box.hidden = isOpen;
  };
  on('open', follow(true));
  on('close', follow(false));
  // Answered by the page, or in another tab.
  const closeAnswered = () => {
    if (!isReopened && now().isAnswered) close();
  };
  on('consent', closeAnswered);
  document.addEventListener('visibilitychange', closeAnswered);
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  return (isWanted) => {
    isReopened = isWanted;
    // Answered while its words were on their way.
    if (!isWanted && now().isAnswered) return;
    if (!box) {
      box = build();
      root.append(box);
      opener = document.activeElement as HTMLElement | null;
    }
    // First in the order of the keyboard, and beside the body, so that routers which swap it take nothing away.
    document.documentElement.insertBefore(host, document.body);
    box.hidden = isChatOpen && !isWanted;
    if (isWanted) {
      box.focus();
    } else {
      // A live region tells what changes in it.
      setTimeout(() => {
        if (box) live.textContent = title;
      }, 200);
    }
  };
}
