import { Button } from '@mantine/core';
import { alert, check, checks, clock, lock } from '@porchlight/design/icons';
import type { ConversationId, InternalEvent, MemberId, PublicEvent, Receipt } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { memo } from 'react';
import { formatClock } from '../dates.ts';
import { MessageFiles } from '../files/message-files.tsx';
import { PendingFiles } from '../files/pending-files.tsx';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../realtime/store.ts';
import { useDesk } from '../session/desk-context.ts';
import { FormLine } from './form-line.tsx';
import { IdentityLine, isIdentityEvent } from './identity-line.tsx';
import { MessageText } from './message-text.tsx';
import type { OutboxEntry } from './outbox.ts';
import type { TimelineItem } from './thread.ts';
import classes from './timeline-row.module.css';

type Row = Extract<TimelineItem, { kind: 'public' | 'internal' }>;

/** One message, note or line of what happened. */
export const TimelineRow = memo(function TimelineRow(props: {
  conversation: ConversationId;
  item: Row;
  me: MemberId;
  visitorName: string;
  receipt: Receipt;
}): ReactNode {
  const { conversation, item, me, visitorName, receipt } = props;
  if (item.event.type === 'note') return <Note text={item.event.text} author={item.event.author.name} at={item.at} />;
  if (item.kind === 'public' && item.event.type === 'message') {
    return (
      <Message
        conversation={conversation}
        item={item}
        event={item.event}
        me={me}
        visitorName={visitorName}
        receipt={receipt}
      />
    );
  }
  if (item.event.type === 'form') return <FormLine event={item.event} />;
  if (isIdentityEvent(item.event)) return <IdentityLine event={item.event} />;
  const line = describeLine(item.event);
  if (line === null) return null;
  return (
    <li className={classes.line}>
      <span>{line}</span>
      <Time at={item.at} />
    </li>
  );
});

/** What happened, as one sentence; null for what is not worth a line of its own. */
function describeLine(event: PublicEvent | InternalEvent): string | null {
  switch (event.type) {
    case 'joined':
      return t.thread.joined(event.member.name);
    case 'left':
      return t.thread.left(event.member.name);
    case 'ended':
      return t.thread.endedBy[event.by];
    case 'rated':
      return t.thread.rated(event.score) + (event.comment ? `: “${event.comment}”` : '');
    case 'continued':
      return t.thread.continued(event.on, event.from);
    case 'device':
      return t.thread.onAnotherDevice;
    case 'assigned':
      // Taking and releasing stand in the public stream already.
      return event.to !== null && event.to.id !== event.by.id ? t.thread.assigned(event.to.name, event.by.name) : null;
    default:
      return null;
  }
}

function Message(props: {
  conversation: ConversationId;
  item: Extract<Row, { kind: 'public' }>;
  event: Extract<PublicEvent, { type: 'message' }>;
  me: MemberId;
  visitorName: string;
  receipt: Receipt;
}): ReactNode {
  const { item, event, me, visitorName, receipt } = props;
  const side = event.author.kind;
  const author =
    event.author.kind === 'visitor' ? visitorName : event.author.id === me ? t.thread.you : event.author.name;
  return (
    <li className={classes.message} data-side={side} data-starts={item.startsRun}>
      {item.startsRun && <span className={classes.author}>{author}</span>}
      {event.text !== '' && (
        <div className={classes.bubble}>
          <MessageText text={event.text} />
        </div>
      )}
      {event.attachments && <MessageFiles conversation={props.conversation} files={event.attachments} />}
      <span className={classes.foot}>
        <Time at={item.at} />
        {side === 'agent' && <Mark seq={item.seq} receipt={receipt} />}
      </span>
    </li>
  );
}

function Mark({ seq, receipt }: { seq: number; receipt: Receipt }): ReactNode {
  const isRead = receipt.readSeq >= seq;
  const isDelivered = isRead || receipt.deliveredSeq >= seq;
  const label = isRead ? t.thread.read : isDelivered ? t.thread.delivered : t.thread.sent;
  return (
    <span className={classes.mark} data-read={isRead} title={label}>
      <Icon icon={isDelivered ? checks : check} size={14} label={label} />
    </span>
  );
}

function Note({ text, author, at, state }: { text: string; author: string; at: number; state?: ReactNode }): ReactNode {
  return (
    <li className={classes.note}>
      <span className={classes.noteHead}>
        <Icon icon={lock} size={14} />
        <b>{author}</b>
        <span className={classes.noteOnly}>{t.thread.noteOnly}</span>
        <Time at={at} />
      </span>
      <MessageText text={text} />
      {state}
    </li>
  );
}

/** Something written here that is still on its way, or was refused. */
export function UnsentRow(props: {
  conversation: ConversationId;
  entry: OutboxEntry;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}): ReactNode {
  const { entry } = props;
  const state = <UnsentState {...props} />;
  if (entry.kind === 'note') return <Note text={entry.text} author={t.thread.you} at={entry.at} state={state} />;
  return (
    <li className={classes.message} data-side="agent" data-starts data-unsent>
      {entry.text !== '' && (
        <div className={classes.bubble}>
          <MessageText text={entry.text} />
        </div>
      )}
      {entry.files.length > 0 && <UnsentFiles conversation={props.conversation} files={entry.files} />}
      {state}
    </li>
  );
}

function UnsentFiles({ conversation, files }: { conversation: ConversationId; files: readonly string[] }): ReactNode {
  const uploads = useDesk().written.uploads.of(conversation);
  const own = useStore(uploads.all).filter((upload) => files.includes(upload.clientId));
  return <PendingFiles uploads={own} onRetry={uploads.retry} />;
}

function UnsentState(props: Parameters<typeof UnsentRow>[0]): ReactNode {
  const { clientId, state, problem } = props.entry;
  if (state === 'failed') {
    return (
      <span className={classes.failed} role="alert">
        <Icon icon={alert} size={14} />
        <span>
          {t.thread.notSent} {problem}
        </span>
        <Button variant="subtle" size="compact-xs" color="danger" onClick={() => props.onRetry(clientId)}>
          {t.common.retry}
        </Button>
        <Button variant="subtle" size="compact-xs" color="gray" onClick={() => props.onDiscard(clientId)}>
          {t.thread.discard}
        </Button>
      </span>
    );
  }
  return (
    <span className={classes.foot}>
      <Icon icon={clock} size={12} />
      {state === 'waiting' ? t.thread.waitingToSend : state === 'accepted' ? t.thread.sent : t.thread.sending}
    </span>
  );
}

function Time({ at }: { at: number }): ReactNode {
  return <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time>;
}
