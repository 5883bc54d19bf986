import { UnstyledButton } from '@mantine/core';
import { close, code, globe, history, menu, send, tag, userPlus, users } from '@porchlight/design/icons';
import type { Permission, SessionAnswer } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouteContext, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  createContext,
  Fragment,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { api } from '../api.ts';
import { PendingScreen } from '../app/screens.tsx';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import type { WorkspaceSocket } from '../realtime/workspace-socket.ts';
import { openWorkspaceSocket } from '../realtime/workspace-socket.ts';
import { AccountNotices } from '../session/account-notices.tsx';
import { StatusBanner } from '../session/connection-banner.tsx';
import { MemberMenu } from '../session/member-menu.tsx';
import { showBadge } from '../session/notices.ts';
import { mayDo } from '../session/permissions.ts';
import { forgetSession } from '../session/use-session.ts';
import classes from './admin-shell.module.css';

type Admin = {
  session: SessionAnswer;
  socket: WorkspaceSocket;
  /** Where the screen of one site puts the list of its parts, below "Sites"; null where there is no room. */
  parts: HTMLElement | null;
};

const AdminContext = createContext<Admin | null>(null);

/** Session and socket of the administration; only below its shell. */
export function useAdmin(): Admin {
  const admin = useContext(AdminContext);
  if (!admin) throw new Error('useAdmin needs the shell above it');
  return admin;
}

/** Whether whoever is logged in to the administration may do something. */
export function useAdminMay(needs: Permission): boolean {
  return mayDo(useAdmin().session.member, needs);
}

/** From this width on, the way around stands at the side. */
const wide = '(min-width: 1001px)';

const items = [
  { to: '/admin/sites', icon: globe, needs: 'sites.read', label: () => t.admin.sites },
  { to: '/admin/members', icon: users, needs: 'members.read', label: () => t.admin.members },
  { to: '/admin/invitations', icon: userPlus, needs: 'members.read', label: () => t.invitations.title },
  { to: '/admin/teams', icon: tag, needs: 'members.read', label: () => t.teams.title },
  { to: '/admin/mail', icon: send, needs: 'security.change', label: () => t.mail.title },
  { to: '/admin/audit', icon: history, needs: 'audit.read', label: () => t.people.audit },
  { to: '/admin/tokens', icon: code, needs: 'tokens.change', label: () => t.people.tokens },
] as const;

/** What stands around every screen of the administration. */
export function AdminShell(): ReactNode {
  const { session } = useRouteContext({ from: '/admin' });
  const socket = useAdminSocket();
  const isWide = useMedia(wide);
  const [parts, setParts] = useState<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is the reason to close
  useEffect(() => setOpen(false), [pathname]);
  if (!socket) return <PendingScreen />;
  const offered = items.filter(({ needs }) => mayDo(session.member, needs));
  const here = offered.find(({ to }) => pathname.startsWith(to));
  return (
    <AdminContext value={{ session, socket, parts }}>
      <div className={classes.shell}>
        <header className={classes.head}>
          <Link to="/admin/sites" className={classes.brand}>
            <Logo size={26} />
            <span className={classes.product}>{t.product}</span>
            <span className={classes.part}>{t.admin.title}</span>
          </Link>
          {!isWide && (
            <UnstyledButton
              className={classes.menu}
              aria-expanded={isOpen}
              aria-controls="admin-navigation"
              aria-label={here ? `${t.shell.menu}: ${here.label()}` : t.shell.menu}
              onClick={() => setOpen(!isOpen)}
            >
              <Icon icon={isOpen ? close : menu} size={18} />
              {here ? here.label() : t.shell.menu}
            </UnstyledButton>
          )}
          <Link to="/" className={classes.across}>
            {t.admin.toWorkspace}
          </Link>
          <AdminMenu session={session} />
        </header>
        <AccountNotices at="admin" />
        <StatusBanner status={socket.status} />
        <div className={classes.body}>
          <nav
            id="admin-navigation"
            className={classes.nav}
            aria-label={t.shell.navigation}
            hidden={!isWide && !isOpen}
            onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
          >
            {offered.map(({ to, icon, label }) => (
              <Fragment key={to}>
                <Link to={to} className={classes.item}>
                  <Icon icon={icon} size={18} />
                  {label()}
                </Link>
                {to === '/admin/sites' && isWide && <div ref={setParts} className={classes.parts} />}
              </Fragment>
            ))}
          </nav>
          <main className={classes.content}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
    </AdminContext>
  );
}

function useMedia(query: string): boolean {
  const [list] = useState(() => matchMedia(query));
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => list.matches,
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
    <MemberMenu member={session.member} position="bottom-end" width={240} account="/admin/account" onLeave={leave} />
  );
}
