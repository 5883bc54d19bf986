import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import classes from '../session/gate.module.css';
import { Callout } from '../session/gate.tsx';
import { Done, isLinkOver, LinkGate, Over } from './link-gate.tsx';
import { isPasswordRefused, NewPassword, problemOfPassword } from './new-password.tsx';

/** [AUTH11] Whoever was invited chooses a name and a password. */
export function InvitationScreen(): ReactNode {
  const texts = t.links.invitation;
  const accept = useMutation({ mutationFn: api.acceptInvitation });
  if (accept.isSuccess)
    return (
      <Done title={texts.doneTitle} hasLogin>
        {texts.done}
      </Done>
    );
  if (isLinkOver(accept.error)) return <Over title={t.links.invalidTitle}>{texts.invalid}</Over>;
  return (
    <LinkGate purpose="invitation" title={texts.title} lead={texts.lead} invalid={texts.invalid}>
      {({ token, email }) => (
        <InvitationForm
          email={email}
          error={accept.error}
          isPending={accept.isPending}
          onSubmit={(name, password) => accept.mutate({ token, name, password })}
        />
      )}
    </LinkGate>
  );
}

function InvitationForm(props: {
  email: string;
  error: unknown;
  isPending: boolean;
  onSubmit: (name: string, password: string) => void;
}): ReactNode {
  const { error } = props;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const nameProblem = name.trim() === '' ? t.setup.nameMissing : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (nameProblem) nameField.current?.focus();
    else if (problemOfPassword(password)) passwordField.current?.focus();
    else props.onSubmit(name.trim(), password);
  }

  const isTaken = error instanceof ApiError && error.code === 'email_taken';
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error !== null && !isPasswordRefused(error) && (
        <Callout tone="danger" isAlert>
          {isTaken ? t.links.invitation.taken : describeError(error)}
        </Callout>
      )}
      <p className={classes.address}>
        <bdi>{props.email}</bdi>
      </p>
      <TextInput
        ref={nameField}
        label={t.setup.name}
        description={t.setup.nameHint}
        name="name"
        autoComplete="name"
        size="md"
        value={name}
        error={(isChecked ? nameProblem : undefined) ?? problemAt(error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
        autoFocus
      />
      <NewPassword
        ref={passwordField}
        label={t.setup.password}
        email={props.email}
        value={password}
        isChecked={isChecked}
        error={error}
        onChange={setPassword}
      />
      <Button type="submit" size="md" fullWidth loading={props.isPending}>
        {t.links.invitation.submit}
      </Button>
    </form>
  );
}
