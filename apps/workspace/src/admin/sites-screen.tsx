import { Button, Textarea, TextInput } from '@mantine/core';
import { chevronRight, globe, plus } from '@porchlight/design/icons';
import type { AdminSite } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { formatAgo } from '../dates.ts';
import { describeError, problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { mayDo } from '../session/permissions.ts';
import { sessionQuery } from '../session/use-session.ts';
import { useAdmin } from './admin-shell.tsx';
import { FormActions } from './dialog-form.tsx';
import { readDomains } from './domains/domains.ts';
import { Card, Page } from './page.tsx';
import { sitesQuery } from './queries.ts';
import classes from './sites-screen.module.css';

/** Every site of the installation, and the way to add one. */
export function SitesScreen(): ReactNode {
  const sites = useQuery(sitesQuery);
  const [isAdding, setAdding] = useState(false);
  const { session } = useAdmin();
  // Whoever looks after some sites alone would not see the new one.
  const mayAdd = mayDo(session.member, 'sites.change') && session.member.sites === null;
  const add = mayAdd && (
    <Button leftSection={<Icon icon={plus} size={16} />} onClick={() => setAdding(true)}>
      {t.admin.addSite}
    </Button>
  );
  return (
    <Page title={t.admin.sites} action={sites.data && sites.data.sites.length > 0 && add}>
      <Card isFlush>
        {sites.isPending && <Bones rows={3} shape="row" />}
        {sites.isError && <ErrorState error={sites.error} onRetry={() => void sites.refetch()} />}
        {sites.data?.sites.length === 0 && (
          <EmptyState icon={globe} title={t.admin.sitesEmptyTitle} action={add}>
            {t.admin.sitesEmpty}
          </EmptyState>
        )}
        <ul className={classes.list}>
          {sites.data?.sites.map((site) => (
            <SiteRow key={site.id} site={site} />
          ))}
        </ul>
      </Card>
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t.admin.addSite}>
        <AddSite onCancel={() => setAdding(false)} />
      </Dialog>
    </Page>
  );
}

function SiteRow({ site }: { site: AdminSite }): ReactNode {
  const now = useNow(60_000);
  const [first, ...others] = site.domains;
  return (
    <li>
      <Link to="/admin/sites/$site" params={{ site: site.id }} className={classes.row}>
        <span className={classes.swatch} style={{ background: site.accent }} />
        <span className={classes.main}>
          <span className={classes.name}>{site.name}</span>
          <span className={classes.domains}>
            {first} {others.length > 0 && t.admin.moreDomains(others.length)}
          </span>
        </span>
        {site.lastPageViewAt === null ? (
          <Pill tone="glow">{t.admin.never}</Pill>
        ) : (
          <span className={classes.last}>
            {t.admin.lastView}: {formatAgo(site.lastPageViewAt, now)}
          </span>
        )}
        <Icon icon={chevronRight} size={18} className={classes.arrow} />
      </Link>
    </li>
  );
}

function AddSite({ onCancel }: { onCancel: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [domains, setDomains] = useState('');
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => api.createSite({ name: name.trim(), domains: readDomains(domains) }),
    onSuccess: async (site) => {
      client.setQueryData(sitesQuery.queryKey, (now) => now && { sites: [...now.sites, site] });
      // The workspace learns of the new site when it is next opened.
      client.removeQueries({ queryKey: sessionQuery('agent').queryKey });
      await navigate({ to: '/admin/sites/$site', params: { site: site.id } });
    },
  });
  const missing = {
    name: name.trim() === '' ? t.admin.siteNameMissing : undefined,
    domains: readDomains(domains).length === 0 ? t.admin.domainsMissing : undefined,
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!missing.name && !missing.domains) create.mutate();
  }
  const problems = {
    name: (isChecked && missing.name) || problemAt(create.error, 'name'),
    domains: (isChecked && missing.domains) || problemAt(create.error, 'domains'),
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {create.isError && !problems.name && !problems.domains && (
        <Callout tone="danger" isAlert>
          {describeError(create.error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        label={t.admin.siteName}
        description={t.admin.siteNameHint}
        value={name}
        error={problems.name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t.admin.domains}
        description={t.admin.domainsHint}
        placeholder={'shop.example\n*.shop.example'}
        rows={3}
        spellCheck={false}
        autoCapitalize="off"
        value={domains}
        error={problems.domains}
        onChange={(event) => setDomains(event.currentTarget.value)}
      />
      <FormActions label={t.admin.create} isPending={create.isPending} onCancel={onCancel} />
    </form>
  );
}
