import { chevronDown } from '@porchlight/design/icons';
import { limits } from '@porchlight/protocol';
import { useState } from 'preact/hooks';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';

/** Name and e-mail, offered before the first message and never asked for; what is typed proves nothing [CNV8]. */
export function ContactFields() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const [isTouched, setIsTouched] = useState(false);
  const { name, email } = messenger.contact.value;
  const looksWrong = isTouched && email.trim() !== '' && !/^[^\s@]+@[^\s@]+$/.test(email.trim());
  return (
    <details class="contact">
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
            messenger.contact.value = { ...messenger.contact.value, name: event.currentTarget.value };
          }}
        />
      </label>
      <label class="field">
        <span class="field-label">{texts.email}</span>
        <input
          class="input"
          type="email"
          dir="ltr"
          autocomplete="email"
          maxLength={limits.visitorNameChars}
          value={email}
          aria-invalid={looksWrong}
          aria-describedby={looksWrong ? 'email-wrong' : undefined}
          onBlur={() => setIsTouched(true)}
          onInput={(event) => {
            messenger.contact.value = { ...messenger.contact.value, email: event.currentTarget.value };
          }}
        />
      </label>
      {looksWrong && (
        <p class="field-wrong" id="email-wrong">
          {texts.emailLooksWrong}
        </p>
      )}
    </details>
  );
}
