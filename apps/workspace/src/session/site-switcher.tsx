import { Menu, UnstyledButton } from '@mantine/core';
import { chevronDown } from '@porchlight/design/icons';
import type { SiteId } from '@porchlight/protocol';
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
    <Menu position="bottom-start" width={260} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher} aria-label={`${t.shell.site}: ${site.site.name}`}>
          <span className={classes.name}>{site.site.name}</span>
          <Icon icon={chevronDown} size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={site.site.id}
          onChange={(value) => {
            desk.current.set(value as SiteId);
            onSwitch?.();
          }}
        >
          {desk.sites.map((one) => (
            <Menu.RadioItem
              key={one.site.id}
              value={one.site.id}
              closeMenuOnClick
              rightSection={<SiteCount site={one} />}
            >
              {one.site.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function SiteCount({ site }: { site: SiteDesk }): ReactNode {
  const { me } = useDesk();
  const { queued, mineUnread } = countAttention(useStore(site.inbox) ?? new Map(), me.id);
  return <Count value={queued + mineUnread} label={t.inbox.unread(queued + mineUnread)} />;
}
