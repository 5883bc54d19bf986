import { Button } from '@mantine/core';
import { lock, paperclip, send } from '@porchlight/design/icons';
import type { ConversationId, ConversationView } from '@porchlight/protocol';
import { cleanMessage, limits } from '@porchlight/protocol';
import type { ClipboardEvent, KeyboardEvent, ReactNode, Ref } from 'react';
import { useImperativeHandle, useRef, useState } from 'react';
import { chooseFiles } from '../files/choose.ts';
import { PendingFiles } from '../files/pending-files.tsx';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useStore } from '../realtime/store.ts';
import { useDesk } from '../session/desk-context.ts';
import classes from './composer.module.css';
import type { OutboxEntry } from './outbox.ts';
import { useTypingSignal } from './use-thread.ts';

type Kind = OutboxEntry['kind'];

export type ComposerHandle = { focus(kind: Kind): void; attach(files: File[], hasFolder: boolean): void };

/** Where replies and notes are written. A note looks different from the first letter on, so that no one is mistaken. */
export function Composer(props: {
  ref: Ref<ComposerHandle>;
  id: ConversationId;
  visitorName: string;
  view: ConversationView;
  isMine: boolean;
  onSend: (kind: Kind, text: string, files: readonly string[]) => void;
}): ReactNode {
  const { ref, id, visitorName, view, isMine, onSend } = props;
  const refusal = whyNoReply(view, isMine);
  const { drafts, uploads: allUploads } = useDesk().written;
  // What was begun is what is gone on with.
  const [wanted, setWanted] = useState<Kind>(() =>
    drafts.read('reply', id) === '' && drafts.read('note', id) !== '' ? 'note' : 'reply',
  );
  const kind: Kind = refusal === null ? wanted : 'note';
  const uploads = allUploads.of(id);
  const attached = useStore(uploads.all).filter((upload) => !upload.isTaken);
  const picker = useRef<HTMLInputElement>(null);
  const [texts, setTexts] = useState(() => ({
    reply: drafts.read('reply', id),
    note: drafts.read('note', id),
  }));
  const field = useRef<HTMLTextAreaElement>(null);
  const tellTyping = useTypingSignal(id);
  const text = texts[kind];
  const over = text.trim().length - limits.messageChars;

  const isNote = kind === 'note';
  const hasFailed = !isNote && attached.some((upload) => upload.state === 'failed');
  const isEmpty = text.trim() === '' && (isNote || attached.length === 0);

  function choose(next: Kind): void {
    setWanted(next);
    // The field is the same element; it is focused after the change of its look.
    requestAnimationFrame(() => field.current?.focus());
  }
  useImperativeHandle(ref, () => ({ focus: choose, attach }));

  function attach(files: File[], hasFolder = false): void {
    if (hasFolder) showToast({ tone: 'warning', message: t.files.folder });
    if (files.length === 0) return;
    if (refusal !== null) {
      showToast({ tone: 'warning', message: refusal });
      return;
    }
    const { taken, problems } = chooseFiles(files, attached.length);
    for (const message of problems.slice(0, 3)) showToast({ tone: 'warning', message });
    for (const file of taken) uploads.add(file);
    choose('reply');
  }

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>): void {
    const files = [...event.clipboardData.files];
    // A copied table comes as text and as a picture of it: the text is what was meant.
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
    event.preventDefault();
    attach(files);
  }

  function write(next: string): void {
    setTexts((now) => ({ ...now, [kind]: next }));
    drafts.write(kind, id, next);
    if (kind === 'reply') tellTyping(next.trim() !== '');
  }

  function submit(): void {
    const clean = cleanMessage(text);
    const files = kind === 'reply' ? attached.map((upload) => upload.clientId) : [];
    const hasOnlyFiles = files.length > 0 && text.trim() === '';
    if ((!clean.ok && !hasOnlyFiles) || hasFailed) {
      field.current?.focus();
      return;
    }
    onSend(kind, clean.ok ? clean.text : '', files);
    uploads.take(files);
    write('');
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.currentTarget.blur();
    }
    // On a phone, Enter makes a line and the button sends.
    const sends = event.ctrlKey || event.metaKey || (!event.shiftKey && !matchMedia('(pointer: coarse)').matches);
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !sends) return;
    event.preventDefault();
    submit();
  }

  return (
    <div className={classes.composer}>
      {refusal !== null && <p className={classes.refusal}>{refusal}</p>}
      {view.status === 'queued' && <p className={classes.refusal}>{t.thread.takeHint}</p>}
      <div className={classes.box} data-note={isNote}>
        <fieldset className={classes.kinds}>
          <legend className={classes.legend}>{t.thread.kind}</legend>
          {(['reply', 'note'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={classes.kind}
              aria-pressed={one === kind}
              disabled={one === 'reply' && refusal !== null}
              onClick={() => choose(one)}
            >
              {t.thread[one]}
            </button>
          ))}
          {isNote && (
            <span className={classes.only}>
              <Icon icon={lock} size={14} />
              {t.thread.noteOnly}
            </span>
          )}
        </fieldset>
        <textarea
          ref={field}
          className={classes.field}
          aria-label={isNote ? t.thread.notePlaceholder : t.thread.replyTo(visitorName)}
          aria-describedby="composer-hint"
          placeholder={isNote ? t.thread.notePlaceholder : t.thread.replyPlaceholder}
          dir="auto"
          rows={2}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => tellTyping(false)}
        />
        {!isNote && <PendingFiles uploads={attached} onRemove={uploads.remove} onRetry={uploads.retry} />}
        <div className={classes.foot}>
          {!isNote && (
            <>
              <input
                ref={picker}
                className={classes.picker}
                type="file"
                multiple
                tabIndex={-1}
                aria-hidden="true"
                onChange={(event) => {
                  attach([...(event.currentTarget.files ?? [])]);
                  // So that the same file can be chosen again.
                  event.currentTarget.value = '';
                }}
              />
              <button
                type="button"
                className={classes.attach}
                aria-label={t.files.attach}
                title={t.files.attach}
                onClick={() => picker.current?.click()}
              >
                <Icon icon={paperclip} size={18} />
              </button>
            </>
          )}
          <span id="composer-hint" className={classes.hint}>
            {over > 0 || hasFailed ? (
              <b className={classes.over}>{over > 0 ? t.thread.tooLong(over) : t.files.removeFirst}</b>
            ) : (
              t.thread.sendHint
            )}
          </span>
          <Button
            size="sm"
            {...(isNote ? { color: 'warning' } : {})}
            rightSection={<Icon icon={send} size={16} />}
            disabled={isEmpty || hasFailed || over > 0}
            onClick={submit}
          >
            {isNote ? t.thread.addNote : t.thread.send}
          </Button>
        </div>
      </div>
    </div>
  );
}

function whyNoReply(view: ConversationView, isMine: boolean): string | null {
  if (view.status === 'ended') return t.thread.endedComposer;
  if (view.status === 'open' && !isMine) return t.thread.assignedElsewhere(view.agent?.name ?? t.common.unknown);
  return null;
}
