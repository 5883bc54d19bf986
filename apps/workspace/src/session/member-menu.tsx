import { Menu, UnstyledButton } from '@mantine/core';
import { desktop, logout, moon, shieldCheck, sun } from '@porchlight/design/icons';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../realtime/store.ts';
import { type SchemeChoice, schemeChoice } from './preferences.ts';

const schemes = [
  ['light', sun],
  ['dark', moon],
  ['auto', desktop],
] as const satisfies [SchemeChoice, unknown][];

/** Who is logged in, how the screens look, the way to the account and the way out. */
export function MemberMenu(props: {
  member: { name: string; email: string };
  /** Whether the mark of being there is on; null where there is none. */
  isOn?: boolean | null;
  position: 'right-end' | 'bottom-end';
  width: number;
  account: '/account' | '/admin/account';
  /** Choices above those of how it looks. */
  choices?: ReactNode;
  /** Ways besides that to the account. */
  ways?: ReactNode;
  onLeave: () => Promise<void>;
}): ReactNode {
  const { member, isOn, account } = props;
  const navigate = useNavigate();
  return (
    <Menu position={props.position} width={props.width} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton aria-label={t.shell.account(member.name)}>
          <Avatar name={member.name} isOn={isOn ?? null} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {member.name}
          <br />
          {member.email}
        </Menu.Label>
        <Menu.Divider />
        {props.choices !== undefined && (
          <>
            {props.choices}
            <Menu.Divider />
          </>
        )}
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon icon={shieldCheck} size={18} />} onClick={() => void navigate({ to: account })}>
          {t.account.title}
        </Menu.Item>
        {props.ways}
        <Menu.Item leftSection={<Icon icon={logout} size={18} />} onClick={() => void props.onLeave()}>
          {t.shell.logOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Light, dark or as the system has it. */
function SchemeItems(): ReactNode {
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
