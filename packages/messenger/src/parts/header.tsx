import { arrowLeft, close, dots } from '@porchlight/design/icons';
import { logo } from '@porchlight/design/logo';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Slot } from '../state/slot.ts';
import { useMessenger } from './context.ts';
import { OnDevice } from './device.tsx';
import { Icon } from './icon.tsx';

/** The compact head of a conversation: who answers, the way back, and the way out. */
export function ThreadHeader({ slot }: { slot: Slot | null }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const view = slot?.view.value ?? null;
  const { isOnline } = messenger.availability.value;
  const name = view?.agent?.name ?? messenger.boot.siteName;
  return (
    <header class="head">
      {messenger.history.value.length > 0 && (
        <button
          type="button"
          class="head-button flip-in-rtl"
          aria-label={texts.back}
          title={texts.back}
          onClick={() => {
            messenger.screen.value = 'home';
          }}
        >
          <Icon icon={arrowLeft} />
        </button>
      )}
      <Avatar name={view?.agent?.name ?? null} />
      <div class="head-names">
        <h1 class="head-title">
          <bdi>{name}</bdi>
        </h1>
        <p class="head-line">
          {view?.status === 'ended' ? (
            texts.ended
          ) : view?.agent ? (
            messenger.boot.siteName
          ) : (
            <>
              <span class={isOnline ? 'dot dot-on' : 'dot'} />
              {isOnline ? texts.hereShort : texts.awayShort}
            </>
          )}
        </p>
      </div>
      {view && view.status !== 'ended' && slot && <EndMenu slot={slot} />}
      <CloseButton />
    </header>
  );
}

/** Closes the window; the page gives the focus back to its button. */
export function CloseButton() {
  const { messenger, language } = useMessenger();
  return (
    <button
      type="button"
      class="head-button"
      aria-label={language.texts.close}
      title={language.texts.close}
      onClick={() => messenger.close()}
    >
      <Icon icon={close} />
    </button>
  );
}

/** A person's initial, or our lamp while nobody has joined. */
export function Avatar({ name, small = false }: { name: string | null; small?: boolean }) {
  return (
    <span class={small ? 'avatar avatar-small' : 'avatar'} aria-hidden="true">
      {name ? Array.from(name.trim())[0]?.toLocaleUpperCase() : <Lamp />}
    </span>
  );
}

/** The mark: the lamp in the text's colour, its light in amber. */
export function Lamp() {
  return (
    <svg class="lamp" viewBox={logo.viewBox} aria-hidden="true">
      <path d={logo.paths[0]} fill="currentColor" />
      <path class="lamp-light" d={logo.paths[1]} />
    </svg>
  );
}

function EndMenu({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const [state, setState] = useState<'closed' | 'open' | 'sure' | 'device'>('closed');
  const button = useRef<HTMLButtonElement>(null);
  const leave = () => {
    setState('closed');
    button.current?.focus();
  };
  let panel: ComponentChildren = null;
  if (state === 'open') {
    panel = (
      <>
        {messenger.boot.hasMail && (
          <button type="button" class="menu-item" ref={focusOnce} onClick={() => setState('device')}>
            {texts.onDevice}
          </button>
        )}
        <button
          type="button"
          class="menu-item"
          ref={messenger.boot.hasMail ? null : focusOnce}
          onClick={() => setState('sure')}
        >
          {texts.endConversation}
        </button>
      </>
    );
  } else if (state === 'device') {
    panel = <OnDevice slot={slot} />;
  } else if (state === 'sure') {
    panel = (
      <>
        <p class="menu-text" id="end-sure">
          {texts.endSure}
        </p>
        <div class="menu-row">
          <button
            type="button"
            class="button button-danger"
            aria-describedby="end-sure"
            onClick={() => {
              leave();
              void messenger.end(slot);
            }}
          >
            {texts.endYes}
          </button>
          <button type="button" class="button" key="no" ref={focusOnce} onClick={leave}>
            {texts.endNo}
          </button>
        </div>
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its buttons let through
    <div
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || state === 'closed') return;
        event.preventDefault();
        leave();
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (next instanceof Node && !event.currentTarget.contains(next)) setState('closed');
      }}
    >
      <button
        type="button"
        class="head-button"
        ref={button}
        aria-expanded={state !== 'closed'}
        aria-label={texts.menu}
        title={texts.menu}
        onClick={() => setState(state === 'closed' ? 'open' : 'closed')}
      >
        <Icon icon={dots} />
      </button>
      {panel && <div class="menu-panel">{panel}</div>}
    </div>
  );
}

function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
