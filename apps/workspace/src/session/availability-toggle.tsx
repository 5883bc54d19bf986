import { Tooltip, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import classes from './availability-toggle.module.css';
import { useAvailability, useDesk } from './desk-context.ts';

/** Whether the member answers now: what the messenger tells visitors depends on it. */
export function AvailabilityToggle(): ReactNode {
  const { me } = useDesk();
  const known = useAvailability(me.id);
  const change = useMutation({
    mutationFn: (isAvailable: boolean) => api.setAvailability({ isAvailable }),
    onError: (error) => showToast({ tone: 'danger', title: t.shell.availabilityFailed, message: describeError(error) }),
  });
  const { reset } = change;
  // The server's word ends the guess that the click made.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new word of the server is the reason to run
  useEffect(() => reset(), [known, reset]);
  const isAvailable = (change.isError ? undefined : change.variables) ?? known ?? false;
  const word = isAvailable ? t.shell.available : t.shell.away;
  const hint = isAvailable ? t.shell.availableHint : t.shell.awayHint;
  return (
    <Tooltip label={hint} position="right">
      <UnstyledButton
        className={classes.toggle}
        role="switch"
        aria-checked={isAvailable}
        aria-label={`${word}. ${hint}`}
        data-on={isAvailable}
        disabled={known === null}
        onClick={() => change.mutate(!isAvailable)}
      >
        <span className={classes.track}>
          <span className={classes.knob} />
        </span>
        <span className={classes.word}>{word}</span>
      </UnstyledButton>
    </Tooltip>
  );
}
