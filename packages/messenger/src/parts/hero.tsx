import { useMessenger } from './context.ts';
import { CloseButton, Lamp } from './header.tsx';

/** The welcome: who we are, whether somebody is there, and when to expect an answer. */
export function Hero({ isBig = false }: { isBig?: boolean }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const { isOnline, expectedReply } = messenger.availability.value;
  return (
    <header class={isBig ? 'hero hero-big' : 'hero'}>
      <div class="hero-top">
        <span class="hero-mark">
          <Lamp />
        </span>
        <span class="hero-site">
          <bdi>{messenger.boot.siteName}</bdi>
        </span>
        <CloseButton />
      </div>
      <h1 class="hero-greeting">
        <bdi>{messenger.boot.look.greeting || texts.greeting}</bdi>
      </h1>
      <p class="hero-line">
        <span class={isOnline ? 'dot dot-on' : 'dot'} />
        <span>
          {isOnline ? texts.here : texts.away} {isOnline ? null : texts.expected[expectedReply]}
        </span>
      </p>
    </header>
  );
}
