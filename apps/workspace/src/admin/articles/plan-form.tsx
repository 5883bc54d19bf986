import { TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Callout } from '../../session/gate.tsx';
import { FormActions } from '../dialog-form.tsx';
import classes from '../members-screen.module.css';

/** When a text is to come out, in the member's own time zone. */
export function PlanForm(props: {
  isPending: boolean;
  error: Error | null;
  onPlan: (at: number) => void;
  onCancel: () => void;
}): ReactNode {
  const { isPending, error, onPlan, onCancel } = props;
  const { articles: words } = t.admin;
  const [value, setValue] = useState(tomorrow);
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
      {error && (
        <Callout tone="danger" isAlert>
          {describeError(error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        type="datetime-local"
        label={words.planAt}
        description={words.planZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        value={value}
        error={isChecked && !isGood && words.planPast}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <FormActions label={words.planDo} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}

/** Tomorrow at nine, as such a field has it. */
function tomorrow(): string {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T09:00`;
}
