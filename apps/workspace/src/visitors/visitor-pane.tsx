import { ActionIcon } from '@mantine/core';
import { close } from '@porchlight/design/icons';
import type { AgentConversation, ConversationId, VisitorId } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useSiteStore } from '../session/desk-context.ts';
import { VisitorDetails } from './visitor-details.tsx';
import classes from './visitor-pane.module.css';

/** The pane beside a conversation: who is writing. */
export function VisitorPane(props: {
  visitor: VisitorId;
  conversation: ConversationId;
  recognition: AgentConversation['recognition'];
  isHere: boolean;
  onClose: () => void;
}): ReactNode {
  const live = useSiteStore((site) => site.live);
  const here = [...(live?.visitors.values() ?? [])].find((one) => one.visitor === props.visitor) ?? null;
  return (
    <aside className={classes.pane} aria-label={t.visitor.card}>
      <ActionIcon
        className={classes.close}
        variant="subtle"
        color="gray"
        aria-label={t.thread.hideCard}
        onClick={props.onClose}
      >
        <Icon icon={close} size={18} />
      </ActionIcon>
      <VisitorDetails
        visitor={props.visitor}
        conversation={props.conversation}
        here={here}
        recognition={props.recognition.strength}
        isHere={props.isHere}
      />
    </aside>
  );
}
