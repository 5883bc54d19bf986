import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { mailLanguage, t } from '../messages/index.ts';
import classes from '../session/gate.module.css';
import { Callout, Gate } from '../session/gate.tsx';
import { Done, isLinkOver, LinkGate, Over, ToLogin } from './link-gate.tsx';
import { isPasswordRefused, NewPassword, problemOfPassword } from './new-password.tsx';

/** [AUTH12] Asks for a mail with a link; says the same for every address. */
export function ForgotPasswordScreen(): ReactNode {
  const texts = t.links.reset;
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const ask = useMutation({ mutationFn: () => api.askForReset({ email: email.trim(), language: mailLanguage() }) });
  useEffect(() => {
    document.title = `${texts.askTitle} · ${t.product}`;
  }, [texts]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = email.trim() === '' ? t.login.emailMissing : /.@./.test(email) ? undefined : t.login.emailInvalid;
    setProblem(found);
    if (found) field.current?.focus();
    else ask.mutate();
  }

  if (ask.error instanceof ApiError && ask.error.code === 'mail_not_set_up')
    return <Over title={t.links.mailOffTitle}>{t.links.mailOff}</Over>;
  if (ask.isSuccess)
    return (
      <Done title={texts.askedTitle}>
        <p>{texts.asked(email.trim())}</p>
        <p className={classes.then}>{texts.askedHint}</p>
        <Button variant="default" mt="md" onClick={() => ask.reset()}>
          {texts.again}
        </Button>
      </Done>
    );
  const isRefused = ask.error instanceof ApiError && ask.error.code === 'invalid_body';
  return (
    <Gate title={texts.askTitle} lead={texts.askLead} foot={<ToLogin />}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {ask.isError && !isRefused && (
          <Callout tone="danger" isAlert>
            {describeError(ask.error)}
          </Callout>
        )}
        <TextInput
          ref={field}
          label={t.login.email}
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="off"
          spellCheck={false}
          size="md"
          value={email}
          error={problem ?? (isRefused ? t.login.emailInvalid : undefined)}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={ask.isPending}>
          {texts.askSubmit}
        </Button>
      </form>
    </Gate>
  );
}

/** [AUTH12] Sets a new password by the link from the mail. */
export function ResetScreen(): ReactNode {
  const texts = t.links.reset;
  const reset = useMutation({ mutationFn: api.completeReset });
  const onward = (
    <Button component={Link} to="/forgot-password" variant="default">
      {texts.askAgain}
    </Button>
  );
  if (reset.isSuccess)
    return (
      <Done title={texts.doneTitle} hasLogin>
        {texts.done}
      </Done>
    );
  if (isLinkOver(reset.error))
    return (
      <Over title={t.links.invalidTitle} action={onward}>
        {texts.invalid}
      </Over>
    );
  return (
    <LinkGate purpose="password-reset" title={texts.title} lead={texts.lead} invalid={texts.invalid} onward={onward}>
      {({ token, email }) => (
        <ResetForm
          email={email}
          error={reset.error}
          isPending={reset.isPending}
          onSubmit={(password) => reset.mutate({ token, password })}
        />
      )}
    </LinkGate>
  );
}

function ResetForm(props: {
  email: string;
  error: unknown;
  isPending: boolean;
  onSubmit: (password: string) => void;
}): ReactNode {
  const { error } = props;
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problemOfPassword(password)) field.current?.focus();
    else props.onSubmit(password);
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error !== null && !isPasswordRefused(error) && (
        <Callout tone="danger" isAlert>
          {describeError(error)}
        </Callout>
      )}
      <NewPassword
        ref={field}
        label={t.links.reset.password}
        email={props.email}
        value={password}
        isChecked={isChecked}
        error={error}
        onChange={setPassword}
      />
      <Button type="submit" size="md" fullWidth loading={props.isPending}>
        {t.links.reset.submit}
      </Button>
    </form>
  );
}
