import { chats } from '@porchlight/design/icons';
import type { AdminSite, IdentityReport } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { language, t } from '../../messages/index.ts';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { useNow } from '../../realtime/now.ts';
import { Figures } from '../charts/figures.tsx';
import { Legend } from '../charts/legend.tsx';
import { type ReportView, ViewChoice } from '../charts/view-choice.tsx';
import { Card } from '../page.tsx';
import { reportQuery } from '../queries.ts';
import { Segments } from '../segments.tsx';
import { kindsIn, type Measure, sharesByBrowser, sharesByDay } from './report.ts';
import { BrowserShares, DayShares } from './report-chart.tsx';
import classes from './report-tab.module.css';
import { BrowserTable, DayTable } from './report-tables.tsx';

const periods = [7, 30, 90] as const;

/** [MODE8] What browsers let the site keep, by browser and over time, and how many were probably counted twice. */
export function ReportTab({ site }: { site: AdminSite }): ReactNode {
  const [days, setDays] = useState<number>(30);
  const report = useQuery(reportQuery(site.id, days));
  const { report: words } = t.admin;
  const isEmpty = report.data?.days.every((row) => row.visits === 0) ?? false;
  return (
    <>
      <Card title={words.title} text={words.text}>
        <div className={classes.summary}>
          <Segments
            name="report-period"
            legend={words.period}
            value={days}
            onChange={setDays}
            choices={periods.map((value) => ({ value, label: words.days(value) }))}
          />
          {report.isPending && <Bones rows={3} shape="line" />}
          {report.isError && <ErrorState error={report.error} onRetry={() => void report.refetch()} />}
          {report.data && <Summary site={site} report={report.data} />}
        </div>
      </Card>
      {isEmpty && (
        <Card>
          <EmptyState icon={chats} title={words.emptyTitle}>
            {words.empty(days)}
          </EmptyState>
        </Card>
      )}
      {report.data && !isEmpty && <Shares report={report.data} days={days} />}
    </>
  );
}

function Summary({ site, report }: { site: AdminSite; report: IdentityReport }): ReactNode {
  const { report: words } = t.admin;
  const visits = report.days.reduce((sum, row) => sum + row.visits, 0);
  const number = (value: number) => value.toLocaleString(language);
  return (
    <>
      <Figures
        all={[
          { name: words.visitsTitle, value: number(visits) },
          { name: words.newVisitors, value: number(report.newVisitors) },
          { name: words.doubledTitle, value: report.doubled === 0 ? words.doubledNone : number(report.doubled) },
          {
            name: words.servedTitle,
            value: report.isServedFirstParty ? words.servedYes : words.servedNo,
            isWords: true,
          },
        ]}
      />
      <p className={classes.note}>{words.doubledText}</p>
      {!report.isServedFirstParty && (
        <p className={classes.note}>
          <Link to="/admin/sites/$site" params={{ site: site.id }} search={{ tab: 'recognition' }}>
            {words.servedHow}
          </Link>
        </p>
      )}
    </>
  );
}

function Shares({ report, days }: { report: IdentityReport; days: number }): ReactNode {
  const now = useNow(60_000);
  const [measure, setMeasure] = useState<Measure>('jar');
  const [view, setView] = useState<ReportView>('chart');
  const [chosen, setChosen] = useState<string | null>(null);
  const { report: words } = t.admin;
  const browsers = sharesByBrowser(report, measure);
  const browser = browsers.some((one) => one.browser === chosen) ? chosen : null;
  const byDay = sharesByDay(report, { measure, browser, days, now });
  const kinds = kindsIn(browsers, measure);
  const name = browser ?? words.allBrowsers;
  return (
    <>
      <div className={classes.controls}>
        <Segments
          name="report-measure"
          legend={words.measure}
          value={measure}
          onChange={setMeasure}
          choices={(['jar', 'class'] as const).map((value) => ({ value, label: words.measures[value] }))}
        />
        <ViewChoice name="report-view" words={words} value={view} onChange={setView} />
      </div>
      <Card title={words.byBrowser} text={words.byBrowserText} isFlush={view === 'table'}>
        {view === 'table' ? (
          <BrowserTable all={browsers} kinds={kinds} />
        ) : (
          <>
            <BrowserShares all={browsers} kinds={kinds} chosen={browser} onChoose={setChosen} />
            <Legend kinds={kinds.map((kind) => ({ kind, name: words.kinds[kind], text: words.kindText[kind] }))} />
          </>
        )}
      </Card>
      <Card
        title={browser === null ? words.overTime : words.overTimeOf(browser)}
        text={words.overTimeText}
        isFlush={view === 'table'}
      >
        {view === 'table' ? (
          <DayTable all={byDay} kinds={kinds} />
        ) : (
          <DayShares all={byDay} kinds={kinds} label={words.chartLabel(name, days)} />
        )}
      </Card>
    </>
  );
}
