import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Callout } from '../session/gate.tsx';
import classes from './dialog-form.module.css';

/** What a form in a dialog ends with: the way back, and what sends it. */
export function FormActions(props: {
  /** On the button that sends it. */
  label: string;
  isPending: boolean;
  isDisabled?: boolean;
  onCancel: () => void;
}): ReactNode {
  return (
    <div className={classes.actions}>
      <Button variant="default" onClick={props.onCancel}>
        {t.common.cancel}
      </Button>
      <Button type="submit" loading={props.isPending} disabled={props.isDisabled ?? false}>
        {props.label}
      </Button>
    </div>
  );
}

/** Asks before something is taken away for good, says what that means, and why it failed. */
export function Confirmation(props: {
  /** What it means. */
  children: ReactNode;
  /** On the button that does it. */
  label: string;
  /** How that went so far. */
  work: { isPending: boolean; isError: boolean; error: unknown };
  /** False where it cannot be done, so that there is the way back alone. */
  isOffered?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}): ReactNode {
  const { children, label, work, isOffered = true, onConfirm, onCancel } = props;
  return (
    <div className={classes.form}>
      {work.isError && (
        <Callout tone="danger" isAlert>
          {describeError(work.error)}
        </Callout>
      )}
      {children}
      <div className={classes.actions}>
        <Button variant="default" data-autofocus onClick={onCancel}>
          {t.common.cancel}
        </Button>
        {isOffered && (
          <Button color="danger" loading={work.isPending} onClick={onConfirm}>
            {label}
          </Button>
        )}
      </div>
    </div>
  );
}
