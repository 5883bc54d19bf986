import type { SessionAnswer } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouteContext, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { PendingScreen } from '../app/screens.tsx';
import { countAttention } from '../inbox/inbox.ts';
import { t } from '../messages/index.ts';
import { HelpDialog } from '../parts/help-dialog.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { AccountNotices } from './account-notices.tsx';
import type { AgentDesk } from './agent-desk.ts';
import { openAgentDesk } from './agent-desk.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { DeskContext } from './desk-context.ts';
import { announceNews, showBadge } from './notices.ts';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { forgetSession } from './use-session.ts';

/** What stands around every screen of a logged-in agent, and what lives as long as they are logged in. */
export function AgentShell(): ReactNode {
  const { session } = useRouteContext({ from: '/agent' });
  const desk = useAgentDesk(session);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  useShortcuts({
    '?': () => setHelpOpen(true),
    i: () => void navigate({ to: '/inbox/$view/{-$conversation}', params: { view: 'queue', conversation: undefined } }),
    v: () => void navigate({ to: '/visitors/{-$visit}', params: { visit: undefined } }),
  });
  if (!desk) return <PendingScreen />;
  return (
    <DeskContext value={desk}>
      <div className={classes.shell}>
        <a className={classes.skip} href="#content">
          {t.shell.skip}
        </a>
        <Rail onHelp={() => setHelpOpen(true)} />
        <div className={classes.body}>
          <AccountNotices at="agent" />
          <ConnectionBanner />
          <main id="content" className={classes.content} tabIndex={-1}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
      <HelpDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </DeskContext>
  );
}

function useAgentDesk(session: SessionAnswer): AgentDesk | null {
  const [desk, setDesk] = useState<AgentDesk | null>(null);
  const client = useQueryClient();
  const router = useRouter();
  const onSignedOut = useCallback(() => {
    forgetSession(client, 'agent');
    void router.navigate({ to: '/login', search: { next: router.state.location.href, reason: 'ended' } });
  }, [client, router]);
  useEffect(() => {
    const opened = openAgentDesk(session.member, session.sites, onSignedOut);
    setDesk(opened);
    const stopNews = announceNews(opened, {
      isOpen: (id) => router.state.location.pathname.endsWith(`/${id}`),
      show: ({ item }) => {
        opened.current.set(item.site);
        const view = item.status === 'queued' ? 'queue' : 'mine';
        void router.navigate({ to: '/inbox/$view/{-$conversation}', params: { view, conversation: item.id } });
      },
    });
    const stopBadge = keepBadge(opened, router);
    return () => {
      stopNews();
      stopBadge();
      opened.close();
      setDesk(null);
    };
  }, [session, onSignedOut, router]);
  return desk;
}

function keepBadge(desk: AgentDesk, router: ReturnType<typeof useRouter>): () => void {
  const show = () => {
    let waiting = 0;
    for (const { inbox } of desk.sites) {
      const { queued, mineUnread } = countAttention(inbox.get() ?? new Map(), desk.me.id);
      waiting += queued + mineUnread;
    }
    const isVisitors = router.state.location.pathname.startsWith('/visitors');
    showBadge(isVisitors ? t.shell.visitors : t.shell.inbox, waiting);
  };
  show();
  const stops = [router.subscribe('onResolved', show), ...desk.sites.map(({ inbox }) => inbox.subscribe(show))];
  return () => {
    for (const stop of stops) stop();
    showBadge(t.login.title, 0);
  };
}
