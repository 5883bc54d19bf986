import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { mailLanguage, t } from '../messages/index.ts';
import { Callout } from '../session/gate.tsx';
import classes from './account.module.css';

/** [AUTH13] Asks for another address, which counts once its mail was confirmed. */
export function EmailForm({ at, email: present }: { at: Interface; email: string }): ReactNode {
  const texts = t.links.change;
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const ask = useMutation({
    mutationFn: (address: string) => api.changeEmail(at, { email: address, language: mailLanguage() }),
    onSuccess: () => setEmail(''),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const typed = email.trim();
    const isSame = typed.toLowerCase() === present.toLowerCase();
    const found =
      typed === '' ? t.login.emailMissing : isSame ? texts.same : /.@./.test(typed) ? undefined : t.login.emailInvalid;
    setProblem(found);
    if (found) field.current?.focus();
    else ask.mutate(typed);
  }

  const refused = problemAt(ask.error, 'email') === undefined ? undefined : t.login.emailInvalid;
  const isOff = ask.error instanceof ApiError && ask.error.code === 'mail_not_set_up';
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {ask.isSuccess && <Callout tone="success">{texts.asked(ask.variables)}</Callout>}
      {ask.isError && !refused && (
        <Callout tone="danger" isAlert>
          {isOff ? t.links.mailOff : describeError(ask.error)}
        </Callout>
      )}
      <TextInput
        ref={field}
        label={texts.label}
        type="email"
        name="new-email"
        autoComplete="email"
        inputMode="email"
        autoCapitalize="off"
        spellCheck={false}
        value={email}
        error={problem ?? refused}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={ask.isPending}>
          {texts.submit}
        </Button>
      </div>
    </form>
  );
}
