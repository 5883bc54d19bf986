import { paperclip } from '@porchlight/design/icons';
import type { InboxItem, InboxView, MemberId } from '@porchlight/protocol';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { memo } from 'react';
import { formatShort, formatSpan } from '../dates.ts';
import { nameFiles } from '../files/choose.ts';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Country } from '../parts/country.tsx';
import { Icon } from '../parts/icon.tsx';
import { Count, Pill } from '../parts/pill.tsx';
import { useNow } from '../realtime/now.ts';
import classes from './conversation-row.module.css';
import { lastAt } from './inbox.ts';

/** From here on a wait is shown as pressing, ms. */
const pressingMs = 3 * 60_000;

/** Seconds mean nothing so early, and the list is drawn every ten of them. */
const freshMs = 20_000;

/** One conversation in the list. */
export const ConversationRow = memo(function ConversationRow(props: {
  item: InboxItem;
  me: MemberId;
  view: InboxView;
  isSelected: boolean;
}): ReactNode {
  const { item, me, view, isSelected } = props;
  const now = useNow(10_000);
  const isUnread = item.unread > 0 && item.status !== 'ended';
  return (
    <Link
      to="/inbox/$view/{-$conversation}"
      params={{ view, conversation: item.id }}
      className={classes.row}
      data-row
      data-unread={isUnread}
      aria-current={isSelected ? 'true' : undefined}
    >
      <Avatar name={item.visitor.label} isOn={item.visitor.isOnline} />
      <span className={classes.main}>
        <span className={classes.line}>
          <span className={classes.name}>{item.visitor.label}</span>
          <Country code={item.visitor.country} />
          <span className={classes.time}>{formatShort(item.endedAt ?? lastAt(item), now)}</span>
        </span>
        <span className={classes.line}>
          <span className={classes.text} dir="auto">
            {item.subject !== undefined && <b className={classes.subject}>{item.subject} · </b>}
            {item.lastMessage?.author === 'agent' && <span className={classes.who}>{whoSaid(item, me)} </span>}
            {describeLast(item)}
          </span>
          {isUnread && <Count value={item.unread} label={t.inbox.unread(item.unread)} />}
        </span>
        <Marks item={item} me={me} view={view} now={now} />
      </span>
    </Link>
  );
});

/** What was said last; of a message without words, what it brought. */
function describeLast({ lastMessage }: InboxItem): ReactNode {
  if (lastMessage === null) return t.visitor.noText;
  const { text, files = 0 } = lastMessage;
  if (files === 0) return text;
  return (
    <>
      <Icon icon={paperclip} size={14} className={classes.clip} label={text === '' ? undefined : nameFiles(files)} />
      {text || nameFiles(files)}
    </>
  );
}

function whoSaid(item: InboxItem, me: MemberId): string {
  return item.assignee === null || item.assignee.id === me ? t.inbox.youSaid : t.inbox.agentSaid(item.assignee.name);
}

function Marks({ item, me, view, now }: { item: InboxItem; me: MemberId; view: InboxView; now: number }): ReactNode {
  const waitingMs = item.waitingSince === null || item.status === 'ended' ? null : now - item.waitingSince;
  const isOthers = item.assignee !== null && item.assignee.id !== me;
  const showsQueue = item.status === 'queued' && view === 'open';
  const isForm = item.channel === 'form';
  if (waitingMs === null && !isOthers && !showsQueue && !isForm && item.rating === null) return null;
  return (
    <span className={classes.marks}>
      {isForm && <Pill>{t.admin.contactForm.pill}</Pill>}
      {showsQueue && <Pill tone="glow">{t.thread.queued}</Pill>}
      {waitingMs !== null && (
        <Pill tone={waitingMs > pressingMs ? 'danger' : 'glow'}>
          {waitingMs < freshMs ? t.inbox.justArrived : t.inbox.waiting(formatSpan(waitingMs))}
        </Pill>
      )}
      {isOthers && <Pill>{item.assignee?.name}</Pill>}
      {item.rating && (
        <Pill tone={item.rating.score >= 4 ? 'success' : 'warning'}>{'★'.repeat(item.rating.score)}</Pill>
      )}
    </span>
  );
}
