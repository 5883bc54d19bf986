import { Button } from '@mantine/core';
import { shieldCheck } from '@porchlight/design/icons';
import type { AdminSite } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formatAgo } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import { readDomains } from './domains.ts';
import { Card, Table } from './page.tsx';
import { refusedQuery, sitesQuery } from './queries.ts';
import classes from './tables.module.css';

/** [XD1] Pages that carry the tag but are not on the list, each with the way to allow it. */
export function RefusedTab({ site }: { site: AdminSite }): ReactNode {
  const now = useNow(60_000);
  const refused = useQuery(refusedQuery(site.id));
  const client = useQueryClient();
  const allow = useMutation({
    mutationFn: (domain: string) => api.updateSite(site.id, { domains: [...site.domains, domain] }),
    onSuccess: (changed, domain) => {
      client.setQueryData(
        sitesQuery.queryKey,
        (all) => all && { sites: all.sites.map((one) => (one.id === changed.id ? changed : one)) },
      );
      showToast({ tone: 'success', message: t.admin.allowed(domain) });
    },
    onError: (error) => showToast({ tone: 'danger', title: t.errors.title, message: describeError(error) }),
  });
  return (
    <Card title={t.admin.refusedTitle} text={t.admin.refusedText} isFlush>
      {refused.isPending && <Bones rows={3} shape="row" />}
      {refused.isError && <ErrorState error={refused.error} onRetry={() => void refused.refetch()} />}
      {refused.data?.origins.length === 0 && <EmptyState icon={shieldCheck} title={t.admin.refusedEmpty} />}
      {refused.data && refused.data.origins.length > 0 && (
        <Table head={[t.admin.refusedColumns.origin, t.admin.refusedColumns.count, t.admin.refusedColumns.last, '']}>
          {refused.data.origins.map(({ origin, count, lastAt }) => {
            const [domain] = readDomains(origin);
            const isListed = domain === undefined || site.domains.includes(domain);
            return (
              <tr key={origin}>
                <td className={classes.code}>{origin}</td>
                <td>{count.toLocaleString()}</td>
                <td>{formatAgo(lastAt, now)}</td>
                <td className={classes.action}>
                  {domain !== undefined && origin !== 'null' && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={isListed}
                      loading={allow.isPending && allow.variables === domain}
                      onClick={() => allow.mutate(domain)}
                    >
                      {isListed ? t.admin.isAllowed : t.admin.allow}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </Table>
      )}
    </Card>
  );
}
