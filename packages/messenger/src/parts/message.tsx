import { alert, check, checks, clock, type Icon as IconData } from '@porchlight/design/icons';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { linkify } from '../linkify.ts';
import type { Mark, MessageRow } from '../state/timeline.ts';
import { useMessenger } from './context.ts';
import { Avatar } from './header.tsx';
import { Icon } from './icon.tsx';

const iconOfMark: Record<Mark, IconData> = {
  sending: clock,
  sent: check,
  delivered: check,
  read: checks,
  refused: alert,
};

/** One message; what was typed is text and nothing else, isolated from the direction of its surroundings. */
export function Message({ row, showMark }: { row: MessageRow; showMark: boolean }) {
  const { language } = useMessenger();
  const { texts } = language;
  const isOwn = row.side === 'visitor';
  const classes = ['row', isOwn ? 'row-own' : 'row-agent'];
  const said = <span class="visually-hidden">{texts.said(isOwn ? texts.you : (row.name ?? texts.somebody))} </span>;
  if (row.isFirstOfRun) classes.push('row-first');
  if (row.isLastOfRun) classes.push('row-last');
  if (row.mark === 'sending') classes.push('row-sending');
  if (row.mark === 'refused') classes.push('row-refused');
  return (
    <div class={classes.join(' ')} data-seq={row.side === 'agent' ? row.seq : undefined}>
      {!isOwn && (row.isLastOfRun ? <Avatar name={row.name} small /> : <span class="avatar-gap" />)}
      <div class="row-body">
        {!isOwn && row.isFirstOfRun && (
          <span class="row-name" dir="auto" aria-hidden="true">
            {row.name}
          </span>
        )}
        {row.text !== '' && (
          <div class="bubble">
            {said}
            <Text text={row.text} />
          </div>
        )}
        {row.files.length > 0 && (
          <>
            {row.text === '' && said}
            <Files row={row} />
          </>
        )}
        {row.mark === 'refused' ? (
          <Refused row={row} />
        ) : (
          (row.isLastOfRun || showMark) && (
            <p class="row-foot">
              <time dateTime={new Date(row.at).toISOString()}>{language.time(row.at)}</time>
              {row.mark && (
                <span class={`mark mark-${row.mark}`}>
                  <Icon icon={iconOfMark[row.mark]} small />
                  <span class={showMark ? undefined : 'visually-hidden'}>{texts.mark[row.mark]}</span>
                </span>
              )}
            </p>
          )
        )}
      </div>
    </div>
  );
}

function Files({ row }: { row: MessageRow }) {
  const { messenger, language } = useMessenger();
  const kit = messenger.files.kit.value;
  useEffect(() => messenger.files.needKit(), [messenger]);
  return kit ? (
    <kit.MessageFiles row={row} views={kit.views} />
  ) : (
    <p class="bubble">{language.texts.files(row.files.length)}</p>
  );
}

function Text({ text }: { text: string }) {
  const { language } = useMessenger();
  const parts = useMemo(() => linkify(text), [text]);
  return (
    <bdi class="text" dir="auto">
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
            <span class="visually-hidden"> {language.texts.newTab}</span>
          </a>
        ),
      )}
    </bdi>
  );
}

const hopeless = new Set<string>(['file_empty', 'file_too_large', 'file_type_refused', 'file_damaged', 'file_gone']);

function Refused({ row }: { row: MessageRow }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const place = useRef<HTMLDivElement>(null);
  const { code, message } = row.refusal ?? { code: 'internal', message: '' };
  const reason = texts.reasons[code as keyof typeof texts.reasons] ?? (message ? texts.refusedBecause(message) : '');
  const file = row.files.find(({ refusal }) => refusal);
  // What the file is will not change by trying.
  const isHopeless = file !== undefined && hopeless.has(code);
  const hasMore = row.text !== '' || row.files.length > 1;
  const isOver =
    code === 'conversation_ended' ||
    code === 'conversation_not_found' ||
    code === 'key_invalid' ||
    code === 'token_revoked';
  /** The button goes away with what it did: the focus stays in the conversation. */
  const act = (work: () => void) => () => {
    place.current?.closest<HTMLElement>('[role=log]')?.focus({ preventScroll: true });
    work();
  };
  return (
    <div class="refused" ref={place}>
      <p class="refused-why">
        <Icon icon={alert} small />
        <span>
          {texts.notSent} {file && <bdi>{file.name}: </bdi>}
          {reason}
        </span>
      </p>
      <div class="refused-row">
        {isHopeless ? null : isOver ? (
          <button type="button" class="link-button" onClick={act(() => void messenger.resendAsNew(row.id))}>
            {texts.sendAsNew}
          </button>
        ) : (
          <button type="button" class="link-button" onClick={act(() => messenger.retry(row.id))}>
            {texts.tryAgain}
          </button>
        )}
        {file && hasMore && (
          <button type="button" class="link-button" onClick={act(() => messenger.files.discardFile(row.id, file.id))}>
            {texts.sendWithout}
          </button>
        )}
        <button type="button" class="link-button link-button-quiet" onClick={act(() => messenger.discard(row.id))}>
          {texts.discard}
        </button>
      </div>
    </div>
  );
}
