import { chats } from '@porchlight/design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useState } from 'react';
import { t } from '../messages/index.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { EmptyState } from '../parts/states.tsx';
import { useDesk, useSiteDesk } from '../session/desk-context.ts';
import { NoSites } from '../session/no-sites.tsx';
import { Conversation } from '../thread/conversation.tsx';
import { ConversationList } from './conversation-list.tsx';
import classes from './inbox-screen.module.css';

/** List, conversation and visitor card: three panes where there is room, one at a time on a phone. */
export function InboxScreen(): ReactNode {
  const { view, conversation } = useParams({ from: '/agent/inbox/$view/{-$conversation}' });
  const site = useSiteDesk();
  const desk = useDesk();
  const navigate = useNavigate();
  const [isCardOpen, setCardOpen] = useState<boolean | null>(null);
  const close = () => void navigate({ to: '/inbox/$view/{-$conversation}', params: { view, conversation: undefined } });
  const onMine = useCallback(() => {
    if (view !== 'queue') return;
    void navigate({ to: '/inbox/$view/{-$conversation}', params: { view: 'mine', conversation }, replace: true });
  }, [view, conversation, navigate]);
  useShortcuts({ Escape: conversation ? () => (isCardOpen ? setCardOpen(false) : close()) : undefined });
  useShowSiteOf(conversation);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins without the card laid over it
  useEffect(() => setCardOpen(null), [conversation]);
  if (!site) return <NoSites />;
  return (
    <div className={classes.panes} data-open={conversation !== undefined} data-card={String(isCardOpen)}>
      {conversation !== undefined && <h1 className={classes.phoneTitle}>{t.inbox.title}</h1>}
      <section className={classes.list} aria-label={t.inbox.list}>
        <ConversationList key={site.site.id} site={site} me={desk.me} view={view} selected={conversation ?? null} />
      </section>
      {conversation === undefined ? (
        <div className={classes.nothing}>
          <EmptyState icon={chats} title={t.inbox.noSelection}>
            {t.inbox.noSelectionText}
          </EmptyState>
        </div>
      ) : (
        <Conversation
          key={conversation}
          id={conversation}
          onClose={close}
          onMine={onMine}
          onToggleCard={() => setCardOpen((now) => !(now ?? matchMedia('(min-width: 1201px)').matches))}
        />
      )}
    </div>
  );
}

/** A conversation opened by address belongs to a site: that one is looked at then. */
function useShowSiteOf(conversation: string | undefined): void {
  const desk = useDesk();
  useEffect(() => {
    const owner = desk.sites.find((site) => [...(site.inbox.get()?.keys() ?? [])].some((id) => id === conversation));
    if (owner) desk.current.set(owner.site.id);
  }, [desk, conversation]);
}
