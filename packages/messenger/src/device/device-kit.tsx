import { useRef, useState } from 'preact/hooks';
import { useMessenger } from '../parts/context.ts';
import { useWords } from '../parts/use-later.ts';
import type { Slot } from '../state/slot.ts';
import { askForCode, continueByCode, type Problem } from './asking.ts';

const layout = { display: 'grid', gap: '12px' };

/** [CNV9] Has a code for another device sent to an address. */
export function AddressForm({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const words = useWords(language.device);
  const [email, setEmail] = useState(messenger.contact.typed.value.email);
  const [state, setState] = useState<'asking' | 'sent' | 'busy' | string>('asking');
  const field = useRef<HTMLInputElement>(null);
  if (!words) return null;
  if (state === 'sent') {
    return (
      <p class="menu-text" role="status">
        {words.onDeviceSent}
      </p>
    );
  }
  const problem = state === 'asking' || state === 'busy' ? null : state;
  return (
    <form
      class="menu-text"
      style={layout}
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        if (state === 'busy') return;
        setState('busy');
        const found = /.@.+\../.test(email.trim())
          ? await askForCode(messenger.device, slot, {
              email: email.trim(),
              language: language.base,
            })
          : 'looks-wrong';
        if (found === null) return setState('sent');
        field.current?.focus();
        if (found === 'looks-wrong') setState(texts.emailLooksWrong);
        else if (found === 'address_invalid') setState(words.onDeviceRefused);
        else setState(found === 'too_many_requests' ? words.onDeviceOften : texts.notDone);
      }}
    >
      <p class="contact-why">{words.onDeviceText}</p>
      <label class="field">
        <span class="field-label">{texts.email}</span>
        <input
          class="input"
          ref={(element) => {
            if (element && !field.current) element.focus();
            field.current = element;
          }}
          type="email"
          dir="ltr"
          autocomplete="email"
          maxLength={254}
          value={email}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'device-wrong'}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-wrong" id="device-wrong" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="button button-primary button-wide" aria-disabled={state === 'busy'}>
        {words.onDeviceSend}
      </button>
    </form>
  );
}

/** [CNV9] Takes a code from another device's mail. */
export function CodeForm() {
  const { messenger, language } = useMessenger();
  const words = useWords(language.device);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const isBusy = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  if (!words) return null;
  return (
    <form
      style={layout}
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        if (isBusy.current) return;
        isBusy.current = true;
        const found = await continueByCode(messenger.device, code.trim());
        isBusy.current = false;
        setProblem(found);
        if (found) field.current?.focus();
      }}
    >
      <p class="contact-why">{words.fromDeviceText}</p>
      <label class="field">
        <span class="field-label">{words.code}</span>
        <input
          class="input"
          ref={(element) => {
            if (element && !field.current) element.focus();
            field.current = element;
          }}
          type="text"
          style={{ fontFamily: 'monospace', textTransform: 'uppercase', letterSpacing: '0.06em' }}
          dir="ltr"
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={40}
          placeholder="ABCD-EFGH-JKMN"
          value={code}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'code-wrong'}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-wrong" id="code-wrong" role="alert">
          {words.codeProblems[problem] ?? language.texts.notDone}
        </p>
      )}
      <button type="submit" class="button button-wide">
        {words.fromDeviceGo}
      </button>
    </form>
  );
}
