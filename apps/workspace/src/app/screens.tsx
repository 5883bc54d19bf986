import { Anchor, Button } from '@mantine/core';
import { alert, refresh, search } from '@porchlight/design/icons';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import { EmptyState, ErrorState } from '../parts/states.tsx';
import classes from './screens.module.css';

/** While the first answers of a screen are awaited. */
export function PendingScreen(): ReactNode {
  return (
    <div className={classes.whole} role="status" aria-label={t.common.loading}>
      <span className={classes.breath}>
        <Logo size={44} />
      </span>
    </div>
  );
}

/** When a screen could not be drawn: no connection, or a fault of ours. */
export function CrashScreen({ error }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  return (
    <main className={classes.whole}>
      {error instanceof ApiError ? (
        <ErrorState error={error} onRetry={() => void router.invalidate()} />
      ) : (
        <EmptyState
          isPage
          icon={alert}
          tone="danger"
          title={t.errors.crashTitle}
          action={
            <Button variant="default" leftSection={<Icon icon={refresh} size={16} />} onClick={() => location.reload()}>
              {t.errors.reload}
            </Button>
          }
        >
          {t.errors.crash}
        </EmptyState>
      )}
    </main>
  );
}

/** An address that does not exist. */
export function NotFoundScreen(): ReactNode {
  return (
    <main className={classes.whole}>
      <EmptyState
        isPage
        icon={search}
        title={t.errors.notFoundTitle}
        action={
          <Anchor component={Link} to="/">
            {t.errors.notFoundHome}
          </Anchor>
        }
      >
        {t.errors.notFound}
      </EmptyState>
    </main>
  );
}
