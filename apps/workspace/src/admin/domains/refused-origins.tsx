import { Button } from '@mantine/core';
import { shieldCheck } from '@porchlight/design/icons';
import type { AdminSite, RefusedOrigins as Answer } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatAgo } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { language, t } from '../../messages/index.ts';
import { Pill } from '../../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Card, Cell, Table } from '../page.tsx';
import { refusedQuery } from '../queries.ts';
import classes from '../tables.module.css';
import { useSiteChange } from '../use-settings.ts';
import { allowHost, blockHost, readOriginHost, readStanding } from './refused.ts';

const tones = { refused: 'warning', allowed: 'success', blocked: 'danger' } as const;

/** [XD1] Pages that carry the tag but are not on the list, each with one click to allow or to block it. */
export function RefusedOrigins(props: {
  site: AdminSite;
  /** Called with the lists as they stand after a click. */
  onDecide: (change: { added: string; to: 'domains' | 'blockedDomains' }) => void;
}): ReactNode {
  const { site } = props;
  const refused = useQuery(refusedQuery(site.id));
  const change = useSiteChange(site);
  const { refusedColumns: columns } = t.admin;
  function decide(host: string, to: 'domains' | 'blockedDomains') {
    if (change.isPending) return;
    change.mutate(to === 'domains' ? allowHost(host, site) : blockHost(host, site), {
      onSuccess: (saved) => {
        props.onDecide({ added: host, to });
        if (to === 'blockedDomains') showToast({ tone: 'success', message: t.admin.blockedNow(host) });
        else if (readStanding(`https://${host}`, saved) === 'allowed')
          showToast({ tone: 'success', message: t.admin.allowed(host) });
        else showToast({ tone: 'warning', message: t.admin.stillBlocked(host) });
      },
      onError: (error) => showToast({ tone: 'danger', title: t.errors.title, message: describeError(error) }),
    });
  }
  return (
    <Card title={t.admin.refusedTitle} text={t.admin.refusedText} isFlush>
      {refused.isPending && <Bones rows={3} shape="row" />}
      {refused.isError && <ErrorState error={refused.error} onRetry={() => void refused.refetch()} />}
      {refused.data?.origins.length === 0 && <EmptyState icon={shieldCheck} title={t.admin.refusedEmpty} />}
      {refused.data && refused.data.origins.length > 0 && (
        <Table
          caption={t.admin.refusedTitle}
          head={[columns.origin, columns.count, columns.last, t.admin.refusedColumnStanding, t.admin.refusedActions]}
        >
          {refused.data.origins.map((row) => (
            <RefusedRow key={row.origin} site={site} row={row} onDecide={decide} />
          ))}
        </Table>
      )}
    </Card>
  );
}

function RefusedRow(props: {
  site: AdminSite;
  row: Answer['origins'][number];
  onDecide: (host: string, to: 'domains' | 'blockedDomains') => void;
}): ReactNode {
  const { site, row, onDecide } = props;
  const now = useNow(60_000);
  const host = readOriginHost(row.origin);
  const standing = readStanding(row.origin, site);
  const { refusedColumns: columns } = t.admin;
  return (
    <tr>
      <Cell className={classes.code}>{row.origin}</Cell>
      <Cell label={columns.count}>{row.count.toLocaleString(language)}</Cell>
      <Cell label={columns.last} className={classes.when}>
        {formatAgo(row.lastAt, now)}
      </Cell>
      <Cell label={t.admin.refusedColumnStanding}>
        <Pill tone={tones[standing]}>{t.admin.standings[standing]}</Pill>
      </Cell>
      <Cell>
        {host === null ? (
          <span className={classes.aside}>{t.admin.refusedSandbox}</span>
        ) : (
          <span className={classes.actions}>
            <Decision
              text={t.admin.allow}
              name={t.admin.allowOf(host)}
              isTaken={standing === 'allowed'}
              onTake={() => onDecide(host, 'domains')}
            />
            <Decision
              text={t.admin.block}
              name={t.admin.blockOf(host)}
              isTaken={standing === 'blocked'}
              onTake={() => onDecide(host, 'blockedDomains')}
            />
          </span>
        )}
      </Cell>
    </tr>
  );
}

/** A button that stays where it is when it is pressed, so that the focus is not lost. */
function Decision(props: { text: string; name: string; isTaken: boolean; onTake: () => void }): ReactNode {
  const { text, name, isTaken, onTake } = props;
  return (
    <Button
      size="compact-sm"
      variant={isTaken ? 'light' : 'default'}
      aria-label={name}
      aria-pressed={isTaken}
      onClick={isTaken ? undefined : onTake}
    >
      {text}
    </Button>
  );
}
