import { Button } from '@mantine/core';
import type { VisitorId } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './part-dialog.module.css';

type Named = { visitor: VisitorId; label: string };

/** [VIS4] Asks before another id of a visitor is shown apart; null while nothing is asked. `changed`: the query that it changes. */
export function PartDialog(props: {
  alias: Named | null;
  part: (visitor: VisitorId) => Promise<unknown>;
  changed: string[];
  onClose: () => void;
}): ReactNode {
  const { alias, changed, onClose } = props;
  const client = useQueryClient();
  const part = useMutation({
    mutationFn: (one: Named) => props.part(one.visitor),
    onSuccess: (_answer, one) => showToast({ tone: 'success', message: t.recognition.undone(one.label) }),
    onError(error) {
      // Somebody else was faster: what was wanted is so.
      if (isGone(error)) showToast({ tone: 'success', message: t.recognition.undoneAlready });
    },
    async onSettled(_answer, error) {
      if (error && !isGone(error)) return;
      close();
      await client.invalidateQueries({ queryKey: changed });
    },
  });
  const close = () => {
    part.reset();
    onClose();
  };
  return (
    <Dialog isOpen={alias !== null} onClose={close} title={t.recognition.undoTitle(alias?.label ?? '')} size="sm">
      <p className={classes.text}>{t.recognition.undoText}</p>
      {part.isError && !isGone(part.error) && (
        <Callout tone="danger" isAlert>
          {t.recognition.undoFailed} {describeError(part.error)}
        </Callout>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={close}>
          {t.common.cancel}
        </Button>
        <Button data-autofocus loading={part.isPending} onClick={() => alias && part.mutate(alias)}>
          {t.recognition.undoConfirm}
        </Button>
      </div>
    </Dialog>
  );
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'alias_not_found';
}
