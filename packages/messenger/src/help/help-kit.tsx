import { pencil } from '@porchlight/design/icons';
import type { HelpLink, MessengerHelpAnswer, MessengerHelpRequest } from '@porchlight/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { adoptStyles } from '../adopt-styles.ts';
import { useMessenger } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../parts/use-later.ts';
import styles from './help.css?inline';

adoptStyles(styles);

/** How long nobody types before what stands there is looked up. */
const restMs = 250;

/** [HC31] The help center in the messenger: a search, what others found helpful, and the article that is being read. */
export function HelpPart() {
  const { messenger, language } = useMessenger();
  const words = useWords(language.help);
  const [typed, setTyped] = useState('');
  const [answer, setAnswer] = useState<MessengerHelpAnswer | null>(null);
  const [found, setFound] = useState<{ query: string; articles: HelpLink[] } | null>(null);
  const newest = useRef('');
  const query = typed.trim();
  const { api, identity } = messenger.device;
  const { visit } = identity.read();
  const ask = (body: MessengerHelpRequest) => api.post<MessengerHelpAnswer>('/help', null, body);

  // Opened again, another page may be read by then.
  const turn = messenger.focusTurn.value;
  useEffect(() => {
    // Who cannot be answered is not bothered: everything else of the window works without this.
    ask({ language: language.tag, query: '', visit }).then(setAnswer, () => undefined);
  }, [turn, visit]);

  useEffect(() => {
    newest.current = query;
    if (query === '') return setFound(null);
    const rest = setTimeout(() => {
      ask({ language: language.tag, query, visit: null }).then(
        ({ articles }) => newest.current === query && setFound({ query, articles }),
        () => undefined,
      );
    }, restMs);
    return () => clearTimeout(rest);
  }, [query]);

  if (!words || !answer || answer.articles.length === 0) return null;
  const { reading } = answer;
  const list = found?.articles ?? answer.articles;
  return (
    <section class="help" aria-label={words.title}>
      {reading && (
        <button
          type="button"
          class="button button-wide help-ask"
          onClick={() => {
            messenger.show(messenger.live.value);
            const { drafts, draftName } = messenger;
            const draft = drafts.read(draftName.value);
            const about = words.about(reading.title);
            if (!draft.startsWith(about)) drafts.write(draftName.value, `${about}${draft}`);
          }}
        >
          <Icon icon={pencil} small />
          <span dir="auto">{words.ask(reading.title)}</span>
        </button>
      )}
      <label class="field">
        <span class="field-label">{words.search}</span>
        <input
          class="input"
          type="search"
          dir="auto"
          maxLength={200}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <p class="help-note" role="status">
        {found ? (list.length === 0 ? words.nothing : words.found(list.length)) : words.popular}
      </p>
      {list.length > 0 && (
        <ul class="help-list">
          {list.map((one) => (
            <li key={one.url}>
              <a href={one.url} target="_blank" rel="noopener" lang={one.language} dir="auto">
                <span>
                  {one.title}
                  <span class="visually-hidden"> {language.texts.newTab}</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
