import { file } from '@porchlight/design/file-icon';
import type { InternalEvent } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatClock } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './form-line.module.css';

type FormEvent = Extract<InternalEvent, { type: 'form' }>;

/** [HC14] What the contact form asked besides the message: subject, answers, where replies go. */
export function FormLine({ event }: { event: FormEvent }): ReactNode {
  const words = t.admin.contactForm;
  return (
    <li className={classes.form}>
      <p className={classes.title}>
        <Icon icon={file} size={16} />
        <span>{words.sent}</span>
        <time dateTime={new Date(event.at).toISOString()}>{formatClock(event.at)}</time>
      </p>
      <p className={classes.subject} dir="auto">
        {event.subject}
      </p>
      {event.fields.length > 0 && (
        <dl className={classes.fields}>
          {event.fields.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: answers never move, and two may be called alike
            <div key={at}>
              <dt dir="auto">{one.label}</dt>
              <dd dir="auto">{one.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {event.email !== null && <p className={classes.aside}>{words.answersTo(event.email)}</p>}
    </li>
  );
}
