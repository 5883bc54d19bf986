import { history, info, logout } from '@porchlight/design/icons';
import type { ContactRef, InspectedVisit } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatDateTime } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { ContactMark } from '../../parts/contact-mark.tsx';
import { Card } from '../page.tsx';
import { Entries, Entry } from './entry.tsx';
import classes from './who-part.module.css';

/** What is known of the person, how sure that is, and what became of the id. */
export function WhoPart({ told, now }: { told: InspectedVisit; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  const { visit, visitor, earlierIds } = told;
  const { contact } = visitor;
  const hasNews = visitor.revokedAt !== null || visitor.weakenedAt !== null || earlierIds.length > 0;
  return (
    <Card title={words.who} text={words.whoText}>
      <dl className={classes.facts}>
        <dt>{contact.isVerified ? words.byLogin : words.contact}</dt>
        <dd>
          <Contact contact={contact} />
        </dd>
        {visitor.typed && (
          <>
            <dt>{words.typed}</dt>
            <dd>
              <Contact contact={visitor.typed} />
            </dd>
          </>
        )}
        <dt>{words.seen}</dt>
        <dd>{words.seenText(words.visits(visitor.visitCount), formatDateTime(visitor.firstSeenAt, now))}</dd>
        <dt>{words.id}</dt>
        <dd>
          <code className={classes.id}>{visitor.id}</code>
        </dd>
        <dt>{words.visitId}</dt>
        <dd>
          <code className={classes.id}>{visit.id}</code>
        </dd>
      </dl>
      {hasNews && (
        <Entries>
          {visitor.revokedAt !== null && (
            <Entry icon={logout} tone="caution" term="revoked_at">
              <p>{words.revoked(formatDateTime(visitor.revokedAt, now))}</p>
            </Entry>
          )}
          {visitor.weakenedAt !== null && (
            <Entry icon={info} tone="caution" term="weakened_at">
              <p>{words.weakened(formatDateTime(visitor.weakenedAt, now))}</p>
            </Entry>
          )}
          {earlierIds.map(({ name, at }) => (
            <Entry key={name} icon={history} term={name} at={formatDateTime(at, now)}>
              <p>{words.earlier(name)}</p>
            </Entry>
          ))}
        </Entries>
      )}
    </Card>
  );
}

function Contact({ contact }: { contact: ContactRef }): ReactNode {
  const named = [contact.name, contact.email].filter(Boolean).join(', ');
  if (named === '' && !contact.isVerified) return t.admin.inspector.noContact;
  return (
    <>
      {named || t.contact.nameless} <ContactMark contact={contact} />
      <span className={classes.aside}>{contact.isVerified ? t.contact.confirmedText : t.contact.notConfirmedText}</span>
    </>
  );
}
