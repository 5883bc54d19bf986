import { TextInput } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { t } from '../messages/index.ts';
import classes from './gate.module.css';

/** The address as it was meant: where a name stands alone, the domain of the last remembered login follows [REM3]. */
export function wholeAddress(typed: string, domain: string | null): string {
  const text = typed.trim();
  return text === '' || text.includes('@') || domain === null ? text : `${text}@${domain}`;
}

/** The e-mail address of a login; its end is filled in where this browser knows it, never the name [REM3]. */
export function EmailField(props: {
  value: string;
  domain: string | null;
  error: string | undefined;
  onChange: (value: string) => void;
  /** What browsers may offer to fill in besides the address. */
  autoComplete: string;
  ref: Ref<HTMLInputElement>;
}): ReactNode {
  const { domain, value } = props;
  const suffix = domain !== null && !value.includes('@') ? `@${domain}` : null;
  return (
    <TextInput
      ref={props.ref}
      label={t.login.email}
      // Both are true of it: an address, or a name that becomes one.
      type={domain === null ? 'email' : 'text'}
      name="email"
      autoComplete={props.autoComplete}
      inputMode="email"
      autoCapitalize="off"
      spellCheck={false}
      size="md"
      value={value}
      error={props.error}
      description={domain === null ? undefined : t.account.domainHint(domain)}
      rightSection={suffix && <span className={classes.suffix}>{suffix}</span>}
      rightSectionWidth={suffix ? `min(60%, ${suffix.length + 3}ch)` : undefined}
      rightSectionPointerEvents="none"
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
