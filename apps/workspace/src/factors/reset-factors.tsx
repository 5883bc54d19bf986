import { Button } from '@mantine/core';
import type { MemberRow } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { membersQuery } from '../admin/queries.ts';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './factors.module.css';

/** [AUTH4] Takes a member's second factors away, after a question; nothing where they have none. */
export function ResetFactors({ member }: { member: MemberRow }): ReactNode {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const reset = useMutation({
    mutationFn: () => api.resetFactors(member.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: membersQuery.queryKey });
      showToast({ tone: 'success', message: t.factors.rule.resetDone(member.name) });
      setOpen(false);
    },
  });
  if (member.secondFactors.length === 0) return null;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t.factors.rule.resetOf(member.name)}
        onClick={() => setOpen(true)}
      >
        {t.factors.rule.reset}…
      </Button>
      <Dialog
        isOpen={isOpen}
        size="sm"
        title={t.factors.rule.resetTitle(member.name)}
        onClose={() => {
          setOpen(false);
          reset.reset();
        }}
      >
        <div className={classes.setUp}>
          {reset.isError && (
            <Callout tone="danger" isAlert>
              {describeError(reset.error)}
            </Callout>
          )}
          <p>{t.factors.rule.resetText}</p>
          <div className={classes.dialogActions}>
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
              {t.common.cancel}
            </Button>
            <Button color="danger" loading={reset.isPending} onClick={() => reset.mutate()}>
              {t.factors.rule.reset}
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
