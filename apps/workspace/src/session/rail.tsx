import { UnstyledButton } from '@mantine/core';
import type { Icon as IconData } from '@porchlight/design/icons';
import { inbox as inboxIcon, keyboard, users } from '@porchlight/design/icons';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { countAttention } from '../inbox/inbox.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import { Count } from '../parts/pill.tsx';
import { AccountMenu } from './account-menu.tsx';
import { AvailabilityToggle } from './availability-toggle.tsx';
import { useDesk, useSiteStore } from './desk-context.ts';
import { mayDo } from './permissions.ts';
import classes from './rail.module.css';

/** The way to the screens, and what concerns the member: availability, account, help. */
export function Rail({ onHelp }: { onHelp: () => void }): ReactNode {
  const desk = useDesk();
  const inbox = useSiteStore((site) => site.inbox);
  const live = useSiteStore((site) => site.live);
  const { queued, mineUnread } = countAttention(inbox ?? new Map(), desk.me.id);
  const waiting = queued + mineUnread;
  const { pathname } = useLocation();
  const isAt = (path: string) => (pathname.startsWith(path) ? { 'data-active': true } : {});
  return (
    <header className={classes.rail}>
      <Link to="/" className={classes.logo} aria-label={t.product}>
        <Logo size={30} />
      </Link>
      <nav aria-label={t.shell.navigation} className={classes.nav}>
        <Link
          to="/inbox/$view/{-$conversation}"
          params={{ view: 'queue', conversation: undefined }}
          className={classes.item}
          {...isAt('/inbox')}
        >
          <Face icon={inboxIcon} label={t.shell.inbox} />
          <Count value={waiting} label={t.inbox.unread(waiting)} />
        </Link>
        <Link to="/visitors/{-$visit}" params={{ visit: undefined }} className={classes.item} {...isAt('/visitors')}>
          <Face icon={users} label={t.shell.visitors} />
          <Count value={live?.total ?? 0} label={t.visitors.lead(live?.total ?? 0)} tone="grey" />
        </Link>
      </nav>
      <div className={classes.own}>
        <UnstyledButton
          className={classes.help}
          onClick={onHelp}
          aria-label={t.shell.shortcuts}
          title={t.shell.shortcuts}
        >
          <Icon icon={keyboard} />
        </UnstyledButton>
        {mayDo(desk.me, 'conversations.reply') && <AvailabilityToggle />}
        <AccountMenu />
      </div>
    </header>
  );
}

function Face({ icon, label }: { icon: IconData; label: string }): ReactNode {
  return (
    <>
      <Icon icon={icon} size={22} />
      <span className={classes.label}>{label}</span>
    </>
  );
}
