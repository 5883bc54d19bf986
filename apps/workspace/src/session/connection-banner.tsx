import { Button } from '@mantine/core';
import { offline, refresh } from '@porchlight/design/icons';
import type { RealtimeStatus } from '@porchlight/realtime';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import type { Store } from '../realtime/store.ts';
import { useStore } from '../realtime/store.ts';
import classes from './connection-banner.module.css';
import { useDesk } from './desk-context.ts';

/** A cut shorter than this is not worth a word, ms. */
const patienceMs = 1_500;

/** Tells when the connection is gone, and that nothing written is lost. */
export function ConnectionBanner(): ReactNode {
  return <StatusBanner status={useDesk().socket.status} />;
}

/** The banner over any socket's status. */
export function StatusBanner({ status }: { status: Store<RealtimeStatus> }): ReactNode {
  const { state, reason } = useStore(status);
  const isLost = state === 'waiting' || state === 'offline' || state === 'connecting';
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isLost) {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isLost]);
  if (state === 'closed' && reason === 'version') {
    return (
      <div className={classes.banner} data-tone="accent" role="status">
        <span>{t.shell.outdated}</span>
        <Button size="compact-sm" onClick={() => location.reload()}>
          {t.errors.reload}
        </Button>
      </div>
    );
  }
  return (
    <div role="status">
      {isLost && isLong && (
        <div className={classes.banner} data-tone={state === 'offline' ? 'danger' : 'warning'}>
          <Icon icon={state === 'offline' ? offline : refresh} size={16} className={classes.icon} />
          <span>{state === 'offline' ? t.shell.offline : t.shell.reconnecting}</span>
        </div>
      )}
    </div>
  );
}
