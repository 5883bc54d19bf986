import { Menu, UnstyledButton } from '@mantine/core';
import {
  bell,
  bellOff,
  check,
  desktop,
  logout,
  moon,
  settings,
  shieldCheck,
  sound,
  soundOff,
  sun,
} from '@porchlight/design/icons';
import { mayEnter } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../realtime/store.ts';
import { useAvailability, useDesk } from './desk-context.ts';
import { forgetSite } from './last-login.ts';
import { chime } from './notices.ts';
import type { SchemeChoice } from './preferences.ts';
import { isSoundOn, schemeChoice } from './preferences.ts';
import { forgetSession } from './use-session.ts';
import { forgetWritten } from './written.ts';

const schemes = [
  ['light', sun],
  ['dark', moon],
  ['auto', desktop],
] as const satisfies [SchemeChoice, unknown][];

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
    <Menu position="right-end" width={260} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton aria-label={t.shell.account(me.name)}>
          <Avatar name={me.name} isOn={isAvailable} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Divider />
        <SoundItem />
        <NotificationItem />
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon icon={shieldCheck} size={18} />}
          onClick={() => void navigate({ to: '/account' })}
        >
          {t.account.title}
        </Menu.Item>
        {mayEnter(me.roles, 'admin') && (
          <Menu.Item
            leftSection={<Icon icon={settings} size={18} />}
            onClick={() => void navigate({ to: '/admin/sites' })}
          >
            {t.shell.admin}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon icon={logout} size={18} />} onClick={() => void leave()}>
          {t.shell.logOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Light, dark or as the system has it. */
export function SchemeItems(): ReactNode {
  const choice = useStore(schemeChoice);
  return (
    <>
      <Menu.Label>{t.shell.theme}</Menu.Label>
      <Menu.RadioGroup value={choice} onChange={(value) => schemeChoice.set(value as SchemeChoice)}>
        {schemes.map(([value, icon]) => (
          <Menu.RadioItem key={value} value={value} rightSection={<Icon icon={icon} size={18} />}>
            {t.shell.themes[value === 'auto' ? 'system' : value]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
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
