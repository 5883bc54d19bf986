import { Menu } from '@mantine/core';
import { bell, bellOff, check, settings, sound, soundOff } from '@porchlight/design/icons';
import { mayEnter } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../realtime/store.ts';
import { useAvailability, useDesk } from './desk-context.ts';
import { forgetSite } from './last-login.ts';
import { MemberMenu } from './member-menu.tsx';
import { chime } from './notices.ts';
import { isSoundOn } from './preferences.ts';
import { forgetSession } from './use-session.ts';
import { forgetWritten } from './written.ts';

/** Name, appearance, sounds and the way out. */
export function AccountMenu(): ReactNode {
  const { me } = useDesk();
  const isAvailable = useAvailability(me.id);
  const navigate = useNavigate();
  const client = useQueryClient();
  async function leave() {
    // Logged out here in any case: whoever sits down next must not see this desk.
    await api.logout('agent').catch(() => {});
    forgetSession(client, 'agent');
    forgetWritten();
    forgetSite();
    await navigate({ to: '/login', search: { reason: 'out' } });
  }
  return (
    <MemberMenu
      member={me}
      isOn={isAvailable}
      position="right-end"
      width={260}
      account="/account"
      choices={
        <>
          <SoundItem />
          <NotificationItem />
        </>
      }
      ways={
        mayEnter(me.roles, 'admin') && (
          <Menu.Item
            leftSection={<Icon icon={settings} size={18} />}
            onClick={() => void navigate({ to: '/admin/sites' })}
          >
            {t.shell.admin}
          </Menu.Item>
        )
      }
      onLeave={leave}
    />
  );
}

function SoundItem(): ReactNode {
  const isOn = useStore(isSoundOn);
  return (
    <Menu.CheckboxItem
      checked={isOn}
      rightSection={<Icon icon={isOn ? sound : soundOff} size={18} />}
      onChange={(next) => {
        isSoundOn.set(next);
        if (next) chime();
      }}
    >
      {t.shell.sound}
    </Menu.CheckboxItem>
  );
}

/** The browser is asked only when somebody presses this. */
function NotificationItem(): ReactNode {
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (!('Notification' in window)) return null;
  const text = {
    default: t.shell.notificationsAsk,
    granted: t.shell.notificationsOn,
    denied: t.shell.notificationsBlocked,
  }[permission];
  return (
    <Menu.Item
      closeMenuOnClick={false}
      disabled={permission === 'denied'}
      leftSection={<Icon icon={permission === 'denied' ? bellOff : bell} size={18} />}
      rightSection={permission === 'granted' && <Icon icon={check} size={16} />}
      onClick={() => void Notification.requestPermission().then(setPermission)}
    >
      {text}
    </Menu.Item>
  );
}
