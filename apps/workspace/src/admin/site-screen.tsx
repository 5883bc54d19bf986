import { NativeSelect } from '@mantine/core';
import { arrowLeft, lock, search } from '@porchlight/design/icons';
import type { AdminSite, SiteId } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { lazy, Suspense } from 'react';
import { createPortal } from 'react-dom';
import type { SiteTab } from '../app/site-tabs.ts';
import { settingTabs, siteTabs, tabNeeds } from '../app/site-tabs.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { mayDo } from '../session/permissions.ts';
import { useAdmin } from './admin-shell.tsx';
import { ConsentTab } from './consent/consent-tab.tsx';
import { DoctorTab } from './doctor-tab.tsx';
import { DomainsTab } from './domains/domains-tab.tsx';
import { EmbedTab } from './embed-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { LoginTab } from './own-login/login-tab.tsx';
import { Card, Page } from './page.tsx';
import { sitesQuery } from './queries.ts';
import { RecognitionTab } from './recognition/recognition-tab.tsx';
import classes from './site-screen.module.css';
import { StoredTab } from './stored-tab.tsx';

// Charts are looked at seldom, so they are fetched when they are wanted.
const ReportTab = lazy(async () => ({ default: (await import('./report/report-tab.tsx')).ReportTab }));
const UsersTab = lazy(async () => ({ default: (await import('./users-tab.tsx')).UsersTab }));
const ArticlesTab = lazy(async () => ({ default: (await import('./articles/articles-tab.tsx')).ArticlesTab }));
const AppearanceTab = lazy(async () => ({ default: (await import('./appearance/appearance-tab.tsx')).AppearanceTab }));
const CommentsTab = lazy(async () => ({ default: (await import('./comments/comments-tab.tsx')).CommentsTab }));
const ContactTab = lazy(async () => ({ default: (await import('./contact-form/contact-tab.tsx')).ContactTab }));
const InspectorTab = lazy(async () => ({ default: (await import('./inspector/inspector-tab.tsx')).InspectorTab }));

const screens: Record<SiteTab, (props: { site: AdminSite }) => ReactNode> = {
  embed: EmbedTab,
  general: GeneralTab,
  domains: DomainsTab,
  recognition: RecognitionTab,
  consent: ConsentTab,
  login: LoginTab,
  users: UsersTab,
  stored: StoredTab,
  articles: ArticlesTab,
  appearance: AppearanceTab,
  comments: CommentsTab,
  contact: ContactTab,
  report: ReportTab,
  inspector: InspectorTab,
  doctor: DoctorTab,
};

/** One site: how to embed it, its settings, what it stores, and how well it recognises its visitors. */
export function SiteScreen(): ReactNode {
  const { site: id } = useParams({ from: '/admin/sites/$site' });
  const { session, parts } = useAdmin();
  const { tab: wanted = 'embed' } = useSearch({ from: '/admin/sites/$site' });
  const tabs = siteTabs.filter((one) => mayDo(session.member, tabNeeds[one]));
  const tab = tabs.includes(wanted) ? wanted : 'embed';
  const isReadOnly = !mayDo(session.member, 'sites.change') && settingTabs.includes(tab);
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
      {parts ? createPortal(<Tabs site={id} tab={tab} tabs={tabs} />, parts) : <Jump site={id} tab={tab} tabs={tabs} />}
      <div
        id="site-panel"
        className={classes.panel}
        {...(parts ? { role: 'tabpanel', 'aria-labelledby': `tab-${tab}` } : {})}
      >
        {isReadOnly && (
          <p className={classes.readOnly} role="note">
            <Icon icon={lock} size={16} />
            {t.admin.readOnly}
          </p>
        )}
        <fieldset disabled={isReadOnly} className={classes.fields}>
          <Suspense fallback={<LoadingCard />}>
            <Screen key={site.id} site={site} />
          </Suspense>
        </fieldset>
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

type Parts = { site: SiteId; tab: SiteTab; tabs: readonly SiteTab[] };

/** The parts as tabs that are addresses too; the arrow keys go through them. */
function Tabs({ site, tab, tabs }: Parts): ReactNode {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    const element = document.getElementById(`tab-${next}`);
    element?.focus();
    element?.click();
  };
  return (
    <div
      role="tablist"
      aria-orientation="vertical"
      aria-label={t.admin.tabsLabel}
      className={classes.tabs}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {tabs.map((one) => (
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

/** The same where there is no room for a list. */
function Jump({ site, tab, tabs }: Parts): ReactNode {
  const navigate = useNavigate();
  return (
    <NativeSelect
      size="md"
      aria-label={t.admin.tabsLabel}
      value={tab}
      data={tabs.map((one) => ({ value: one, label: t.admin.tabs[one] }))}
      onChange={(event) => {
        const to = event.currentTarget.value as SiteTab;
        void navigate({ to: '/admin/sites/$site', params: { site }, search: { tab: to }, replace: true });
      }}
    />
  );
}
