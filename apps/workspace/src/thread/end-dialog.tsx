import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import classes from './end-dialog.module.css';

/** Asks before a conversation is ended: the visitor is asked for a rating right away, so there is no way back. */
export function EndDialog(props: {
  isOpen: boolean;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}): ReactNode {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={t.thread.endTitle} size="sm">
      <p className={classes.text}>{t.thread.endText}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose}>
          {t.common.cancel}
        </Button>
        <Button data-autofocus loading={props.isBusy} onClick={props.onConfirm}>
          {t.thread.endConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
