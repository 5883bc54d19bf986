import { arrowLeft, search } from '@porchlight/design/icons';
import type { AdminSite } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SiteTab } from '../app/site-tabs.ts';
import { siteTabs } from '../app/site-tabs.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { EmbedTab } from './embed-tab.tsx';
import { Card, Page } from './page.tsx';
import { sitesQuery } from './queries.ts';
import { RefusedTab } from './refused-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import classes from './site-screen.module.css';
import { StoredTab } from './stored-tab.tsx';

const screens: Record<SiteTab, (props: { site: AdminSite }) => ReactNode> = {
  embed: EmbedTab,
  settings: SettingsTab,
  refused: RefusedTab,
  stored: StoredTab,
};

/** One site: how to embed it, its settings, who was refused, what it stores. */
export function SiteScreen(): ReactNode {
  const { site: id } = useParams({ from: '/admin/sites/$site' });
  const { tab = 'embed' } = useSearch({ from: '/admin/sites/$site' });
  const sites = useQuery(sitesQuery);
  if (sites.isPending) {
    return (
      <Page title="…">
        <Card>
          <Bones rows={6} shape="line" />
        </Card>
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
      <nav className={classes.tabs} aria-label={site.name}>
        {siteTabs.map((one) => (
          <Link
            key={one}
            to="/admin/sites/$site"
            params={{ site: id }}
            search={{ tab: one }}
            replace
            className={classes.tab}
            aria-current={one === tab ? 'page' : undefined}
          >
            {t.admin.tabs[one]}
          </Link>
        ))}
      </nav>
      <Screen key={site.id} site={site} />
    </Page>
  );
}
