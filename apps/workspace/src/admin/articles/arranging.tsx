import { ActionIcon, Button } from '@mantine/core';
import { chevronDown, chevronUp, grip } from '@porchlight/design/icons';
import type { AdminSite, HelpCategory, HelpCenterAnswer, MoveRequest } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DragEvent, KeyboardEvent, ReactNode } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { showToast } from '../../parts/toasts.tsx';
import unseen from '../../parts/unseen.module.css';
import { Card } from '../page.tsx';
import { applyMove, dropOf, type Item, type Step, siblingsOf, stepOf } from './arrange.ts';
import classes from './arranging.module.css';
import { helpCenterQuery } from './queries.ts';
import { titleOf } from './topics.ts';

const steps: Partial<Record<string, Step>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };

/** The tree of topics and articles, to be put in order: by dragging, by keys on the handle, or by its buttons. */
export function Arranging(props: { site: AdminSite; center: HelpCenterAnswer; onDone: () => void }): ReactNode {
  const { site, center, onDone } = props;
  const { articles: words } = t.admin;
  const client = useQueryClient();
  const hintId = useId();
  const [told, setTold] = useState('');
  const [dragged, setDragged] = useState<Item | null>(null);
  const [over, setOver] = useState<{ id: string; half: 'upper' | 'lower' } | null>(null);
  const focused = useRef<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const { queryKey } = helpCenterQuery(site.id);
  const save = useMutation({
    mutationKey: ['arrange', site.id],
    // One after the other, as they were made.
    scope: { id: `arrange ${site.id}` },
    mutationFn: (move: MoveRequest) => api.moveInHelpCenter(site.id, move),
    onError: (error) => showToast({ tone: 'danger', message: describeError(error) }),
    onSettled: () => {
      if (client.isMutating({ mutationKey: ['arrange', site.id] }) === 1) void client.invalidateQueries({ queryKey });
    },
  });

  // A row that goes elsewhere in the page loses the focus on its way; it is back before the next key is pressed.
  useLayoutEffect(() => {
    if (focused.current === null || center.categories.length === 0) return;
    // Whoever went on to something else is not brought back.
    if (document.activeElement !== document.body) return;
    tree.current?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(focused.current)}"]`)?.focus();
  }, [center]);

  const nameOf = (item: Item): string => {
    if (item.kind === 'category') {
      const topic = center.categories.find((one) => one.id === item.id);
      return topic ? titleOf(topic, center) : words.untitled;
    }
    const article = center.articles.find((one) => one.id === item.id);
    const text = article && (article.texts[center.defaultLanguage] ?? Object.values(article.texts)[0]);
    return text?.title ?? words.untitled;
  };

  /** How it is by now: two keys may be pressed before the page shows what the first one did. */
  const latest = () => client.getQueryData<HelpCenterAnswer>(queryKey) ?? center;

  function move(asked: MoveRequest | null, item: Item) {
    if (!asked) {
      setTold(words.movedNot(nameOf(item)));
      return;
    }
    // What is on its way says how it was before. It goes back to what was there when it set out, which is no error.
    void client.cancelQueries({ queryKey });
    const after = applyMove(latest(), asked);
    focused.current = item.id;
    client.setQueryData(queryKey, after);
    const siblings = siblingsOf(after, item);
    const place = siblings.findIndex((one) => one.id === item.id) + 1;
    const into = after.categories.find((one) => one.id === asked.into);
    setTold(words.moved(nameOf(item), place, siblings.length, into ? titleOf(into, center) : null));
    save.mutate(asked);
  }

  function onKeyDown(event: KeyboardEvent, item: Item) {
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(stepOf(latest(), item, step), item);
  }

  const halfOf = (event: DragEvent): 'upper' | 'lower' => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? 'upper' : 'lower';
  };
  const endDrag = () => {
    setDragged(null);
    setOver(null);
  };

  const row = (item: Item) => {
    const name = nameOf(item);
    const siblings = siblingsOf(center, item);
    const place = siblings.findIndex((one) => one.id === item.id) + 1;
    const isOver = over?.id === item.id;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one way; the handle's keys and the buttons are the others
      <div
        className={classes.row}
        data-kind={item.kind}
        data-row={item.id}
        data-dragged={dragged?.id === item.id || undefined}
        data-over={isOver ? (item.kind === dragged?.kind ? over.half : 'into') : undefined}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', name);
          setDragged(item);
        }}
        onDragEnd={endDrag}
        onDragOver={(event) => {
          const half = halfOf(event);
          if (!dragged || !dropOf(center, dragged, item, half)) {
            if (isOver) setOver(null);
            return;
          }
          event.preventDefault();
          if (!isOver || over.half !== half) setOver({ id: item.id, half });
        }}
        onDrop={(event) => {
          event.preventDefault();
          if (dragged) move(dropOf(latest(), dragged, item, halfOf(event)), dragged);
          endDrag();
        }}
      >
        <button
          type="button"
          className={classes.handle}
          data-handle={item.id}
          aria-label={words.moveHandle(name, place, siblings.length)}
          aria-describedby={hintId}
          onKeyDown={(event) => onKeyDown(event, item)}
        >
          <Icon icon={grip} size={18} />
        </button>
        <span className={classes.name}>{name}</span>
        {(['up', 'down'] as const).map((step) => (
          <ActionIcon
            key={step}
            variant="subtle"
            size="lg"
            className={classes.step}
            // The handle does the same by keys, in one stop instead of three.
            tabIndex={-1}
            aria-label={step === 'up' ? words.moveUp(name) : words.moveDown(name)}
            disabled={!stepOf(center, item, step)}
            onClick={() => move(stepOf(latest(), item, step), item)}
          >
            <Icon icon={step === 'up' ? chevronUp : chevronDown} size={18} />
          </ActionIcon>
        ))}
      </div>
    );
  };

  const branch = (topic: HelpCategory): ReactNode => {
    const articles = center.articles.filter((one) => one.category === topic.id);
    const children = center.categories.filter((one) => one.parent === topic.id);
    return (
      <li key={topic.id}>
        {row({ kind: 'category', id: topic.id })}
        {articles.length + children.length > 0 && (
          <ul className={classes.list}>
            {articles.map(({ id }) => (
              <li key={id}>{row({ kind: 'article', id })}</li>
            ))}
            {children.map(branch)}
          </ul>
        )}
      </li>
    );
  };

  return (
    <Card title={words.arrange}>
      <p id={hintId} className={classes.hint}>
        {words.arrangeHint}
      </p>
      <div ref={tree}>
        <ul className={classes.list}>{center.categories.filter((one) => one.parent === null).map(branch)}</ul>
      </div>
      <p className={unseen.unseen} role="status">
        {told}
      </p>
      <div className={classes.actions}>
        <Button onClick={onDone}>{words.arrangeDone}</Button>
      </div>
    </Card>
  );
}
