import { Button, Textarea } from '@mantine/core';
import { type CommentRow, limits, type SiteId } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import classes from './comments.module.css';

/** An answer of the team beneath a comment, which is shown by it. */
export function ReplyForm(props: {
  site: SiteId;
  comment: CommentRow;
  onDone: (isSent: boolean) => void | Promise<void>;
}): ReactNode {
  const { site, comment, onDone } = props;
  const { comments: words } = t.admin;
  const [text, setText] = useState('');
  // One for as long as the form is open: what is sent twice is one reply.
  const [clientId] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: () => api.answerComment(site, comment.id, { text, revision: comment.revision, clientId }),
    onSuccess: async () => {
      showToast({ tone: 'success', message: words.replied });
      await onDone(true);
    },
  });
  const isEmpty = text.trim() === '';
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isEmpty) send.mutate();
  }
  return (
    <form onSubmit={submit} className={classes.stack} noValidate>
      {send.isError && (
        <Callout tone="danger" isAlert>
          {describeError(send.error)}
        </Callout>
      )}
      <blockquote className={classes.parent}>
        <p dir="auto">{comment.text}</p>
      </blockquote>
      <Textarea
        data-autofocus
        label={words.replyLabel}
        description={words.replyHint}
        value={text}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={limits.commentChars}
        dir="auto"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.confirm}>
        <Button variant="default" onClick={() => void onDone(false)}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={send.isPending} disabled={isEmpty}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}
