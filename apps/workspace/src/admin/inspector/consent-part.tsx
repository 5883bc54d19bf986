import { arrowRight, check, shieldCheck } from '@porchlight/design/icons';
import type { AdminSite, InspectedHandoff, InspectedVisit } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatDateTime } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Card } from '../page.tsx';
import classes from './aliases-part.module.css';
import { Entries, Entry } from './entry.tsx';

/** [XD3, XD5] Links that led from one domain of the site to another, and what came along. */
export function MovesPart({ told, now }: { told: InspectedVisit; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  return (
    <Card title={words.moves} text={words.movesText}>
      {told.handoffs.length === 0 && <p className={classes.none}>{words.noMoves}</p>}
      <Entries>
        {told.handoffs.map((handoff) => (
          <Entry
            key={handoff.id}
            icon={arrowRight}
            tone={handoff.redeemedAt === null ? 'calm' : 'good'}
            term={`hand-off ${handoff.id}`}
            at={formatDateTime(handoff.createdAt, now)}
          >
            <p>{words[handoff.direction](handoff.sourceHost, handoff.targetHost)}</p>
            <p className={classes.meaning}>{whatBecame(handoff)}</p>
          </Entry>
        ))}
      </Entries>
    </Card>
  );
}

function whatBecame({ redeemedAt, other, carriesConversation, confirmedAt }: InspectedHandoff): string {
  const { inspector: words } = t.admin;
  if (redeemedAt === null) return words.unredeemed;
  const sentences = [words.redeemed(other?.label ?? t.common.unknown)];
  if (carriesConversation) sentences.push(confirmedAt === null ? words.offered : words.continued);
  return sentences.join(' ');
}

/** [CON5] What the visitor said yes to, when, and by which way. */
export function ConsentPart({ site, told, now }: { site: AdminSite; told: InspectedVisit; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  return (
    <Card title={words.consent} text={words.consentText}>
      {told.consents.length === 0 && <p className={classes.none}>{words.noConsent[site.consentPolicy]}</p>}
      <Entries>
        {told.consents.map(({ at, functional, analytics, textVersion, source }) => (
          <Entry
            key={`${at} ${source}`}
            icon={source === 'chat-click' ? shieldCheck : check}
            tone="good"
            term={`${source} · functional ${+functional} · analytics ${+analytics}`}
            at={`${formatDateTime(at, now)} · ${words.question(textVersion)}`}
          >
            <p>
              {words.said[functional ? (analytics ? 'both' : 'functional') : analytics ? 'analytics' : 'neither']},{' '}
              {words.sources[source] ?? source}.
            </p>
          </Entry>
        ))}
      </Entries>
    </Card>
  );
}
