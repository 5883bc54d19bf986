import { Button } from '@mantine/core';
import type { Icon as IconData } from '@porchlight/design/icons';
import { alert, offline, refresh } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from './icon.tsx';
import classes from './states.module.css';

/** What stands where there is nothing to show yet: an icon, a line, a sentence, perhaps a way on. */
export function EmptyState(props: {
  icon: IconData;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'calm' | 'danger';
  /** Whether it is all that the screen shows, so that its title is the page's. */
  isPage?: boolean;
}): ReactNode {
  const { icon, title, children, action, tone = 'calm', isPage = false } = props;
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className={classes.state}>
      <span className={classes.icon} data-tone={tone}>
        <Icon icon={icon} size={26} />
      </span>
      <Title className={classes.title}>{title}</Title>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action}
    </div>
  );
}

/** A failure in the place of what could not be fetched, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const isOffline = error instanceof ApiError && error.kind === 'offline';
  return (
    <div role="alert">
      <EmptyState
        icon={isOffline ? offline : alert}
        tone="danger"
        title={t.errors.title}
        action={
          <Button variant="default" leftSection={<Icon icon={refresh} size={16} />} onClick={onRetry}>
            {t.common.retry}
          </Button>
        }
      >
        {describeError(error)}
      </EmptyState>
    </div>
  );
}

/** Grey bars in the shape of what is coming; said once to screen readers. */
export function Bones({ rows, shape }: { rows: number; shape: 'row' | 'line' | 'bubble' }): ReactNode {
  return (
    <div className={classes.bones} role="status" aria-label={t.common.loading} data-shape={shape}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={row} className={classes.bone}>
          {shape === 'row' && <span className={classes.disc} />}
          <span className={classes.bars}>
            <span className={classes.bar} />
            {shape === 'row' && <span className={classes.bar} />}
          </span>
        </div>
      ))}
    </div>
  );
}
