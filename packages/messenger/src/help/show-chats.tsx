import { externalLink } from '@porchlight/design/icons';
import type { HeldCodeAnswer, HeldCodeRequest } from '@porchlight/protocol';
import { useState } from 'preact/hooks';
import { RequestFailed } from '../api.ts';
import { useMessenger } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../parts/use-later.ts';

/** [HC34] Has the guest's conversations shown in "my conversations" of the help center, in a tab of its own. */
export function ShowChats() {
  const { messenger, language } = useMessenger();
  const [state, setState] = useState<'asking' | 'busy' | 'shown' | 'none' | 'failed'>('asking');
  const words = useWords(language.help);
  const { api, keyring, identity } = messenger.device;
  // What a login brought goes with it, and is there by the login.
  const keys = keyring.list().flatMap(({ key, isPending }) => (isPending ? [] : [key]));
  if (!words || keys.length === 0) return null;
  const show = async () => {
    if (state === 'busy') return;
    setState('busy');
    try {
      const asked: HeldCodeRequest = { keys, visit: identity.read().visit, language: language.tag };
      send(await api.post<HeldCodeAnswer>('/held-codes', null, asked));
      setState('shown');
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setState(error.code === 'key_invalid' ? 'none' : 'failed');
    }
  };
  return (
    <div class="help show-chats">
      <button type="button" class="button button-wide" aria-disabled={state === 'busy'} onClick={show}>
        <Icon icon={externalLink} small />
        <span>
          {words.show}
          <span class="visually-hidden"> {language.texts.newTab}</span>
        </span>
      </button>
      <p class="help-note" role="status">
        {state === 'shown' && words.shown}
        {state === 'none' && words.showNone}
        {state === 'failed' && language.texts.notDone}
      </p>
    </div>
  );
}

/** In the body: a code in an address would stand in histories and logs. */
function send({ code, url }: HeldCodeAnswer): void {
  const form = document.createElement('form');
  const field = document.createElement('input');
  form.method = 'post';
  form.action = url;
  form.target = '_blank';
  form.rel = 'noopener';
  form.hidden = true;
  field.name = 'code';
  field.value = code;
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}
