import { Button, Textarea } from '@mantine/core';
import { chat, check, clock, close, eye } from '@porchlight/design/icons';
import type { LiveVisitor } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './offer-form.module.css';

/** Offers a chat to somebody who is on the site, and tells what became of it. */
export function OfferForm({ visitor }: { visitor: LiveVisitor }): ReactNode {
  const [text, setText] = useState(t.visitors.offerDefault);
  const [isAgain, setAgain] = useState(false);
  const offer = useMutation({
    mutationFn: () => api.offer(visitor.visit, { text: text.trim() }),
    onSuccess: () => setAgain(false),
  });
  const { conversation } = visitor;
  if (conversation && conversation.status !== 'ended') {
    return (
      <div className={classes.offer}>
        <Button
          component={Link}
          to={`/inbox/${conversation.status === 'queued' ? 'queue' : 'open'}/${conversation.id}`}
          variant="light"
          fullWidth
          leftSection={<Icon icon={chat} size={16} />}
        >
          {t.visitors.openConversation}
        </Button>
      </div>
    );
  }
  // The answer to the click is known a moment before the stream says the same.
  const state = visitor.offer === 'none' && offer.isSuccess ? 'pending' : visitor.offer;
  if (state !== 'none' && !(isAgain && state === 'declined')) {
    return (
      <div className={classes.offer}>
        <OfferState state={state} />
        {state === 'declined' && (
          <Button variant="default" size="sm" onClick={() => setAgain(true)}>
            {t.visitors.offerAgain}
          </Button>
        )}
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    offer.mutate();
  };
  return (
    <form className={classes.offer} onSubmit={submit}>
      <h3 className={classes.title}>{t.visitors.offer}</h3>
      {offer.isError && (
        <Callout tone="danger" isAlert>
          {describeOfferError(offer.error)}
        </Callout>
      )}
      <Textarea
        label={t.visitors.offerLabel}
        description={t.visitors.offerHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        rows={2}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        loading={offer.isPending}
        disabled={text.trim() === ''}
        leftSection={<Icon icon={chat} size={16} />}
      >
        {t.visitors.offerSend}
      </Button>
    </form>
  );
}

const icons = { pending: clock, shown: eye, accepted: check, declined: close };

function OfferState({ state }: { state: Exclude<LiveVisitor['offer'], 'none'> }): ReactNode {
  const text = {
    pending: t.visitors.offerPending,
    shown: t.visitors.offerShown,
    accepted: t.visitors.offerAccepted,
    declined: t.visitors.offerDeclined,
  }[state];
  return (
    <p className={classes.state} data-state={state} role="status">
      <Icon icon={icons[state]} size={18} />
      <span>{text}</span>
    </p>
  );
}

function describeOfferError(error: unknown): string {
  if (error instanceof ApiError && error.code === 'offer_pending') return t.visitors.offerPendingAlready;
  if (error instanceof ApiError && error.code === 'visitor_has_left') return t.visitors.offerLeft;
  return describeError(error);
}
