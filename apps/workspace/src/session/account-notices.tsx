import { Button } from '@mantine/core';
import { alert } from '@porchlight/design/icons';
import type { SessionAnswer } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { formatDateTime } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { serverNow } from '../realtime/server-clock.ts';
import classes from './account-notices.module.css';
import { sessionQuery } from './use-session.ts';

/** [REM1] What the account has to be told after a login, over every screen until it was read. */
export function AccountNotices({ at }: { at: Interface }): ReactNode {
  const client = useQueryClient();
  const { queryKey } = sessionQuery(at);
  const { data: session } = useQuery(sessionQuery(at));
  const read = useMutation({
    mutationFn: () => api.readNotices(at),
    onSuccess: () => client.setQueryData<SessionAnswer | null>(queryKey, (now) => now && { ...now, notices: [] }),
  });
  const notice = session?.notices.at(-1);
  if (!notice) return null;
  return (
    <section className={classes.notice} role="alert">
      <Icon icon={alert} size={20} className={classes.icon} />
      <div className={classes.words}>
        <h2 className={classes.title}>{t.account.stolenTitle}</h2>
        <p>{t.account.stolen(formatDateTime(notice.at, serverNow()))}</p>
      </div>
      <div className={classes.actions}>
        <Button component={Link} to={at === 'agent' ? '/account' : '/admin/account'} size="sm">
          {t.account.stolenChange}
        </Button>
        <Button variant="default" size="sm" loading={read.isPending} onClick={() => read.mutate()}>
          {t.account.stolenRead}
        </Button>
      </div>
    </section>
  );
}
