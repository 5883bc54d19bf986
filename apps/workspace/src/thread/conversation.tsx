import { eye, search } from '@porchlight/design/icons';
import type { AgentConversation, ConversationId } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { useFileDrop } from '../files/file-drop.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useStore } from '../realtime/store.ts';
import { useDesk, useSiteStore } from '../session/desk-context.ts';
import { useMayDo } from '../session/permissions.ts';
import { VisitorPane } from '../visitors/visitor-pane.tsx';
import type { ComposerHandle } from './composer.tsx';
import { Composer } from './composer.tsx';
import classes from './conversation.module.css';
import { EndDialog } from './end-dialog.tsx';
import { contactOf } from './thread.ts';
import { ThreadHead } from './thread-head.tsx';
import { Timeline } from './timeline.tsx';
import { useReceipts, useThread, useVisitorTyping } from './use-thread.ts';

type Frame = { id: ConversationId; onClose: () => void; onToggleCard: () => void; onMine: () => void };

/** One conversation with its visitor's card: fetched, then followed. */
export function Conversation(props: Frame): ReactNode {
  const opened = useQuery({
    queryKey: ['agent', 'conversation', props.id],
    queryFn: () => api.conversation(props.id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (opened.data) return <Opened {...props} data={opened.data} />;
  if (opened.isPending) {
    return (
      <div className={classes.pane}>
        <div className={classes.waiting}>
          <Bones rows={5} shape="bubble" />
        </div>
      </div>
    );
  }
  const isMissing = opened.error instanceof ApiError && opened.error.kind === 'not-found';
  return (
    <div className={classes.middle}>
      {isMissing ? (
        <EmptyState icon={search} title={t.thread.notFoundTitle}>
          {t.thread.notFound}
        </EmptyState>
      ) : (
        <ErrorState error={opened.error} onRetry={() => void opened.refetch()} />
      )}
    </div>
  );
}

function Opened({ id, data, onClose, onToggleCard, onMine }: Frame & { data: AgentConversation }): ReactNode {
  const desk = useDesk();
  const mayReply = useMayDo('conversations.reply');
  const item = useSiteStore((site) => site.inbox)?.get(id) ?? data.item;
  const { thread, hasEarlier, earlier, loadEarlier } = useThread(id, data);
  const client = useQueryClient();
  const learntAt = thread.internalEvents.findLast(
    ({ event }) => event.type === 'continued' || event.type === 'identified',
  )?.seq;
  // Gone on with on another domain, or logged in: who this is has become clearer, which the card shows.
  useEffect(() => {
    if (learntAt !== undefined) void client.invalidateQueries({ queryKey: ['agent', 'visitor'] });
  }, [client, learntAt]);
  const outbox = desk.written.outboxes.of(id);
  const unsent = useStore(outbox.entries);
  const isTyping = useVisitorTyping(id);
  const [isAtBottom, setAtBottom] = useState(true);
  const [isEnding, setEnding] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const drop = useFileDrop((files, hasFolder) => composer.current?.attach(files, hasFolder));
  const dropHandlers = mayReply ? drop.handlers : {};
  const uploads = desk.written.uploads.of(id);
  useReceipts(id, thread, isAtBottom);
  const change = useMutation({
    mutationFn: (action: 'take' | 'release' | 'end') => api[action](id),
    onSuccess: ({ item: next }, action) => {
      desk.learn(next);
      setEnding(false);
      if (action === 'take') composer.current?.focus('reply');
    },
    onError: (error) => {
      setEnding(false);
      const isTaken = error instanceof ApiError && error.code === 'conversation_taken';
      showToast({
        tone: isTaken ? 'warning' : 'danger',
        title: isTaken ? t.thread.takenTitle : t.errors.title,
        message: describeError(error),
      });
    },
  });
  const { view } = thread;
  const isMine = view.agent?.id === desk.me.id;
  // Taken here, by the button or by a first reply: the list beside it changes from the queue to one's own.
  const wasQueued = useRef(view.status === 'queued');
  useEffect(() => {
    if (wasQueued.current && isMine) onMine();
    wasQueued.current = view.status === 'queued';
  }, [view.status, isMine, onMine]);
  useShortcuts({
    t: mayReply && view.status === 'queued' ? () => change.mutate('take') : undefined,
    e: mayReply && isMine && view.status === 'open' ? () => setEnding(true) : undefined,
    n: mayReply ? () => composer.current?.focus('note') : undefined,
    r: mayReply ? () => composer.current?.focus('reply') : undefined,
  });
  const { label } = item.visitor;
  return (
    <>
      <section className={classes.pane} aria-label={t.thread.label(label)} {...dropHandlers}>
        <ThreadHead
          item={item}
          contact={contactOf(thread, data.contact)}
          view={view}
          isMine={isMine}
          mayReply={mayReply}
          isBusy={change.isPending}
          onClose={onClose}
          onToggleCard={onToggleCard}
          onTake={() => change.mutate('take')}
          onRelease={() => change.mutate('release')}
          onEnd={() => setEnding(true)}
        />
        <Timeline
          conversation={id}
          thread={thread}
          unsent={unsent}
          visitorName={label}
          isVisitorTyping={isTyping}
          hasEarlier={hasEarlier}
          earlier={earlier}
          onEarlier={() => void loadEarlier()}
          onBottom={setAtBottom}
          onRetry={(clientId) => {
            for (const file of unsent.find((entry) => entry.clientId === clientId)?.files ?? []) uploads.retry(file);
            outbox.retry(clientId);
          }}
          onDiscard={outbox.discard}
        />
        {mayReply ? (
          <Composer ref={composer} id={id} visitorName={label} view={view} isMine={isMine} onSend={outbox.add} />
        ) : (
          <p className={classes.reading}>
            <Icon icon={eye} size={18} />
            {t.thread.readOnly}
          </p>
        )}
        {drop.isOver && <p className={classes.drop}>{t.files.drop}</p>}
      </section>
      <VisitorPane
        visitor={item.visitor.id}
        conversation={id}
        recognition={data.recognition}
        isHere={item.visitor.isOnline}
        onClose={onToggleCard}
      />
      <EndDialog
        isOpen={isEnding}
        isBusy={change.isPending}
        onClose={() => setEnding(false)}
        onConfirm={() => change.mutate('end')}
      />
    </>
  );
}
