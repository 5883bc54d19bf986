import { clock, desktop, globe, link, mapPin, phone, tablet, user } from '@porchlight/design/icons';
import type { ConversationId, LiveVisitor, VisitorCard, VisitorId, VisitRecord } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { formatAgo, formatClockIn, formatDateTime } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ContactMark } from '../parts/contact-mark.tsx';
import { Country } from '../parts/country.tsx';
import { Icon } from '../parts/icon.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { languageName, linkTarget, shortAddress } from '../places.ts';
import { useNow } from '../realtime/now.ts';
import { Aliases } from './aliases.tsx';
import { useVisitorCard } from './also-known.tsx';
import { EarlierConversations, EarlierVisits } from './earlier.tsx';
import { describeHistory, hasHosts, historyBefore } from './history.ts';
import { PageList, PageNow } from './page-list.tsx';
import { Recognition } from './recognition.tsx';
import classes from './visitor-details.module.css';

type Props = {
  visitor: VisitorId;
  /** The conversation that is looked at, if any. */
  conversation: ConversationId | null;
  /** The visitor as the live stream has them, or null when they are not on the site. */
  here: LiveVisitor | null;
  recognition: 'none' | 'weak' | 'strong';
  /** Whether they are there, also where it shows by their messenger only. */
  isHere: boolean;
};

/** All that is known of a visitor, the present first. */
export function VisitorDetails(props: Props): ReactNode {
  const { visitor, here } = props;
  const card = useVisitorCard(visitor);
  const pageAt = here?.page.at ?? 0;
  const { refetch, dataUpdatedAt } = card;
  // Another page, or the end of the visit, changes the record that the card was made from.
  useEffect(() => {
    if (dataUpdatedAt > 0 && pageAt > dataUpdatedAt) void refetch();
  }, [pageAt, dataUpdatedAt, refetch]);
  if (card.data && card.data.id === visitor) return <Details {...props} card={card.data} />;
  if (card.isError) return <ErrorState error={card.error} onRetry={() => void card.refetch()} />;
  return (
    <div className={classes.waiting}>
      <Bones rows={1} shape="row" />
      <Bones rows={6} shape="line" />
    </div>
  );
}

function Details({ card, conversation, here, recognition, isHere }: Props & { card: VisitorCard }): ReactNode {
  const now = useNow(60_000);
  const present = card.visits.find((visit) => visit.visitor === card.id);
  const before = card.visits.filter((visit) => visit !== present);
  const history = historyBefore(card, conversation);
  const strength = here?.recognition ?? recognition;
  // An id that was made in this very visit recognises nobody yet.
  const isFirst = history.visits <= 1 && history.conversations === 0 && strength === 'weak';
  return (
    <div className={classes.details}>
      <header className={classes.head}>
        <Avatar name={card.label} size="lg" isOn={isHere} />
        <div className={classes.who}>
          <h2 className={classes.name}>{card.label}</h2>
          <p className={classes.history}>{describeHistory(history, now)}</p>
        </div>
      </header>
      {(card.contact.name !== null || card.contact.email !== null) && (
        <p className={classes.contact}>
          {card.contact.email ?? card.contact.name} <ContactMark contact={card.contact} />
        </p>
      )}
      <Aliases card={card} now={now} />
      {here ? <PageNow page={here.page} /> : present?.pages.at(-1) && <LastPage visit={present} now={now} />}
      <Facts card={card} visit={present} here={here} now={now} />
      {present && <PageList visit={present} isHere={here !== null} hasHosts={hasHosts(card)} />}
      {!present && !here && <p className={classes.muted}>{t.visitor.notFollowed}</p>}
      <EarlierConversations card={card} conversation={conversation} now={now} />
      <EarlierVisits card={card} visits={before} now={now} />
      <Recognition strength={isFirst ? 'none' : strength} visit={present} hasAliases={card.aliases.length > 0} />
    </div>
  );
}

function LastPage({ visit, now }: { visit: VisitRecord; now: number }): ReactNode {
  const page = visit.pages.at(-1);
  if (!page) return null;
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t.visitor.lastPage}</h3>
      <p>{page.title || shortAddress(page.url)}</p>
      <p className={classes.muted}>{formatAgo(visit.lastActivityAt, now)}</p>
    </section>
  );
}

const deviceIcons = { desktop, phone, tablet, other: desktop };

function Facts(props: {
  card: VisitorCard;
  visit: VisitRecord | undefined;
  here: LiveVisitor | null;
  now: number;
}): ReactNode {
  const { card, visit, here, now } = props;
  const device = here?.device ?? (visit?.device as LiveVisitor['device'] | undefined);
  const referrer = here?.referrer ?? visit?.referrer ?? null;
  const country = here?.country ?? visit?.country ?? null;
  const clockThere = visit?.timeZone ? formatClockIn(visit.timeZone, now) : null;
  return (
    <dl className={classes.facts}>
      {country !== null && (
        <Fact icon={mapPin} name={t.visitor.place}>
          <Country code={country} withName />
        </Fact>
      )}
      {device !== undefined && (
        <Fact icon={deviceIcons[device] ?? desktop} name={t.visitor.device}>
          {[here?.browser ?? visit?.browser, here?.os ?? visit?.os].filter(Boolean).join(' · ')}
          <span className={classes.muted}>
            {t.visitor.devices[device] ?? device}
            {visit?.screen ? ` · ${visit.screen}` : ''}
          </span>
        </Fact>
      )}
      {visit?.language && (
        <Fact icon={globe} name={t.visitor.language}>
          {languageName(visit.language)}
        </Fact>
      )}
      {visit?.timeZone && (
        <Fact icon={clock} name={t.visitor.timeZone}>
          {clockThere === null ? visit.timeZone : t.visitor.localTime(clockThere)}
          <span className={classes.muted}>{visit.timeZone.replaceAll('_', ' ')}</span>
        </Fact>
      )}
      {visit && (
        <Fact icon={link} name={t.visitor.referrer}>
          {referrer === null ? (
            t.visitor.direct
          ) : (
            <a href={linkTarget(referrer)} target="_blank" rel="noopener noreferrer nofollow">
              {shortAddress(referrer)}
            </a>
          )}
          {visit.campaign && <span className={classes.muted}>{Object.values(visit.campaign).join(' · ')}</span>}
        </Fact>
      )}
      <Fact icon={user} name={t.visitor.firstSeen}>
        {t.visitor.firstSeenAt(formatDateTime(card.firstSeenAt, now))}
      </Fact>
    </dl>
  );
}

function Fact({ icon, name, children }: { icon: typeof user; name: string; children: ReactNode }): ReactNode {
  return (
    <div className={classes.fact}>
      <dt>
        <Icon icon={icon} size={16} label={name} />
      </dt>
      <dd title={name}>{children}</dd>
    </div>
  );
}
