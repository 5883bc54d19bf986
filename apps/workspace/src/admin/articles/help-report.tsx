import { Button } from '@mantine/core';
import { arrowLeft, chats, pencil } from '@porchlight/design/icons';
import type { AdminSite, ArticleId, HelpCenterAnswer, HelpReport } from '@porchlight/protocol';
import { helpReportDays } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatAgo } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { language as interfaceLanguage, t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Figures } from '../charts/figures.tsx';
import { type ReportView, ViewChoice } from '../charts/view-choice.tsx';
import { Card, Cell, Table } from '../page.tsx';
import { Segments } from '../segments.tsx';
import articleClasses from './articles.module.css';
import classes from './help-report.module.css';
import { DayCounts, type DayValues } from './help-report-chart.tsx';
import { helpCenterQuery, helpReportQuery } from './queries.ts';
import { inOrder } from './topics.ts';

type Props = { site: AdminSite; center: HelpCenterAnswer; article: ArticleId | null };

/** [HC28] What visitors said of the articles, or of one, and what they searched in vain. */
export function HelpReportScreen({ site, center, article }: Props): ReactNode {
  const words = t.admin.articles.report;
  const [days, setDays] = useState<(typeof helpReportDays)[number]>(30);
  const [view, setView] = useState<ReportView>('chart');
  const report = useQuery(helpReportQuery(site.id, { days, article }));
  const name = article ? nameOf(center, article) : null;
  return (
    <div className={articleClasses.stack}>
      <Link
        to="/admin/sites/$site"
        params={{ site: site.id }}
        search={article ? { tab: 'articles', article } : { tab: 'articles' }}
        className={articleClasses.back}
      >
        <Icon icon={arrowLeft} size={16} />
        {name ?? t.admin.articles.back}
      </Link>
      <Card title={name === null ? words.title : words.titleOf(name)} text={words.text}>
        <div className={classes.controls}>
          <Segments
            name="help-report-days"
            legend={words.period}
            value={days}
            onChange={setDays}
            choices={helpReportDays.map((value) => ({ value, label: words.days(value) }))}
          />
          <ViewChoice name="help-report-view" words={words} value={view} onChange={setView} />
        </div>
        {report.data && <Totals report={report.data} hasSearches={article === null} />}
      </Card>
      {report.isPending && <Bones rows={4} shape="line" />}
      {report.isError && <ErrorState error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && (
        <>
          <Votes report={report.data} days={days} view={view} />
          <Reasons report={report.data} center={center} isOfOne={article !== null} />
          {article === null && <Articles report={report.data} site={site} center={center} />}
          {article === null && <Misses report={report.data} site={site} center={center} days={days} view={view} />}
        </>
      )}
    </div>
  );
}

const number = (value: number) => value.toLocaleString(interfaceLanguage);

function nameOf({ articles, defaultLanguage }: HelpCenterAnswer, id: ArticleId): string {
  const texts = articles.find((one) => one.id === id)?.texts ?? {};
  return (texts[defaultLanguage] ?? Object.values(texts)[0])?.title ?? t.admin.articles.untitled;
}

function Totals({ report, hasSearches }: { report: HelpReport; hasSearches: boolean }): ReactNode {
  const words = t.admin.articles.report;
  const sum = (read: (day: HelpReport['days'][number]) => number) =>
    report.days.reduce((all, one) => all + read(one), 0);
  const [yes, no, missed] = [sum((one) => one.yes), sum((one) => one.no), sum((one) => one.missed)];
  const share = yes + no === 0 ? '–' : (yes / (yes + no)).toLocaleString(interfaceLanguage, { style: 'percent' });
  return (
    <Figures
      all={[
        { name: words.helped, value: number(yes) },
        { name: words.helpedNot, value: number(no) },
        { name: words.share, value: share },
        ...(hasSearches ? [{ name: words.missed, value: number(missed) }] : []),
      ]}
    />
  );
}

function Votes({ report, days, view }: { report: HelpReport; days: number; view: ReportView }): ReactNode {
  const words = t.admin.articles.report;
  const kinds = [
    { kind: 'yes', name: words.helped },
    { kind: 'no', name: words.helpedNot },
  ] as const;
  const values = report.days.map(({ day, yes, no }): DayValues => ({ day, values: [yes, no] }));
  return (
    <Card title={words.overTime} text={words.overTimeText} isFlush={view === 'table'}>
      <DayCounts values={values} kinds={kinds} label={words.chartLabel(days)} view={view} />
    </Card>
  );
}

function Reasons(props: { report: HelpReport; center: HelpCenterAnswer; isOfOne: boolean }): ReactNode {
  const words = t.admin.articles.report;
  const { reasons, comments } = props.report;
  const now = useNow(60_000);
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <Card title={words.reasonsTitle} text={words.reasonsText}>
      <ul className={classes.reasons}>
        {reasons.map(({ reason, count }) => (
          <li key={reason}>
            <span>{words.reasons[reason]}</span>
            <span className={classes.track} aria-hidden="true">
              <span className={classes.length} style={{ inlineSize: `${(count / most) * 100}%` }} />
            </span>
            <b>{number(count)}</b>
          </li>
        ))}
      </ul>
      {comments.length > 0 && (
        <ul className={classes.comments}>
          {comments.map(({ article, language, revision, reason, comment, at }) => (
            <li key={`${article} ${language} ${at} ${comment}`}>
              <blockquote dir="auto">{comment}</blockquote>
              <p className={articleClasses.aside}>
                {[
                  props.isOfOne ? null : nameOf(props.center, article),
                  t.admin.articles.languages[language],
                  t.admin.articles.revision(revision),
                  reason && words.reasons[reason],
                  formatAgo(at, now),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Articles({
  report,
  site,
  center,
}: {
  report: HelpReport;
  site: AdminSite;
  center: HelpCenterAnswer;
}): ReactNode {
  const words = t.admin.articles.report;
  const { columns } = words;
  return (
    <Card title={words.byArticle} text={words.byArticleText} isFlush>
      {report.articles.length === 0 ? (
        <EmptyState icon={chats} title={words.noVotes}>
          {words.noVotesText}
        </EmptyState>
      ) : (
        <Table head={[columns.article, words.helped, words.helpedNot]} caption={words.byArticle}>
          {report.articles.map(({ id, yes, no }) => (
            <tr key={id}>
              <Cell>
                <Link
                  to="/admin/sites/$site"
                  params={{ site: site.id }}
                  search={{ tab: 'articles', article: id, view: 'report' }}
                  className={articleClasses.title}
                >
                  {nameOf(center, id)}
                </Link>
              </Cell>
              <Cell label={words.helped}>{number(yes)}</Cell>
              <Cell label={words.helpedNot}>{number(no)}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}

type Miss = HelpReport['misses'][number];

function Misses(props: {
  report: HelpReport;
  site: AdminSite;
  center: HelpCenterAnswer;
  days: number;
  view: ReportView;
}): ReactNode {
  const { report, site, center, days, view } = props;
  const { articles: words } = t.admin;
  const now = useNow(60_000);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [topic] = inOrder(center);
  const write = useMutation({
    async mutationFn({ query, language }: Miss) {
      if (!topic) return;
      const { id } = await api.addArticle(site.id, { category: topic.id });
      const title = query.slice(0, 1).toLocaleUpperCase(language) + query.slice(1);
      await api.saveText({ site: site.id, article: id, language }, { title, summary: '', markdown: '', basedOn: 0 });
      await client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
      await navigate({
        to: '/admin/sites/$site',
        params: { site: site.id },
        search: { tab: 'articles', article: id, language },
      });
    },
    onError: (error) => showToast({ tone: 'danger', message: describeError(error) }),
  });
  const values = report.days.map(({ day, missed }): DayValues => ({ day, values: [missed] }));
  const isEmpty = report.misses.length === 0;
  return (
    <Card title={words.misses} text={words.missesText} isFlush>
      {isEmpty && <p className={articleClasses.empty}>{words.noMisses}</p>}
      {!isEmpty && view === 'chart' && (
        <div className={classes.padded}>
          <DayCounts
            values={values}
            kinds={[{ kind: 'missed', name: words.report.missed }]}
            label={words.report.missedLabel(days)}
            view="chart"
          />
        </div>
      )}
      {!isEmpty && (
        <Table head={[...Object.values(words.missColumns), words.report.columns.write]} caption={words.misses}>
          {report.misses.map((miss) => (
            <tr key={`${miss.language} ${miss.query}`}>
              <Cell>
                <b>{miss.query}</b>
              </Cell>
              <Cell label={words.missColumns.language}>{words.languages[miss.language]}</Cell>
              <Cell label={words.missColumns.count}>{number(miss.count)}</Cell>
              <Cell label={words.missColumns.last}>{formatAgo(miss.lastAt, now)}</Cell>
              <Cell>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<Icon icon={pencil} size={14} />}
                  aria-label={words.report.writeAbout(miss.query)}
                  disabled={!topic || write.isPending}
                  onClick={() => write.mutate(miss)}
                >
                  {words.report.write}
                </Button>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
