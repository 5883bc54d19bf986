import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import classes from './end-dialog.module.css';

/** Asks before a conversation is ended: the visitor is asked for a rating right away, so there is no way back. */
export function EndDialog(props: {
  isOpen: boolean;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}): ReactNode {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t.thread.endTitle}
      size="sm"
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <p className={classes.text}>{t.thread.endText}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose}>
          {t.common.cancel}
        </Button>
        <Button data-autofocus loading={props.isBusy} onClick={props.onConfirm}>
          {t.thread.endConfirm}
        </Button>
      </div>
    </Modal>
  );
}
