import { star, starFilled } from '@porchlight/design/icons';
import type { Slot } from '../state/slot.ts';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';
import { scores } from './scores.ts';
import { useLater } from './use-later.ts';

/** What stands in place of the composer once a conversation has ended: a rating, and the way to a new one. */
export function EndedPanel({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const rating = slot.view.value?.rating ?? null;
  return (
    <section class="ended" aria-label={language.texts.rateTitle}>
      {rating ? (
        <p class="ended-thanks" role="status">
          <Stars score={rating.score} />
          {language.texts.rateThanks}
        </p>
      ) : (
        <LaterForm slot={slot} />
      )}
      <button
        type="button"
        class={rating ? 'button button-primary button-wide' : 'button button-wide'}
        onClick={() => messenger.show(messenger.live.value)}
      >
        {messenger.live.value ? language.texts.continueConversation : language.texts.newConversation}
      </button>
    </section>
  );
}

/** The form comes with the first conversation that has ended; where it cannot be had, the way on stands alone. */
function LaterForm({ slot }: { slot: Slot }) {
  const part = useLater(() => import('./rating-form.tsx'));
  return part && <part.RatingForm slot={slot} />;
}

/** A given rating, told in words to those who do not see it. */
export function Stars({ score }: { score: number }) {
  const { language } = useMessenger();
  return (
    <span class="stars">
      <span class="visually-hidden">{language.texts.ratedStars(score)}</span>
      {scores.map((value) => (
        <Icon key={value} icon={value <= score ? starFilled : star} small />
      ))}
    </span>
  );
}
