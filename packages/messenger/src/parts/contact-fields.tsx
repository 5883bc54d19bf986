import { chevronDown } from '@porchlight/design/icons';
import { limits } from '@porchlight/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';

/** Name and e-mail, offered before the first message and never asked for; what is typed proves nothing [CNV8]. */
export function ContactFields() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const [isTouched, setIsTouched] = useState(false);
  const { typed, asked, isEmailWrong } = messenger.contact;
  const { name, email } = typed.value;
  const looksWrong = isTouched && isEmailWrong.value;
  const details = useRef<HTMLDetailsElement>(null);
  const emailField = useRef<HTMLInputElement>(null);
  const turn = asked.value;
  useEffect(() => {
    if (turn === 0 || !details.current) return;
    details.current.open = true;
    setIsTouched(true);
    emailField.current?.focus();
  }, [turn]);
  return (
    <details class="contact" ref={details}>
      <summary class="contact-summary">
        <span>
          {texts.contactTitle} <span class="contact-optional">({texts.contactOptional})</span>
        </span>
        <Icon icon={chevronDown} small />
      </summary>
      <p class="contact-why">{texts.contactWhy}</p>
      <label class="field">
        <span class="field-label">{texts.name}</span>
        <input
          class="input"
          type="text"
          dir="auto"
          autocomplete="name"
          maxLength={limits.visitorNameChars}
          value={name}
          onInput={(event) => {
            typed.value = { ...typed.value, name: event.currentTarget.value };
          }}
        />
      </label>
      <label class="field">
        <span class="field-label">{texts.email}</span>
        <input
          class="input"
          ref={emailField}
          type="email"
          dir="ltr"
          autocomplete="email"
          maxLength={limits.visitorNameChars}
          value={email}
          aria-invalid={looksWrong}
          aria-describedby={looksWrong ? 'email-wrong' : undefined}
          onBlur={() => setIsTouched(true)}
          onInput={(event) => {
            typed.value = { ...typed.value, email: event.currentTarget.value };
          }}
        />
      </label>
      {looksWrong && (
        <p class="field-wrong" id="email-wrong" role="alert">
          {texts.emailLooksWrong}
        </p>
      )}
    </details>
  );
}
