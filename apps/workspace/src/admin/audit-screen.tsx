import { Button, NativeSelect, TextInput } from '@mantine/core';
import { download } from '@porchlight/design/icons';
import type { AuditEntry } from '@porchlight/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { type AuditFilter, api } from '../api.ts';
import { formatDateTime } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { useNow } from '../realtime/now.ts';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { membersQuery } from './queries.ts';

const dayMs = 86_400_000;

/** Who did what: filtered, page by page, and as a file. */
export function AuditScreen(): ReactNode {
  const [who, setWho] = useState('');
  const [what, setWhat] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const members = useQuery(membersQuery);
  const until = dayOf(to);
  const filter: AuditFilter = {
    who: who || null,
    what: what || null,
    from: dayOf(from),
    to: until === null ? null : until + dayMs,
  };
  const log = useInfiniteQuery({
    queryKey: ['admin', 'audit', filter],
    queryFn: ({ pageParam }) => api.audit({ ...filter, before: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ entries, hasEarlier }) => (hasEarlier ? (entries.at(-1)?.id ?? null) : null),
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const { people } = t;
  return (
    <Page
      title={people.audit}
      lead={people.auditLead}
      action={
        <Button
          component="a"
          href={api.auditCsv(filter)}
          download="audit.csv"
          variant="default"
          leftSection={<Icon icon={download} size={16} />}
        >
          {people.export}
        </Button>
      }
    >
      <Card isFlush>
        <div className={classes.filters}>
          <NativeSelect
            label={people.who}
            value={who}
            onChange={(event) => setWho(event.currentTarget.value)}
            data={[
              { value: '', label: people.anybody },
              ...(members.data?.members ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <NativeSelect
            label={people.what}
            value={what}
            onChange={(event) => setWhat(event.currentTarget.value)}
            data={[
              { value: '', label: people.anything },
              ...Object.entries(people.kinds).map(([value, label]) => ({ value, label })),
            ]}
          />
          <TextInput
            type="date"
            label={people.from}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput type="date" label={people.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        </div>
        {log.isPending && <Bones rows={5} shape="row" />}
        {log.isError && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
        {log.data && entries.length === 0 && <p className={classes.empty}>{people.nothing}</p>}
        {entries.length > 0 && (
          <Table head={[people.when, people.who, people.what, people.where, people.detail]}>
            {entries.map((entry) => (
              <Row key={entry.id} entry={entry} />
            ))}
          </Table>
        )}
        {log.hasNextPage && (
          <div className={classes.more}>
            <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t.common.showMore}
            </Button>
          </div>
        )}
      </Card>
    </Page>
  );
}

function Row({ entry }: { entry: AuditEntry }): ReactNode {
  const { people } = t;
  const now = useNow(60_000);
  const { who, what, target, from } = entry;
  const nameless = who.kind === 'system' ? people.system : people.nobody;
  return (
    <tr>
      <Cell label={people.when}>{formatDateTime(entry.at, now)}</Cell>
      <Cell label={people.who}>{who.name || nameless}</Cell>
      <Cell label={people.what}>
        <div>
          <b>{people.whats[what] ?? what}</b>
          {target && target.id !== who.id && <div className={classes.aside}>{target.name}</div>}
        </div>
      </Cell>
      <Cell label={people.where}>
        <div>
          {from.browser ?? ''}
          <div className={classes.aside}>{[from.ip, from.country].filter(Boolean).join(' · ')}</div>
        </div>
      </Cell>
      <Cell label={people.detail}>
        <div>
          <Side name={people.was} value={entry.before} now={now} />
          <Side name={people.is} value={entry.after} now={now} />
        </div>
      </Cell>
    </tr>
  );
}

function Side({ name, value, now }: { name: string; value: unknown; now: number }): ReactNode {
  if (typeof value !== 'object' || value === null) return null;
  return (
    <div className={classes.change}>
      {name}:{' '}
      {Object.entries(value)
        .map(([key, one]) => `${key} = ${isTime(key, one) ? formatDateTime(one, now) : inWords(one)}`)
        .join('; ')}
    </div>
  );
}

/** Times are told in ms. */
function isTime(key: string, value: unknown): value is number {
  return typeof value === 'number' && /^since$|At$/.test(key);
}

function inWords(value: unknown): string {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map(inWords).join(', ') || '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The start of a day as people mean it where they are; null for none. */
function dayOf(text: string): number | null {
  const at = new Date(`${text}T00:00`).getTime();
  return Number.isNaN(at) ? null : Math.max(0, at);
}
