import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { arrowLeft, check, inbox, user } from '@porchlight/design/icons';
import type { ContactRef, ConversationView, InboxItem } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatSpan } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ContactMark } from '../parts/contact-mark.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { useNow } from '../realtime/now.ts';
import { AlsoKnown } from '../visitors/also-known.tsx';
import classes from './thread-head.module.css';

/** Who this is, how it stands, and what can be done about it. */
export function ThreadHead(props: {
  item: InboxItem;
  contact: ContactRef;
  view: ConversationView;
  isMine: boolean;
  /** False for who only reads. */
  mayReply: boolean;
  isBusy: boolean;
  onClose: () => void;
  onToggleCard: () => void;
  onTake: () => void;
  onRelease: () => void;
  onEnd: () => void;
}): ReactNode {
  const { item, contact, view, isMine, mayReply, isBusy } = props;
  const isNamed = contact.name !== null || contact.email !== null;
  const { visitor } = item;
  return (
    <header className={classes.head}>
      <ActionIcon
        className={classes.back}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t.common.back}
        onClick={props.onClose}
      >
        <Icon icon={arrowLeft} />
      </ActionIcon>
      <Avatar name={visitor.label} isOn={visitor.isOnline} />
      <div className={classes.who}>
        <div className={classes.heading}>
          <h2 className={classes.name}>{nameOf(contact, visitor.label)}</h2>
          {isNamed && <ContactMark contact={contact} />}
        </div>
        <p className={classes.state}>
          <span>{visitor.isOnline ? t.inbox.online : t.inbox.offline}</span>
          <Standing view={view} item={item} isMine={isMine} />
          <AlsoKnown visitor={visitor.id} />
        </p>
      </div>
      <div className={classes.actions}>
        {mayReply && view.status === 'queued' && (
          <Button size="sm" loading={isBusy} onClick={props.onTake}>
            {t.thread.take}
          </Button>
        )}
        {mayReply && view.status === 'open' && isMine && (
          <>
            <Tooltip label={t.thread.release}>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t.thread.release}
                disabled={isBusy}
                onClick={props.onRelease}
              >
                <Icon icon={inbox} size={18} />
              </ActionIcon>
            </Tooltip>
            <Button
              size="sm"
              variant="default"
              leftSection={<Icon icon={check} size={16} />}
              disabled={isBusy}
              onClick={props.onEnd}
            >
              {t.thread.end}
            </Button>
          </>
        )}
        <Tooltip label={t.thread.showCard}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t.thread.showCard}
            onClick={props.onToggleCard}
          >
            <Icon icon={user} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

function Standing({ view, item, isMine }: { view: ConversationView; item: InboxItem; isMine: boolean }): ReactNode {
  const now = useNow(1_000);
  if (view.status === 'ended') return <Pill>{t.thread.ended}</Pill>;
  const waiting = item.waitingSince === null ? null : t.inbox.waiting(formatSpan(Math.max(0, now - item.waitingSince)));
  if (view.status === 'queued') return <Pill tone="glow">{waiting ?? t.thread.queued}</Pill>;
  return (
    <Pill tone={isMine ? 'accent' : 'grey'}>
      {isMine ? t.thread.assignedToYou : t.thread.assignedTo(view.agent?.name ?? t.common.unknown)}
    </Pill>
  );
}

/** A mark of being confirmed must stand beside what was confirmed, never beside what was typed. */
function nameOf({ isVerified, name, email }: ContactRef, label: string): string {
  return isVerified ? (name ?? email ?? label) : label;
}
