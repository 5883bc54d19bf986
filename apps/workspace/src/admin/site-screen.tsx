import { arrowLeft, search } from '@porchlight/design/icons';
import type { AdminSite, SiteId } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import type { SiteTab } from '../app/site-tabs.ts';
import { siteTabs } from '../app/site-tabs.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { ConsentTab } from './consent-tab.tsx';
import { DoctorTab } from './doctor-tab.tsx';
import { DomainsTab } from './domains-tab.tsx';
import { EmbedTab } from './embed-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { LoginTab } from './login-tab.tsx';
import { Card, Page } from './page.tsx';
import { sitesQuery } from './queries.ts';
import { RecognitionTab } from './recognition-tab.tsx';
import classes from './site-screen.module.css';
import { StoredTab } from './stored-tab.tsx';

// Charts are looked at seldom, so they are fetched when they are wanted.
const ReportTab = lazy(async () => ({ default: (await import('./report-tab.tsx')).ReportTab }));
const ArticlesTab = lazy(async () => ({ default: (await import('./articles/articles-tab.tsx')).ArticlesTab }));
const InspectorTab = lazy(async () => ({ default: (await import('./inspector/inspector-tab.tsx')).InspectorTab }));

const screens: Record<SiteTab, (props: { site: AdminSite }) => ReactNode> = {
  embed: EmbedTab,
  general: GeneralTab,
  domains: DomainsTab,
  recognition: RecognitionTab,
  consent: ConsentTab,
  login: LoginTab,
  stored: StoredTab,
  articles: ArticlesTab,
  report: ReportTab,
  inspector: InspectorTab,
  doctor: DoctorTab,
};

/** One site: how to embed it, its settings, what it stores, and how well it recognises its visitors. */
export function SiteScreen(): ReactNode {
  const { site: id } = useParams({ from: '/admin/sites/$site' });
  const { tab = 'embed' } = useSearch({ from: '/admin/sites/$site' });
  const sites = useQuery(sitesQuery);
  if (sites.isPending) {
    return (
      <Page title="…">
        <LoadingCard />
      </Page>
    );
  }
  if (sites.isError) return <ErrorState error={sites.error} onRetry={() => void sites.refetch()} />;
  const site = sites.data.sites.find((one) => one.id === id);
  if (!site) {
    return (
      <EmptyState
        icon={search}
        title={t.admin.siteNotFoundTitle}
        action={<Link to="/admin/sites">{t.admin.sites}</Link>}
      >
        {t.admin.siteNotFound}
      </EmptyState>
    );
  }
  const Screen = screens[tab];
  return (
    <Page
      title={
        <>
          <Link to="/admin/sites" className={classes.back}>
            <Icon icon={arrowLeft} size={16} />
            {t.admin.sites}
          </Link>
          {site.name}
        </>
      }
    >
      <Tabs site={id} tab={tab} />
      <div role="tabpanel" id="site-panel" aria-labelledby={`tab-${tab}`} className={classes.panel}>
        <Suspense fallback={<LoadingCard />}>
          <Screen key={site.id} site={site} />
        </Suspense>
      </div>
    </Page>
  );
}

function LoadingCard(): ReactNode {
  return (
    <Card>
      <Bones rows={6} shape="line" />
    </Card>
  );
}

/** The parts as tabs that are addresses too; the arrow keys go through them. */
function Tabs({ site, tab }: { site: SiteId; tab: SiteTab }): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone there are more tabs than room.
    list.current?.querySelector(`#tab-${tab}`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = siteTabs[(siteTabs.indexOf(tab) + step + siteTabs.length) % siteTabs.length];
    const element = document.getElementById(`tab-${next}`);
    element?.focus();
    element?.click();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t.admin.tabsLabel}
      className={classes.tabs}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {siteTabs.map((one) => (
        <Link
          key={one}
          id={`tab-${one}`}
          role="tab"
          aria-selected={one === tab}
          aria-controls={one === tab ? 'site-panel' : undefined}
          tabIndex={one === tab ? 0 : -1}
          to="/admin/sites/$site"
          params={{ site }}
          search={{ tab: one }}
          replace
          className={classes.tab}
        >
          {t.admin.tabs[one]}
        </Link>
      ))}
    </div>
  );
}
