import { ActionIcon, Button, TextInput } from '@mantine/core';
import { close, lamp, search, user } from '@porchlight/design/icons';
import type { LiveVisitor, VisitId } from '@porchlight/protocol';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { moveRowFocus, useShortcuts } from '../parts/shortcuts.ts';
import { Bones, EmptyState } from '../parts/states.tsx';
import { useStore } from '../realtime/store.ts';
import type { SiteDesk } from '../session/agent-desk.ts';
import { useSiteDesk } from '../session/desk-context.ts';
import { NoSites } from '../session/no-sites.tsx';
import { useMayDo } from '../session/permissions.ts';
import { SiteSwitcher } from '../session/site-switcher.tsx';
import { listVisitors } from './live.ts';
import { OfferForm } from './offer-form.tsx';
import { VisitorDetails } from './visitor-details.tsx';
import { VisitorTable } from './visitor-table.tsx';
import classes from './visitors-screen.module.css';

/** Who is on the site now, live; one of them beside it when chosen. */
export function VisitorsScreen(): ReactNode {
  const { visit } = useParams({ from: '/agent/visitors/{-$visit}' });
  const site = useSiteDesk();
  const navigate = useNavigate();
  const choose = (next: VisitId | undefined) => void navigate({ to: '/visitors/{-$visit}', params: { visit: next } });
  useShortcuts({ Escape: visit ? () => choose(undefined) : undefined });
  if (!site) return <NoSites />;
  return (
    <div className={classes.panes} data-open={visit !== undefined}>
      <LiveTable key={site.site.id} site={site} selected={visit} onSwitch={() => choose(undefined)} />
      {visit !== undefined && <Chosen key={visit} site={site} visit={visit} onClose={() => choose(undefined)} />}
    </div>
  );
}

function LiveTable(props: { site: SiteDesk; selected: VisitId | undefined; onSwitch: () => void }): ReactNode {
  const live = useStore(props.site.live);
  const [filter, setFilter] = useState('');
  const filterField = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  useShortcuts({
    j: () => moveRowFocus(table.current, 1),
    k: () => moveRowFocus(table.current, -1),
    '/': () => filterField.current?.focus(),
  });
  const shown = live ? listVisitors(live, filter) : [];
  return (
    <section className={classes.main} aria-label={t.visitors.title}>
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>{t.visitors.title}</h1>
          <SiteSwitcher onSwitch={props.onSwitch} />
        </div>
        <p className={classes.lead} role="status">
          {live && t.visitors.lead(live.total)}
        </p>
        <TextInput
          ref={filterField}
          className={classes.filter}
          size="sm"
          aria-label={t.visitors.filter}
          placeholder={t.visitors.filterPlaceholder}
          leftSection={<Icon icon={search} size={16} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      </header>
      <div className={classes.scroll} ref={table}>
        {live === null && <Bones rows={6} shape="row" />}
        {live && live.visitors.size === 0 && (
          <EmptyState icon={lamp} title={t.visitors.emptyTitle}>
            <p>{t.visitors.empty}</p>
            <p className={classes.how}>{t.visitors.emptyHow}</p>
          </EmptyState>
        )}
        {live && live.visitors.size > 0 && shown.length === 0 && (
          <EmptyState
            icon={search}
            title={t.visitors.emptyFilter}
            action={
              <Button variant="default" onClick={() => setFilter('')}>
                {t.inbox.clearFilter}
              </Button>
            }
          />
        )}
        {shown.length > 0 && <VisitorTable visitors={shown} selected={props.selected ?? null} />}
        {live && live.total > live.visitors.size && (
          <p className={classes.more}>{t.visitors.more(live.visitors.size, live.total)}</p>
        )}
      </div>
    </section>
  );
}

/** The visitor who was chosen; kept on the screen after they left, so that nothing vanishes under a hand. */
function Chosen({ site, visit, onClose }: { site: SiteDesk; visit: VisitId; onClose: () => void }): ReactNode {
  const mayOffer = useMayDo('visitors.offer');
  const live = useStore(site.live);
  const here = live?.visitors.get(visit) ?? null;
  const [lastSeen, setLastSeen] = useState<LiveVisitor | null>(here);
  useEffect(() => {
    if (here) setLastSeen(here);
  }, [here]);
  const known = here ?? lastSeen;
  return (
    <aside className={classes.side} aria-label={t.visitor.card}>
      <ActionIcon
        className={classes.close}
        variant="subtle"
        color="gray"
        aria-label={t.visitors.close}
        onClick={onClose}
      >
        <Icon icon={close} size={18} />
      </ActionIcon>
      {live !== null && here === null && (
        <div className={known ? classes.gone : undefined} role="status">
          {known ? (
            <p>{t.visitors.gone}</p>
          ) : (
            <EmptyState icon={user} title={t.visitors.gone}>
              {t.visitors.goneText}
            </EmptyState>
          )}
        </div>
      )}
      {known && (
        <>
          <VisitorDetails
            visitor={known.visitor}
            conversation={known.conversation?.status === 'ended' ? null : (known.conversation?.id ?? null)}
            here={here}
            recognition={known.recognition}
            isHere={here !== null}
          />
          {here && mayOffer && <OfferForm visitor={here} />}
        </>
      )}
    </aside>
  );
}
