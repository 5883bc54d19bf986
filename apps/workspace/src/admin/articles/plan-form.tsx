import { TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../../messages/index.ts';
import { FormActions } from '../dialog-form.tsx';
import classes from '../members-screen.module.css';

/** When a text is to come out, in the member's own time zone. */
export function PlanForm(props: { isPending: boolean; onPlan: (at: number) => void; onCancel: () => void }): ReactNode {
  const { isPending, onPlan, onCancel } = props;
  const { articles: words } = t.admin;
  const [value, setValue] = useState('');
  const [isChecked, setChecked] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    const at = new Date(value).getTime();
    if (at > Date.now()) onPlan(at);
  }
  const isGood = new Date(value).getTime() > Date.now();
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        type="datetime-local"
        label={words.planAt}
        value={value}
        error={isChecked && !isGood && words.planPast}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <FormActions label={words.publish} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}
