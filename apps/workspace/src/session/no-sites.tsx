import { Button } from '@mantine/core';
import { globe } from '@porchlight/design/icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { EmptyState } from '../parts/states.tsx';
import { useDesk } from './desk-context.ts';
import classes from './no-sites.module.css';

/** An installation without a site: nothing to do here yet, and for an admin the way to change that. */
export function NoSites(): ReactNode {
  const { me } = useDesk();
  return (
    <div className={classes.middle}>
      <EmptyState
        icon={globe}
        title={t.shell.noSitesTitle}
        action={
          me.roles.includes('admin') && (
            <Button component={Link} to="/admin/sites">
              {t.admin.addSite}
            </Button>
          )
        }
      >
        {t.shell.noSites}
      </EmptyState>
    </div>
  );
}
