import { Button, TextInput } from '@mantine/core';
import type { EnrolledAnswer } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Callout } from '../session/gate.tsx';
import { describeFactorError } from './describe.ts';
import classes from './factors.module.css';
import { makePasskey } from './passkeys.ts';

const nameChars = 60;

/** Names a new passkey and has the browser make it. */
export function SetUpPasskey(props: { at: Interface; onDone: (answer: EnrolledAnswer) => void }): ReactNode {
  const { at, onDone } = props;
  const [name, setName] = useState(suggestName);
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await api.newPasskeyOptions(at);
      const response = await makePasskey(options);
      return api.addPasskey(at, { name: name.trim(), response });
    },
    onSuccess: onDone,
  });
  const problem = name.trim() === '' ? t.factors.passkeys.nameMissing : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problem) field.current?.focus();
    else add.mutate();
  }
  return (
    <form className={classes.setUp} onSubmit={submit} noValidate>
      {add.isError && (
        <Callout tone="danger" isAlert>
          {describeFactorError(add.error, 'passkey')}
        </Callout>
      )}
      <p>{t.factors.passkeys.text}</p>
      <TextInput
        ref={field}
        label={t.factors.passkeys.label}
        name="passkey-name"
        autoComplete="off"
        maxLength={nameChars}
        size="md"
        value={name}
        error={isChecked ? problem : undefined}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={add.isPending}>
        {t.factors.passkeys.submit}
      </Button>
    </form>
  );
}

/** What this device may be called, from what the browser says of its platform. */
function suggestName(): string {
  const { userAgent } = navigator;
  const known: [RegExp, string][] = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Macintosh/, 'Mac'],
    [/CrOS/, 'Chromebook'],
    [/Linux/, 'Linux'],
  ];
  return known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';
}
