import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { PasswordField } from '../session/password-field.tsx';
import { RevealIcon } from '../session/reveal-icon.tsx';
import { passwordLeast } from '../setup/password.ts';
import classes from './account.module.css';
import { signedInQuery } from './signed-in-list.tsx';

/** A new password, for which the present one is asked; everything else of this member's logins ends [REM2]. */
export function PasswordForm({ at }: { at: Interface }): ReactNode {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const currentField = useRef<HTMLInputElement>(null);
  const nextField = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: () => api.changePassword(at, { current, password: next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setChecked(false);
      showToast({ tone: 'success', message: t.account.changed });
      void client.invalidateQueries({ queryKey: signedInQuery(at).queryKey });
    },
    onError: (error) => (codeOf(error) === 'password_wrong' ? currentField : nextField).current?.select(),
  });
  const code = codeOf(change.error);
  const missing = {
    current: current === '' ? t.login.passwordMissing : undefined,
    next: next.length < passwordLeast ? t.setup.passwordShort(passwordLeast - next.length) : undefined,
  };
  const problems = {
    current: (isChecked && missing.current) || (code === 'password_wrong' && t.account.passwordWrong),
    next: (isChecked && missing.next) || (code === 'password_too_common' && t.setup.passwordCommon),
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (missing.current) currentField.current?.focus();
    else if (missing.next) nextField.current?.focus();
    else change.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {change.isError && !problems.current && !problems.next && (
        <Callout tone="danger" isAlert>
          {describeError(change.error)}
        </Callout>
      )}
      <PasswordField
        ref={currentField}
        at={at}
        size="sm"
        label={t.account.current}
        value={current}
        error={problems.current}
        onChange={setCurrent}
      />
      <PasswordInput
        ref={nextField}
        label={t.account.next}
        description={t.setup.passwordHint}
        name="new-password"
        autoComplete="new-password"
        value={next}
        error={problems.next}
        onChange={(event) => setNext(event.currentTarget.value)}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
      />
      <div>
        <Button type="submit" variant="default" loading={change.isPending}>
          {t.account.change}
        </Button>
      </div>
    </form>
  );
}

function codeOf(error: unknown): string | null {
  return error instanceof ApiError ? error.code : null;
}
