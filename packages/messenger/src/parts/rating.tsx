import { star, starFilled } from '@porchlight/design/star-icons';
import { limits, type RatingRequest } from '@porchlight/protocol';
import { useState } from 'preact/hooks';
import { adoptStyles } from '../adopt-styles.ts';
import type { Slot } from '../state/slot.ts';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';
import styles from './rating.css?inline';

adoptStyles(styles);

const scores = [1, 2, 3, 4, 5] as const;

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
        <RatingForm slot={slot} />
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

/** Asks how a conversation was: stars, then a word if one likes. */
function RatingForm({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const [score, setScore] = useState<RatingRequest['score'] | null>(null);
  const [pointed, setPointed] = useState(0);
  const [comment, setComment] = useState('');
  const [isSending, setIsSending] = useState(false);
  const lit = pointed || score || 0;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (score === null || isSending) return;
    setIsSending(true);
    await messenger.rate(slot, { score, comment: comment.trim() || null });
    setIsSending(false);
  }
  return (
    <form class="rating" onSubmit={submit}>
      <fieldset class="rating-field">
        <legend class="rating-title">{texts.rateTitle}</legend>
        <div class="rating-stars" onPointerLeave={() => setPointed(0)}>
          {scores.map((value) => (
            <label key={value} class={value <= lit ? 'star star-lit' : 'star'} onPointerEnter={() => setPointed(value)}>
              <input
                class="visually-hidden"
                type="radio"
                name="score"
                value={value}
                checked={score === value}
                onChange={() => setScore(value)}
              />
              <span class="visually-hidden">{`${texts.stars(value)}, ${texts.starWords[value]}`}</span>
              <Icon icon={value <= lit ? starFilled : star} />
            </label>
          ))}
        </div>
        <p class="rating-word" aria-hidden="true">
          {lit > 0 ? texts.starWords[lit] : texts.rateHint}
        </p>
      </fieldset>
      {score !== null && (
        <>
          <label class="field">
            <span class="visually-hidden">{texts.rateComment}</span>
            <textarea
              class="input rating-comment"
              rows={2}
              dir="auto"
              maxLength={limits.ratingCommentChars}
              placeholder={texts.rateComment}
              value={comment}
              onInput={(event) => setComment(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button button-primary button-wide" disabled={isSending}>
            {texts.rateSend}
          </button>
        </>
      )}
    </form>
  );
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
