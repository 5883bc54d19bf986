import { alert, shieldCheck } from '@porchlight/design/icons';
import type { InternalEvent } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatClock } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './identity-line.module.css';

export type IdentityEvent = Extract<InternalEvent, { type: 'identified' | 'recovery-reused' }>;

/** Tells whether an event says something about who is writing, which an agent must not overlook. */
export function isIdentityEvent(event: { type: string }): event is IdentityEvent {
  return event.type === 'identified' || event.type === 'recovery-reused';
}

/** [CNV3, CNV7] Who writes has become sure, or doubtful: what that means, and what to do. */
export function IdentityLine({ event }: { event: IdentityEvent }): ReactNode {
  const isSure = event.type === 'identified';
  const who = isSure ? [event.name, event.email].filter(Boolean).join(', ') : '';
  return (
    <li className={classes.line} data-tone={isSure ? 'sure' : 'doubtful'}>
      <Icon icon={isSure ? shieldCheck : alert} size={18} />
      <div className={classes.words}>
        <p className={classes.title}>
          <b>{isSure ? t.contact.identified(who || t.contact.nameless) : t.contact.reusedTitle}</b>
          <time dateTime={new Date(event.at).toISOString()}>{formatClock(event.at)}</time>
        </p>
        <p>{isSure ? t.contact.identifiedText : t.contact.reusedText}</p>
        {!isSure && <p className={classes.do}>{t.contact.reusedDo}</p>}
      </div>
    </li>
  );
}
