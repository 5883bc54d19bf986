import { close as closeIcon } from '@porchlight/design/icons';
import type { Continuation, Offer } from '@porchlight/protocol';
import type { Bridge } from './bridge.ts';
import { cardsCss } from './cards-style.ts';
import { cardTextsFor } from './cards-texts.ts';
import { drawIcon, make } from './elements.ts';
import type { FrameLink } from './frame-link.ts';

/** What the cards need of the button and its window. */
export type CardsStage = {
  root: ShadowRoot;
  body: HTMLElement;
  panel: HTMLElement;
  launch: HTMLElement;
  /** Says to assistive technology what came. */
  live: HTMLElement;
  bridge: Bridge;
  colors: { accent: string; onAccent: string };
  isOpen(): boolean;
  open(): void;
  frame(): FrameLink | null;
  needFrame(): FrameLink;
  /** [XD5] The visitor goes on with a conversation of another domain. */
  accept(continuation: Continuation): void;
};

/** What stands above the button: an offer, a new message, or a question. */
export type Cards = {
  preview(text: string): void;
  offer(offer: Offer): void;
  /** [XD5] Asks whether to go on with a conversation of another domain; waits for its answer. */
  ask(continuation: Continuation): void;
  /** Puts the question where it belongs, as the window opened or closed. */
  place(): void;
  /** Lets go of offer and preview. */
  drop(): void;
  /** All was read; an offer stays. */
  dropPreview(): void;
  /** Lets go of all. */
  clear(): void;
};

/** Makes the cards of one button; nothing shows before the first. */
export function makeCards(stage: CardsStage): Cards {
  const { root, body, panel, launch, live, bridge } = stage;
  const texts = cardTextsFor(body.lang);
  let card: HTMLElement | null = null;
  let offered: Offer | null = null;
  let question: HTMLElement | null = null;
  /** Offers and questions that were shown: each once. */
  const seen = new Set<string>();
  // Beside the button's own sheet, or as an element where such sheets are missing.
  const css = cardsCss(stage.colors);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    root.append(make('style', { nonce: bridge.nonce ?? '', textContent: css }));
  }

  const drop = () => {
    card?.remove();
    card = null;
    place();
  };

  const showCard = (from: string, content: HTMLElement, ...actions: HTMLElement[]) => {
    drop();
    card = make(
      'section',
      { className: 'card', ariaLabel: from },
      make('p', { className: 'from' }, from),
      content,
      ...actions,
    );
    body.insertBefore(card, launch);
    live.textContent = `${from}: ${content.textContent}`;
    place();
  };

  const action = (className: string, text: string, onclick: () => void) =>
    make('button', { className, type: 'button', onclick }, text);

  /** Above the button, within the window while that is open; a card that came since goes first. */
  const place = () => {
    if (!question) return;
    question.hidden = !stage.isOpen() && card !== null;
    if (stage.isOpen()) panel.prepend(question);
    else body.insertBefore(question, launch);
  };

  const dropQuestion = () => {
    question?.remove();
    question = null;
    panel.classList.remove('asks');
  };

  return {
    place,
    drop,
    dropPreview() {
      if (!offered) drop();
    },
    clear() {
      drop();
      dropQuestion();
      offered = null;
    },
    ask(continuation) {
      if (seen.has(continuation.handoff)) return;
      seen.add(continuation.handoff);
      const text = texts.continueFrom(continuation.from);
      const answer = (isYes: boolean) => () => {
        dropQuestion();
        if (isYes) stage.accept(continuation);
        else if (stage.isOpen()) stage.frame()?.element.focus();
        else launch.focus();
      };
      dropQuestion();
      question = make(
        'section',
        { className: 'card ask', ariaLabel: text },
        make('p', { className: 'text' }, text),
        make(
          'div',
          { className: 'actions' },
          action('action', texts.goOn, answer(true)),
          action('action', texts.decline, answer(false)),
        ),
      );
      panel.classList.add('asks');
      place();
      live.textContent = text;
    },
    preview(text) {
      const content = make('button', { className: 'text', type: 'button', onclick: stage.open }, text);
      const dismiss = make(
        'button',
        { className: 'dismiss', type: 'button', ariaLabel: texts.dismiss, onclick: drop },
        drawIcon(closeIcon),
      );
      showCard(texts.newMessage, content, dismiss);
    },
    offer(offer) {
      const settle = (outcome: 'accepted' | 'declined') => () => {
        drop();
        offered = null;
        bridge.settleOffer(offer, outcome);
        if (outcome === 'declined') return launch.focus();
        stage.needFrame().send({ type: 'offer', offer });
        stage.open();
      };
      if (seen.has(offer.id)) return;
      seen.add(offer.id);
      bridge.settleOffer(offer, 'shown');
      if (stage.isOpen()) return stage.needFrame().send({ type: 'offer', offer });
      offered = offer;
      showCard(
        texts.offerFrom(offer.agentName),
        make('p', { className: 'text' }, offer.text),
        make(
          'div',
          { className: 'actions' },
          action('action main', texts.accept, settle('accepted')),
          action('action', texts.decline, settle('declined')),
        ),
      );
    },
  };
}
