import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import classes from '../session/gate.module.css';
import { Callout } from '../session/gate.tsx';
import { Done, isLinkOver, LinkGate, Over } from './link-gate.tsx';

/** [AUTH13] The new address of an account confirms that it is one. */
export function ConfirmAddressScreen(): ReactNode {
  return <AddressScreen kind="confirm" />;
}

/** [AUTH13] The old address takes a change back. */
export function UndoAddressScreen(): ReactNode {
  return <AddressScreen kind="undo" />;
}

function AddressScreen({ kind }: { kind: 'confirm' | 'undo' }): ReactNode {
  const texts = t.links[kind];
  // By a click: what only opens the link, a scanner of mail for one, changes nothing.
  const change = useMutation({ mutationFn: kind === 'confirm' ? api.confirmEmail : api.undoEmail });
  if (change.isSuccess)
    return (
      <Done title={texts.doneTitle} hasLogin={kind === 'confirm'}>
        {texts.done}
      </Done>
    );
  if (isLinkOver(change.error)) return <Over title={t.links.invalidTitle}>{texts.invalid}</Over>;
  const isTaken = change.error instanceof ApiError && change.error.code === 'email_taken';
  return (
    <LinkGate
      purpose={kind === 'confirm' ? 'email-change' : 'email-changed'}
      title={texts.title}
      lead={texts.lead}
      invalid={texts.invalid}
    >
      {({ token, email }) => (
        <div className={classes.form}>
          {change.isError && (
            <Callout tone="danger" isAlert>
              {isTaken ? texts.taken : describeError(change.error)}
            </Callout>
          )}
          <p className={classes.address}>
            <bdi>{email}</bdi>
          </p>
          <Button size="md" fullWidth loading={change.isPending} onClick={() => change.mutate({ token })} autoFocus>
            {texts.submit}
          </Button>
        </div>
      )}
    </LinkGate>
  );
}
