import { Menu, UnstyledButton } from '@mantine/core';
import { check, chevronDown } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { countAttention } from '../inbox/inbox.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Count } from '../parts/pill.tsx';
import { useStore } from '../realtime/store.ts';
import type { SiteDesk } from './agent-desk.ts';
import { useDesk, useSiteDesk } from './desk-context.ts';
import classes from './site-switcher.module.css';

/** The name of the site that is looked at; a menu where there are several. `onSwitch` is called after a change. */
export function SiteSwitcher({ onSwitch }: { onSwitch?: () => void }): ReactNode {
  const desk = useDesk();
  const site = useSiteDesk();
  if (!site) return null;
  if (desk.sites.length === 1) return <span className={classes.single}>{site.site.name}</span>;
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher} aria-label={`${t.shell.site}: ${site.site.name}`}>
          <span className={classes.name}>{site.site.name}</span>
          <Icon icon={chevronDown} size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {desk.sites.map((one) => (
          <Menu.Item
            key={one.site.id}
            role="menuitemradio"
            aria-checked={one === site}
            leftSection={<Icon icon={check} size={16} className={one === site ? undefined : classes.blank} />}
            rightSection={<SiteCount site={one} />}
            onClick={() => {
              desk.current.set(one.site.id);
              onSwitch?.();
            }}
          >
            {one.site.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SiteCount({ site }: { site: SiteDesk }): ReactNode {
  const { me } = useDesk();
  const { queued, mineUnread } = countAttention(useStore(site.inbox) ?? new Map(), me.id);
  return <Count value={queued + mineUnread} label={t.inbox.unread(queued + mineUnread)} />;
}
