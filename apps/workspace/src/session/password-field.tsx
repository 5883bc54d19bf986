import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import type { Interface } from '../api.ts';
import { t } from '../messages/index.ts';
import classes from './gate.module.css';
import { RevealIcon } from './reveal-icon.tsx';
import { sessionQuery } from './use-session.ts';

/** The password of whoever is logged in. */
export function PasswordField(props: {
  at: Interface;
  label: string;
  value: string;
  error: ReactNode;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
  size?: 'sm' | 'md';
}): ReactNode {
  const client = useQueryClient();
  const email = client.getQueryData(sessionQuery(props.at).queryKey)?.member.email;
  return (
    <OwnedPasswordInput
      ref={props.ref}
      email={email ?? ''}
      label={props.label}
      name="password"
      autoComplete="current-password"
      size={props.size ?? 'md'}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

/** A password, with the address that password managers keep it for beside it, where nobody sees it. */
export function OwnedPasswordInput({ email, ...input }: PasswordInputProps & { email: string }): ReactNode {
  return (
    <>
      <input
        className={classes.unseen}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordInput
        {...input}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
      />
    </>
  );
}
