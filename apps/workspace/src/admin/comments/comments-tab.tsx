import { Button } from '@mantine/core';
import { settings as settingsIcon } from '@porchlight/design/icons';
import { type AdminSite, type CommentState, commentStates } from '@porchlight/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { Card } from '../page.tsx';
import { Segments } from '../segments.tsx';
import { CommentItem } from './comment-item.tsx';
import classes from './comments.module.css';
import { commentsQuery } from './queries.ts';
import { RulesForm } from './rules-form.tsx';

/** What readers wrote beneath articles: what waits for a decision, and what was decided. */
export function CommentsTab({ site }: { site: AdminSite }): ReactNode {
  const { comments: words } = t.admin;
  const [state, setState] = useState<CommentState>('waiting');
  const [isSetting, setSetting] = useState(false);
  const found = useInfiniteQuery(commentsQuery(site.id, state));
  // While another list comes, the former one stays in place, and with it the choice that has the focus.
  const [first] = found.data?.pages ?? [];
  const comments = found.data?.pages.flatMap((page) => page.comments) ?? [];
  const list = useRef<HTMLOListElement>(null);
  const focusNext = useFocus(list, comments.length);

  const press = (action: string) => () => focused(list)?.querySelector<HTMLElement>(`[data-key="${action}"]`)?.click();
  const step = (by: 1 | -1) => () => {
    const items = [...(list.current?.children ?? [])] as HTMLElement[];
    const at = items.indexOf(focused(list) as HTMLElement);
    items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]?.focus();
  };
  useShortcuts({ j: step(1), k: step(-1), a: press('a'), r: press('r'), s: press('s'), e: press('e') });

  if (found.isPending && !first)
    return (
      <Card>
        <Bones rows={6} shape="line" />
      </Card>
    );
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!first) return null;
  const { counts, settings } = first;
  const isOff = settings.policy === 'off';
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <p className={classes.lead}>{isOff ? words.offLead : words.lead}</p>
        <Button
          variant={isOff ? 'filled' : 'default'}
          leftSection={<Icon icon={settingsIcon} size={16} />}
          onClick={() => setSetting(true)}
        >
          {isOff ? words.turnOn : words.settings}
        </Button>
      </div>
      <Segments
        name="comment-state"
        legend={words.list}
        value={state}
        choices={commentStates.map((one) => ({ value: one, label: words.stateCount(words.states[one], counts[one]) }))}
        onChange={setState}
      />
      {comments.length === 0 && !found.isPlaceholderData ? (
        <Card>
          <p className={classes.empty}>{words.empty[state]}</p>
        </Card>
      ) : (
        <>
          <ol ref={list} className={classes.list} aria-label={words.states[state]} aria-busy={found.isPlaceholderData}>
            {comments.map((comment, at) => (
              <CommentItem key={comment.id} site={site.id} comment={comment} onGone={() => focusNext(at)} />
            ))}
          </ol>
          <p className={classes.keys}>{words.keys}</p>
        </>
      )}
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.more}
        </Button>
      )}
      <Dialog isOpen={isSetting} onClose={() => setSetting(false)} title={words.settings}>
        <RulesForm site={site.id} settings={settings} onDone={() => setSetting(false)} />
      </Dialog>
    </div>
  );
}

function focused(list: { current: HTMLElement | null }): Element | null {
  return [...(list.current?.children ?? [])].find((one) => one.contains(document.activeElement)) ?? null;
}

/** Once one is decided and gone from the list, the focus goes to the one in its place, so that the keyboard stays there. */
function useFocus(list: { current: HTMLElement | null }, count: number): (at: number) => void {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const items = [...(list.current?.children ?? [])] as HTMLElement[];
    items[Math.min(wanted.current, count - 1)]?.focus();
    wanted.current = null;
  }, [count, list]);
  return (at) => {
    wanted.current = at;
  };
}
