import { Button } from '@mantine/core';
import { externalLink } from '@porchlight/design/icons';
import type { CommentRow, DecideCommentRequest, SiteId } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatAgo } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Pill } from '../../parts/pill.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import classes from './comments.module.css';
import { commentsKey } from './queries.ts';
import { ReplyForm } from './reply-form.tsx';

type Props = { site: SiteId; comment: CommentRow; onGone: () => void };

/** One comment with what can be decided about it. */
export function CommentItem({ site, comment, onGone }: Props): ReactNode {
  const { comments: words } = t.admin;
  const now = useNow(60_000);
  const client = useQueryClient();
  const [open, setOpen] = useState<'reply' | 'delete' | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: commentsKey(site) });
  const onError = (error: Error) => {
    showToast({ tone: 'danger', message: describeError(error) });
    // What changed meanwhile is shown as it is now.
    void refresh();
  };
  const decide = useMutation({
    mutationFn: (state: DecideCommentRequest['state']) =>
      api.decideComment(site, comment.id, { state, revision: comment.revision }),
    onSuccess: async (_nothing, state) => {
      onGone();
      showToast({ tone: 'success', message: words.done[state] });
      await refresh();
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api.removeComment(site, comment.id),
    onSuccess: async () => {
      setOpen(null);
      onGone();
      showToast({ tone: 'success', message: words.removed });
      await refresh();
    },
    onError,
  });
  const { author, state, parent, url, title } = comment;
  const name = author.name || words.formerUser;
  const isOwn = author.kind === 'member';
  return (
    <li className={classes.item} tabIndex={-1} aria-label={words.comment(name)}>
      <p className={classes.by}>
        <b dir="auto">{name}</b>
        <Pill tone={isOwn ? 'accent' : 'grey'}>{words.by[author.kind]}</Pill>
        {author.email && <span className={classes.aside}>{author.email}</span>}
        <span className={classes.aside}>
          <time dateTime={new Date(comment.createdAt).toISOString()}>{formatAgo(comment.createdAt, now)}</time>
          {comment.editedAt !== null && `, ${words.edited}`}
        </span>
      </p>
      <p className={classes.aside}>
        {title === null ? words.notOut : words.on(title)} · {t.admin.articles.languages[comment.language]}
      </p>
      {parent && (
        <blockquote className={classes.parent}>
          <span className={classes.aside}>{words.answers(parent.name || words.formerUser)}</span>
          <p dir="auto">{parent.text}</p>
        </blockquote>
      )}
      <p className={classes.text} dir="auto" lang={comment.language}>
        {comment.text}
      </p>
      {comment.suspicions.length > 0 && (
        <p className={classes.suspicions}>
          {comment.suspicions.map((one) => (
            <Pill key={one} tone="warning">
              {words.suspicions[one]}
            </Pill>
          ))}
        </p>
      )}
      <div className={classes.actions}>
        {state !== 'shown' && (
          <Button data-key="a" loading={decide.isPending} onClick={() => decide.mutate('shown')}>
            {state === 'spam' ? words.notSpam : words.approve}
          </Button>
        )}
        {state !== 'rejected' && state !== 'spam' && !isOwn && (
          <Button data-key="r" variant="default" disabled={decide.isPending} onClick={() => decide.mutate('rejected')}>
            {state === 'shown' ? words.hide : words.reject}
          </Button>
        )}
        {state !== 'spam' && !isOwn && (
          <Button data-key="s" variant="default" disabled={decide.isPending} onClick={() => decide.mutate('spam')}>
            {words.spam}
          </Button>
        )}
        {(state === 'waiting' || state === 'shown') && (
          <Button data-key="e" variant="default" onClick={() => setOpen('reply')}>
            {state === 'waiting' ? words.replyAndApprove : words.reply}
          </Button>
        )}
        <Button variant="subtle" color="danger" onClick={() => setOpen('delete')}>
          {words.delete}
        </Button>
        {url && state === 'shown' && (
          <Button
            component="a"
            href={url}
            target="_blank"
            rel="noopener"
            variant="subtle"
            leftSection={<Icon icon={externalLink} size={16} />}
          >
            {words.see}
          </Button>
        )}
      </div>
      <Dialog
        isOpen={open === 'reply'}
        onClose={() => setOpen(null)}
        title={state === 'waiting' ? words.replyAndApprove : words.reply}
      >
        <ReplyForm
          site={site}
          comment={comment}
          onDone={async (isSent) => {
            setOpen(null);
            if (!isSent) return;
            if (state === 'waiting') onGone();
            await refresh();
          }}
        />
      </Dialog>
      <Dialog isOpen={open === 'delete'} onClose={() => setOpen(null)} title={words.deleteTitle} size="sm">
        <p>{words.deleteText}</p>
        <div className={classes.confirm}>
          <Button variant="default" data-autofocus onClick={() => setOpen(null)}>
            {t.common.cancel}
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {words.delete}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
