import { Button, TextInput } from '@mantine/core';
import { search as searchIcon, users } from '@porchlight/design/icons';
import type { AdminSite, VisitSummary } from '@porchlight/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { formatDateTime, formatOrdinal } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Country } from '../../parts/country.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { PillTone } from '../../parts/pill.tsx';
import { Pill } from '../../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { shortAddress } from '../../places.ts';
import { useNow } from '../../realtime/now.ts';
import { Card, Cell, Table } from '../page.tsx';
import { visitsQuery } from '../queries.ts';
import classes from './visit-list.module.css';

const from = '/admin/sites/$site';

/** The visits of a site, newest first, found by words and day. */
export function VisitList({ site }: { site: AdminSite }): ReactNode {
  const { query = '', until } = useSearch({ from });
  const { inspector: words } = t.admin;
  const found = useInfiniteQuery(visitsQuery(site.id, { query, until: until === undefined ? null : endOfDay(until) }));
  const now = useNow(60_000);
  const visits = found.data?.pages.flatMap((page) => page.visits) ?? [];
  const searchedSince = found.data?.pages.findLast((page) => page.searchedSince !== null)?.searchedSince ?? null;
  const isSearch = query !== '' || until !== undefined;
  return (
    <>
      <Card title={words.title} text={words.text}>
        <SearchForm key={`${query} ${until}`} site={site} query={query} until={until ?? ''} />
      </Card>
      <Card isFlush>
        {found.isPending && <Bones rows={6} shape="row" />}
        {found.isError && visits.length === 0 && (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        )}
        {found.data && visits.length === 0 && <NothingFound isSearch={isSearch} />}
        {visits.length > 0 && <VisitTable site={site} visits={visits} now={now} />}
        {found.data && (found.hasNextPage || (isSearch && searchedSince !== null)) && (
          <div className={classes.more}>
            {isSearch && searchedSince !== null && (
              <span role="status">{words.lookedTo(formatDateTime(searchedSince, now))}</span>
            )}
            {found.isFetchNextPageError && <span role="alert">{t.errors.title}</span>}
            {found.hasNextPage && (
              <Button
                variant="default"
                size="sm"
                loading={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {words.further}
              </Button>
            )}
          </div>
        )}
      </Card>
    </>
  );
}

function NothingFound({ isSearch }: { isSearch: boolean }): ReactNode {
  const { inspector: words } = t.admin;
  return isSearch ? (
    <EmptyState icon={searchIcon} title={words.nothingTitle}>
      {words.nothingAtAll}
    </EmptyState>
  ) : (
    <EmptyState icon={users} title={words.emptyTitle}>
      {words.empty}
    </EmptyState>
  );
}

function SearchForm({ site, query, until }: { site: AdminSite; query: string; until: string }): ReactNode {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(query);
  const [day, setDay] = useState(until);
  const { inspector: words } = t.admin;
  const look = (next: { query: string; until: string }) =>
    void navigate({
      to: from,
      params: { site: site.id },
      search: { tab: 'inspector', query: next.query.trim() || undefined, until: next.until || undefined },
      replace: true,
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look({ query: typed, until: day });
  };
  return (
    <search>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          className={classes.words}
          type="search"
          label={words.search}
          placeholder={words.searchPlaceholder}
          maxLength={200}
          leftSection={<Icon icon={searchIcon} size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={words.until}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button type="submit">{words.find}</Button>
          {(query !== '' || until !== '') && (
            <Button variant="default" onClick={() => look({ query: '', until: '' })}>
              {words.clear}
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}

function VisitTable(props: { site: AdminSite; visits: VisitSummary[]; now: number }): ReactNode {
  const { columns } = t.admin.inspector;
  return (
    <Table
      caption={t.admin.inspector.title}
      head={[columns.visitor, columns.page, columns.when, columns.kept, columns.known]}
    >
      {props.visits.map((visit) => (
        <VisitRow key={visit.id} site={props.site} visit={visit} now={props.now} />
      ))}
    </Table>
  );
}

const knownTones: Record<VisitSummary['recognition'], PillTone> = { none: 'grey', weak: 'warning', strong: 'success' };

function VisitRow({ site, visit, now }: { site: AdminSite; visit: VisitSummary; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  const { columns } = words;
  const began = formatDateTime(visit.startedAt, now);
  // An id that was made in this very visit recognises nobody yet.
  const known = visit.ordinal <= 1 && visit.recognition === 'weak' ? 'none' : visit.recognition;
  return (
    <tr>
      <Cell className={classes.who}>
        <Link
          to={from}
          params={{ site: site.id }}
          search={(now) => ({ ...now, tab: 'inspector' as const, visit: visit.id })}
          className={classes.open}
          aria-label={words.open(visit.label, began)}
        >
          {visit.label}
        </Link>
        <span className={classes.aside}>
          {visit.ordinal > 1 ? words.ordinal(formatOrdinal(visit.ordinal)) : words.firstVisit} · {visit.browser},{' '}
          {visit.os} <Country code={visit.country} />
        </span>
      </Cell>
      <Cell label={columns.page} className={classes.page}>
        <span>
          {visit.page?.title || (visit.page && shortAddress(visit.page.url))}
          <span className={classes.aside}>
            {visit.page && `${shortAddress(visit.page.url)} · `}
            {words.pages(visit.pageCount)}
          </span>
        </span>
      </Cell>
      <Cell label={columns.when} className={classes.when}>
        {began}
      </Cell>
      <Cell label={columns.kept}>
        <span>
          {words.kept[visit.jar]}
          {visit.steps.length > 0 && <span className={classes.aside}>{words.steps(visit.steps.length)}</span>}
        </span>
      </Cell>
      <Cell label={columns.known}>
        <Pill tone={knownTones[known]}>{words.known[known]}</Pill>
      </Cell>
    </tr>
  );
}

/** The last moment of a day as a date field writes it, in local time, ms; null where the calendar has no such day. */
function endOfDay(day: string): number | null {
  const at = new Date(`${day}T23:59:59.999`).getTime();
  return Number.isNaN(at) ? null : at;
}
