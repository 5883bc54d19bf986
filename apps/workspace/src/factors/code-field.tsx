import { TextInput } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { t } from '../messages/index.ts';

/** Where the code of an app, or a recovery code, is typed. */
export function CodeField(props: {
  kind: 'totp' | 'recovery-code';
  value: string;
  error?: string | undefined;
  ref?: Ref<HTMLInputElement>;
  isFirst?: boolean;
  onChange: (value: string) => void;
}): ReactNode {
  const { kind, value, error, ref, isFirst = false, onChange } = props;
  const isCode = kind === 'totp';
  return (
    <TextInput
      ref={ref}
      key={kind}
      label={isCode ? t.factors.step.code : t.factors.step.recovery}
      description={isCode ? t.factors.step.codeHint : t.factors.step.recoveryHint}
      name={isCode ? 'one-time-code' : 'recovery-code'}
      autoComplete={isCode ? 'one-time-code' : 'off'}
      inputMode={isCode ? 'numeric' : 'text'}
      autoCapitalize="off"
      spellCheck={false}
      size="md"
      value={value}
      error={error}
      {...(isFirst ? { 'data-autofocus': true } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What is wrong with a typed code before it is sent; undefined when nothing is. */
export function problemOfCode(kind: 'totp' | 'recovery-code', code: string): string | undefined {
  if (kind === 'totp') return /^\d{6}$/.test(code.replaceAll(/\s/g, '')) ? undefined : t.factors.step.codeMissing;
  return code.trim() === '' ? t.factors.step.recoveryMissing : undefined;
}
