import { Button, PasswordInput, TextInput } from '@mantine/core';
import { alert, check } from '@porchlight/design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { EmptyState } from '../parts/states.tsx';
import classes from '../session/gate.module.css';
import { Callout, Gate } from '../session/gate.tsx';
import { RevealIcon } from '../session/reveal-icon.tsx';
import { sessionQuery } from '../session/use-session.ts';
import { passwordLeast } from './password.ts';
import { takeSetupToken } from './setup-token.ts';

/** Makes the first admin with the one-time link that the server printed. */
export function SetupScreen(): ReactNode {
  const [token] = useState(takeSetupToken);
  useEffect(() => {
    document.title = `${t.setup.title} · ${t.product}`;
  }, []);
  return (
    <Gate title={t.setup.title} lead={t.setup.lead}>
      {token === null ? (
        <EmptyState icon={alert} tone="danger" title={t.setup.linkMissingTitle}>
          {t.setup.linkMissing}
        </EmptyState>
      ) : (
        <SetupForm token={token} />
      )}
    </Gate>
  );
}

function SetupForm({ token }: { token: string }): ReactNode {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const setup = useMutation({
    mutationFn: () => api.setup({ token, name: name.trim(), email: email.trim(), password }),
    async onSuccess(session) {
      client.setQueryData(sessionQuery('admin').queryKey, session);
      await navigate({ to: '/admin/sites', replace: true });
    },
  });
  const problems = {
    name: name.trim() === '' ? t.setup.nameMissing : undefined,
    email: email.trim() === '' ? t.login.emailMissing : /.@./.test(email) ? undefined : t.login.emailInvalid,
    password: password.length < passwordLeast ? t.setup.passwordShort(passwordLeast - password.length) : undefined,
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!problems.name && !problems.email && !problems.password) setup.mutate();
  }

  if (setup.error instanceof ApiError && setup.error.code === 'setup_link_invalid') {
    return (
      <EmptyState icon={alert} tone="danger" title={t.setup.linkInvalidTitle}>
        {t.setup.linkInvalid}
      </EmptyState>
    );
  }
  const isCommon = setup.error instanceof ApiError && setup.error.code === 'password_too_common';
  const fieldProblem = (field: keyof typeof problems) =>
    (isChecked ? problems[field] : undefined) ?? problemAt(setup.error, field);
  const isLongEnough = password.length >= passwordLeast;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {setup.isError && !isCommon && (
        <Callout tone="danger" isAlert>
          {describeError(setup.error)}
        </Callout>
      )}
      <TextInput
        label={t.setup.name}
        description={t.setup.nameHint}
        name="name"
        autoComplete="name"
        size="md"
        value={name}
        error={fieldProblem('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t.setup.email}
        type="email"
        name="email"
        autoComplete="username"
        inputMode="email"
        size="md"
        value={email}
        error={fieldProblem('email')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t.setup.password}
        description={t.setup.passwordHint}
        name="new-password"
        autoComplete="new-password"
        size="md"
        value={password}
        error={isCommon ? t.setup.passwordCommon : fieldProblem('password')}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
      />
      {password !== '' && !fieldProblem('password') && !isCommon && (
        <p className={classes.meter} data-done={isLongEnough} role="status">
          {isLongEnough && <Icon icon={check} size={16} />}
          {isLongEnough ? t.setup.lengthDone : t.setup.passwordShort(passwordLeast - password.length)}
        </p>
      )}
      <Button type="submit" size="md" fullWidth loading={setup.isPending}>
        {t.setup.submit}
      </Button>
    </form>
  );
}
