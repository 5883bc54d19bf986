import { chevronRight } from '@porchlight/design/icons';
import { starFilled } from '@porchlight/design/star-icons';
import type { ConversationId, VisitorCard, VisitorId, VisitRecord } from '@porchlight/protocol';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatDateTime, formatShort } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Country } from '../parts/country.tsx';
import { Icon } from '../parts/icon.tsx';
import classes from './earlier.module.css';
import { hasHosts } from './history.ts';
import { Page } from './page-list.tsx';
import { HowRecognised } from './recognition.tsx';

/** The visitor's other conversations, each a way to open it. */
export function EarlierConversations(props: {
  card: VisitorCard;
  conversation: ConversationId | null;
  now: number;
}): ReactNode {
  const { card, conversation, now } = props;
  const others = card.conversations.filter((one) => one.id !== conversation);
  if (others.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t.visitor.conversations}</h3>
      <ul className={classes.list}>
        {others.map((one) => (
          <li key={one.id}>
            <Link
              className={classes.conversation}
              to="/inbox/$view/{-$conversation}"
              params={{ view: one.status === 'ended' ? 'ended' : 'open', conversation: one.id }}
            >
              <span className={classes.text} dir="auto">
                {one.lastText || t.visitor.noText}
              </span>
              <span className={classes.meta}>
                <span>{formatShort(one.endedAt ?? one.startedAt, now)}</span>
                <Under card={card} visitor={one.visitor} />
                <span>{t.visitor.statuses[one.status]}</span>
                {one.rating && (
                  <span className={classes.stars}>
                    <Icon icon={starFilled} size={12} />
                    {t.visitor.ratedShort(one.rating.score)}
                  </span>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Visits before the present one; each opens to its pages. */
export function EarlierVisits(props: { card: VisitorCard; visits: VisitRecord[]; now: number }): ReactNode {
  const { card, visits, now } = props;
  if (visits.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t.visitor.visits}</h3>
      <ul className={classes.list}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <details className={classes.visit}>
              <summary>
                <Icon icon={chevronRight} size={16} className={classes.arrow} />
                <span>{formatDateTime(visit.startedAt, now)}</span>
                <Country code={visit.country} />
                <Under card={card} visitor={visit.visitor} />
                <span className={classes.count}>{t.visitor.visitPages(visit.pages.length)}</span>
              </summary>
              <ol className={classes.pages}>
                {visit.pages.map((page) => (
                  <Page key={page.id} page={page} withHost={hasHosts(card)} />
                ))}
              </ol>
              <p className={classes.system}>{[visit.browser, visit.os].filter(Boolean).join(' · ')}</p>
              <div className={classes.system}>
                <HowRecognised visit={visit} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** [VIS4] Under which other id something was written; nothing where it is the visitor's own. */
function Under({ card, visitor }: { card: VisitorCard; visitor: VisitorId }): ReactNode {
  const alias = card.aliases.find((one) => one.visitor === visitor);
  if (!alias) return null;
  const { as, probablyAs } = t.recognition;
  return (
    <span className={classes.under} data-strength={alias.strength}>
      {alias.strength === 'strong' ? as(alias.label) : probablyAs(alias.label)}
    </span>
  );
}
