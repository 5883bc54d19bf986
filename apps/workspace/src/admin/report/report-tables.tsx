import type { ReactNode } from 'react';
import { language, t } from '../../messages/index.ts';
import { formatReportDay } from '../charts/days.ts';
import { Cell, Table } from '../page.tsx';
import type { Kind, Shares } from './report.ts';
import { formatShare } from './report-words.ts';

/** The shares of each browser as figures. */
export function BrowserTable({ all, kinds }: { all: (Shares & { browser: string })[]; kinds: Kind[] }): ReactNode {
  return (
    <SharesTable
      first={t.admin.report.columns.browser}
      rows={all.map((one) => [one.browser, one])}
      kinds={kinds}
      caption={t.admin.report.byBrowser}
    />
  );
}

/** The shares of each day as figures, the newest first; days without a visit are left out. */
export function DayTable({ all, kinds }: { all: (Shares & { day: string })[]; kinds: Kind[] }): ReactNode {
  const rows = all.filter((one) => one.total > 0).toReversed();
  return (
    <SharesTable
      first={t.admin.report.columns.day}
      rows={rows.map((one) => [formatReportDay(one.day), one])}
      kinds={kinds}
      caption={t.admin.report.overTime}
    />
  );
}

function SharesTable(props: { first: string; caption: string; rows: [string, Shares][]; kinds: Kind[] }): ReactNode {
  const { columns, kinds: names } = t.admin.report;
  const { first, caption, rows, kinds } = props;
  return (
    <Table caption={caption} head={[first, columns.visits, columns.newVisitors, ...kinds.map((kind) => names[kind])]}>
      {rows.map(([name, shares]) => (
        <tr key={name}>
          <Cell>
            <b>{name}</b>
          </Cell>
          <Cell label={columns.visits}>{shares.total.toLocaleString(language)}</Cell>
          <Cell label={columns.newVisitors}>{shares.newVisitors.toLocaleString(language)}</Cell>
          {kinds.map((kind) => (
            <Cell key={kind} label={names[kind]}>
              {formatShare(shares, kind)}
            </Cell>
          ))}
        </tr>
      ))}
    </Table>
  );
}
