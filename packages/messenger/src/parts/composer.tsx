import { send } from '@porchlight/design/icons';
import { cleanMessage, limits } from '@porchlight/protocol';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { AttachButtons, filesOf, isPasteOfFiles } from './attach.tsx';
import { useMessenger } from './context.ts';
import { isWritingElsewhere } from './focus.ts';
import { Icon } from './icon.tsx';

/** From here on the writer is told how much room is left. */
const countFrom = limits.messageChars - 500;

/** The field to write in: Enter sends, Shift+Enter breaks the line; what is typed is kept until it is sent. */
export function Composer() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const field = useRef<HTMLTextAreaElement>(null);
  const text = messenger.drafts.texts.value[messenger.draftName.value] ?? '';
  const left = limits.messageChars - text.trim().length;
  const clean = cleanMessage(text);
  const chosen = messenger.files.chosen.value;
  const kit = messenger.files.kit.value;
  const canSend = clean.ok || (clean.code === 'message_empty' && chosen.length > 0);
  useEffect(() => {
    if (chosen.length > 0) messenger.files.needKit();
  }, [chosen.length > 0, messenger]);
  // On touch screens focus would raise the keyboard over what was chosen.
  const goOnWriting = () => {
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    if (field.current) fitHeight(field.current);
  }, [text]);

  useEffect(() => {
    const area = field.current;
    if (!area) return;
    // Written while the window is closed or still coming, the text was measured in a field without its width.
    let width = area.offsetWidth;
    const observer = new ResizeObserver(() => {
      if (area.offsetWidth === width) return;
      width = area.offsetWidth;
      fitHeight(area);
    });
    observer.observe(area);
    return () => observer.disconnect();
  }, []);

  const turn = messenger.focusTurn.value;
  useEffect(() => {
    // On touch screens focus would raise the keyboard over what the visitor came to read.
    if (messenger.layout.value !== 'open' || !messenger.takesFocus.value || isWritingElsewhere(field.current)) return;
    goOnWriting();
  }, [turn]);

  function submit(): void {
    if (!canSend) return;
    void messenger.send(text).then((isSent) => {
      // Where it waits for a right address, the focus goes there.
      if (isSent) field.current?.focus();
    });
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="file-problems" role="alert">
        {kit && <kit.FileProblems />}
      </div>
      <div class="composer-box">
        <p class="visually-hidden" role="status">
          {chosen.length > 0 ? texts.filesChosen(chosen.length) : null}
        </p>
        {kit && <kit.ChosenFiles views={kit.views} onRemoved={() => field.current?.focus({ preventScroll: true })} />}
        <div class="composer-row">
          <AttachButtons onChosen={goOnWriting} />
          <label class="visually-hidden" for="composer">
            {texts.write}
          </label>
          <textarea
            id="composer"
            class="composer-field"
            ref={field}
            rows={1}
            dir="auto"
            autocomplete="off"
            enterkeyhint="send"
            placeholder={texts.writePlaceholder}
            aria-describedby="composer-count"
            aria-invalid={left < 0}
            value={text}
            onInput={(event) => messenger.type(event.currentTarget.value)}
            onPaste={(event) => {
              const data = event.clipboardData;
              if (!data || !isPasteOfFiles(data)) return;
              event.preventDefault();
              void messenger.files.choose(...filesOf(data));
            }}
            onKeyDown={(event) => {
              // While an input method composes, Enter takes its suggestion.
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
              event.preventDefault();
              submit();
            }}
          />
          <button type="submit" class="send flip-in-rtl" aria-label={texts.send} title={texts.send} disabled={!canSend}>
            <Icon icon={send} />
          </button>
        </div>
      </div>
      <p id="composer-count" class={left < 0 ? 'count count-over' : 'count'} role="status">
        {text.length >= countFrom ? (left < 0 ? texts.charactersOver(-left) : texts.charactersLeft(left)) : null}
      </p>
    </form>
  );
}

/** Gives the field the height of its text; the style sheet limits it. */
function fitHeight(area: HTMLTextAreaElement): void {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}
