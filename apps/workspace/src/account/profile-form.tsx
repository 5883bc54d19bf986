import { Button, TextInput } from '@mantine/core';
import type { Member } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { sessionQuery } from '../session/use-session.ts';
import classes from './account.module.css';

/** The member's own name; the address is shown beside it. */
export function ProfileForm({ at, member }: { at: Interface; member: Member }): ReactNode {
  const [name, setName] = useState(member.name);
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.changeProfile(at, { name: name.trim() }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery(at).queryKey, session);
      setName(session.member.name);
      showToast({ tone: 'success', message: t.account.nameSaved });
    },
  });
  const missing = name.trim() === '' ? t.setup.nameMissing : undefined;
  const problem = (isChecked && missing) || problemAt(save.error, 'name');
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!missing) save.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {save.isError && !problem && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <TextInput
        label={t.account.name}
        description={t.account.nameHint}
        name="name"
        autoComplete="name"
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <dl className={classes.fact}>
        <dt>{t.account.email}</dt>
        <dd>{member.email}</dd>
      </dl>
      <div>
        <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === member.name}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
