import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Callout } from '../session/gate.tsx';
import classes from './settings-form.module.css';
import type { SettingsForm } from './use-settings.ts';

/** The cards of a form over settings, and the bar that saves it, there while something is not saved. */
export function SettingsFrame<D>(props: {
  form: SettingsForm<D>;
  /** Whether a field is known to be wrong: then nothing is sent until it changes. */
  hasProblem: boolean;
  /** What is told above the buttons, beside that nothing is saved yet. */
  note?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const { form, hasProblem, note, children } = props;
  const { save, isChanged } = form;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!hasProblem && isChanged) form.submit();
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      {children}
      {(isChanged || save.isPending) && (
        <div className={classes.bar} data-save-bar>
          {save.isError ? (
            <Callout tone="danger" isAlert>
              {describeError(save.error)}
            </Callout>
          ) : (
            <span className={classes.unsaved}>{note ?? t.admin.unsaved}</span>
          )}
          <Button variant="default" onClick={form.discard}>
            {t.admin.discard}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={hasProblem}>
            {t.common.save}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Fields below each other in a card. */
export function Fields({ children }: { children: ReactNode }): ReactNode {
  return <div className={classes.fields}>{children}</div>;
}
