import { check } from '@porchlight/design/icons';
import type { ReactNode, Ref } from 'react';
import { ApiError } from '../api.ts';
import { problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from '../session/gate.module.css';
import { OwnedPasswordInput } from '../session/password-field.tsx';
import { passwordLeast } from '../setup/password.ts';

/** What is wrong with a password before it is sent; undefined for nothing. */
export function problemOfPassword(password: string): string | undefined {
  const missing = passwordLeast - [...password].length;
  return missing > 0 ? t.setup.passwordShort(missing) : undefined;
}

/** Tells whether the server refused the password itself, which stands at its field. */
export function isPasswordRefused(error: unknown): boolean {
  return error instanceof ApiError && ['password_too_common', 'password_too_short'].includes(error.code);
}

/** A password that somebody chooses. */
export function NewPassword(props: {
  label: string;
  email: string;
  value: string;
  isChecked: boolean;
  error: unknown;
  onChange: (password: string) => void;
  ref?: Ref<HTMLInputElement>;
}): ReactNode {
  const { value, error } = props;
  const problem = problemOfPassword(value);
  const isRefused = isPasswordRefused(error);
  const shown = isRefused
    ? t.setup.passwordCommon
    : props.isChecked
      ? (problem ?? problemAt(error, 'password'))
      : undefined;
  return (
    <>
      <OwnedPasswordInput
        ref={props.ref}
        email={props.email}
        label={props.label}
        description={t.setup.passwordHint}
        name="new-password"
        autoComplete="new-password"
        size="md"
        value={value}
        error={shown}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      {value !== '' && !shown && (
        <p className={classes.meter} data-done={!problem} role="status">
          {!problem && <Icon icon={check} size={16} />}
          {problem ?? t.setup.lengthDone}
        </p>
      )}
    </>
  );
}
