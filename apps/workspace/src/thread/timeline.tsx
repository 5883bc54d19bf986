import { Button } from '@mantine/core';
import { chevronDown } from '@porchlight/design/icons';
import type { ConversationId } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { formatDay, startOfDay } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useNow } from '../realtime/now.ts';
import { useDesk } from '../session/desk-context.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Thread } from './thread.ts';
import { timelineOf } from './thread.ts';
import classes from './timeline.module.css';
import { TimelineRow, UnsentRow } from './timeline-row.tsx';

/** This near to the end counts as reading the newest, in CSS pixels. */
const nearPx = 48;

/** All that was said, noted and done, oldest first; stays at the newest message unless somebody reads further up. */
export function Timeline(props: {
  conversation: ConversationId;
  thread: Thread;
  unsent: readonly OutboxEntry[];
  visitorName: string;
  isVisitorTyping: boolean;
  hasEarlier: boolean;
  earlier: 'idle' | 'loading' | 'failed';
  onEarlier: () => void;
  onBottom: (isAtBottom: boolean) => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}): ReactNode {
  const { thread, unsent, visitorName, isVisitorTyping, onBottom } = props;
  const { me } = useDesk();
  const now = useNow(60_000);
  const scroller = useRef<HTMLElement>(null);
  const isAtBottom = useRef(true);
  const oldHeight = useRef(0);
  const [hasNewBelow, setNewBelow] = useState(false);
  const items = timelineOf(thread, unsent, startOfDay);
  const first = items.find((item) => item.kind !== 'day')?.key;
  const last = items.at(-1)?.key;

  // Older messages appear above: what was being read stays where it was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first row is the reason to run
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && oldHeight.current > 0 && !isAtBottom.current)
      element.scrollTop += element.scrollHeight - oldHeight.current;
    oldHeight.current = element?.scrollHeight ?? 0;
  }, [first]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last row, or the typing line, is the reason to run
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const isOwn = items.at(-1)?.kind === 'unsent';
    if (isAtBottom.current || isOwn) element.scrollTop = element.scrollHeight;
    else setNewBelow(true);
    oldHeight.current = element.scrollHeight;
  }, [last, isVisitorTyping]);

  // A window that gets lower (the composer grows, a phone's keyboard opens) keeps its end in sight.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (isAtBottom.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    if (isNear !== isAtBottom.current) onBottom(isNear);
    isAtBottom.current = isNear;
    if (isNear) setNewBelow(false);
  }

  return (
    <div className={classes.frame}>
      <section
        ref={scroller}
        className={classes.scroll}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        aria-label={t.thread.messages}
      >
        {props.hasEarlier && (
          <div className={classes.earlier}>
            <Button variant="subtle" size="compact-sm" loading={props.earlier === 'loading'} onClick={props.onEarlier}>
              {props.earlier === 'failed' ? t.common.retry : t.thread.earlier}
            </Button>
          </div>
        )}
        <ol className={classes.rows} aria-live="polite">
          {items.map((item) =>
            item.kind === 'day' ? (
              <li key={item.key} className={classes.day}>
                <span>{formatDay(item.at, now)}</span>
              </li>
            ) : item.kind === 'unsent' ? (
              <UnsentRow
                key={item.key}
                conversation={props.conversation}
                entry={item.entry}
                onRetry={props.onRetry}
                onDiscard={props.onDiscard}
              />
            ) : (
              <TimelineRow
                key={item.key}
                conversation={props.conversation}
                item={item}
                me={me.id}
                visitorName={visitorName}
                receipt={thread.view.receipts.visitor}
              />
            ),
          )}
        </ol>
        <p className={classes.typing} role="status" data-on={isVisitorTyping}>
          {isVisitorTyping && (
            <>
              <span className={classes.dots} aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t.thread.typing(visitorName)}
            </>
          )}
        </p>
      </section>
      {hasNewBelow && (
        <Button
          className={classes.jump}
          size="compact-md"
          radius="xl"
          leftSection={<Icon icon={chevronDown} size={16} />}
          onClick={() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'smooth' })}
        >
          {t.thread.newMessages}
        </Button>
      )}
    </div>
  );
}
