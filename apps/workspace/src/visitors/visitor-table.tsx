import { desktop, phone, tablet } from '@porchlight/design/icons';
import type { LiveVisitor, VisitId } from '@porchlight/protocol';
import { useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { memo, useCallback } from 'react';
import { formatOrdinal, formatTicking } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Country } from '../parts/country.tsx';
import { Icon } from '../parts/icon.tsx';
import type { PillTone } from '../parts/pill.tsx';
import { Pill } from '../parts/pill.tsx';
import { hostOf, pathOf, shortAddress } from '../places.ts';
import { useNow } from '../realtime/now.ts';
import classes from './visitor-table.module.css';

/** The table of live visitors. Rows keep their place: only arrivals and departures move anything. */
export function VisitorTable({ visitors, selected }: { visitors: LiveVisitor[]; selected: VisitId | null }): ReactNode {
  const navigate = useNavigate();
  const open = useCallback(
    (visit: VisitId) => void navigate({ to: '/visitors/{-$visit}', params: { visit } }),
    [navigate],
  );
  const { columns } = t.visitors;
  // A path alone says where somebody is only while all are on one host.
  const hasHosts = new Set(visitors.map((visitor) => hostOf(visitor.page.url))).size > 1;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>{columns.visitor}</th>
          <th>{columns.page}</th>
          <th className={classes.from}>{columns.from}</th>
          <th className={classes.optional}>{columns.device}</th>
          <th className={classes.numeric}>{columns.here}</th>
          <th>{columns.status}</th>
        </tr>
      </thead>
      <tbody>
        {visitors.map((visitor) => (
          <VisitorRow
            key={visitor.visit}
            visitor={visitor}
            hasHosts={hasHosts}
            isSelected={visitor.visit === selected}
            onOpen={open}
          />
        ))}
      </tbody>
    </table>
  );
}

const deviceIcons = { desktop, phone, tablet, other: desktop };

const VisitorRow = memo(function VisitorRow(props: {
  visitor: LiveVisitor;
  hasHosts: boolean;
  isSelected: boolean;
  onOpen: (visit: VisitId) => void;
}): ReactNode {
  const { visitor, hasHosts, isSelected, onOpen } = props;
  const address = hasHosts ? shortAddress(visitor.page.url) : pathOf(visitor.page.url);
  const open = () => onOpen(visitor.visit);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    open();
  };
  return (
    <tr
      className={classes.row}
      data-row
      tabIndex={-1}
      data-hidden={!visitor.isVisible}
      aria-current={isSelected ? 'true' : undefined}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      <td className={classes.visitor}>
        <Avatar name={visitor.label} size="sm" />
        <span className={classes.two}>
          <button type="button" className={classes.name} onClick={open}>
            {visitor.label}
          </button>
          <span className={classes.sub} data-fixed>
            <Country code={visitor.country} />
            {visitor.isReturning ? (
              <>
                <Pill tone="accent">{t.visitors.isReturning}</Pill>
                <span>{t.visitors.visitCount(formatOrdinal(visitor.visits))}</span>
              </>
            ) : (
              <Pill tone="success">{t.visitors.isNew}</Pill>
            )}
          </span>
        </span>
      </td>
      <td className={classes.page}>
        <span className={classes.two}>
          <span className={classes.title}>{visitor.page.title || pathOf(visitor.page.url)}</span>
          <span className={classes.sub}>
            <span className={classes.cut} title={shortAddress(visitor.page.url)}>
              {address}
            </span>
            <PagesBefore visitor={visitor} />
          </span>
        </span>
      </td>
      <td className={classes.from}>
        <span className={classes.cut} title={visitor.referrer ?? undefined}>
          {visitor.referrer === null ? t.visitors.direct : hostOf(visitor.referrer)}
        </span>
      </td>
      <td className={classes.optional}>
        <span className={classes.device}>
          <Icon icon={deviceIcons[visitor.device]} size={16} label={t.visitor.devices[visitor.device]} />
          <span className={classes.cut}>{[visitor.browser, visitor.os].filter(Boolean).join(' · ')}</span>
        </span>
      </td>
      <td className={classes.numeric}>
        <Here since={visitor.arrivedAt} />
      </td>
      <td>
        <Status visitor={visitor} />
      </td>
    </tr>
  );
});

/** Earlier pages of the visit as a number, with their titles for whoever points at it. */
function PagesBefore({ visitor }: { visitor: LiveVisitor }): ReactNode {
  const before = visitor.pageCount - 1;
  if (before < 1) return null;
  const titles = visitor.pagesBefore.map((page) => page.title || shortAddress(page.url)).join('\n');
  return (
    <span className={classes.before} title={titles}>
      {t.visitors.pagesBefore(before)}
    </span>
  );
}

function Here({ since }: { since: number }): ReactNode {
  const now = useNow(1_000);
  return <time>{formatTicking(now - since)}</time>;
}

function Status({ visitor }: { visitor: LiveVisitor }): ReactNode {
  const { status } = t.visitors;
  const [text, tone] = ((): [string, PillTone] => {
    if (visitor.conversation?.status === 'queued') return [status.chatQueued, 'glow'];
    if (visitor.conversation?.status === 'open') return [status.chatOpen, 'accent'];
    switch (visitor.offer) {
      case 'pending':
        return [status.pending, 'grey'];
      case 'shown':
        return [status.shown, 'note'];
      case 'accepted':
        return [status.accepted, 'success'];
      case 'declined':
        return [status.declined, 'grey'];
      default:
        return [visitor.isVisible ? status.browsing : t.visitors.hidden, 'grey'];
    }
  })();
  return <Pill tone={tone}>{text}</Pill>;
}
