import { Button } from '@mantine/core';
import { check, refresh } from '@porchlight/design/icons';
import type { FailedJob } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formatAgo } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { jobsQuery } from './queries.ts';

/** [JOB3] Mail that could not be sent: why, once more, or away with it. */
export function MailScreen(): ReactNode {
  const jobs = useQuery(jobsQuery);
  const act = useAct();
  const { mail: words } = t;
  const failed = jobs.data?.failed ?? [];
  return (
    <Page
      title={words.title}
      lead={words.lead}
      action={
        failed.length > 1 && (
          <Button
            variant="default"
            leftSection={<Icon icon={refresh} size={16} />}
            loading={act.isPending}
            onClick={() => act.mutate({ run: api.retryJobs, done: words.retried })}
          >
            {words.retryAll}
          </Button>
        )
      }
    >
      <Card isFlush>
        {jobs.isPending && <Bones rows={2} shape="row" />}
        {jobs.isError && <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />}
        {jobs.data && failed.length === 0 && (
          <EmptyState icon={check} title={words.emptyTitle}>
            {words.empty}
          </EmptyState>
        )}
        {failed.length > 0 && (
          <Table caption={words.title} head={[words.what, words.to, words.why]}>
            {failed.map((one) => (
              <Row key={one.id} of={one} />
            ))}
          </Table>
        )}
        {jobs.data && (jobs.data.waiting > 0 || jobs.data.dead > failed.length) && (
          <p className={classes.note}>
            {[
              jobs.data.dead > failed.length && words.more(jobs.data.dead - failed.length),
              jobs.data.waiting > 0 && words.waiting(jobs.data.waiting),
            ]
              .filter(Boolean)
              .join(' ')}
          </p>
        )}
      </Card>
    </Page>
  );
}

type Act = { run: () => Promise<void>; done: string };

function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ run }: Act) => run(),
    onSuccess: (_answer, { done }) => showToast({ tone: 'success', message: done }),
    onError: (error) => showToast({ tone: 'danger', title: t.errors.title, message: describeError(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: jobsQuery.queryKey }),
  });
}

function Row({ of }: { of: FailedJob }): ReactNode {
  const now = useNow(60_000);
  const act = useAct();
  const { mail: words } = t;
  const name = words.kinds[of.what] ?? of.what;
  return (
    <tr>
      <Cell>
        <b>{name}</b>
        <span className={classes.under}>{formatAgo(of.failedAt, now)}</span>
      </Cell>
      <Cell label={words.to} className={classes.email}>
        {of.to ?? '–'}
      </Cell>
      <Cell label={words.why}>
        <span className={classes.row}>
          <span className={classes.reason}>
            {of.error}
            {of.isOver && <Pill tone="warning">{words.over}</Pill>}
          </span>
          <span className={classes.roles}>
            {!of.isOver && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.retryOf(name, of.to ?? '')}
                loading={act.isPending}
                onClick={() => act.mutate({ run: () => api.retryJob(of.id), done: words.retried })}
              >
                {words.retry}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={words.dismissOf(name, of.to ?? '')}
              loading={act.isPending}
              onClick={() => act.mutate({ run: () => api.putJobAway(of.id), done: words.dismissed })}
            >
              {words.dismiss}
            </Button>
          </span>
        </span>
      </Cell>
    </tr>
  );
}
