import { Menu, UnstyledButton } from '@mantine/core';
import { code, globe, history, logout, shieldCheck, users } from '@porchlight/design/icons';
import { type Permission, permissionsOfRoles, type SessionAnswer } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouteContext, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { createContext, Suspense, useCallback, useContext, useEffect, useState } from 'react';
import { api } from '../api.ts';
import { PendingScreen } from '../app/screens.tsx';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import type { WorkspaceSocket } from '../realtime/workspace-socket.ts';
import { openWorkspaceSocket } from '../realtime/workspace-socket.ts';
import { SchemeItems } from '../session/account-menu.tsx';
import { AccountNotices } from '../session/account-notices.tsx';
import { StatusBanner } from '../session/connection-banner.tsx';
import { showBadge } from '../session/notices.ts';
import { forgetSession } from '../session/use-session.ts';
import classes from './admin-shell.module.css';

const AdminContext = createContext<{ session: SessionAnswer; socket: WorkspaceSocket } | null>(null);

/** Session and socket of the administration; only below its shell. */
export function useAdmin(): { session: SessionAnswer; socket: WorkspaceSocket } {
  const admin = useContext(AdminContext);
  if (!admin) throw new Error('useAdmin needs the shell above it');
  return admin;
}

/** What stands around every screen of the administration. */
export function AdminShell(): ReactNode {
  const { session } = useRouteContext({ from: '/admin' });
  const socket = useAdminSocket();
  const may = (needs: Permission) => permissionsOfRoles(session.member.roles).includes(needs);
  if (!socket) return <PendingScreen />;
  return (
    <AdminContext value={{ session, socket }}>
      <div className={classes.shell}>
        <header className={classes.head}>
          <Link to="/admin/sites" className={classes.brand}>
            <Logo size={26} />
            <span className={classes.product}>{t.product}</span>
            <span className={classes.part}>{t.admin.title}</span>
          </Link>
          <nav className={classes.nav} aria-label={t.shell.navigation}>
            <Link to="/admin/sites" className={classes.item}>
              <Icon icon={globe} size={18} />
              {t.admin.sites}
            </Link>
            {may('members.read') && (
              <Link to="/admin/members" className={classes.item}>
                <Icon icon={users} size={18} />
                {t.admin.members}
              </Link>
            )}
            {may('audit.read') && (
              <Link to="/admin/audit" className={classes.item}>
                <Icon icon={history} size={18} />
                {t.people.audit}
              </Link>
            )}
            {may('tokens.change') && (
              <Link to="/admin/tokens" className={classes.item}>
                <Icon icon={code} size={18} />
                {t.people.tokens}
              </Link>
            )}
          </nav>
          <Link to="/" className={classes.across}>
            {t.admin.toWorkspace}
          </Link>
          <AdminMenu session={session} />
        </header>
        <AccountNotices at="admin" />
        <StatusBanner status={socket.status} />
        <main className={classes.content}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </AdminContext>
  );
}

function useAdminSocket(): WorkspaceSocket | null {
  const [socket, setSocket] = useState<WorkspaceSocket | null>(null);
  const client = useQueryClient();
  const router = useRouter();
  const onSignedOut = useCallback(() => {
    forgetSession(client, 'admin');
    void router.navigate({ to: '/admin/login', search: { next: router.state.location.href, reason: 'ended' } });
  }, [client, router]);
  useEffect(() => {
    const opened = openWorkspaceSocket('admin', onSignedOut);
    setSocket(opened);
    showBadge(t.admin.title, 0);
    return () => {
      opened.close();
      setSocket(null);
    };
  }, [onSignedOut]);
  return socket;
}

function AdminMenu({ session }: { session: SessionAnswer }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  async function leave() {
    await api.logout('admin').catch(() => {});
    forgetSession(client, 'admin');
    await navigate({ to: '/admin/login', search: { reason: 'out' } });
  }
  return (
    <Menu position="bottom-end" width={240} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton aria-label={t.shell.account(session.member.name)}>
          <Avatar name={session.member.name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.member.name}
          <br />
          {session.member.email}
        </Menu.Label>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon icon={shieldCheck} size={18} />}
          onClick={() => void navigate({ to: '/admin/account' })}
        >
          {t.account.title}
        </Menu.Item>
        <Menu.Item leftSection={<Icon icon={logout} size={18} />} onClick={() => void leave()}>
          {t.shell.logOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
