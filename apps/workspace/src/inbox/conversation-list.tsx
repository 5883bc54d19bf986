import { Button, TextInput } from '@mantine/core';
import { chats, check, inbox as inboxIcon, search } from '@porchlight/design/icons';
import type { ConversationId, InboxItem, InboxView, Member } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { moveRowFocus, useShortcuts } from '../parts/shortcuts.ts';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { useStore } from '../realtime/store.ts';
import type { SiteDesk } from '../session/agent-desk.ts';
import { SiteSwitcher } from '../session/site-switcher.tsx';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row.tsx';
import { listView, mergeInbox } from './inbox.ts';

const views = ['queue', 'mine', 'open', 'ended'] as const satisfies InboxView[];

/** The inbox of one site in one view, live. */
export function ConversationList(props: {
  site: SiteDesk;
  me: Member;
  view: InboxView;
  selected: ConversationId | null;
}): ReactNode {
  const { site, me, view, selected } = props;
  const live = useStore(site.inbox);
  const [filter, setFilter] = useState('');
  const rows = useRef<HTMLUListElement>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const ended = useQuery({
    queryKey: ['agent', 'ended', site.site.id],
    queryFn: () => api.conversations(site.site.id, 'ended'),
    enabled: view === 'ended',
    staleTime: 0,
  });
  useShortcuts({
    j: () => moveRowFocus(rows.current, 1),
    k: () => moveRowFocus(rows.current, -1),
    '/': () => filterField.current?.focus(),
  });

  const known = view === 'ended' && live && ended.data ? mergeInbox(live, ended.data.items) : live;
  const isLoading = known === null || (view === 'ended' && ended.isPending);
  const items = known === null ? [] : listView(known, view, me.id);
  const shown = items.filter((item) => matches(item, filter));
  return (
    <>
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>{t.inbox.title}</h1>
          <SiteSwitcher
            onSwitch={() =>
              void navigate({ to: '/inbox/$view/{-$conversation}', params: { view, conversation: undefined } })
            }
          />
        </div>
        <nav className={classes.views} aria-label={t.inbox.viewsLabel}>
          {views.map((one) => (
            <Link
              key={one}
              to="/inbox/$view/{-$conversation}"
              params={{ view: one, conversation: selected ?? undefined }}
              className={classes.view}
              aria-current={one === view ? 'page' : undefined}
            >
              {t.inbox.views[one]}
              {live && one !== 'ended' && (
                <ViewCount value={listView(live, one, me.id).length} isCalling={one === 'queue'} />
              )}
            </Link>
          ))}
        </nav>
        <TextInput
          ref={filterField}
          size="sm"
          aria-label={t.inbox.filter}
          placeholder={t.inbox.filterPlaceholder}
          leftSection={<Icon icon={search} size={16} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') moveRowFocus(rows.current, 1);
          }}
        />
      </header>
      <div className={classes.scroll}>
        {isLoading && !ended.isError && <Bones rows={6} shape="row" />}
        {view === 'ended' && ended.isError && <ErrorState error={ended.error} onRetry={() => void ended.refetch()} />}
        {!isLoading && items.length === 0 && <EmptyView view={view} />}
        {!isLoading && items.length > 0 && shown.length === 0 && (
          <EmptyState
            icon={search}
            title={t.inbox.emptyFilter}
            action={
              <Button variant="default" onClick={() => setFilter('')}>
                {t.inbox.clearFilter}
              </Button>
            }
          />
        )}
        {!isLoading && (
          <ul ref={rows}>
            {shown.map((item) => (
              <li key={item.id}>
                <ConversationRow item={item} me={me.id} view={view} isSelected={item.id === selected} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function ViewCount({ value, isCalling }: { value: number; isCalling: boolean }): ReactNode {
  if (value === 0) return null;
  return (
    <span className={classes.number} data-calling={isCalling}>
      {value}
    </span>
  );
}

function EmptyView({ view }: { view: InboxView }): ReactNode {
  const icon = { queue: check, mine: chats, open: inboxIcon, ended: inboxIcon }[view];
  return (
    <EmptyState icon={icon} title={t.inbox.empty[view]}>
      {t.inbox.emptyText[view]}
    </EmptyState>
  );
}

function matches(item: InboxItem, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return true;
  return `${item.visitor.label} ${item.lastMessage?.text ?? ''} ${item.assignee?.name ?? ''}`
    .toLowerCase()
    .includes(wanted);
}
